"""What the portal already holds of the units and people that a workbook names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Lower

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.holders import in_force
from kpi_portal.accounts.models import ActingAppointment, Membership, Unit, User
from kpi_portal.accounts.sheets.reading import Row
from kpi_portal.audit.recorder import SystemActor


@dataclass(frozen=True)
class Keeper:
    """How far the person who imports keeps units; `paths` None is everywhere."""

    paths: tuple[str, ...] | None

    def keeps(self, path: str) -> bool:
        return self.paths is None or any(path.startswith(own) for own in self.paths)


@dataclass(frozen=True)
class Known:
    """Rows of the database by the words of the workbook; `reached` are the scopes of each person's
    roles of the day."""

    units: dict[str, Unit]
    people: dict[str, User]
    memberships: dict[int, list[Membership]]
    reached: dict[int, set[str]]


def keeper(actor: User | SystemActor, *, day: date) -> Keeper:
    """The reach of `actor` as a configurer."""
    if isinstance(actor, SystemActor) or actor.is_superuser:
        return Keeper(None)
    return Keeper(standing.of(actor, day).scopes(Role.CONFIGURER))


def look_up(units: Sequence[Row], people: Sequence[Row], *, day: date) -> Known:
    """Four queries, however many rows there are."""
    codes = {row.values.get(key, "") for row in units for key in ("code", "parent")}
    codes |= {row.values.get(key, "") for row in people for key in ("unit", "scope")}
    names = {row.values.get("username", "").lower() for row in people}
    there = list(User.objects.annotate(lowered=Lower("username")).filter(lowered__in=names))
    memberships = list(
        Membership.objects.filter(user__in=there).select_related("unit", "scope").order_by("pk")
    )
    acting = ActingAppointment.objects.filter(in_force(day), user__in=there)
    reached: dict[int, set[str]] = defaultdict(set)
    for membership in memberships:
        if membership.starts <= day and (membership.ends is None or membership.ends >= day):
            reached[membership.user_id].add(membership.scope.path)
    for user_id, path in acting.values_list("user_id", "scope__path"):
        reached[user_id].add(path)
    return Known(
        units={
            unit.code: unit
            for unit in Unit.objects.filter(code__in=codes - {""}).select_related("parent")
        },
        people={user.username.lower(): user for user in there},
        memberships=_by_person(memberships),
        reached=reached,
    )


def _by_person(memberships: Iterable[Membership]) -> dict[int, list[Membership]]:
    by: dict[int, list[Membership]] = defaultdict(list)
    for membership in memberships:
        by[membership.user_id].append(membership)
    return by
