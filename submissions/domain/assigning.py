"""Which units report a round, and by which group each is weighed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from indicators.enums import RoundState
from indicators.models import Assignment, Round
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput
from submissions.domain import round_criteria, round_rules, unit_settings
from submissions.domain.round_rules import Actor
from submissions.domain.unit_settings import UnitSettings
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Added:
    """What adding units made; `waiting` counts units whose report waits for a setting."""

    assignments: list[Assignment]
    reports: list[Submission]
    waiting: int = 0


def add_units(
    round: Round,
    units: Iterable[Unit],
    *,
    actor: Actor,
    at: datetime,
    settings: Mapping[int, UnitSettings] | None = None,
) -> Added:
    """Let units report the round and, where it is open already, make their reports in the same
    act. Side effects and errors as in `assign_units` and `opening.open_round`; a unit whose target
    is not set yet waits for its report until it is, and all added with it.
    """
    with audit.act(actor=actor, at=at):
        made = assign_units(round, units, actor=actor, at=at, settings=settings)
        reports: list[Submission] = []
        if made and round.state == RoundState.OPEN:
            criteria = round_criteria.of_round(round)
            reports = unit_settings.serve(round, criteria, actor=actor, at=at)
    waiting = len(made) if round.state == RoundState.OPEN and not reports else 0
    return Added(made, reports, waiting)


def assign_units(
    round: Round,
    units: Iterable[Unit],
    *,
    actor: Actor,
    at: datetime,
    settings: Mapping[int, UnitSettings] | None = None,
) -> list[Assignment]:
    """Let these units report the round; those that already do stay as they are.

    Each is weighed by the group it has today, unless `settings` say more of it, by the unit's
    key. Side effects: assignments and an audit entry naming
    the new units. A round that is open already gets their submissions by opening it again.
    """
    round_rules.require_role(actor, round, Role.CONFIGURER, Role.HEAD, at=at)
    if round.state not in (RoundState.PLANNED, RoundState.OPEN):
        raise GuardRefused(
            _("Units can be added only before the round closes."), code="round_closed"
        )
    owner = round.indicator.owner
    wanted = {unit.pk: unit for unit in units}
    for unit in wanted.values():
        if not unit.path.startswith(owner.path):
            raise InvalidInput(
                _("“%(unit)s” does not belong to %(owner)s.")
                % {"unit": unit.name, "owner": owner.name},
                code="foreign_unit",
            )
    have = set(round.assignments.values_list("unit_id", flat=True))
    new = [unit for pk, unit in wanted.items() if pk not in have]
    if not new:
        return []
    known = settings or {}
    with audit.act(actor=actor, at=at) as log:
        made = Assignment.objects.bulk_create(
            Assignment(
                round=round, unit=unit, **asdict(known.get(unit.pk, UnitSettings(unit.group)))
            )
            for unit in new
        )
        log.note_down(
            "round.assign",
            round,
            subject=round_rules.subject_of(round),
            unit_path=owner.path,
            round=str(round),
            units=[unit.name for unit in new],
        )
    return made
