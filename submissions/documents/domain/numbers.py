"""Reading the register of numbers."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from submissions.access import day_of
from submissions.documents.models import RegisterNumber


def visible_to(user: User, *, at: datetime) -> QuerySet[RegisterNumber]:
    """The numbers of the owners for which the person works, newest first; an auditor sees those
    of the granted period."""
    own = standing.of(user, day_of(at))
    seen = Q(pk__in=[])
    for path in own.scopes(*(role for role in Role if role != Role.AUDITOR)):
        seen |= Q(owner__path__startswith=path)
    seen |= own.audited("taken_at__date", "owner__path")
    return (
        RegisterNumber.objects.filter(seen)
        .select_related("owner", "taken_by")
        .prefetch_related("documents")
        .order_by("-taken_at", "-pk")
    )
