"""Ending a role names the reports, plans and results that wait for that person."""

from __future__ import annotations

import pytest

from kpi_portal.accounts.domain import handover
from kpi_portal.accounts.enums import Role
from submissions.enums import State
from submissions.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return factories.SubmissionFactory(unit__name="ส่วนอุทกวิทยา")


def left(membership, at) -> list[str]:
    return [str(work.to_do) for work in handover.open_work(membership, at=at)]


def holding(unit, role):
    return factories.MembershipFactory(unit=unit, role=role)


def move(report, state, **fields) -> None:
    Submission.objects.filter(pk=report.pk).update(state=state, **fields)


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.DIRECTOR])
def test_a_units_people_leave_its_open_reports(report, at, role):
    membership = holding(report.unit, role)

    (work,) = handover.open_work(membership, at=at)
    assert work.what == f"{report.round.indicator.code} รอบ 5 เดือน · ส่วนอุทกวิทยา"
    assert work.url == f"/submissions/{report.pk}/"

    move(report, State.SUBMITTED)
    assert left(membership, at) == []


def test_a_reviewer_leaves_what_was_taken_into_review(report, at):
    membership = holding(report.round.indicator.owner, Role.REVIEWER)
    move(report, State.IN_REVIEW)
    assert left(membership, at) == []

    move(report, State.IN_REVIEW, reviewer=membership.user)
    assert len(left(membership, at)) == 1


def test_a_head_and_an_executive_leave_what_waits_for_their_office(report, at):
    owner = report.round.indicator.owner
    head, executive = holding(owner, Role.HEAD), holding(owner, Role.EXECUTIVE)

    move(report, State.ASSESSED)
    assert (len(left(head, at)), left(executive, at)) == (1, [])
    move(report, State.CONFIRMED)
    assert (left(head, at), len(left(executive, at))) == ([], 1)


def test_other_units_and_other_roles_leave_nothing(report, at):
    assert left(holding(factories.UnitFactory(), Role.DIRECTOR), at) == []
    assert left(holding(report.round.indicator.owner, Role.AUDITOR), at) == []
