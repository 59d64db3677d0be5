"""What the pages of rounds show."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from indicators.models import Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from submissions import access

KEEPERS = (Role.REVIEWER, Role.HEAD, Role.EXECUTIVE, Role.CONFIGURER)


def visible_rounds(user: User, *, at: datetime) -> QuerySet[Round]:
    """The rounds of the indicators that the person keeps, those in which units below an executive
    report, and those that an auditor may read. A unit's own people find their report elsewhere."""
    own = standing.of(user, access.day_of(at))
    seen = Q(pk__in=[])
    for path in own.scopes(*KEEPERS):
        seen |= Q(indicator__owner__path__startswith=path)
    for path in own.scopes(Role.EXECUTIVE):
        seen |= Q(assignments__unit__path__startswith=path)
    for path, first, last in own.auditor_periods:
        granted = Q(indicator__owner__path__startswith=path)
        granted |= Q(assignments__unit__path__startswith=path)
        if first:
            granted &= Q(due_at__date__gte=first)
        if last:
            granted &= Q(due_at__date__lte=last)
        seen |= granted
    return Round.objects.filter(pk__in=Round.objects.filter(seen).values("pk"))


def get_round(user: User, pk: int, *, at: datetime) -> Round:
    """One visible round; raises `NotFound` for missing and hidden alike."""
    found = visible_rounds(user, at=at).select_related("indicator__owner").filter(pk=pk).first()
    if found is None:
        raise NotFound("no such round", code="not_found")
    return found
