"""What a copied indicator's new rounds take over from the year before: settings, and units.

Rounds are made when the copy is published, so that is when this is shown, ticked and done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from indicators.carrying.dates import years_later
from indicators.domain import dates
from indicators.domain.loading import Actor
from indicators.domain.planning import RoundPlan, plan_round
from indicators.models import Assignment, Indicator, Round
from kpi_portal.accounts import successors
from kpi_portal.accounts.models import Unit
from kpi_portal.audit import recorder as audit
from kpi_portal.thai import BANGKOK, local_date
from scoring.definition import Indicator as Definition
from scoring.definition import Round as RoundDefinition
from scoring.definition import Scheme, UnknownRound


class Taken(StrEnum):
    """What is ticked to be taken over."""

    SETTINGS = "settings"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class CarriedUnit:
    """A unit that reports again; `in_place_of` ended, and the unit took over from it."""

    unit: Unit
    group: str
    target_group: str
    in_place_of: str = ""


@dataclass(frozen=True, slots=True)
class CarriedRound:
    """A round that publishing makes, with the plan and the units that the year before gives it.

    `gone` are units that ended and that no unit below the owner took over from.
    """

    origin: Round
    plan: RoundPlan
    units: tuple[CarriedUnit, ...]
    gone: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.origin.key

    @property
    def replaced(self) -> tuple[CarriedUnit, ...]:
        return tuple(entry for entry in self.units if entry.in_place_of)


def found_for(
    indicator: Indicator, definition: Definition, *, at: datetime
) -> tuple[CarriedRound, ...]:
    """What the rounds that publishing would make can take over; nothing is changed.

    None for an indicator that is no copy, and for rounds that are there already.
    """
    if indicator.copied_from_id is None:
        return ()
    there = set(indicator.rounds.values_list("key", flat=True))
    origins = {
        origin.key: origin
        for origin in Round.objects.filter(indicator=indicator.copied_from_id)
        .exclude(key__in=there)
        .select_related("indicator", "version")
    }
    entries = list(
        Assignment.objects.filter(round__in=origins.values())
        .select_related("unit")
        .order_by("unit__path")
    )
    units = {entry.unit_id: entry.unit for entry in entries}
    standing = successors.standing_for(list(units.values()), day=local_date(at))
    carried = []
    for entry in definition.rounds:
        origin = origins.get(entry.key)
        if origin is not None and entry.opens is not None and entry.due is not None:
            own = [found for found in entries if found.round_id == origin.pk]
            kept, gone = _units(own, standing, indicator.owner, set(_target_groups(entry)))
            plan = _plan(origin, definition, entry)
            carried.append(CarriedRound(origin, plan, tuple(kept), tuple(gone)))
    return tuple(carried)


def take_over(
    indicator: Indicator,
    carried: Collection[CarriedRound],
    taken: Collection[str],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Give the new rounds what is ticked. Side effects: the rounds' plans and assignments; an
    audit entry for each round that is planned, and for each that gets units."""
    rounds = {r.key: r for r in indicator.rounds.select_related("indicator__owner")}
    for entry in carried:
        round = rounds.get(entry.key)
        if round is None:
            continue
        if Taken.SETTINGS in taken:
            plan_round(round, entry.plan, actor=actor, at=at)
        if Taken.UNITS in taken and entry.units:
            _assign(round, entry, actor, at)


def _assign(round: Round, carried: CarriedRound, actor: Actor, at: datetime) -> None:
    with audit.act(actor=actor, at=at) as log:
        Assignment.objects.bulk_create(
            Assignment(round=round, unit=one.unit, group=one.group, target_group=one.target_group)
            for one in carried.units
        )
        log.note_down(
            "round.assign",
            round,
            subject=f"round:{round.pk}",
            unit_path=round.indicator.owner.path,
            round=str(round),
            units=[one.unit.name for one in carried.units],
        )


def _units(
    entries: Collection[Assignment],
    standing: dict[int, Unit | None],
    owner: Unit,
    groups: Collection[str],
) -> tuple[list[CarriedUnit], list[str]]:
    """The units that report again and the names of those that cannot. A unit's own settings come
    before those of one it took over from; last year's score is another one now."""
    own: dict[int, CarriedUnit] = {}
    inherited: dict[int, CarriedUnit] = {}
    gone: list[str] = []
    for entry in entries:
        unit = standing[entry.unit_id]
        if unit is None or not unit.path.startswith(owner.path):
            gone.append(entry.unit.name)
            continue
        target_group = entry.target_group if entry.target_group in groups else ""
        if unit.pk == entry.unit_id:
            own[unit.pk] = CarriedUnit(unit, entry.group, target_group)
        else:
            inherited[unit.pk] = CarriedUnit(unit, unit.group, target_group, entry.unit.name)
    kept = sorted((inherited | own).values(), key=lambda one: one.unit.path)
    return kept, gone


def _target_groups(scheme: Scheme) -> Iterator[str]:
    for group in scheme.target.groups if scheme.target else ():
        if group.group is not None:
            yield group.group
    for part in scheme.composite.parts if scheme.composite else ():
        if part.scheme is not None:
            yield from _target_groups(part.scheme)


def _plan(origin: Round, definition: Definition, entry: RoundDefinition) -> RoundPlan:
    """The new definition's dates with the origin's settings. What the origin had as its definition
    proposed it follows the new definition; what was settled for the round itself is kept."""
    new = dates.proposed(definition, entry)
    was = _proposed(origin)
    due = new.due_at if isinstance(entry.due, datetime) else _at_hour(new.due_at, origin)
    years = definition.fiscal_year - origin.indicator.fiscal_year
    end = origin.period_end
    changed_appeal = was is None or origin.appeal_days != was.appeal_days
    changed_answer = was is None or origin.answer_days != was.answer_days
    return RoundPlan(
        opens_on=new.opens_on,
        due_at=due,
        closes_at=max(new.closes_at, due),
        period_end=local_date(years_later(end, years)) if end else None,
        appeal_days=origin.appeal_days if changed_appeal else new.appeal_days,
        answer_days=origin.answer_days if changed_answer else new.answer_days,
        endorse_required=origin.endorse_required,
        double_review=origin.double_review,
        reminders=tuple(origin.reminders),
        reminders_on_working_days=origin.reminders_on_working_days,
        roll_forward=origin.roll_forward,
    )


def _proposed(origin: Round) -> dates.ProposedDates | None:
    """What the origin's own definition proposed; None where that is not known."""
    if origin.version is None:
        return None
    try:
        return dates.proposed(origin.version.parsed, origin.definition)
    except (UnknownRound, ValueError):
        return None


def _at_hour(due: datetime, origin: Round) -> datetime:
    hour: time = origin.due_at.astimezone(BANGKOK).time().replace(microsecond=0)
    return datetime.combine(local_date(due), hour, BANGKOK)
