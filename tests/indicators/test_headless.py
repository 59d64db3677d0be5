"""A unit without director is told of ten days before its due date, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpi_portal.accounts.domain.absences import declare_absence
from kpi_portal.accounts.domain.deputies import name_deputy
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Absence
from kpi_portal.notifications.models import Notification
from submissions.domain import headless
from submissions.enums import State
from submissions.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db

NEAR = factories.DUE - timedelta(days=9)


@pytest.fixture
def report():
    return factories.SubmissionFactory()


@pytest.fixture
def head(report):
    return factories.MembershipFactory(unit=report.round.indicator.owner, role=Role.HEAD).user


def test_the_head_is_told_once(report, head):
    assert headless.warn(NEAR) == 1
    assert headless.warn(NEAR + timedelta(days=1)) == 0

    notice = Notification.objects.get()
    assert (notice.recipient, notice.kind, notice.url) == (head, "unit.no_director", "/units/")


@pytest.mark.parametrize(
    "at", [factories.DUE - timedelta(days=11), factories.DUE + timedelta(seconds=1)]
)
def test_neither_too_early_nor_afterwards(report, head, at):
    assert headless.warn(at) == 0


def test_a_unit_with_somebody_standing_in_is_left_alone(report, head):
    factories.ActingFactory(unit=report.unit, role=Role.DIRECTOR)

    assert headless.found(NEAR) == []


TODAY = NEAR.date()
DAY = timedelta(days=1)


@pytest.fixture
def director(report):
    return factories.MembershipFactory(unit=report.unit, role=Role.DIRECTOR)


def away(person, starts, ends, **more):
    return Absence.objects.create(
        user=person, starts=starts, ends=ends, declared_at=factories.OPENED, **more
    )


def test_a_director_away_beyond_the_due_date_is_as_good_as_none(report, head, director):
    assert headless.found(NEAR) == []
    absence = away(director.user, TODAY, TODAY + 30 * DAY)
    assert headless.found(NEAR) == [report]

    absence.cancelled_at = factories.OPENED
    absence.save()
    assert headless.found(NEAR) == []


def test_a_director_who_is_back_in_time_can_still_sign(report, head, director):
    away(director.user, TODAY, TODAY + 4 * DAY)
    absence = away(director.user, TODAY + 5 * DAY, factories.DUE.date() - DAY)
    assert headless.found(NEAR) == []
    absence.ends = factories.DUE.date()
    absence.save()
    assert headless.found(NEAR) == [report]


def test_an_absence_that_a_standing_deputy_covers_is_left_alone(report, head, director):
    keeper = factories.MembershipFactory(
        unit=report.round.indicator.owner, role=Role.CONFIGURER
    ).user
    deputy = factories.MembershipFactory(unit=report.unit).user
    until = TODAY + 30 * DAY
    declare_absence(director.user, actor=keeper, at=NEAR, starts=TODAY, ends=until)
    assert headless.found(NEAR) == [report]

    order = name_deputy(
        director,
        actor=keeper,
        at=NEAR,
        deputy=deputy,
        rank=1,
        order_number="1/2568",
        starts=TODAY,
    )
    assert headless.found(NEAR) == []

    # the deputy is away as well
    declare_absence(deputy, actor=keeper, at=NEAR, starts=TODAY, ends=until)
    assert headless.found(NEAR) == [report]
    order.refresh_from_db()
    assert order.ends is None


def test_a_director_who_begins_before_the_due_date_is_awaited(report, head):
    role = factories.MembershipFactory(
        unit=report.unit, role=Role.DIRECTOR, starts=factories.DUE.date()
    )
    assert headless.found(NEAR) == []
    role.starts = factories.DUE.date() + DAY
    role.save()
    assert headless.found(NEAR) == [report]


def test_a_report_that_was_submitted_is_left_alone(report, head):
    Submission.objects.update(state=State.SUBMITTED)

    assert headless.found(NEAR) == []


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries):
    for number in range(12):
        if number in (1, 11):
            with django_assert_max_num_queries(4):
                headless.found(NEAR)
        factories.SubmissionFactory()
