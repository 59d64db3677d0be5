"""Opening a round: the criteria freeze and every assigned unit gets its draft."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from indicators.domain import forms
from indicators.enums import RoundState
from indicators.models import Assignment, IndicatorVersion, Round
from kpi_portal.accounts import holders
from kpi_portal.accounts.enums import Role
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused
from kpi_portal.notifications.sending import notify
from scoring.definition import Round as RoundDefinition
from scoring.definition import UnknownRound
from submissions import access
from submissions.domain import (
    contributing,
    contribution_reading,
    figure_worth,
    round_criteria,
    round_rules,
    score_inputs,
    scores,
)
from submissions.domain.outbox_names import outbox_name
from submissions.domain.outline import outline
from submissions.domain.round_rules import Actor
from submissions.models import Submission

_UNIT_ROLES = (Role.DRAFTER, Role.DIRECTOR)


def open_round(round: Round, *, actor: Actor, at: datetime) -> list[Submission]:
    """Pin the newest published version and the forms that rule; make a draft for each assigned
    unit without one.

    Returns the new submissions; opening an open round again serves units assigned since. The
    units' names, abbreviations and groups are those of the day. Side effects: the round's state and
    version, submissions with their first scores, an audit entry for the round and one for each
    submission, a notification to the drafters and directors of each unit and of those that
    contribute. Raises `GuardRefused` for a
    closed round, one without published criteria, without units, or whose target is not set for
    one of them.
    """
    round_rules.require_role(actor, round, Role.CONFIGURER, Role.HEAD, at=at)
    with audit.act(actor=actor, at=at) as log:
        locked = (
            Round.objects.select_for_update(of=("self",))
            .select_related("indicator__owner", "version__indicator")
            .get(pk=round.pk)
        )
        version = _pin(locked, at, log)
        waiting = list(unserved(locked))
        _require_assigned(version.round_definition(locked.key), waiting)
        made = [_draft(assignment, version, at, log) for assignment in waiting]
        if not made and not locked.submissions.exists():
            raise GuardRefused(_("Assign at least one unit first."), code="no_units")
    round.refresh_from_db()
    return made


def _pin(round: Round, at: datetime, log: audit.Act) -> IndicatorVersion:
    """The round's pinned version; a planned round is opened with the newest published one."""
    if round.state == RoundState.OPEN and round.version is not None:
        return round.version
    if round.state != RoundState.PLANNED:
        raise GuardRefused(_("This round is no longer planned."), code="round_not_planned")
    if round.indicator.retired_at is not None:
        raise GuardRefused(
            _("The indicator is retired. Put it into use again first."), code="retired"
        )
    round.version = version = _published(round)
    round.state = RoundState.OPEN
    round.save(update_fields=["state", "version"])
    forms.pin(round)
    log.note_down(
        "round.open",
        round,
        subject=round_rules.subject_of(round),
        unit_path=round.indicator.owner.path,
        changed={"state": [str(RoundState.PLANNED), str(RoundState.OPEN)]},
        round=str(round),
        version=version.number,
        forms={form.code: form.version for form in round.forms.all()},
        due=round.due_at.isoformat(),
        closes=round.closes_at.isoformat(),
    )
    return version


def _published(round: Round) -> IndicatorVersion:
    newest = round_criteria.newest_published(round)
    if newest is None:
        raise GuardRefused(_("The indicator has no published criteria yet."), code="not_published")
    try:
        newest.round_definition(round.key)
    except UnknownRound:
        raise GuardRefused(
            _("The published criteria no longer have this round."), code="round_not_defined"
        ) from None
    return newest


def unserved(round: Round) -> QuerySet[Assignment]:
    """The assignments that no report was made for yet, in the order of the tree."""
    served = round.submissions.filter(handed_over_from=None).values("unit_id")
    # a report that was handed over serves its first unit's assignment, or the one that followed it
    handed_over = round.submissions.exclude(handed_over_from=None)
    followed = handed_over.exclude(handed_over_from__in=round.assignments.values("unit_id"))
    return (
        round.assignments.exclude(unit_id__in=served)
        .exclude(unit_id__in=handed_over.values("handed_over_from_id"))
        .exclude(unit_id__in=followed.values("unit_id"))
        .select_related("unit")
        .order_by("unit__path")
    )


def _require_assigned(definition: RoundDefinition, assignments: list[Assignment]) -> None:
    """Raise where a target cannot be scored yet, because it is not said what it asks of a unit."""
    schemes = [b.scheme for b in outline(definition).blocks if b.scheme and b.scheme.target]
    for assignment in assignments:
        unit = score_inputs.stated(assignment)
        fault = next(filter(None, (figure_worth.assignment_fault(s, unit) for s in schemes)), "")
        if fault:
            raise GuardRefused(
                _("%(unit)s: %(fault)s") % {"unit": assignment.unit.name, "fault": fault},
                code="not_assigned",
                unit=assignment.unit.name,
            )


def _draft(
    assignment: Assignment, version: IndicatorVersion, at: datetime, log: audit.Act
) -> Submission:
    unit, round = assignment.unit, assignment.round
    submission = Submission.objects.create(
        round=round,
        unit=unit,
        definition_version=version,
        unit_name=unit.name,
        unit_abbreviation=unit.abbreviation,
        group=assignment.group,
        updated_at=at,
    )
    scores.recompute(submission, at=at, reason="open_round")
    log.note_down(
        "submission.create",
        submission,
        subject=submission.subject,
        unit_path=unit.path,
        unit=unit.name,
        round=str(round),
    )
    for contributor, _rows in contribution_reading.rows_of(assignment):
        contributing.tell_asked(
            assignment, contributor, "contribution.ask", actor=log.actor, at=at, report=submission
        )
    notify(
        holders.holding(_UNIT_ROLES, unit, day=access.day_of(at)),
        kind="round.open",
        facts={
            "submission": submission.pk,
            "unit": unit.name,
            "indicator": round.indicator.code,
            "round": round.name,
            "due": round.due_at.isoformat(),
        },
        url=f"/submissions/{submission.pk}/",
        at=at,
        about=outbox_name(round),
    )
    return submission
