"""Retiring an indicator that is no longer used, and taking it back.

Its versions, rounds and reports stay as they are. It is listed apart, and a copy of its year leaves
it out unless it is ticked.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from indicators.domain.loading import Actor, subject_of
from indicators.enums import RoundState
from indicators.models import Indicator
from kpi_portal.accounts.domain import checks, permission
from kpi_portal.accounts.enums import Role
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused

# Results are still on their way while a round is in one of these.
RUNNING = (RoundState.OPEN, RoundState.CLOSED, RoundState.ENDORSED, RoundState.PUBLISHED)


def retire(indicator: Indicator, *, reason: str, actor: Actor, at: datetime) -> Indicator:
    """Take the indicator out of use.

    Side effects: the day and the reason, an audit entry; from now on no round of it opens and no
    draft of it is begun or published. Raises `InvalidInput` without a reason, `GuardRefused` while
    a round runs or its results are not final, and when it is retired already.
    """
    permission.require(actor, indicator.owner, Role.CONFIGURER, at=at)
    kept = checks.required(reason, _("Say why the indicator is retired."), "reason_required")
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(indicator)
        if locked.retired_at is not None:
            raise GuardRefused(_("The indicator is retired already."), code="retired")
        running = locked.rounds.filter(state__in=RUNNING).first()
        if running is not None:
            raise GuardRefused(
                _("%(round)s is not final yet. Finish it before the indicator is retired.")
                % {"round": running.name},
                code="round_running",
            )
        locked.retired_at, locked.retired_reason = at, kept
        locked.save(update_fields=["retired_at", "retired_reason"])
        _tell(log, "indicator.retire", locked, note=kept)
    return locked


def take_back(indicator: Indicator, *, actor: Actor, at: datetime) -> Indicator:
    """Put a retired indicator into use again.

    Side effects: day and reason are emptied (the trail keeps them), an audit entry. Raises
    `GuardRefused` when it is not retired.
    """
    permission.require(actor, indicator.owner, Role.CONFIGURER, at=at)
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(indicator)
        if locked.retired_at is None:
            raise GuardRefused(_("The indicator is in use."), code="not_retired")
        locked.retired_at, locked.retired_reason = None, ""
        locked.save(update_fields=["retired_at", "retired_reason"])
        _tell(log, "indicator.take_back", locked)
    return locked


def _locked(indicator: Indicator) -> Indicator:
    return (
        Indicator.objects.select_for_update(of=("self",))
        .select_related("owner")
        .get(pk=indicator.pk)
    )


def _tell(log: audit.Act, kind: str, indicator: Indicator, note: str = "") -> None:
    log.note_down(
        kind,
        indicator,
        subject=subject_of(indicator),
        unit_path=indicator.owner.path,
        note=note,
        code=indicator.code,
        fiscal_year=indicator.fiscal_year,
    )
