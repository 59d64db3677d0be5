"""Numbers and answers: evidence that is typed. A requirement holds one of each, the newest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import GuardRefused, InvalidInput
from kpi_portal.thai import normalise_text
from scoring.choices import Kind
from submissions.domain import evidence_rules as rules
from submissions.domain import figures, pieces
from submissions.domain.evidence_change import Change, changing, facts_of
from submissions.domain.said import require_fits
from submissions.enums import PieceKind
from submissions.models import EvidenceUse, Submission
from submissions.validators.numbers import NumberPolicy, check_number

LONGEST_ANSWER = 20_000
# As exact as the definition format and the column are.
_NUMBERS = NumberPolicy(places=6)


def set_number(
    submission: Submission,
    requirement: str,
    *,
    actor: User,
    at: datetime,
    typed: str,
    revision: int | None = None,
) -> EvidenceUse:
    """Keep the exact number typed (Thai or Arabic digits, thousands commas, a percent sign).

    The same number again changes nothing. `revision` is the one that a page which saves itself
    showed; None asks nothing. A figure or a part's number that nobody was given yet is changed
    where it stands. Side effects: a new, unjudged piece in place of the last
    one; audit; scores. Raises `NumberRefused`; `GuardRefused` for a number that a form computes;
    and what `evidence_change.changing` raises.
    """
    number = check_number(typed, _NUMBERS)
    with changing(submission, requirement, actor=actor, at=at, reason="evidence.number") as change:
        rules.require_kind(change.place.requirement, Kind.NUMBER)
        if change.place.requirement.value_from:
            raise GuardRefused(
                _("This number is computed from a web form. Change it there."), code="computed"
            )
        figures.require_possible(change.submission, change.place, number)
        return _put(change, PieceKind.NUMBER, revision, number=number)


def give_answer(
    submission: Submission,
    requirement: str,
    *,
    actor: User,
    at: datetime,
    text: str,
    revision: int | None = None,
) -> EvidenceUse:
    """Keep an answer in words, which a reviewer judges.

    The same text again changes nothing; `revision` as for `set_number`. Side effects: a new,
    unjudged piece in place of the last one; audit; scores. Raises `InvalidInput` for an empty or
    over-long text, `Stale` when somebody else saved in between.
    """
    answer = _checked_answer(text)
    with changing(submission, requirement, actor=actor, at=at, reason="evidence.answer") as change:
        rules.require_kind(change.place.requirement, Kind.ANSWER)
        return _put(change, PieceKind.ANSWER, revision, text=answer)


def _put(
    change: Change, kind: PieceKind, revision: int | None, **value: Decimal | str
) -> EvidenceUse:
    old = next((use for use in change.uses() if use.kind == kind), None)
    if old is not None and all(getattr(old, name) == value[name] for name in value):
        return old
    if old is not None:
        if revision is not None:
            figures.refuse_stale(old, revision, value)
        rules.require_not_accepted(old)
    change.require_room(beside=old)
    if old is not None and _saves_itself(change) and figures.is_own_draft(change.submission, old):
        return _rewrite(change, old, value)
    fields: dict[str, Any] = {"kind": kind, **value}
    fields["revision"] = 1 if old is None else old.revision + 1
    return change.add(f"evidence.{kind}", replaces=old, **fields)


def _saves_itself(change: Change) -> bool:
    """Pages of figures and of parts save at each pause in typing; not every pause is a piece."""
    return change.place.part is not None or change.place.figure is not None


def _rewrite(change: Change, use: EvidenceUse, value: Mapping[str, Any]) -> EvidenceUse:
    use.number, use.text = value.get("number", use.number), value.get("text", use.text)
    use.revision += 1
    use.added_at, use.added_by = change.at, change.actor
    use.contributed_by = change.contributor()
    use.save(update_fields=["number", "text", "revision", "added_at", "added_by", "contributed_by"])
    pieces.forget(change.submission)
    change.note_down(f"evidence.{use.kind}", use, **facts_of(use))
    return use


def _checked_answer(text: str) -> str:
    tidy = normalise_text(text).strip()
    if not tidy:
        raise InvalidInput(_("Type your answer."), code="answer_empty")
    return require_fits(tidy, LONGEST_ANSWER)
