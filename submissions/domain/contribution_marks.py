"""The marks on what a unit contributes: handed in, given back, or changed afterwards.

A mark locks nothing. Whoever changes something after handing it in takes the mark away, and the
reporting unit is told, so that nobody takes an older state for the final one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kpi_portal.accounts import holders
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.notifications.sending import notify
from submissions import access
from submissions.domain import reach
from submissions.domain.outbox_names import outbox_name
from submissions.models import Submission

if TYPE_CHECKING:
    from indicators.models import Contribution
    from kpi_portal.audit.recorder import Act

_UNIT = (Role.DRAFTER, Role.DIRECTOR)
MARKS = (
    "ready_at",
    "ready_by",
    "ready_note",
    "given_back_at",
    "given_back_by",
    "given_back_reason",
    "changed_at",
)


def rows_of(submission: Submission, unit: Unit) -> list[Contribution]:
    """What this unit was asked for."""
    return [row for row in access.contributions_to(submission) if row.unit_id == unit.pk]


def mark(rows: Iterable[Contribution], **marks: Any) -> None:
    """Put these marks on a unit's rows in place of those they had."""
    for row in rows:
        for name in MARKS:
            empty = "" if name in ("ready_note", "given_back_reason") else None
            setattr(row, name, marks.get(name, empty))
        row.save(update_fields=list(MARKS))


def take_away(
    log: Act, submission: Submission, keys: Sequence[str], *, actor: User, at: datetime
) -> None:
    """After people of a contributing unit changed one of these requirements: what the unit handed
    in counts as handed in no longer.

    Side effects, where there was such a mark: the mark; an audit entry; the reporting unit is told.
    The caller holds the report's lock.
    """
    unit = reach.unit_for_any(actor, submission, keys, at=at)
    rows = [] if unit is None else rows_of(submission, unit)
    if unit is None or not any(row.ready_at for row in rows):
        return
    mark(rows, changed_at=at)
    note_down(log, submission, unit, "contribution.change")
    tell_reporter(submission, unit, "contribution.change", actor=actor, at=at)


def note_down(log: Act, submission: Submission, unit: Unit, action: str, **facts: Any) -> None:
    """The audit's line under the report's history."""
    log.note_down(
        action,
        submission,
        subject=submission.subject,
        unit_path=submission.unit.path,
        unit=unit.name,
        **facts,
    )


def tell_reporter(
    submission: Submission, unit: Unit, kind: str, *, actor: User, at: datetime, note: str = ""
) -> None:
    """Tell the reporting unit's people, never the actor."""
    day = access.day_of(at)
    people = holders.holding(_UNIT, submission.unit, day=day).exclude(pk=actor.pk)
    facts = facts_of(submission, unit, note=note)
    notify(
        people,
        kind=kind,
        facts=facts,
        url=f"/submissions/{submission.pk}/contributions/",
        at=at,
        about=outbox_name(submission.round),
    )


def facts_of(submission: Submission, unit: Unit, *, note: str = "") -> dict[str, Any]:
    """What the sentences about a contribution are made of."""
    return {
        "submission": submission.pk,
        "unit": unit.name,
        "reporter": submission.unit_name,
        "indicator": submission.round.indicator.code,
        "round": submission.round.name,
        "due": submission.effective_due_at.isoformat(),
        "note": note,
    }
