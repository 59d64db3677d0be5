"""What a person's role leaves open in reports; see `kpi_portal.accounts.domain.handover`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain.handover import (
    OpenWork,
    finds_at_the_end,
    finds_open_work,
    hands_over,
    warns,
)
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership, User
from kpi_portal.accounts.open_work import others
from kpi_portal.errors import _StrOrPromise
from kpi_portal.thai import local_date, thai_date
from submissions.domain import review_handover
from submissions.enums import ApprovalState, ExtensionState, State
from submissions.models import Appointment, Approval, Extension, Submission
from submissions.workflow import EDITABLE

_JUDGED = (State.SUBMITTED, State.IN_REVIEW, State.ASSESSED)


@finds_open_work
def of_units(membership: Membership, at: datetime) -> Iterator[OpenWork]:
    """Reports that the unit has still to finish, for its drafter or director."""
    if membership.role not in (Role.DRAFTER, Role.DIRECTOR):
        return
    for report in _reports().filter(unit=membership.unit, state__in=EDITABLE):
        returned = report.state == State.RETURNED
        yield _about(report, _("answer the return") if returned else _("finish and submit"))


@finds_open_work
def of_reviewers(membership: Membership, at: datetime) -> Iterator[OpenWork]:
    """Reports that this person has taken into review."""
    for report in review_handover.open_reviews(membership).order_by("pk"):
        yield _about(report, _("finish the review"))


@hands_over
class Reviews:
    """Reports taken into review lie with the reviewer by name and can change hands."""

    @staticmethod
    def takers(membership: Membership, at: datetime) -> list[User]:
        return review_handover.takers(membership, at=at)

    @staticmethod
    def hand_over(membership: Membership, to: User, *, actor: Actor, at: datetime) -> int:
        return review_handover.hand_over_reviews(membership, actor=actor, at=at, to=to)


@finds_open_work
def of_heads(membership: Membership, at: datetime) -> Iterator[OpenWork]:
    """Results to confirm and requests for more time, which wait for the head."""
    if membership.role != Role.HEAD:
        return
    path = membership.scope.path
    for report in _reports().filter(
        round__indicator__owner__path__startswith=path, state=State.ASSESSED
    ):
        yield _about(report, _("confirm the result"))
    waiting = Extension.objects.filter(
        state=ExtensionState.REQUESTED,
        submission__round__indicator__owner__path__startswith=path,
    ).select_related("submission__round__indicator")
    for extension in waiting:
        yield _about(extension.submission, _("decide the request for more time"))


@finds_open_work
def of_executives(membership: Membership, at: datetime) -> Iterator[OpenWork]:
    """Plans to approve and results to endorse."""
    if membership.role != Role.EXECUTIVE:
        return
    yield from _approvals(membership)
    path = membership.scope.path
    for report in _reports().filter(unit__path__startswith=path, state=State.CONFIRMED):
        yield _about(report, _("endorse the result"))


@finds_at_the_end
def of_other_approvers(membership: Membership, at: datetime) -> Iterator[OpenWork]:
    """Forms that wait for the approval of another office than the executive's."""
    if membership.role in (Role.DIRECTOR, Role.HEAD):
        yield from _approvals(membership)


def _approvals(membership: Membership) -> Iterator[OpenWork]:
    asked = Approval.objects.filter(
        state=ApprovalState.REQUESTED,
        role=membership.role,
        submission__unit__path__startswith=membership.scope.path,
    ).select_related("submission__round__indicator")
    for approval in asked.order_by("requested_at", "pk"):
        yield _about(approval.submission, _("approve the plan"))


@finds_at_the_end
def of_those_named_by_order(membership: Membership, at: datetime) -> Iterator[OpenWork]:
    """Reports that the executive named this person to judge, where nobody else may."""
    named = Appointment.objects.filter(
        user=membership.user, submission__state__in=_JUDGED
    ).select_related("submission__round__indicator")
    if membership.role in (Role.REVIEWER, Role.HEAD):
        named = named.filter(role=membership.role)
    for appointment in named.order_by("pk"):
        yield _about(appointment.submission, _("have the executive name somebody else by order"))


@warns
def of_units_that_cannot_submit(
    membership: Membership, ending: Collection[int], day: date
) -> Iterator[_StrOrPromise]:
    """The only director of a unit that has a report to submit."""
    if membership.role != Role.DIRECTOR:
        return
    waiting = _reports().filter(unit=membership.unit, state__in=EDITABLE)
    first = waiting.order_by("round__due_at", "pk").first()
    if first is not None and not others(membership, ending, day):
        yield _(
            "After this nobody can submit for %(unit)s, and %(report)s is due %(due)s. Give "
            "somebody the role, or appoint somebody to stand in."
        ) % {
            "unit": membership.unit.name,
            "report": f"{first.round.indicator.code} {first.round.name}",
            "due": thai_date(local_date(first.effective_due_at)),
        }


def _reports() -> QuerySet[Submission]:
    return Submission.objects.select_related("round__indicator").order_by("pk")


def _about(report: Submission, to_do: _StrOrPromise) -> OpenWork:
    return OpenWork(
        what=f"{report.round.indicator.code} {report.round.name} · {report.unit_name}",
        to_do=to_do,
        url=reverse("submissions:task_list", args=[report.pk]),
    )
