"""What each person has before them: the reports of a unit, and what needs them now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from indicators.models import Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.accounts.standing import Standing
from submissions import access
from submissions.domain import (
    contribution_reading,
    double_review,
    kept_scores,
    outside_waiting,
    reconsideration,
    reconsidering,
)
from submissions.domain.contribution_reading import Stage
from submissions.enums import ApprovalState, ExtensionState, State
from submissions.models import Appointment, Approval, Extension, Reconsideration, Submission

# The home page shows this many lines per heap; the rest is one link away.
AT_MOST = 8


class Need(StrEnum):
    """Why something needs this person now; the sentences belong to the templates."""

    ANSWER_RETURN = "answer_return"
    FILL_IN = "fill_in"
    CONSOLIDATE = "consolidate"
    REVIEW = "review"
    START_REVIEW = "start_review"
    SETTLE = "settle"
    CONFIRM = "confirm"
    PUBLISH = "publish"
    APPROVE = "approve"
    ENDORSE = "endorse"
    DECIDE_EXTENSION = "decide_extension"
    CONTRIBUTE = "contribute"
    LOOK_AGAIN = "look_again"
    CHOOSE_WHO_LOOKS = "choose_who_looks"
    DECIDE_REQUEST = "decide_request"
    SEND_OUTSIDE = "send_outside"
    NUMBER_OUTSIDE = "number_outside"
    AWAIT_OUTSIDE = "await_outside"


@dataclass(frozen=True, slots=True)
class Task:
    """One line of “what needs me now”; `request` is the number of a request for reconsideration."""

    need: Need
    submission: Submission
    request: int = 0


def own_reports(user: User, *, at: datetime) -> QuerySet[Submission]:
    """The reports of the units for which `user` drafts or directs, and the bureau's own that the
    strategy section prepares; open ones first, by due date. What a
    line shows is read by `lines` for those on the page."""
    own = standing.of(user, access.day_of(at))
    mine = Q(pk__in=[])
    for path in own.scopes(Role.DRAFTER, Role.DIRECTOR):
        mine |= Q(unit__path__startswith=path)
    for grant in own.grants:
        if grant.role == Role.EXECUTIVE:
            mine |= Q(unit__path=grant.scope_path)
    mine |= access.consolidated_by(user, own)
    return _in_order(Submission.objects.filter(mine))


def lines(page: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same reports in the same order with what a list shows of each; one query, which finds
    their narrow keys first."""
    shown = access.with_context(Submission.objects.filter(pk__in=page.values("pk")))
    return _in_order(shown.annotate(handed_in_final=kept_scores.handed_in_final()))


def _in_order(reports: QuerySet[Submission]) -> QuerySet[Submission]:
    settled = Case(When(state__in=[State.DRAFT, State.RETURNED], then=0), default=1)
    return reports.alias(settled=settled, due=Coalesce("due_at", "round__due_at")).order_by(
        "settled", "-round__indicator__fiscal_year", "due", "pk"
    )


def needs_now(user: User, *, at: datetime) -> list[Task]:
    """Everything that waits for `user`, most pressing first; at most a few queries per role."""
    own = standing.of(user, access.day_of(at))
    tasks: list[Task] = []
    if own.roles & {Role.DRAFTER, Role.DIRECTOR, Role.EXECUTIVE, *access.CONSOLIDATORS}:
        tasks += _of_the_unit(user, own, at)
    if own.roles & {Role.DRAFTER, Role.DIRECTOR}:
        asked = contribution_reading.asked_of(user, at=at, only_open=True)
        waiting = [one.submission for one in asked if one.stage is not Stage.READY][:AT_MOST]
        tasks += [Task(Need.CONTRIBUTE, s) for s in waiting if at <= s.effective_closes_at]
    if Role.EXECUTIVE in own.roles:
        tasks += _of_the_executive(user, at)
    return tasks + _of_strategy(user, at) + _of_requests(user, at) + _of_the_centre(user, own, at)


def _of_the_unit(user: User, own: Standing, at: datetime) -> list[Task]:
    open_reports = own_reports(user, at=at).filter(state__in=[State.DRAFT, State.RETURNED])
    waiting = [s for s in lines(open_reports[:AT_MOST]) if at <= s.effective_closes_at]
    return [Task(_need_of(s, own), s) for s in waiting]


def _need_of(submission: Submission, own: Standing) -> Need:
    if submission.state == State.RETURNED:
        return Need.ANSWER_RETURN
    return Need.CONSOLIDATE if access.consolidates(own, submission) else Need.FILL_IN


def _of_the_executive(user: User, at: datetime) -> list[Task]:
    visible = access.visible_to(user, at=at)
    requested = (
        Approval.objects.filter(_about(visible), state=ApprovalState.REQUESTED)
        .select_related("submission__round__indicator", "submission__unit")
        .order_by("requested_at")[:AT_MOST]
    )
    tasks = [Task(Need.APPROVE, approval.submission) for approval in requested]
    confirmed = _judgeable(
        visible.filter(state=State.CONFIRMED, round__endorse_required=True),
        standing.of(user, access.day_of(at)),
    )
    first = access.with_context_of(confirmed.order_by("round_id", "pk")[:AT_MOST])
    return tasks + [Task(Need.ENDORSE, s) for s in first]


