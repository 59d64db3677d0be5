"""What the page that sets up a round reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Assignment, Round
from kpi_portal.accounts import overview, standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from submissions import access

KEEPERS = (Role.CONFIGURER, Role.HEAD, Role.EXECUTIVE)


@dataclass(frozen=True, slots=True)
class AssignedUnit:
    """A unit that reports; `headless` when nobody can sign for it today."""

    assignment: Assignment
    headless: bool


def get_round(user: User, pk: int, *, at: datetime) -> Round:
    """A round that the person sets up or extends; raises `NotFound` otherwise."""
    own = standing.of(user, access.day_of(at))
    kept = Q(pk__in=[])
    for path in own.scopes(*KEEPERS):
        kept |= Q(indicator__owner__path__startswith=path)
    found = Round.objects.select_related("indicator__owner", "version").filter(kept, pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such round."), code="not_found")
    return found


def acts_open_to(user: User, round: Round, *, at: datetime) -> frozenset[Role]:
    """The roles by which the person may act upon this round."""
    own = standing.of(user, access.day_of(at))
    path = round.indicator.owner.path
    return frozenset(role for role in KEEPERS if own.may_act_as(role, path))


def assigned(round: Round, *, day: date) -> list[AssignedUnit]:
    """The units that report, in the order of the tree, with those that have no director marked."""
    found = list(round.assignments.select_related("unit").order_by("unit__path"))
    headless = {unit.pk for unit in overview.without_director([a.unit for a in found], day=day)}
    return [AssignedUnit(entry, entry.unit_id in headless) for entry in found]
