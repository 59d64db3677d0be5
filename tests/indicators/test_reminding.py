"""On the planned days the people of units that have not reported are reminded, once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from indicators.enums import RoundState
from indicators.models import Contribution, Holiday
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.jobs.models import Job
from kpi_portal.notifications import kinds, sending
from kpi_portal.notifications.models import Notification
from kpi_portal.thai import BANGKOK, local_date
from submissions.domain import remind_many, reminding
from submissions.enums import State
from submissions.models import Submission
from submissions.tasks import clock as ticking
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


def at_nine(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=BANGKOK)


# Due on Friday 11 April 2025 at 16.30; the weekend and three days of Songkran follow.
SONGKRAN = ("2025-04-14", "2025-04-15", "2025-04-16")


@pytest.fixture
def before_songkran(report, people):
    owner = report.round.indicator.owner
    for day in ("2025-04-07", *SONGKRAN):
        Holiday.objects.create(owner=owner, day=datetime.fromisoformat(day).date(), name="วันหยุด")
    report.round.due_at = datetime(2025, 4, 11, 16, 30, tzinfo=BANGKOK)
    report.round.closes_at = datetime(2025, 4, 30, 16, 30, tzinfo=BANGKOK)
    report.round.reminders_on_working_days = True
    report.round.save()
    return report


@pytest.mark.parametrize(
    ("offset", "day", "kind"),
    [
        (-1, "2025-04-10", "round.reminder"),
        (-4, "2025-04-04", "round.reminder"),  # Monday the 7th is off: Friday before
        (-5, "2025-04-04", "round.reminder"),  # a Sunday
        (0, "2025-04-11", "round.reminder"),
        (1, "2025-04-17", "round.overdue"),  # weekend and Songkran: the first working day after
        (5, "2025-04-17", "round.overdue"),
        (6, "2025-04-17", "round.overdue"),
        (7, "2025-04-18", "round.overdue"),
    ],
)
def test_before_on_and_after_the_due_day_only_the_working_day_reminds(
    before_songkran, people, offset, day, kind
):
    before_songkran.round.reminders = [offset]
    before_songkran.round.save()

    days = [at_nine("2025-04-01") + timedelta(days=n) for n in range(28)]
    reminded = {local_date(at).isoformat() for at in days if reminding.remind_due(at)}

    assert reminded == {day}
    told = Notification.objects.all()
    assert {(n.recipient, n.kind) for n in told} == {(person, kind) for person in people}
    due = {datetime.fromisoformat(n.facts["due"]) for n in told}
    assert due == {before_songkran.effective_due_at}


def test_more_time_moves_the_reminders_with_the_units_own_due_day(before_songkran):
    before_songkran.round.reminders = [-1]
    before_songkran.round.save()
    later = datetime(2025, 4, 17, 16, 30, tzinfo=BANGKOK)
    Submission.objects.filter(pk=before_songkran.pk).update(due_at=later)

    assert reminding.remind_due(at_nine("2025-04-10")) == 0
    # the day before is a day off, and so are the four before that
    assert reminding.remind_due(at_nine("2025-04-11")) == 1
    assert {n.kind for n in Notification.objects.all()} == {"round.reminder"}


def test_an_overdue_report_is_told_since_when_and_how_long_it_is_still_taken(before_songkran):
    before_songkran.round.reminders = [1]
    before_songkran.round.save()

    assert reminding.remind_due(at_nine("2025-04-17")) == 1

    [first, *_rest] = Notification.objects.all()
    with translation.override("en"):
        said = kinds.sentence(first)
    assert "overdue since 11 Apr 2025" in said
    assert "until 30 Apr 2025" in said
    assert reminding.remind_due(at_nine("2025-04-17")) == 0, "twice in a day tells once"


def more_drafts(report, count: int) -> None:
    """Each with two people, and with another unit that contributes."""
    beside = factories.UnitFactory(parent=report.unit.parent)
    for number in range(count):
        unit = factories.UnitFactory(name=f"ส่วนที่ {number}", parent=report.unit.parent)
        for role in (Role.DRAFTER, Role.DIRECTOR):
            factories.MembershipFactory(unit=unit, role=role)
        factories.SubmissionFactory(round=report.round, unit=unit, state=State.DRAFT)
        asked = factories.AssignmentFactory(round=report.round, unit=unit)
        Contribution.objects.create(assignment=asked, unit=beside)


def test_forty_drafts_cost_no_more_queries_than_one(report, people):
    def cost() -> int:
        Notification.objects.all().delete()
        with CaptureQueriesContext(connection) as caught:
            reminding.remind_due(days_before(7))
        return len(caught)

    cost()
    few = cost()
    more_drafts(report, 39)

    assert cost() == few <= 15
    assert Notification.objects.values("facts__submission").distinct().count() == 40


@pytest.mark.parametrize("dies_in", ["bulk_create", "enqueue"])
def test_a_worker_killed_in_the_middle_tells_nobody_twice(report, people, monkeypatch, dies_in):
    more_drafts(report, 3)
    User.objects.update(email="somebody@example.go.th")

    def die(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as patched:
        if dies_in == "bulk_create":
            patched.setattr(QuerySet, "bulk_create", die)
        else:
            patched.setattr(sending, "enqueue", die)
        with pytest.raises(SystemExit):
            reminding.remind_due(days_before(7))
    assert not Notification.objects.exists(), "half of it would never be completed"

    assert reminding.remind_due(days_before(7)) == 4
    told = list(Notification.objects.values_list("recipient", "facts__submission"))
    assert len(told) == len(set(told))
    assert Job.objects.filter(kind="notifications.deliver").count() == 1


def test_what_was_reminded_by_hand_today_is_not_repeated(report, people):
    reviewer = factories.MembershipFactory(unit=report.round.indicator.owner, role=Role.REVIEWER)
    remind_many.remind(report.round, actor=reviewer.user, at=days_before(7, hour=8))

    assert reminding.remind_due(days_before(7)) == 0


def test_a_move_that_fails_keeps_no_reminder_back(report, people, monkeypatch):
    def fail(at: datetime) -> None:
        raise ExceptionGroup("some moves of the clock failed", [RuntimeError()])

    monkeypatch.setattr(ticking.clock, "tick", fail)
    monkeypatch.setattr(ticking.timezone, "now", lambda: days_before(7))

    with pytest.raises(ExceptionGroup):
        ticking.work(Job(kind=ticking.KIND), lambda *a, **k: None)
    assert Notification.objects.filter(kind="round.reminder").count() == len(people)
