"""What each person has before them: the reports of a unit, and what needs them now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Coalesce

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from submissions import access
from submissions.enums import ApprovalState, ExtensionState, State
from submissions.models import Approval, Extension, Submission

# The home page shows this many lines per heap; the rest is one link away.
AT_MOST = 8


class Need(StrEnum):
    """Why something needs this person now; the sentences belong to the templates."""

    ANSWER_RETURN = "answer_return"
    FILL_IN = "fill_in"
    REVIEW = "review"
    START_REVIEW = "start_review"
    CONFIRM = "confirm"
    PUBLISH = "publish"
    APPROVE = "approve"
    ENDORSE = "endorse"
    DECIDE_EXTENSION = "decide_extension"


@dataclass(frozen=True, slots=True)
class Task:
    """One line of “what needs me now”."""

    need: Need
    submission: Submission


def own_reports(user: User, *, at: datetime) -> QuerySet[Submission]:
    """The reports of the units for which `user` drafts or directs; open ones first, by due date."""
    own = standing.of(user, access.day_of(at))
    mine = Q(pk__in=[])
    for path in own.scopes(Role.DRAFTER, Role.DIRECTOR):
        mine |= Q(unit__path__startswith=path)
    for grant in own.grants:
        if grant.role == Role.EXECUTIVE:
            mine |= Q(unit__path=grant.scope_path)
    return (
        access.with_context(Submission.objects.filter(mine))
        .annotate(
            settled=Case(When(state__in=[State.DRAFT, State.RETURNED], then=0), default=1),
            due=Coalesce("due_at", "round__due_at"),
        )
        .order_by("settled", "-round__indicator__fiscal_year", "due", "pk")
    )


def needs_now(user: User, *, at: datetime) -> list[Task]:
    """Everything that waits for `user`, most pressing first; at most a few queries per role."""
    own = standing.of(user, access.day_of(at))
    tasks: list[Task] = []
    if own.roles & {Role.DRAFTER, Role.DIRECTOR, Role.EXECUTIVE}:
        tasks += _of_the_unit(user, at)
    if Role.EXECUTIVE in own.roles:
        tasks += _of_the_executive(user, at)
    if own.roles & {Role.REVIEWER, Role.HEAD}:
        tasks += _of_strategy(user, at)
    return tasks


def _of_the_unit(user: User, at: datetime) -> list[Task]:
    open_reports = own_reports(user, at=at).filter(state__in=[State.DRAFT, State.RETURNED])
    waiting = [s for s in open_reports[:AT_MOST] if at <= s.effective_closes_at]
    return [
        Task(Need.ANSWER_RETURN if s.state == State.RETURNED else Need.FILL_IN, s) for s in waiting
    ]


def _of_the_executive(user: User, at: datetime) -> list[Task]:
    visible = access.visible_to(user, at=at)
    requested = (
        Approval.objects.filter(state=ApprovalState.REQUESTED, submission__in=visible)
        .select_related("submission__round__indicator", "submission__unit")
        .order_by("requested_at")[:AT_MOST]
    )
    tasks = [Task(Need.APPROVE, approval.submission) for approval in requested]
    confirmed = access.with_context(
        visible.filter(state=State.CONFIRMED, round__endorse_required=True)
    )
    return tasks + [Task(Need.ENDORSE, s) for s in confirmed.order_by("round_id", "pk")[:AT_MOST]]


def _of_strategy(user: User, at: datetime) -> list[Task]:
    """Reviewers and the head; nobody is offered the report of the own unit."""
    own = standing.of(user, access.day_of(at))
    states = {State.SUBMITTED: Need.START_REVIEW, State.IN_REVIEW: Need.REVIEW}
    if Role.HEAD in own.roles:
        states |= {State.ASSESSED: Need.CONFIRM, State.ENDORSED: Need.PUBLISH}
    waiting = access.with_context(
        access.visible_to(user, at=at)
        .filter(state__in=states)
        .exclude(unit_id__in={g.unit_id for g in own.grants})
    ).order_by("submitted_at", "pk")[:AT_MOST]
    tasks = [Task(states[State(s.state)], s) for s in waiting]
    if Role.HEAD in own.roles:
        asked = Extension.objects.filter(
            state=ExtensionState.REQUESTED, submission__in=access.visible_to(user, at=at)
        ).select_related("submission__round__indicator", "submission__unit")[:AT_MOST]
        tasks += [Task(Need.DECIDE_EXTENSION, extension.submission) for extension in asked]
    return tasks
