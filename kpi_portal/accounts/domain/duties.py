"""What a unit answers for. Apps above bring the kinds; an ending unit hands each thing over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import Exists, Model
from django.utils.module_loading import autodiscover_modules

from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import _StrOrPromise


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: what it is, how it stands, and where it lies. `exempt_url` is where the
    executive may close it by order once its unit is gone without a successor."""

    pk: int
    what: str
    state: _StrOrPromise = ""
    url: str = ""
    exempt_url: str = ""


class Kind(Protocol):
    """A kind of things that a unit answers for, and how one of them passes to another unit."""

    key: str
    title: _StrOrPromise
    left: _StrOrPromise  # what becomes of one that nobody takes over

    def items(self, unit: Unit, at: datetime) -> Iterable[Item]:
        """Everything of this kind that has to be taken over."""
        ...

    def hand_over(self, pk: int, unit: Unit, to: Unit, *, actor: Actor, at: datetime) -> None:
        """Pass one item from `unit` to `to`, audited."""
        ...

    def leave(self, pk: int, unit: Unit, *, actor: Actor, at: datetime) -> None:
        """What an item that nobody takes over needs done, if anything, audited."""
        ...


class Belonging(Kind, Protocol):
    """A kind of things that a unit keeps for itself and the units below: nobody waits for them, but
    who may change them follows from the unit that has them."""

    @property
    def model(self) -> type[Model]:
        """What is kept; its field `owner` is the unit."""
        ...

    def goes(self, pk: int, to: Unit) -> bool:
        """Whether `to` can take it; what it has of its own goes before what another one had."""
        ...


_kinds: dict[str, Kind] = {}
_belongings: dict[str, Belonging] = {}


def declares(kind: Kind) -> Kind:
    """Declare a kind; it stands in an app's `unit_duties` module."""
    _kinds.setdefault(kind.key, kind)
    return kind


def declares_belonging(kind: Belonging) -> Belonging:
    """Declare a kind of belongings; it stands in an app's `unit_duties` module."""
    _belongings.setdefault(kind.key, kind)
    return kind


@dataclass(frozen=True, slots=True)
class Duty:
    """A kind with the items of it that one unit has."""

    kind: Kind
    items: tuple[Item, ...]

    def key_of(self, item: Item) -> str:
        """The name under which a taker is chosen for one item."""
        return f"{self.kind.key}-{item.pk}"


@dataclass(frozen=True, slots=True)
class Kept(Duty):
    """A kind of belongings with those that one unit has."""

    kept: Belonging


def of(unit: Unit, *, at: datetime) -> tuple[Duty, ...]:
    """Everything that waits for the unit at `at`, kinds without anything left out."""
    autodiscover_modules("unit_duties")
    found = (Duty(kind, tuple(kind.items(unit, at))) for kind in _kinds.values())
    return tuple(duty for duty in found if duty.items)


def belongings(unit: Unit, *, at: datetime) -> tuple[Kept, ...]:
    """Everything that the unit keeps; one query for a unit that keeps nothing, which most do, and
    one more for each kind that it has."""
    autodiscover_modules("unit_duties")
    there = {
        key: Exists(kind.model._default_manager.filter(owner=unit))
        for key, kind in _belongings.items()
    }
    row = Unit.objects.filter(pk=unit.pk).values(**there).first() or {}
    found = (
        Kept(kind, tuple(kind.items(unit, at)), kind)
        for key, kind in _belongings.items()
        if row.get(key)
    )
    return tuple(kept for kept in found if kept.items)
