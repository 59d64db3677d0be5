"""What can still be settled before a round opens; afterwards only an order moves its dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.domain import days_off, workdays
from indicators.domain.loading import Actor, subject_of
from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.thai import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """The dates and settings of a planned round; `due_at` as it is written in the plan, before it
    rolls forward from a day off. `reminders` are days before (negative) and after the due day."""

    opens_on: date | None
    due_at: datetime
    closes_at: datetime
    period_end: date | None
    appeal_days: int
    answer_days: int
    endorse_required: bool
    double_review: bool = False
    reminders: Sequence[int] = ()
    reminders_on_working_days: bool = True
    roll_forward: bool = False


# Nobody reminds a year ahead; what is typed beyond is a slip.
FURTHEST_REMINDER = 180


def plan_round(round: Round, plan: RoundPlan, *, actor: Actor, at: datetime) -> Round:
    """Settle a round before it opens.

    With `roll_forward` a due date on a day off is kept at the next working day, and the closing no
    earlier than that. Side effects: the round's dates and settings, an audit entry naming what
    changed; none when nothing did. Raises `GuardRefused` once the round is open, `InvalidInput` for
    dates out of order or reminders too far away.
    """
    _require_configurer(actor, round, at)
    _require_sound(plan)
    with audit.act(actor=actor, at=at) as log:
        locked = (
            Round.objects.select_for_update(of=("self",))
            .select_related("indicator__owner")
            .get(pk=round.pk)
        )
        if locked.state != RoundState.PLANNED:
            raise GuardRefused(
                _("The round is open. Its dates change only by an order."), code="round_not_planned"
            )
        wanted = _settled(plan, days_off.of(locked.indicator.owner))
        changed = {
            name: [_plain(getattr(locked, name)), _plain(value)]
            for name, value in wanted.items()
            if getattr(locked, name) != value
        }
        if not changed:
            return locked
        for name in changed:
            setattr(locked, name, wanted[name])
        locked.save(update_fields=list(changed))
        log.note_down(
            "round.plan",
            locked,
            subject=subject_of(locked.indicator),
            unit_path=locked.indicator.owner.path,
            changed=changed,
            round=str(locked),
        )
    return locked


def _require_sound(plan: RoundPlan) -> None:
    if plan.closes_at < plan.due_at:
        raise InvalidInput(_("The closing lies before the due date."), code="dates_out_of_order")
    if plan.opens_on is not None and plan.opens_on > local_date(plan.due_at):
        raise InvalidInput(_("The opening lies after the due date."), code="opens_after_due")
    if any(abs(offset) > FURTHEST_REMINDER for offset in plan.reminders):
        raise InvalidInput(
            _("Reminders lie at most %(most)d days from the due date.")
            % {"most": FURTHEST_REMINDER},
            code="reminder_too_far",
        )


def _settled(plan: RoundPlan, holidays: frozenset[date]) -> dict[str, Any]:
    """The plan as the round keeps it: the due date rolled forward where it is to."""
    wanted = asdict(plan) | {"reminders": sorted(set(plan.reminders)), "rolled_from": None}
    if plan.roll_forward:
        moved = workdays.rolled_forward(plan.due_at, holidays)
        if moved != plan.due_at:
            wanted["rolled_from"] = local_date(plan.due_at)
            wanted["due_at"] = moved
            wanted["closes_at"] = max(plan.closes_at, moved)
    return wanted


def _require_configurer(actor: Actor, round: Round, at: datetime) -> None:
    if isinstance(actor, SystemActor) or actor.is_superuser:
        return
    path = round.indicator.owner.path
    if not standing.of(actor, local_date(at)).may_act_as(Role.CONFIGURER, path):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
