"""Extending a round for every unit, by one order; the dates it replaces are kept."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from indicators.enums import RoundState
from indicators.models import Round, RoundOrder
from kpi_portal.accounts import holders
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput
from kpi_portal.notifications.sending import notify
from submissions import access
from submissions.domain import round_rules, scores
from submissions.domain.outbox_names import outbox_name
from submissions.models import Submission
from submissions.workflow import SETTLED


def extend_round(
    round: Round,
    *,
    actor: User,
    at: datetime,
    due: datetime,
    order_number: str,
    reason: str,
    closes: datetime | None = None,
) -> RoundOrder:
    """The executive moves the due date of an open or closed round for everybody.

    `closes` is the new closing; left out, the closing stays unless it would lie before the due
    date. Side effects: the order with the old dates; the round's dates (a closed round is open
    again when its new closing lies ahead); new scores of every submission whose result is not
    confirmed; an audit entry; a notification to the units' people. Reports already closed as not
    reported stay so: they are readmitted one by one.
    """
    round_rules.require_role(actor, round, Role.EXECUTIVE, at=at)
    if not order_number.strip():
        raise InvalidInput(_("Give the number of the order."), code="order_number_required")
    if not reason.strip():
        raise InvalidInput(_("Say why more time is needed."), code="reason_required")
    with audit.act(actor=actor, at=at) as log:
        locked = (
            Round.objects.select_for_update(of=("self",))
            .select_related("indicator__owner", "version__indicator")
            .get(pk=round.pk)
        )
        _require_running(locked, due)
        order = _keep_order(locked, actor, at, due, closes, order_number, reason)
        _move_dates(locked, order, at)
        log.note_down(
            "round.extend",
            locked,
            subject=round_rules.subject_of(locked),
            unit_path=locked.indicator.owner.path,
            changed={
                "due": [order.old_due_at.isoformat(), order.new_due_at.isoformat()],
                "closes": [order.old_closes_at.isoformat(), order.new_closes_at.isoformat()],
            },
            note=order.reason,
            round=str(locked),
            order_number=order.order_number,
        )
        for submission in _unsettled(locked):
            scores.recompute(submission, at=at, reason="extend_round")
        _tell(locked, actor, at)
    round.refresh_from_db()
    return order


def _require_running(round: Round, due: datetime) -> None:
    if round.state not in (RoundState.OPEN, RoundState.CLOSED):
        raise GuardRefused(
            _("Only an open or a closed round can be extended."), code="round_not_running"
        )
    if due <= round.due_at:
        raise InvalidInput(
            _("The new date must lie after the present due date."), code="date_not_later"
        )


def _keep_order(
    round: Round,
    actor: User,
    at: datetime,
    due: datetime,
    closes: datetime | None,
    order_number: str,
    reason: str,
) -> RoundOrder:
    new_closes = max(closes or round.closes_at, due)
    return RoundOrder.objects.create(
        round=round,
        order_number=order_number.strip(),
        reason=reason.strip(),
        old_due_at=round.due_at,
        new_due_at=due,
        old_closes_at=round.closes_at,
        new_closes_at=new_closes,
        decided_by=actor,
        decided_at=at,
    )


def _move_dates(round: Round, order: RoundOrder, at: datetime) -> None:
    round.due_at, round.closes_at = order.new_due_at, order.new_closes_at
    if round.state == RoundState.CLOSED and round.closes_at > at:
        round.state = RoundState.OPEN
    round.save(update_fields=["due_at", "closes_at", "state"])


def _unsettled(round: Round) -> list[Submission]:
    submissions = access.with_context(round.submissions.exclude(state__in=SETTLED))
    return list(submissions.select_for_update(of=("self",)))


def _tell(round: Round, actor: User, at: datetime) -> None:
    day = access.day_of(at)
    for submission in round.submissions.select_related("unit"):
        people = holders.holding((Role.DRAFTER, Role.DIRECTOR), submission.unit, day=day)
        notify(
            people.exclude(pk=actor.pk),
            kind="round.extend",
            facts={
                "submission": submission.pk,
                "unit": submission.unit_name,
                "indicator": round.indicator.code,
                "round": round.name,
                "due": round.due_at.isoformat(),
            },
            url=f"/submissions/{submission.pk}/",
            at=at,
            about=outbox_name(round),
        )
