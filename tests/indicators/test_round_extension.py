"""One order moves a round's dates for everybody; the old ones are kept and scores follow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.notifications.models import Notification
from submissions.domain.round_extension import extend_round
from submissions.domain.transition import perform
from submissions.enums import Action
from tests import factories

pytestmark = pytest.mark.django_db

LATE_RULE = {"deduct": "0.10", "per": "day"}
AFTER_DUE = factories.DUE + timedelta(days=2)


@pytest.fixture
def world():
    body = factories.definition(late=LATE_RULE)
    submission = factories.SubmissionFactory(claimed_level=1, round__body=body)
    bureau = submission.round.indicator.owner
    executive = factories.MembershipFactory(unit=bureau, role=Role.EXECUTIVE).user
    director = factories.MembershipFactory(unit=submission.unit, role=Role.DIRECTOR).user
    perform(
        submission,
        Action.SUBMIT,
        actor=director,
        at=AFTER_DUE,
        version=submission.version,
        data={"gaps_acknowledged": True},
    )
    submission.refresh_from_db()
    return submission, executive, director


def extend(round_, actor, **changes):
    given = {
        "at": AFTER_DUE,
        "due": factories.DUE + timedelta(days=7),
        "order_number": "คส.12/2568",
        "reason": "น้ำท่วม",
    }
    return extend_round(round_, actor=actor, **given | changes)


def test_late_reports_are_in_time_again_and_the_old_date_is_kept(world):
    submission, executive, director = world
    assert submission.days_late == 2

    order = extend(submission.round, executive)

    submission.refresh_from_db()
    assert submission.days_late == 0
    assert (order.old_due_at, order.new_due_at) == (
        factories.DUE,
        factories.DUE + timedelta(days=7),
    )
    assert order.new_closes_at == order.old_closes_at == factories.CLOSES
    assert (
        Entry.objects.get(action="round.extend").detail.body["facts"]["order_number"]
        == "คส.12/2568"
    )
    assert Notification.objects.filter(kind="round.extend", recipient=director).exists()


def test_a_confirmed_result_stays_as_it_was_confirmed(world):
    submission, executive, _director = world
    type(submission).objects.filter(pk=submission.pk).update(state="confirmed")

    extend(submission.round, executive)

    submission.refresh_from_db()
    assert submission.days_late == 2


def test_a_closed_round_opens_again_when_its_closing_moves_ahead(world):
    submission, executive, _director = world
    Round.objects.update(state=RoundState.CLOSED)
    at = factories.CLOSES + timedelta(days=1)

    order = extend(submission.round, executive, at=at, due=at + timedelta(days=3))

    assert order.new_closes_at == at + timedelta(days=3)
    assert submission.round.state == RoundState.OPEN


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"order_number": ""}, "order_number_required"),
        ({"reason": " "}, "reason_required"),
        ({"due": factories.DUE}, "date_not_later"),
    ],
)
def test_what_an_order_must_say(world, changes, code):
    with pytest.raises(InvalidInput) as refusal:
        extend(world[0].round, world[1], **changes)
    assert refusal.value.code == code


def test_a_planned_round_needs_no_order(world):
    Round.objects.update(state=RoundState.PLANNED)
    with pytest.raises(GuardRefused):
        extend(world[0].round, world[1])


def test_only_the_executive_extends(world):
    with pytest.raises(NotAllowed):
        extend(world[0].round, world[2])
