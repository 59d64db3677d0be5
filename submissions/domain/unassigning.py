"""Taking a unit off a round, as long as nobody has reported anything."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from indicators.enums import RoundState
from indicators.models import Assignment
from kpi_portal.accounts import holders
from kpi_portal.accounts.enums import Role
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput
from kpi_portal.notifications.sending import notify
from submissions import access
from submissions.domain import round_rules, unit_settings
from submissions.domain.outbox_names import outbox_name
from submissions.domain.round_rules import Actor
from submissions.enums import State
from submissions.models import (
    Answer,
    Appointment,
    Approval,
    EvidenceUse,
    Extension,
    Filing,
    Process,
    ReturnNotice,
    Submission,
    Waiver,
)

# What people leave in a report; any of it, also what was removed again, keeps it.
_TRACES = (EvidenceUse, Process, Filing, Extension, ReturnNotice, Approval, Appointment, Waiver)
_EXEMPT_INSTEAD = _(
    "Something was reported already, or the round is closed, so the unit stays. The executive can "
    "exempt it by order."
)


def take_off(assignment: Assignment, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let a unit report the round no longer; it can be added again.

    Free before the round opens. In an open one only while the report is an untouched draft, which
    goes with it, and with a reason. Side effects: the assignment with the contributions to it; the
    draft with its scores; audit entries; the unit's people are told. Raises `GuardRefused` where
    something was reported or the round is closed, `InvalidInput` without a reason.
    """
    round, unit = assignment.round, assignment.unit
    round_rules.require_role(actor, round, Role.CONFIGURER, Role.HEAD, at=at)
    if round.state not in (RoundState.PLANNED, RoundState.OPEN):
        raise GuardRefused(_EXEMPT_INSTEAD, code="round_closed")
    with audit.act(actor=actor, at=at) as log:
        assignments = round.assignments.select_for_update(of=("self",))
        reports = unit_settings.reports_of(assignments, round.submissions.all())
        own = reports.get(assignment.pk, [])
        _require_untouched(own)
        if own and not reason.strip():
            raise InvalidInput(_("Say why the unit does not report."), code="reason_required")
        for report in own:
            log.note_down(
                "submission.discard",
                report,
                subject=report.subject,
                unit_path=unit.path,
                note=reason.strip(),
                unit=report.unit_name,
                round=str(round),
            )
            report.scores.all().delete()
            report.answers.all().delete()
            report.delete()
            _tell(assignment, actor, at)
        log.note_down(
            "assignment.take_off",
            round,
            subject=round_rules.subject_of(round),
            unit_path=round.indicator.owner.path,
            note=reason.strip(),
            round=str(round),
            unit=unit.name,
        )
        assignment.delete()


def touched(reports: QuerySet[Submission]) -> set[int]:
    """Of these reports the keys of those in which somebody has left something (one query)."""
    left = Q(documents__isnull=False) | Q(handed_over_from__isnull=False)
    left |= ~Q(state=State.DRAFT) | Q(version__gt=1) | Q(narrative_revision__gt=0)
    for model in _TRACES:
        left |= Q(Exists(model._default_manager.filter(submission=OuterRef("pk"))))
    left |= Q(Exists(Answer.objects.filter(submission=OuterRef("pk"), revision__gt=0)))
    return set(reports.filter(left).values_list("pk", flat=True))


def _require_untouched(reports: Collection[Submission]) -> None:
    pks = [access.lock(report.pk).pk for report in reports]
    if touched(Submission.objects.filter(pk__in=pks)):
        raise GuardRefused(_EXEMPT_INSTEAD, code="report_begun")


def _tell(assignment: Assignment, actor: Actor, at: datetime) -> None:
    round, unit = assignment.round, assignment.unit
    actor_pk: Any = getattr(actor, "pk", None)
    people = holders.holding((Role.DRAFTER, Role.DIRECTOR), unit, day=access.day_of(at))
    notify(
        people.exclude(pk=actor_pk),
        kind="round.take_off",
        facts={"unit": unit.name, "indicator": round.indicator.code, "round": round.name},
        url="/submissions/",
        at=at,
        about=outbox_name(round),
    )
