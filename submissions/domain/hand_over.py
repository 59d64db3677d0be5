"""What a unit that ends leaves in the rounds passes to another, each thing by an act of its own.

The names on a report stay those of its day; who answers for it follows from `unit` alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from indicators.enums import RoundState
from indicators.models import Assignment, Contribution, Round
from kpi_portal.accounts import holders
from kpi_portal.accounts.domain import permission
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput
from kpi_portal.notifications.sending import notify
from submissions import access
from submissions.domain import round_rules
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.enums import State
from submissions.models import Evidence, EvidenceVersion, Submission

KIND = "submission.hand_over"
# These stay with the unit whose result they are.
KEPT = (State.PUBLISHED, State.FINAL)
_RUNNING = (RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED, RoundState.ENDORSED)
_UNIT = (Role.DRAFTER, Role.DIRECTOR)


def open_reports(unit: Unit) -> QuerySet[Submission]:
    """The unit's reports that somebody has to bring to an end."""
    return access.with_context(Submission.objects.filter(unit=unit).exclude(state__in=KEPT))


def hand_over_report(submission: Submission, *, to: Unit, actor: Actor, at: datetime) -> Submission:
    """Pass an open report to the unit that answers for it from now on, in whatever state it is.

    Dates, state and names stay. Side effects: the unit, the unit it comes from, its assignment and
    its evidence; an audit entry; the people of the new unit are told. Raises `GuardRefused` for a
    published report, `InvalidInput` for a unit beyond the indicator's owner.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = access.lock(submission.pk)
        former = locked.unit
        _require_keeper(actor, former, to, locked.round, at)
        if locked.state in KEPT:
            raise GuardRefused(
                _("A published report stays with the unit whose result it is."),
                code="report_published",
            )
        # handed on once more, it is still the report of the unit it was made for
        locked.handed_over_from = locked.handed_over_from or former
        locked.unit = to
        locked.save(update_fields=["unit", "handed_over_from"])
        _move_assignment(locked.round_id, former, to)
        _move_evidence(locked, former, to)
        log.note_down(
            KIND,
            locked,
            subject=locked.subject,
            unit_path=to.path,
            changed={"unit": [former.name, to.name]},
            round=str(locked.round),
            former=former.name,
            to=to.name,
        )
        _tell(locked, former, to, actor, at)
    return locked


def open_assignments(unit: Unit) -> QuerySet[Assignment]:
    """Assignments of rounds that run, which no report has taken up yet."""
    taken = Submission.objects.filter(Q(unit=unit) | Q(handed_over_from=unit)).values("round_id")
    return (
        Assignment.objects.filter(unit=unit, round__state__in=_RUNNING[:2])
        .exclude(round__in=taken)
        .select_related("round__indicator__owner")
        .order_by("round__due_at", "pk")
    )


def hand_over_assignment(
    assignment: Assignment, *, to: Unit, actor: Actor, at: datetime
) -> Assignment | None:
    """Let another unit report the round; one that does already takes no second part in it.

    Side effects: the assignment's unit, or its end; an audit entry. Returns what is left of it.
    """
    round, former = assignment.round, assignment.unit
    _require_keeper(actor, former, to, round, at)
    with audit.act(actor=actor, at=at) as log:
        has_own = Assignment.objects.filter(round=round, unit=to).exists()
        if has_own:
            assignment.delete()
        else:
            _pass_on(assignment, to)
        log.note_down(
            "assignment.hand_over",
            round,
            subject=round_rules.subject_of(round),
            unit_path=round.indicator.owner.path,
            changed={"unit": [former.name, to.name]},
            round=str(round),
            former=former.name,
            to=to.name,
        )
    return None if has_own else assignment


def take_off(assignment: Assignment, *, actor: Actor, at: datetime) -> None:
    """Take a unit that ends off a round that made no report for it yet. Side effects: the
    assignment goes; an audit entry."""
    round, former = assignment.round, assignment.unit
    permission.require(actor, former, Role.CONFIGURER, at=at)
    with audit.act(actor=actor, at=at) as log:
        assignment.delete()
        log.note_down(
            "assignment.take_off",
            round,
            subject=round_rules.subject_of(round),
            unit_path=round.indicator.owner.path,
            round=str(round),
            unit=former.name,
        )


def open_contributions(unit: Unit) -> QuerySet[Contribution]:
    """Parts that the unit supplies to reports of others in rounds that run."""
    return (
        Contribution.objects.filter(unit=unit, assignment__round__state__in=_RUNNING)
        .select_related(
            "assignment__round__indicator__owner", "assignment__round__version", "assignment__unit"
        )
        .order_by("assignment__round__due_at", "pk")
    )


def hand_over_contribution(
    contribution: Contribution, *, to: Unit, actor: Actor, at: datetime
) -> None:
    """Let another unit supply the part; needless where it does so already or answers for the whole.

    Side effects: the contribution's unit, or its end; an audit entry.
    """
    assignment, former = contribution.assignment, contribution.unit
    _require_keeper(actor, former, to, assignment.round, at)
    with audit.act(actor=actor, at=at) as log:
        again = assignment.contributions.filter(unit=to, part=contribution.part).exists()
        if again or assignment.unit_id == to.pk:
            contribution.delete()
        else:
            contribution.unit = to
            contribution.save(update_fields=["unit"])
        log.note_down(
            "contribution.hand_over",
            assignment.round,
            subject=round_rules.subject_of(assignment.round),
            unit_path=assignment.round.indicator.owner.path,
            changed={"unit": [former.name, to.name]},
            round=str(assignment.round),
            former=former.name,
            to=to.name,
        )


def shared_documents(unit: Unit) -> QuerySet[Evidence]:
    """Evidence that the unit publishes for others."""
    return Evidence.objects.filter(owner=unit, shared=True).order_by("-created_at", "-pk")


def hand_over_document(document: Evidence, *, to: Unit, actor: Actor, at: datetime) -> Evidence:
    """Let another unit keep a document that is shared with others. Side effects: its owner; an
    audit entry. Reports that use it keep it."""
    former = document.owner
    permission.require(actor, former, Role.CONFIGURER, at=at)
    permission.require(actor, to, Role.CONFIGURER, at=at)
    with audit.act(actor=actor, at=at) as log:
        document.owner = to
        document.save(update_fields=["owner"])
        log.note_down(
            "shared.hand_over",
            document,
            subject=f"evidence:{document.pk}",
            unit_path=to.path,
            changed={"owner": [former.name, to.name]},
            name=document.name,
            to=to.name,
        )
    return document


def _require_keeper(actor: Actor, former: Unit, to: Unit, round: Round, at: datetime) -> None:
    permission.require(actor, former, Role.CONFIGURER, at=at)
    permission.require(actor, to, Role.CONFIGURER, at=at)
    owner = round.indicator.owner
    if not to.path.startswith(owner.path):
        raise InvalidInput(
            _("“%(unit)s” does not belong to %(owner)s.") % {"unit": to.name, "owner": owner.name},
            code="foreign_unit",
        )


def _move_assignment(round_pk: int, former: Unit, to: Unit) -> None:
    """The assignment follows its report; beside the other unit's own it stays with the report's
    first name, because it says how that report is weighed."""
    found = Assignment.objects.filter(round_id=round_pk, unit=former).first()
    if found and not Assignment.objects.filter(round_id=round_pk, unit=to).exists():
        _pass_on(found, to)


def _pass_on(assignment: Assignment, to: Unit) -> None:
    assignment.unit = to
    assignment.save(update_fields=["unit"])
    assignment.contributions.filter(unit=to).delete()  # it answers for the whole now


def _move_evidence(submission: Submission, former: Unit, to: Unit) -> None:
    """Documents of the report become the new unit's to replace and describe; what stays in
    published reports remains readable through them."""
    used = EvidenceVersion.objects.filter(uses__submission=submission).values("evidence_id")
    Evidence.objects.filter(pk__in=used, owner=former, shared=False).update(owner=to)


def _tell(submission: Submission, former: Unit, to: Unit, actor: Actor, at: datetime) -> None:
    day = access.day_of(at)
    actor_pk: Any = getattr(actor, "pk", None)
    notify(
        holders.holding(_UNIT, to, day=day).exclude(pk=actor_pk),
        kind=KIND,
        facts=facts_of_report(
            submission, to=to.name, former=former.name, due=submission.effective_due_at.isoformat()
        ),
        url=f"/submissions/{submission.pk}/",
        at=at,
        about=outbox_name(submission.round),
    )
