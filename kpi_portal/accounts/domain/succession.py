"""Units end by order, and what they answered for passes on: dissolved, merged, split."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain import checks, duties, permission, unit_people
from kpi_portal.accounts.domain.memberships import grant_membership
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.domain.unit_names import require_arrived, require_in_force
from kpi_portal.accounts.domain.units import UnitDetails, create_unit, end_unit, subject_of
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership, Unit
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput

_Step = tuple[duties.Duty, duties.Item, Unit | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """An order that ends a unit: `effective` is the first day without it.

    `takers` names by `Duty.key_of` who takes over what the successor does not; None is nobody,
    which needs `why_left`. `go_on` holds the keys of memberships that go on in the successor.
    """

    effective: date
    order_number: str
    reason: str
    successor: Unit | None = None
    takers: Mapping[str, Unit | None] = field(default_factory=dict)
    go_on: Collection[int] = ()
    why_left: str = ""

    @property
    def last_day(self) -> date:
        return self.effective - timedelta(days=1)


def dissolve_unit(unit: Unit, ending: Ending, *, actor: Actor, at: datetime) -> Unit:
    """End a unit; its people and everything it answers for pass to those whom `ending` names.

    Different takers split the unit. What it keeps (indicators, forms, days off …) goes first, and
    stays where the taker has its own. Side effects: roles granted in the successor, everything
    handed over by its kind, the unit's end with all roles in it, audit entries. Raises
    `GuardRefused` where units below go on, roles begin later, or the taker has an indicator of the
    same code and year, `InvalidInput` for a day ahead, a missing order or reason, and for a thing
    without taker and without a reason.
    """
    permission.require(actor, unit, Role.CONFIGURER, at=at)
    order = checks.required(
        ending.order_number, _("Give the number of the order."), "order_number_required"
    )
    checks.required(ending.reason, _("Say why the unit ends."), "reason_required")
    require_in_force(unit, at=at)
    require_arrived(ending.effective, at=at)
    kept = _plan(ending, duties.belongings(unit, at=at))
    plan = [*kept, *_plan(ending, duties.of(unit, at=at))]
    takers = [ending.successor, *(to for _duty, _item, to in plan)]
    for taker in {one.pk: one for one in takers if one is not None}.values():
        permission.require(actor, taker, Role.CONFIGURER, at=at)
        _require_taker(unit, taker, ending.effective)
    left = [item.what for _duty, item, to in plan if to is None]
    if left:
        checks.required(
            ending.why_left,
            _("Say why nobody takes over what is left, or choose who does."),
            "nobody_takes_over",
        )
    _refuse_later_roles(unit, ending.last_day)
    with audit.act(actor=actor, at=at) as log:
        _go_on(unit, ending, order, actor=actor, at=at)
        stays = [step for step in kept if not _goes(step)]
        handed = [step for step in plan if step not in stays and step[2] is not None]
        for duty, item, to in plan:
            if to is None:
                duty.kind.leave(item.pk, unit, actor=actor, at=at)
            elif (duty, item, to) in handed:
                duty.kind.hand_over(item.pk, unit, to, actor=actor, at=at)
        end_unit(
            unit,
            actor=actor,
            at=at,
            last_day=ending.last_day,
            successor=ending.successor,
            reason=ending.reason,
        )
        log.note_down(
            "unit.dissolve",
            unit,
            subject=subject_of(unit),
            unit_path=unit.path,
            note=ending.why_left.strip(),
            name=unit.name,
            order_number=order,
            handed_over=[f"{item.what} → {to.name}" for _duty, item, to in handed if to],
            left=left,
            stays=[item.what for _duty, item, _to in stays],
        )
    return unit


def merge_units(
    units: Sequence[Unit], ending: Ending, *, into: Unit | UnitDetails, actor: Actor, at: datetime
) -> Unit:
    """Several units become one: a new one, entered from its details, or one that exists.

    Everything passes to it; `ending.go_on` holds the memberships that go on there. Side effects:
    those of `create_unit` and of `dissolve_unit` for each. Raises what they raise, `InvalidInput`
    for fewer than two units altogether.
    """
    parts = [unit for unit in units if not isinstance(into, Unit) or unit.pk != into.pk]
    if len(parts) + isinstance(into, Unit) < 2:
        raise InvalidInput(_("Choose at least two units that become one."), code="too_few_units")
    with audit.act(actor=actor, at=at):
        target = into if isinstance(into, Unit) else create_unit(into, actor=actor, at=at)
        for unit in parts:
            dissolve_unit(unit, replace(ending, successor=target, takers={}), actor=actor, at=at)
    return target


def _plan(ending: Ending, found: Sequence[duties.Duty]) -> list[_Step]:
    return [
        (duty, item, ending.takers.get(duty.key_of(item), ending.successor))
        for duty in found
        for item in duty.items
    ]


def _goes(step: _Step) -> bool:
    """Whether what is to pass on is taken: what the taker has of its own goes before it."""
    duty, item, to = step
    return to is None or not isinstance(duty, duties.Kept) or duty.kept.goes(item.pk, to)


def _require_taker(unit: Unit, to: Unit, effective: date) -> None:
    if to.path.startswith(unit.path):
        raise InvalidInput(_("A unit cannot succeed itself."), code="own_successor")
    if to.valid_from > effective or (to.valid_to is not None and to.valid_to < effective):
        raise InvalidInput(
            _("The unit “%(unit)s” does not exist on that day.") % {"unit": to.name},
            code="unit_not_in_force",
        )


def _refuse_later_roles(unit: Unit, last_day: date) -> None:
    later = Membership.objects.filter(
        Q(unit=unit) | Q(scope=unit), starts__gt=last_day
    ).select_related("user")
    names = sorted({membership.user.display_name for membership in later})
    if names:
        raise GuardRefused(
            _("Roles in this unit begin after its last day. End them first: %(names)s")
            % {"names": ", ".join(names)},
            code="roles_begin_later",
        )


def _go_on(unit: Unit, ending: Ending, order: str, *, actor: Actor, at: datetime) -> None:
    """Grant the chosen people the same role in the successor; one who has it keeps it. Whoever sits
    elsewhere stays there and reaches the successor."""
    if ending.successor is None:
        return
    for role in unit_people.roles([unit], day=ending.effective):
        here = ending.successor if role.unit_id == unit.pk else role.unit
        reaches = ending.successor if role.scope_id == unit.pk else role.scope
        held = Membership.objects.filter(
            Q(ends=None) | Q(ends__gte=ending.effective),
            user=role.user,
            unit=here,
            role=role.role,
            scope=reaches,
        )
        if role.pk in ending.go_on and not held.exists():
            grant_membership(
                role.user,
                actor=actor,
                at=at,
                unit=here,
                role=Role(role.role),
                scope=reaches,
                starts=ending.effective,
                ends=role.ends,
                order_number=order,
                period_from=role.period_from,
                period_to=role.period_to,
            )
