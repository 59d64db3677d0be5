"""Who answers for an indicator: each division for itself, or the bureau with one report of its own
that is consolidated from the divisions' reports (รวบรวมเป็นรายงานของสำนัก)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from indicators.domain.loading import Actor, subject_of
from indicators.enums import RoundState
from indicators.models import Indicator
from kpi_portal.accounts.domain import permission
from kpi_portal.accounts.enums import Role
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused

# A round takes further units while it is in one of these.
STILL_TAKES_UNITS = (RoundState.PLANNED, RoundState.OPEN)


def set_consolidated(
    indicator: Indicator, *, consolidated: bool, actor: Actor, at: datetime
) -> Indicator:
    """Say whether the bureau reports the indicator itself, from what its divisions reported.

    Side effects: the setting and an audit entry with before and after; from now on the strategy
    section prepares the report of the owner unit, or does so no longer. Reports and what was merged
    into them stay. Saying what stands already changes nothing. Raises `NotAllowed` for everybody
    but configurers of the owner, `GuardRefused` for a retired indicator.
    """
    permission.require(actor, indicator.owner, Role.CONFIGURER, at=at)
    with audit.act(actor=actor, at=at) as log:
        locked = (
            Indicator.objects.select_for_update(of=("self",))
            .select_related("owner")
            .get(pk=indicator.pk)
        )
        if locked.retired_at is not None:
            raise GuardRefused(
                _("The indicator is retired. Put it into use again first."), code="retired"
            )
        if locked.consolidated == consolidated:
            return locked
        locked.consolidated = consolidated
        locked.save(update_fields=["consolidated"])
        log.note_down(
            "indicator.consolidate" if consolidated else "indicator.divide",
            locked,
            subject=subject_of(locked),
            unit_path=locked.owner.path,
            changed={"consolidated": [not consolidated, consolidated]},
            code=locked.code,
            fiscal_year=locked.fiscal_year,
        )
    return locked
