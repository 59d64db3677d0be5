"""Whose reports a person reviews: what the queue holds before anything is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
        rounds = Round.objects.filter(_under("indicator__owner__path", self.paths), pk=pk)
        return rounds.select_related("indicator").first()

    def unit_names_with(self, text: str) -> tuple[list[str], list[str]]:
        """The names of units, and their abbreviations, as reports carry them, that have the text in
        them; one query for the life of this reach."""
        kept: dict[str, tuple[list[str], list[str]]] = self.__dict__.setdefault("_names", {})
        if text not in kept:
            reports = Submission.objects.order_by()
            names = reports.filter(unit_name__icontains=text).values_list("unit_name").distinct()
            short = reports.filter(unit_abbreviation__icontains=text)
            abbreviations = short.values_list("unit_abbreviation").distinct()
            rows = list(
                names.annotate(short=Value(0)).union(
                    abbreviations.annotate(short=Value(1)), all=True
                )
            )
            kept[text] = (
                [word for word, short in rows if not short],
                [word for word, short in rows if short],
            )
        return kept[text]

    @property
    def reports(self) -> QuerySet[Submission]:
        """Every report of the reach."""
        if self.whole:
            return Submission.objects.all()
        rounds = Round.objects.filter(_under("indicator__owner__path", self.paths))
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


def _under(field: str, paths: Iterable[str]) -> Q:
    reached = Q(pk__in=[])
    for path in paths:
        reached |= Q(**{f"{field}__startswith": path})
    return reached
