"""On the planned days the people of units that have not reported are reminded, once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from indicators.enums import RoundState
from indicators.models import Contribution, Holiday
from kpi_portal.accounts.enums import Role
from kpi_portal.notifications.models import Notification
from kpi_portal.thai import BANGKOK, local_date
from submissions.domain import reminding
from submissions.enums import State
from submissions.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db


def days_before(days: int, hour: int = 9) -> datetime:
    due = local_date(factories.DUE)
    return datetime(due.year, due.month, due.day, hour, tzinfo=BANGKOK) - timedelta(days=days)


@pytest.fixture
def report():
    found = factories.SubmissionFactory()
    found.round.state = RoundState.OPEN
    found.round.reminders = [-7, -1, 1]
    found.round.reminders_on_working_days = False
    found.round.save()
    return found


@pytest.fixture
def people(report):
    drafter, director = (
        factories.MembershipFactory(unit=report.unit, role=role).user
        for role in (Role.DRAFTER, Role.DIRECTOR)
    )
    factories.MembershipFactory(unit=report.round.indicator.owner, role=Role.HEAD)
    return {drafter, director}


def test_the_unit_is_reminded_once_on_the_planned_day(report, people):
    assert reminding.remind_due(days_before(7)) == 1
    assert reminding.remind_due(days_before(7, hour=15)) == 0

    told = Notification.objects.filter(kind="round.reminder")
    assert {notice.recipient for notice in told} == people
    assert {notice.url for notice in told} == {f"/submissions/{report.pk}/"}
    assert reminding.remind_due(days_before(1)) == 1


@pytest.mark.parametrize("days", [8, 6, 0])
def test_no_other_day_reminds(report, people, days):
    assert reminding.remind_due(days_before(days)) == 0


def test_nothing_is_sent_before_the_morning(report, people):
    assert reminding.remind_due(days_before(7, hour=7)) == 0


def test_a_report_that_was_submitted_is_left_alone(report, people):
    Submission.objects.update(state=State.SUBMITTED)

    assert reminding.remind_due(days_before(7)) == 0


def test_a_round_that_plans_none_or_is_not_open_reminds_nobody(report, people):
    report.round.state = RoundState.PLANNED
    report.round.save()
    assert reminding.remind_due(days_before(7)) == 0
    report.round.state, report.round.reminders = RoundState.OPEN, []
    report.round.save()
    assert reminding.remind_due(days_before(7)) == 0


def test_after_the_closing_nobody_is_reminded(report, people):
    report.round.closes_at = factories.DUE + timedelta(minutes=1)
    report.round.save()

    assert reminding.remind_due(days_before(-1)) == 0


def test_on_working_days_a_reminder_comes_earlier_rather_than_never(report, people):
    day = days_before(7)
    owner = report.round.indicator.owner
    Holiday.objects.create(owner=owner, day=local_date(day), name="วันหยุดพิเศษ")
    report.round.reminders_on_working_days = True
    report.round.save()

    assert reminding.remind_due(day) == 0
    earlier = [reminding.remind_due(day - timedelta(days=n)) for n in range(1, 5)]
    assert sum(earlier) == 1


def test_contributing_units_are_reminded_until_their_part_is_handed_in(report, people):
    assignment = factories.AssignmentFactory(round=report.round, unit=report.unit)
    late, ready = (factories.UnitFactory(parent=report.unit) for _ in range(2))
    drafters = [
        factories.MembershipFactory(unit=unit, role=Role.DRAFTER).user for unit in (late, ready)
    ]
    Contribution.objects.create(assignment=assignment, unit=late)
    Contribution.objects.create(assignment=assignment, unit=ready, ready_at=days_before(9))

    assert reminding.remind_due(days_before(7)) == 1
    told = {notice.recipient for notice in Notification.objects.filter(kind="round.reminder")}
    assert told == people | {drafters[0]}
