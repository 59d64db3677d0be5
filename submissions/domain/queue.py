"""The review queue: every report of the reviewers' reach, filtered and sorted by the database."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from submissions import access
from submissions.models import Submission

REVIEW_ROLES = (Role.REVIEWER, Role.HEAD)


def reviewable(user: User, *, at: datetime) -> QuerySet[Submission]:
    """The reports that the person reviews by role or by name, of the own unit too (to look at).

    Raises `NotFound` for people who review nothing.
    """
    own = standing.of(user, access.day_of(at))
    paths = own.scopes(*REVIEW_ROLES)
    named = Q(appointments__user=user)
    if not paths and not Submission.objects.filter(named).exists():
        raise NotFound("no review role", code="not_found")
    seen = named
    for path in paths:
        seen |= Q(round__indicator__owner__path__startswith=path)
    return Submission.objects.filter(pk__in=Submission.objects.filter(seen).values("pk"))
