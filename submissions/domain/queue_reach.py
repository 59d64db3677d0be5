"""Whose reports a person reviews: what the queue holds before anything is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet

from indicators.models import Indicator, Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from submissions import access
from submissions.models import Appointment, Submission

REVIEW_ROLES = (Role.REVIEWER, Role.HEAD)


@dataclass(frozen=True)
class Reach:
    """Whose reports the person reviews: indicators of owners at or below `paths`, single reports by
    name, and the own units."""

    paths: tuple[str, ...]
    named: frozenset[int]
    own_units: frozenset[int]
    # the own units and those above them: what these hand in, the person never judges
    never_judged: frozenset[int] = frozenset()

    @cached_property
    def owners(self) -> set[int]:
        """The owner units of the indicators reviewed and the units above them; one query."""
        owned = Indicator.objects.filter(_under("owner__path", self.paths))
        paths = owned.order_by().values_list("owner__path", flat=True).distinct()
        return {int(pk) for path in paths for pk in path.strip("/").split("/")}

    def round(self, pk: int) -> Round | None:
        """One round all of whose reports the person reviews; one query."""
        rounds = Round.objects.filter(_under("indicator__owner__path", self.paths), pk=pk)
        return rounds.select_related("indicator").first()

    @property
    def reports(self) -> QuerySet[Submission]:
        """Every report of the reach."""
        rounds = Round.objects.filter(_under("indicator__owner__path", self.paths))
        wanted = Q(round__in=rounds.order_by().values("pk")) if self.paths else Q(pk__in=[])
        if self.named:
            wanted |= Q(pk__in=self.named)
        return Submission.objects.filter(wanted)

    @property
    def never_shown(self) -> tuple[Collection[int], Collection[int]]:
        """The units whose review is withheld from the person, and the reports that are not."""
        return self.never_judged, self.named


def reach_of(user: User, *, at: datetime) -> Reach:
    """What the person reviews, by role or by name; raises `NotFound` for those who review
    nothing: for them there is no queue. One query beside the standing."""
    own = standing.of(user, access.day_of(at))
    named = frozenset(Appointment.objects.filter(user=user).values_list("submission_id", flat=True))
    paths = own.scopes(*REVIEW_ROLES)
    if not paths and not named:
        raise NotFound("no review role", code="not_found")
    return Reach(
        paths=paths,
        named=named,
        own_units=frozenset(grant.unit_id for grant in own.grants),
        never_judged=access.units_sat_in(own),
    )


def _under(field: str, paths: Iterable[str]) -> Q:
    reached = Q(pk__in=[])
    for path in paths:
        reached |= Q(**{f"{field}__startswith": path})
    return reached
