"""A unit without director is told of ten days before its due date, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpi_portal.accounts.enums import Role
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


def test_a_report_that_was_submitted_is_left_alone(report, head):
    Submission.objects.update(state=State.SUBMITTED)

    assert headless.found(NEAR) == []


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries):
    for number in range(12):
        if number in (1, 11):
            with django_assert_max_num_queries(4):
                headless.found(NEAR)
        factories.SubmissionFactory()