def _of_strategy(user: User, at: datetime) -> list[Task]:
    """Reviewers and the head, and those named by order; nobody is offered a report of the own unit
    or of one above it, nor one these contribute to, nor the own proposal for confirming."""
    own = standing.of(user, access.day_of(at))
    mine = _judgeable(access.visible_to(user, at=at), own)
    judging = Q(state__in=[State.SUBMITTED, State.IN_REVIEW]) & ~_judged_by_two_others(user)
    deciding = (
        Q(state=State.ASSESSED) & ~Q(assessed_by=user)
        | Q(state=State.ENDORSED)
        | Q(_of_a_round(endorse_required=False), state=State.CONFIRMED)
        | Q(_of_a_round(indicator__owner=OuterRef("unit")), state=State.CONFIRMED)
    )
    offered = Q(_named_as(user, Role.REVIEWER, Role.HEAD) & judging)
    offered |= Q(_named_as(user, Role.HEAD) & deciding)
    if own.roles & {Role.REVIEWER, Role.HEAD}:
        offered |= judging
    if Role.HEAD in own.roles:
        offered |= deciding
    # the states by themselves, so that their index finds what is open among all that is finished
    first = mine.filter(offered, state__in=_STRATEGYS).order_by("submitted_at", "pk")[:AT_MOST]
    waiting = access.with_context_of(first)
    tasks = [Task(_strategys(s, user), s) for s in waiting]
    if Role.HEAD in own.roles:
        asked = Extension.objects.filter(
            _about(mine), state=ExtensionState.REQUESTED
        ).select_related("submission__round__indicator", "submission__unit")[:AT_MOST]
        tasks += [Task(Need.DECIDE_EXTENSION, extension.submission) for extension in asked]
    return tasks


def _of_requests(user: User, at: datetime) -> list[Task]:
    """Requests for reconsideration: who looks again, who chooses, who decides. Three queries where
    there are any."""
    found = list(
        Reconsideration.objects.filter(
            _about(access.visible_to(user, at=at)),
            resolved_at=None,
            submission__state=State.RECONSIDERING,
        )
        .select_related(
            "submission__round__indicator__owner",
            "submission__unit",
            "submission__handed_over_from",
        )
        .prefetch_related("submission__appointments")
        .order_by("requested_at", "pk")[: AT_MOST * 2]
    )
    access.read_contributions([request.submission for request in found])
    tasks = []
    for request in found:
        need = _of_request(request, user, at)
        if need is not None:
            tasks.append(Task(need, request.submission, request.number))
    return tasks[:AT_MOST]


def _of_request(request: Reconsideration, user: User, at: datetime) -> Need | None:
    submission = request.submission
    if request.reviewed_at is not None:
        decides = reconsidering.may_decide(user, submission, at=at)
        return Need.DECIDE_REQUEST if decides else None
    if request.reviewer_id == user.pk:
        return Need.LOOK_AGAIN
    if request.reviewer_id is not None:
        return None
    if reconsidering.may_choose(user, submission, at=at):
        return Need.CHOOSE_WHO_LOOKS
    takes_up = reconsideration.may_look_again(user, submission, at=at)
    return Need.LOOK_AGAIN if takes_up else None


def _of_the_centre(user: User, own: Standing, at: datetime) -> list[Task]:
    """The bureau's own reports of the last year on their way to the collecting centre: not sent
    yet, without a number, or without an answer for long. One query for those who record it."""
    if not own.roles & {Role.REVIEWER, Role.HEAD, Role.EXECUTIVE}:
        return []
    waiting = outside_waiting.of(user, at=at)[:AT_MOST]
    return [Task(Need(outside_waiting.stage(report)), report) for report in waiting]


def _of_a_round(**facts: Any) -> Exists:
    """Of a report: asked of those alone that all else leaves over."""
    return Exists(Round.objects.filter(pk=OuterRef("round"), **facts))


def _about(reports: QuerySet[Submission]) -> Exists:
    """Of a row about one of these reports: asked row by row, since few rows wait for anybody."""
    return Exists(reports.filter(pk=OuterRef("submission")))


_STRATEGYS = {
    State.SUBMITTED: Need.START_REVIEW,
    State.IN_REVIEW: Need.REVIEW,
    State.ASSESSED: Need.CONFIRM,
    State.CONFIRMED: Need.PUBLISH,
    State.ENDORSED: Need.PUBLISH,
}


def _strategys(submission: Submission, user: User) -> Need:
    """In a double review a third person has nothing to judge, only to settle."""
    pair = double_review.pair_of(submission)
    differs = submission.state == State.IN_REVIEW and submission.differences_open
    if pair is not None and differs and user.pk not in pair:
        return Need.SETTLE
    return _STRATEGYS[State(submission.state)]


def _judged_by_two_others(user: User) -> Q:
    """Reports of a double review that two others have, unless they differ: a third settles that."""
    taken = Q(reviewer__isnull=False, second_reviewer__isnull=False, differences_open=0)
    others = ~Q(reviewer=user) & ~Q(second_reviewer=user)
    return taken & others & Q(_of_a_round(double_review=True))


def _judgeable(reports: QuerySet[Submission], own: Standing) -> QuerySet[Submission]:
    """Without those that the person never judges."""
    contributed = access.judged_by_others(own).values("pk")
    return reports.exclude(unit_id__in=_never_judged_by(own)).exclude(pk__in=contributed)


def _never_judged_by(own: Standing) -> set[int]:
    """The units in which the person sits and those above them."""
    return {int(pk) for grant in own.grants for pk in grant.unit_path.strip("/").split("/")}


def _named_as(user: User, *roles: Role) -> Q:
    named = Appointment.objects.filter(user=user, role__in=roles)
    return Q(pk__in=named.values("submission_id"))
