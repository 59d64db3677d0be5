"""A reviewer leaves or moves: the reports taken into review go to another reviewer."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from kpi_portal.accounts.domain import permission
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership, User
from kpi_portal.audit import recorder as audit
from submissions import access
from submissions.domain import review_assigning
from submissions.domain.review_places import Place
from submissions.enums import State
from submissions.models import Submission

_WAITING = (State.SUBMITTED, State.IN_REVIEW)


def open_reviews(membership: Membership) -> QuerySet[Submission]:
    """Reports that the holder of a reviewer's role has taken and not yet judged."""
    if membership.role != Role.REVIEWER:
        return Submission.objects.none()
    person = membership.user
    own = Q(reviewer=person) | Q(second_reviewer=person, round__double_review=True)
    waiting = Submission.objects.filter(own, state__in=_WAITING)
    reached = waiting.filter(round__indicator__owner__path__startswith=membership.scope.path)
    return reached.select_related("round__indicator")


def takers(membership: Membership, *, at: datetime) -> list[User]:
    """The other reviewers of the indicators' owners; none when nothing is open."""
    owners = {report.round.indicator.owner_id for report in open_reviews(membership)}
    if not owners:
        return []
    others = review_assigning.candidates(owners, at=at).exclude(pk=membership.user_id)
    return list(others)


def hand_over_reviews(membership: Membership, *, actor: Actor, at: datetime, to: User) -> int:
    """Give the open reviews of a reviewer to another and return how many.

    A report that `to` may not judge, being of its unit or the other reviewer of the two, stays
    where it is. Side effects: reviewers,
    audit entries, a notification for each. Raises `NotAllowed` unless the actor keeps the people of
    the indicator's owner or heads its reviews.
    """
    given = 0
    with audit.act(actor=actor, at=at) as log:
        chosen = open_reviews(membership).values("pk")
        locked = access.with_context(
            Submission.objects.select_for_update(of=("self",)).filter(pk__in=chosen)
        )
        for report in locked.select_related("reviewer", "second_reviewer").order_by("pk"):
            owner = report.round.indicator.owner
            permission.require(actor, owner, Role.CONFIGURER, Role.HEAD, at=at)
            if to.pk in (report.reviewer_id, report.second_reviewer_id):
                continue
            if access.may_review(to, report, at=at):
                first = report.reviewer_id == membership.user_id
                place = Place.FIRST if first else Place.SECOND
                review_assigning.give(report, to, log, place)
                review_assigning.tell(report, to, actor, at)
                given += 1
    return given
