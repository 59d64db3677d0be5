"""What a unit keeps passes to another unit, which may change it from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from kpi_portal.accounts.domain import permission
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit
from kpi_portal.audit import recorder as audit


def pass_on(
    rows: QuerySet[Any], unit: Unit, to: Unit, *, what: str, actor: Actor, at: datetime
) -> None:
    """Give rows that `unit` owns to `to`; `what` names them together.

    Side effects: their owner, one audit entry. Raises `NotAllowed` unless the actor configures
    both units.
    """
    permission.require(actor, unit, Role.CONFIGURER, at=at)
    permission.require(actor, to, Role.CONFIGURER, at=at)
    with audit.act(actor=actor, at=at) as log:
        first: Model = rows.filter(owner=unit).earliest("pk")
        rows.filter(owner=unit).update(owner=to)
        log.note_down(
            "unit.pass_on",
            first,
            subject=f"unit:{unit.pk}",
            unit_path=to.path,
            changed={"owner": [unit.name, to.name]},
            what=what,
            former=unit.name,
            to=to.name,
        )
