"""Who is told that the two reviewers of a report differ, and that a third person settled it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.notifications.sending import notify
from submissions import access
from submissions.domain import double_review, review_eligible
from submissions.domain.announcements import people_with
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.models import Submission

FOUND = "review.differ"
SETTLED = "review.settled"


def tell(submission: Submission, *, before: int, actor: User, at: datetime) -> None:
    """Tell of the report's differences after an act, given how many were open `before` it.

    Once they stand, whoever may settle them is told; once none is left because a third person
    settled the last one, the two reviewers are. Nothing is told of those that come or go between.
    Side effects: notifications.
    """
    now = submission.differences_open
    pair = double_review.pair_of(submission)
    if pair is None or bool(before) is bool(now):
        return
    if now:
        _notify(FOUND, submission, _settlers(submission, at), count=now, actor=actor, at=at)
    elif actor.pk not in pair:
        two = User.objects.filter(pk__in=pair.people, is_active=True)
        seeing = [person for person in two if access.may_review(person, submission, at=at)]
        _notify(SETTLED, submission, seeing, count=before, actor=actor, at=at)


def _settlers(submission: Submission, at: datetime) -> list[User]:
    """Whoever may judge the report and is neither of the two."""
    pair = double_review.pair_of(submission)
    people = people_with(submission, (Role.REVIEWER, Role.HEAD), at=at)
    others = list(people.exclude(pk__in=pair.people) if pair else people)
    review_eligible.read_for([submission], others, at=at)
    return review_eligible.able(submission, others, at=at)


def _notify(
    kind: str,
    submission: Submission,
    people: Iterable[User],
    *,
    count: int,
    actor: User,
    at: datetime,
) -> None:
    notify(
        [person for person in people if person.pk != actor.pk],
        kind=kind,
        facts=facts_of_report(submission, who=actor.display_name, count=count),
        url=f"/review/{submission.pk}/do/differences/",
        at=at,
        about=outbox_name(submission.round),
    )
