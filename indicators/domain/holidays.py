"""Days that are no working days for an owner unit: entering, naming and taking them away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from indicators.domain import holiday_effects, holiday_scores
from indicators.domain.holiday_effects import MovedRound
from indicators.domain.holiday_scores import Change
from indicators.domain.loading import subject_of
from indicators.enums import RoundState
from indicators.models import Holiday, Round
from kpi_portal.accounts.domain import checks, permission
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.recorder import Act
from kpi_portal.errors import InvalidInput
from kpi_portal.jobs.models import Job

LONGEST_NAME = 200
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day to enter."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What followed from a change: the planned rounds that got another due date, how many scores
    were computed anew, and the background work that does so where they are many."""

    rounds: int = 0
    scores: int = 0
    job: Job | None = None


def declare_holiday(owner: Unit, *, actor: Actor, at: datetime, day: date, name: str) -> Holiday:
    """Enter one holiday of `owner` and the units below it; see `declare_days`."""
    declare_days(owner, [NamedDay(day, name)], actor=actor, at=at)
    return Holiday.objects.get(owner=owner, day=day)


def declare_days(owner: Unit, days: Sequence[NamedDay], *, actor: Actor, at: datetime) -> Followed:
    """Enter days off of `owner` and the units below it.

    Side effects: the holidays with an audit entry each; the due dates of planned rounds that roll
    forward; the scores not confirmed yet that count working days (by a job where they are many).
    Confirmed scores keep the holidays they were computed with, open rounds their due dates. Raises
    `NotAllowed`, and `InvalidInput` for no day, too many, one without a name or entered already.
    """
    permission.require(actor, owner, Role.CONFIGURER, at=at)
    wanted = _sound(days)
    with audit.act(actor=actor, at=at) as log:
        Unit.objects.select_for_update().get(pk=owner.pk)
        if Holiday.objects.filter(owner=owner, day__in=wanted).exists():
            raise InvalidInput(_("This day is entered already."), code="already_there")
        change = Change(owner, added=frozenset(wanted))
        effect = holiday_effects.of(change, at=at)
        for day, name in sorted(wanted.items()):
            holiday = Holiday.objects.create(owner=owner, day=day, name=name)
            _note(log, "holiday.declare", holiday, owner)
        return _follow(effect, log, actor=actor, at=at)


def rename_holiday(holiday: Holiday, *, actor: Actor, at: datetime, name: str) -> Holiday:
    """Correct the name of a day off; the day stays. Side effects: the name, an audit entry (none
    when nothing changed). Raises `NotAllowed`, `InvalidInput` without a name."""
    permission.require(actor, holiday.owner, Role.CONFIGURER, at=at)
    kept = _name(name)
    with audit.act(actor=actor, at=at) as log:
        locked = Holiday.objects.select_for_update().get(pk=holiday.pk)
        if locked.name == kept:
            return locked
        before, locked.name = locked.name, kept
        locked.save(update_fields=["name"])
        _note(log, "holiday.rename", locked, holiday.owner, changed={"name": [before, kept]})
    return locked


def remove_holiday(holiday: Holiday, *, actor: Actor, at: datetime) -> Followed:
    """Take a day off away, so that the office works on it unless a unit above keeps it.

    Side effects: as with `declare_days`; entering the day again undoes it. Raises `NotAllowed`.
    """
    permission.require(actor, holiday.owner, Role.CONFIGURER, at=at)
    owner = holiday.owner
    with audit.act(actor=actor, at=at) as log:
        Unit.objects.select_for_update().get(pk=owner.pk)
        change = Change(owner, removed=frozenset({holiday.day}))
        effect = holiday_effects.of(change, at=at)
        _note(log, "holiday.remove", holiday, owner)
        Holiday.objects.filter(pk=holiday.pk).delete()
        return _follow(effect, log, actor=actor, at=at)


def _sound(days: Sequence[NamedDay]) -> dict[date, str]:
    if not days:
        raise InvalidInput(_("Tick or type at least one day."), code="no_day")
    if len(days) > MOST_AT_ONCE:
        raise InvalidInput(
            _("At most %(most)d days are entered at once.") % {"most": MOST_AT_ONCE},
            code="too_many",
        )
    wanted = {entry.day: _name(entry.name) for entry in days}
    if len(wanted) < len(days):
        raise InvalidInput(_("One day is named twice."), code="named_twice")
    return wanted


def _name(typed: str) -> str:
    name = checks.required(typed, _("Give the holiday's name."), "name_required")
    if len(name) > LONGEST_NAME:
        raise InvalidInput(
            _("The name has at most %(most)d characters.") % {"most": LONGEST_NAME},
            code="name_too_long",
        )
    return name


def _note(
    log: Act,
    action: str,
    holiday: Holiday,
    owner: Unit,
    changed: dict[str, list[str]] | None = None,
) -> None:
    log.note_down(
        action,
        holiday,
        unit_path=owner.path,
        changed=changed,
        name=holiday.name,
        day=holiday.day.isoformat(),
    )


def _follow(effect: holiday_effects.Effect, log: Act, *, actor: Actor, at: datetime) -> Followed:
    rounds = sum(_roll(moved, log) for moved in effect.moved)
    keeper = holiday_scores.keeper()
    job: Job | None = None
    if keeper is not None and effect.scores:
        job = keeper.recompute(effect.scores, actor=actor, at=at)
    return Followed(rounds, len(effect.scores), job)


def _roll(moved: MovedRound, log: Act) -> bool:
    """Give a planned round the due date that follows; one opened meanwhile keeps its own."""
    locked = (
        Round.objects.select_for_update(of=("self",))
        .select_related("indicator__owner")
        .get(pk=moved.round.pk)
    )
    if locked.state != RoundState.PLANNED or locked.due_at != moved.round.due_at:
        return False
    changed = {"due_at": [locked.due_at.isoformat(), moved.due_at.isoformat()]}
    if moved.closes_at != locked.closes_at:
        changed["closes_at"] = [locked.closes_at.isoformat(), moved.closes_at.isoformat()]
    locked.due_at, locked.closes_at = moved.due_at, moved.closes_at
    locked.rolled_from = moved.rolled_from
    locked.save(update_fields=["due_at", "closes_at", "rolled_from"])
    log.note_down(
        "round.roll",
        locked,
        subject=subject_of(locked.indicator),
        unit_path=locked.indicator.owner.path,
        changed=changed,
        round=str(locked),
    )
    return True
