"""Whose reports a person reviews: what the queue holds before anything is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet, Value

from indicators.models import Indicator, Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from submissions import access
from submissions.domain import in_view
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

    @property
    def owners(self) -> set[int]:
        """The owner units of the indicators reviewed and the units above them."""
        return {
            int(pk)
            for path in self._facts.owners
            if path.startswith(self.paths)
            for pk in path.strip("/").split("/")
        }

    @property
    def whole(self) -> bool:
        """Whether the person reviews every indicator there is: then nothing need be asked of the
        reports one by one."""
        return all(path.startswith(self.paths) for path in self._facts.owners)

    @cached_property
    def _facts(self) -> _Facts:
        """One query, for the life of this reach."""
        owners = Indicator.objects.order_by().values_list("owner__path").distinct()
        own = Submission.objects.filter(unit__in=self.never_judged).order_by()
        withheld = own.exclude(state__in=in_view.TOLD).values_list("unit_id").distinct()
        rows = list(
            owners.annotate(unit=Value(0)).union(
                withheld.annotate(path=Value("")).values_list("path", "unit_id"), all=True
            )
            if self.never_judged
            else owners.annotate(unit=Value(0))
        )
        return _Facts(
            owners=tuple(path for path, unit in rows if not unit),
            withheld=frozenset(unit for _path, unit in rows if unit),
        )

    def round(self, pk: int) -> Round | None:
        """One round all of whose reports the person reviews; one query."""
        rounds = Round.objects.filter(under("indicator__owner__path", self.paths), pk=pk)
        return rounds.select_related("indicator").first()

    def unit_names_with(self, text: str) -> tuple[list[str], list[str], bool]:
        """The names of units, and their abbreviations, as reports carry them, that have the text in
        them, whatever its case, and whether no report is without; one query for the life of this
        reach."""
        wanted = text.casefold()
        names = {name for name, _short in self._unit_names if wanted in name.casefold()}
        short = {short for _name, short in self._unit_names if wanted in short.casefold()}
        everywhere = all(name in names or word in short for name, word in self._unit_names)
        return sorted(names), sorted(short), everywhere

    @cached_property
    def _unit_names(self) -> Sequence[tuple[str, str]]:
        """Every pair of a name and its abbreviation that a report carries: few, and skipped to in
        the index of the names, where a search in it would read an entry for each report."""
        pairs = Submission.objects.order_by().values_list("unit_name", "unit_abbreviation")
        return list(pairs.distinct())

    @property
    def reports(self) -> QuerySet[Submission]:
        """Every report of the reach."""
        if self.whole:
            return Submission.objects.all()
        rounds = Round.objects.filter(under("indicator__owner__path", self.paths))
        wanted = Q(round__in=rounds.order_by().values("pk")) if self.paths else Q(pk__in=[])
        if self.named:
            wanted |= Q(pk__in=self.named)
        return Submission.objects.filter(wanted)

    @property
    def never_shown(self) -> tuple[Collection[int], Collection[int]]:
        """The units whose review is withheld from the person, those without a report under review
        left out, and the reports that are not withheld."""
        return self._facts.withheld, self.named


@dataclass(frozen=True, slots=True)
class _Facts:
    """The paths of the units that own indicators, and which of the never judged units have
    something to withhold."""

    owners: tuple[str, ...]
    withheld: frozenset[int]


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


def under(field: str, paths: Iterable[str]) -> Q:
    """What lies at or below one of the paths by this field; nothing where there is none."""
    reached = Q(pk__in=[])
    for path in paths:
        reached |= Q(**{f"{field}__startswith": path})
    return reached
