"""Which units report a round, and by which group each is weighed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from indicators.enums import RoundState
from indicators.models import Assignment, Round
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput
from submissions.domain import round_rules
from submissions.domain.round_rules import Actor


def assign_units(
    round: Round, units: Iterable[Unit], *, actor: Actor, at: datetime
) -> list[Assignment]:
    """Let these units report the round; those that already do stay as they are.

    Each is weighed by the group it has today. Side effects: assignments and an audit entry naming
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
    with audit.act(actor=actor, at=at) as log:
        made = Assignment.objects.bulk_create(
            Assignment(round=round, unit=unit, group=unit.group) for unit in new
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
