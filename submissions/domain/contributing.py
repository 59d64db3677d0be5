"""Units that supply parts of another unit's report: asking them, and handing the parts in.

The reporting unit consolidates (รวบรวมเป็นรายงานของสำนัก) and submits as always. Several units may
supply the same part.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indicators.enums import RoundState
from indicators.models import Assignment, Contribution
from kpi_portal.accounts import holders, standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound
from kpi_portal.notifications.sending import notify
from kpi_portal.thai import normalise_text
from submissions import access
from submissions.domain import contribution_marks as marks
from submissions.domain import contribution_reading as reading
from submissions.domain import parts, round_rules
from submissions.domain.outbox_names import outbox_name
from submissions.domain.said import require_fits
from submissions.models import Submission
from submissions.workflow import EDITABLE

LONGEST = 2000
_UNIT = (Role.DRAFTER, Role.DIRECTOR)
_RUNNING = (RoundState.PLANNED, RoundState.OPEN)


def may_manage(user: User, assignment: Assignment, *, at: datetime) -> bool:
    """Whether `user` says who contributes: configurers and the head over the indicator's owner,
    the director of the reporting unit, and its executive where that is whose report it is."""
    own = standing.of(user, access.day_of(at))
    owner, unit = assignment.round.indicator.owner.path, assignment.unit.path
    return (
        any(own.may_act_as(role, owner) for role in (Role.CONFIGURER, Role.HEAD))
        or own.may_act_as(Role.DIRECTOR, unit)
        or any(g.role == Role.EXECUTIVE and g.scope_path == unit for g in own.grants)
    )


def ask(
    assignment: Assignment,
    unit: Unit,
    codes: Collection[str],
    *,
    actor: User,
    at: datetime,
) -> list[Contribution]:
    """Let a unit supply these parts of the report (`parts.WHOLE`: all of it); those it supplies
    already stay. The whole takes the place of single parts.

    Side effects: the contributions; an audit entry; the unit's people are told. Raises
    `NotAllowed`, `GuardRefused` for a round past being open, `InvalidInput` for no part, an unknown
    one, the reporting unit itself, or a unit beyond the indicator's owner.
    """
    _require_manager(actor, assignment, at)
    _require_running(assignment)
    _require_fitting(assignment, unit, at)
    wanted = _checked_parts(assignment, codes)
    with audit.act(actor=actor, at=at) as log:
        there = {row.part: row for row in assignment.contributions.filter(unit=unit)}
        if parts.WHOLE in there:
            return []
        new = [code for code in wanted if code not in there]
        if not new:
            return []
        if parts.WHOLE in new:
            assignment.contributions.filter(unit=unit).delete()
        made = [
            Contribution.objects.create(assignment=assignment, unit=unit, part=code) for code in new
        ]
        # what was handed in was handed in without the new parts
        marks.mark(assignment.contributions.filter(unit=unit, ready_at__isnull=False))
        _note(log, assignment, unit, "contribution.ask", new)
        tell_asked(assignment, unit, "contribution.ask", actor=actor, at=at)
    return made


def ask_each(
    assignment: Assignment,
    units: Collection[Unit],
    codes: Collection[str],
    *,
    actor: User,
    at: datetime,
) -> list[Unit]:
    """Ask several units for the same parts, all or none of them; see `ask`. Returns those for which
    that is new."""
    with transaction.atomic():
        return [unit for unit in units if ask(assignment, unit, codes, actor=actor, at=at)]


def release(contribution: Contribution, *, actor: User, at: datetime) -> None:
    """Ask a unit for the part no longer. What it supplied stays in the report.

    Side effects: the contribution goes; an audit entry; the unit's people are told. Raises
    `NotAllowed`, `GuardRefused` for a round past being open.
    """
    assignment, unit = contribution.assignment, contribution.unit
    _require_manager(actor, assignment, at)
    _require_running(assignment)
    with audit.act(actor=actor, at=at) as log:
        part = contribution.part
        contribution.delete()
        _note(log, assignment, unit, "contribution.release", [part])
        tell_asked(assignment, unit, "contribution.release", actor=actor, at=at)


def hand_in(
    submission: Submission, unit: Unit, *, actor: User, at: datetime, note: str = ""
) -> Submission:
    """ส่งข้อมูลให้หน่วยรวบรวม: the contributing unit's director says that its parts are ready.

    Side effects: the mark with its note; an audit entry; the reporting unit's people are told.
    Raises `NotAllowed` for anybody else, `NotFound` for a unit that was not asked, `GuardRefused`
    while the report cannot be changed or when it is handed in already.
    """
    said = _checked_note(note)
    with audit.act(actor=actor, at=at) as log:
        locked, rows = _locked(submission, unit)
        own = standing.of(actor, access.day_of(at))
        if not own.may_act_as(Role.DIRECTOR, unit.path):
            raise NotAllowed(
                _("The director of the contributing unit hands its part in."), code="not_allowed"
            )
        if all(row.ready_at for row in rows):
            raise GuardRefused(_("This is handed in already."), code="handed_in_already")
        marks.mark(rows, ready_at=at, ready_by=actor, ready_note=said)
        marks.note_down(log, locked, unit, "contribution.ready", note=said)
        marks.tell_reporter(locked, unit, "contribution.ready", actor=actor, at=at, note=said)
    return locked


def give_back(
    submission: Submission, unit: Unit, *, actor: User, at: datetime, reason: str
) -> Submission:
    """The reporting unit asks a contributor for more, and says what lacks.

    Side effects: the mark; an audit entry; the contributing unit's people are told. Raises
    `NotAllowed` for people of other units, `GuardRefused` while nothing is handed in or the report
    cannot be changed, `InvalidInput` without a reason.
    """
    said = _checked_note(reason)
    if not said:
        raise InvalidInput(_("Say what is missing or wrong."), code="reason_required")
    with audit.act(actor=actor, at=at) as log:
        locked, rows = _locked(submission, unit)
        if not access.may_edit(actor, locked, at=at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        if not any(row.ready_at for row in rows):
            raise GuardRefused(
                _("“%(unit)s” has not handed in its part.") % {"unit": unit.name},
                code="not_handed_in",
            )
        marks.mark(rows, given_back_at=at, given_back_by=actor, given_back_reason=said)
        marks.note_down(log, locked, unit, "contribution.give_back", note=said)
        notify(
            holders.holding(_UNIT, unit, day=access.day_of(at)).exclude(pk=actor.pk),
            kind="contribution.give_back",
            facts=marks.facts_of(locked, unit, note=said),
            url=f"/submissions/{locked.pk}/",
            at=at,
            about=outbox_name(locked.round),
        )
    return locked


def tell_asked(
    assignment: Assignment,
    unit: Unit,
    kind: str,
    *,
    actor: Any,
    at: datetime,
    report: Submission | None = None,
) -> None:
    """Tell a contributing unit's people what they are asked for, or no longer."""
    report = report or reading.report_of(assignment)
    people = holders.holding(_UNIT, unit, day=access.day_of(at))
    stays = report is not None and kind != "contribution.release"
    notify(
        people.exclude(pk=getattr(actor, "pk", 0)),
        kind=kind,
        facts={
            "unit": unit.name,
            "reporter": assignment.unit.name,
            "indicator": assignment.round.indicator.code,
            "round": assignment.round.name,
            "due": (report.effective_due_at if report else assignment.round.due_at).isoformat(),
        },
        url=f"/submissions/{report.pk}/" if report is not None and stays else "/submissions/",
        at=at,
        about=outbox_name(assignment.round),
    )


