"""Who may read which part of the trail.

The trail lies below the tables of people and units, so that these can write to it; what it needs to
know of them is answered by the directory that `use_directory` names when the portal starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kpi_portal.audit.models import Entry
from kpi_portal.errors import NotFound
from kpi_portal.thai import BANGKOK


@dataclass(frozen=True, slots=True)
class Reach:
    """A subtree that somebody may read, and the first and last day of the acts in it."""

    path: str
    first: date | None = None
    last: date | None = None


class Directory(Protocol):
    """What the trail asks about people and units."""

    def reaches(self, user: Any, day: date) -> Sequence[Reach]:
        """The parts of the trail that `user` may read on `day`."""
        ...

    def units(self, paths: Iterable[str]) -> list[tuple[str, str]]:
        """(path, name) of the units in these subtrees, in the order of the tree."""
        ...

    def people_named(self, text: str) -> list[int]:
        """Primary keys of the people whose name or user name holds `text`."""
        ...


_directory: list[Directory] = []


def use_directory(directory: Directory) -> None:
    """Say who answers; called once, when the portal starts."""
    _directory[:] = [directory]


def directory() -> Directory:
    """Who answers here."""
    return _directory[0]


def reaches_of(user: Any, day: date) -> Sequence[Reach]:
    """The parts of the trail that `user` may read; raises `NotFound` where there is none."""
    found = directory().reaches(user, day)
    if not found:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    return found


Withholder = Callable[[Any, datetime], Q | None]
_withholders: list[Withholder] = []


def withholds(withholder: Withholder) -> Withholder:
    """Register which entries are kept from a reader: a function of person and moment. Apps call
    this when the portal starts."""
    _withholders.append(withholder)
    return withholder


def withheld_from(user: Any, at: datetime) -> Q:
    """The entries that are kept from `user` for now."""
    kept = Q(pk__in=[])
    for withholder in _withholders:
        kept |= withholder(user, at) or Q(pk__in=[])
    return kept


def within(reaches: Iterable[Reach]) -> QuerySet[Entry]:
    """The entries that lie in these subtrees and days, and nothing else."""
    seen = Q(pk__in=[])
    for reach in reaches:
        part = Q(unit_path__startswith=reach.path)
        if reach.path.count("/") == 2:  # the whole department: also what belongs to no unit
            part |= Q(unit_path="")
        seen |= part & between(reach.first, reach.last)
    return Entry.objects.filter(seen)


def between(first: date | None, last: date | None) -> Q:
    """Acts from the start of `first` to the end of `last`, in Bangkok."""
    days = Q()
    if first is not None:
        days &= Q(at__gte=datetime.combine(first, time.min, BANGKOK))
    if last is not None:
        days &= Q(at__lt=datetime.combine(last + timedelta(days=1), time.min, BANGKOK))
    return days
