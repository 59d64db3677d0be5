"""Who would report a round: units found by group, by tick, by pasted names, by another round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from indicators.models import Assignment, Round
from kpi_portal.accounts import successors
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import _StrOrPromise
from submissions.domain import previous_scores, round_criteria
from submissions.domain.unit_naming import Line, read_names
from submissions.domain.unit_settings import UnitSettings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person chose; everything of it together."""

    units: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()
    below: int | None = None
    text: str = ""
    round: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that would be added; `in_place_of` ended and was named or reported before."""

    unit: Unit
    in_place_of: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A unit that cannot report, and why."""

    name: str
    why: _StrOrPromise


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who would be added, who is there already, who cannot be, and what could not be read.

    `settings` are those that another round gives, by the unit's key.
    """

    new: tuple[Candidate, ...] = ()
    there: tuple[Unit, ...] = ()
    refused: tuple[Refused, ...] = ()
    lines: tuple[Line, ...] = ()
    settings: Mapping[int, UnitSettings] = field(default_factory=dict)

    @property
    def unread(self) -> int:
        """How many entries lead to no unit that could report."""
        return len(self.refused) + len(self.lines)

    @property
    def nothing(self) -> bool:
        return not (self.new or self.there or self.refused or self.lines)


@dataclass(frozen=True, slots=True)
class Pool:
    """The owner with the units below it; those that ended are there to be named."""

    owner: Unit
    day: date
    units: Sequence[Unit]
    assigned: frozenset[int]
    consolidated: bool = False

    @property
    def existing(self) -> list[Unit]:
        return [unit for unit in self.units if successors.exists_on(unit, self.day)]

    @property
    def below(self) -> list[Unit]:
        """Those that groups and bureaus mean: the owner itself reports only where it is named."""
        return [unit for unit in self.existing if unit.pk != self.owner.pk]

    @property
    def offered(self) -> list[Unit]:
        """Those that can be ticked: the owner as well where it makes a report of its own."""
        own = [self.owner] if self.consolidated else []
        return [unit for unit in [*own, *self.below] if unit.pk not in self.assigned]

    @property
    def bureaus(self) -> list[Unit]:
        """The units that have units below them."""
        parents = {unit.parent_id for unit in self.existing}
        return [unit for unit in self.existing if unit.pk in parents]


def pool_of(round: Round, *, day: date) -> Pool:
    """Two queries."""
    owner = round.indicator.owner
    units = list(Unit.objects.filter(path__startswith=owner.path).order_by("path"))
    assigned = frozenset(round.assignments.values_list("unit_id", flat=True))
    return Pool(owner, day, units, assigned, consolidated=round.indicator.consolidated)


def rounds_to_copy(round: Round) -> list[Round]:
    """The other rounds of the indicator and those of the year before, newest first."""
    origin = previous_scores.origin_of(round.indicator)
    indicators = [round.indicator_id, *([origin.pk] if origin else [])]
    others = Round.objects.filter(indicator__in=indicators, assignments__isnull=False)
    return list(
        others.exclude(pk=round.pk).select_related("indicator").distinct().order_by("-due_at")
    )


def propose(round: Round, wanted: Wanted, pool: Pool, copied: Iterable[Round]) -> Proposal:
    """What adding the wanted units comes to; nothing is changed."""
    origin = next((one for one in copied if one.pk == wanted.round), None)
    entries = list(origin.assignments.select_related("unit")) if origin else []
    named, lines = read_names(wanted.text, pool.units, day=pool.day)
    called = {unit.pk: unit for unit in [*named, *(entry.unit for entry in entries)]}
    standing = successors.standing_for(list(called.values()), day=pool.day)
    found = {unit.pk: Candidate(unit) for unit in _meant(wanted, pool)}
    refused = []
    for pk, unit in called.items():
        taker = standing[pk]
        if taker is None:
            refused.append(Refused(unit.name, _("The unit ended, and none took over from it.")))
        elif not taker.path.startswith(pool.owner.path):
            why = _("It does not belong to %(owner)s.") % {"owner": pool.owner.name}
            refused.append(Refused(taker.name, why))
        else:
            former = unit.name if pk != taker.pk else ""
            found.setdefault(taker.pk, Candidate(taker, former))
    ordered = sorted(found.values(), key=lambda candidate: candidate.unit.path)
    return Proposal(
        new=tuple(c for c in ordered if c.unit.pk not in pool.assigned),
        there=tuple(c.unit for c in ordered if c.unit.pk in pool.assigned),
        refused=tuple(refused),
        lines=tuple(lines),
        settings=_settings(round, origin, entries, standing) if origin else {},
    )


def _meant(wanted: Wanted, pool: Pool) -> Iterator[Unit]:
    """The units meant by tick, by group and by the bureau above them."""
    bureau = next((unit for unit in pool.units if unit.pk == wanted.below), None)
    for unit in pool.existing:
        if unit.pk in wanted.units:
            yield unit
    for unit in pool.below:
        in_bureau = bureau is not None and unit.path.startswith(bureau.path) and unit != bureau
        if unit.group in wanted.groups or in_bureau:
            yield unit


def _settings(
    round: Round,
    origin: Round,
    entries: Iterable[Assignment],
    standing: Mapping[int, Unit | None],
) -> dict[int, UnitSettings]:
    """The origin's settings as far as they hold here; last year's score only within the year. A
    unit's own come before those of one it took over from."""
    groups = round_criteria.of_round(round).groups
    same_year = origin.indicator_id == round.indicator_id
    own: dict[int, UnitSettings] = {}
    inherited: dict[int, UnitSettings] = {}
    for entry in entries:
        unit = standing[entry.unit_id]
        if unit is not None:
            is_own = unit.pk == entry.unit_id
            into = own if is_own else inherited
            into[unit.pk] = UnitSettings(
                entry.group if is_own else unit.group,
                entry.target_group if entry.target_group in groups else "",
                entry.previous if same_year else None,
            )
    return inherited | own