def _require_manager(actor: User, assignment: Assignment, at: datetime) -> None:
    if not may_manage(actor, assignment, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def _require_running(assignment: Assignment) -> None:
    if assignment.round.state not in _RUNNING:
        raise GuardRefused(
            _("Contributors change only while the round is planned or open."), code="round_closed"
        )


def _require_fitting(assignment: Assignment, unit: Unit, at: datetime) -> None:
    if unit.pk == assignment.unit_id:
        raise InvalidInput(
            _("“%(unit)s” makes this report itself.") % {"unit": unit.name}, code="reports_itself"
        )
    owner = assignment.round.indicator.owner
    if not unit.path.startswith(owner.path):
        raise InvalidInput(
            _("“%(unit)s” does not belong to %(owner)s.")
            % {"unit": unit.name, "owner": owner.name},
            code="foreign_unit",
        )
    if unit.valid_to is not None and unit.valid_to < access.day_of(at):
        raise InvalidInput(
            _("“%(unit)s” does not exist any more.") % {"unit": unit.name}, code="unit_ended"
        )


def _checked_parts(assignment: Assignment, codes: Collection[str]) -> list[str]:
    wanted = list(dict.fromkeys(codes))
    if not wanted:
        raise InvalidInput(
            _("Choose the whole report or at least one part."), code="no_part_chosen"
        )
    if parts.WHOLE in wanted:
        return [parts.WHOLE]
    definition = reading.definition_of(assignment)
    known = set() if definition is None else {part.code for part in parts.offered(definition)}
    if not known.issuperset(wanted):
        raise InvalidInput(_("The criteria have no such part."), code="no_such_part")
    return wanted


def _checked_note(text: str) -> str:
    tidy = normalise_text(text).strip()
    return require_fits(tidy, LONGEST)


def _locked(submission: Submission, unit: Unit) -> tuple[Submission, list[Contribution]]:
    locked = access.lock(submission.pk)
    rows = marks.rows_of(locked, unit)
    if not rows:
        raise NotFound(_("This unit contributes nothing to the report."), code="not_found")
    if locked.state not in EDITABLE:
        raise GuardRefused(
            _("The report cannot be changed now, so nothing is handed in or given back."),
            code="not_editable",
        )
    return locked, rows


def _note(
    log: audit.Act, assignment: Assignment, unit: Unit, action: str, codes: Collection[str]
) -> None:
    round = assignment.round
    log.note_down(
        action,
        round,
        subject=round_rules.subject_of(round),
        unit_path=round.indicator.owner.path,
        round=str(round),
        unit=unit.name,
        reporter=assignment.unit.name,
        parts=sorted(codes),
    )
