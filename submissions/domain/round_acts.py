"""One act upon many reports of a round: each by the one door, each with its own result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import DomainError, InvalidInput
from submissions import access
from submissions.domain import (
    decisions,
    round_rules,
    round_states,
)
from submissions.domain.transition import perform
from submissions.enums import Action
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report: done, or why not."""

    submission: Submission
    done: bool
    refusal: str = ""


def on_each(
    round: Round,
    chosen: Mapping[int, int],
    action: Action,
    *,
    actor: User,
    at: datetime,
    note: str = "",
    data: Mapping[str, Any] | None = None,
) -> list[Outcome]:
    """Carry out a move of the workflow on each chosen report of the round.

    `chosen` maps a report's key to the version that the page showed. Each is a transaction of its
    own, so that one refusal keeps no other back; what may not be seen is left out. Side effects:
    those of `transition.perform`, and the round's state follows.
    """

    def move(submission: Submission) -> None:
        perform(
            submission,
            action,
            actor=actor,
            at=at,
            version=chosen[submission.pk],
            note=note,
            data=data,
        )

    found = _each(round, chosen, actor, at, move)
    round_states.derive(round, at=at)
    return found


def endorse_round(
    round: Round,
    chosen: Mapping[int, int],
    *,
    actor: User,
    at: datetime,
    reference: str,
    note: str = "",
) -> list[Outcome]:
    """The executive endorses the chosen results of a round in one meeting or by one memo.

    Side effects: those of `on_each`; the round keeps the reference, with an audit entry, once
    anything was endorsed by it.
    """
    if not reference.strip():
        raise InvalidInput(
            _("Give the number of the meeting or memo that endorsed the results."),
            code="reference_required",
        )
    data = {"reference": reference.strip()}
    found = on_each(round, chosen, Action.ENDORSE, actor=actor, at=at, note=note, data=data)
    if any(outcome.done for outcome in found):
        with audit.act(actor=actor, at=at) as log:
            round.endorsement_reference = reference.strip()
            round.save(update_fields=["endorsement_reference"])
            log.note_down(
                "round.endorse",
                round,
                subject=round_rules.subject_of(round),
                unit_path=round.indicator.owner.path,
                note=note,
                round=str(round),
                reference=reference.strip(),
                units=[outcome.submission.unit_name for outcome in found if outcome.done],
            )
    return found


def waive_each(
    round: Round,
    chosen: Mapping[int, int],
    *,
    actor: User,
    at: datetime,
    order_number: str,
    reason: str,
) -> list[Outcome]:
    """The head waives the deduction for lateness of several units by one order; side effects as
    for `decisions.waive_late`."""

    def waive(submission: Submission) -> None:
        decisions.waive_late(
            submission, actor=actor, at=at, order_number=order_number, reason=reason
        )

    return _each(round, chosen, actor, at, waive)


def _each(
    round: Round,
    chosen: Iterable[int],
    actor: User,
    at: datetime,
    verb: Callable[[Submission], object],
) -> list[Outcome]:
    visible = access.visible_to(actor, at=at).filter(round=round, pk__in=list(chosen))
    outcomes = []
    for submission in access.with_context(visible).order_by("unit_id", "pk"):
        try:
            verb(submission)
        except DomainError as refusal:
            outcomes.append(Outcome(submission, False, str(refusal)))
        else:
            outcomes.append(Outcome(submission, True))
    return outcomes
