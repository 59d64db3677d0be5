"""What the audit trail asks about people and units (see `kpi_portal.audit.access.Directory`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, Value
from django.db.models.functions import Concat

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit.access import Reach

# People who answer for a subtree read its trail whole; an auditor reads the granted period.
READERS = (Role.HEAD, Role.REVIEWER, Role.EXECUTIVE, Role.CONFIGURER)
_MOST_PEOPLE = 500


class AccountsDirectory:
    """Answers from memberships and the unit tree."""

    def reaches(self, user: User, day: date) -> Sequence[Reach]:
        own = standing.of(user, day)
        held = [Reach(path) for path in own.scopes(*READERS)]
        granted = [Reach(path, first, last) for path, first, last in own.auditor_periods]
        return [*held, *granted]

    def units(self, paths: Iterable[str]) -> list[tuple[str, str]]:
        wanted = Q(pk__in=[])
        for path in paths:
            wanted |= Q(path__startswith=path)
        return list(Unit.objects.filter(wanted).order_by("path").values_list("path", "name"))

    def people_named(self, text: str) -> list[int]:
        named = User.objects.annotate(
            whole=Concat("title", "first_name", Value(" "), "last_name")
        ).filter(Q(whole__icontains=text) | Q(username__icontains=text))
        return list(named.order_by("pk").values_list("pk", flat=True)[:_MOST_PEOPLE])
