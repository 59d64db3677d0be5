"""Ending a role names the reports, plans and results that wait for that person."""

from __future__ import annotations

import pytest

from forms_templates.models import FormDraft, FormTemplate
from indicators.models import Draft
from kpi_portal.accounts.domain import handover
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import StandingDeputy
from submissions.documents.enums import DocumentKind, DocumentState
from submissions.documents.models import Document
from submissions.enums import ApprovalState, State
from submissions.models import Appointment, Approval, Submission
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


def test_whoever_approves_leaves_what_is_asked_of_the_office(report, at):
    executive = holding(report.round.indicator.owner, Role.EXECUTIVE)
    director = holding(report.unit, Role.DIRECTOR)
    move(report, State.SUBMITTED)
    for role in (Role.EXECUTIVE, Role.DIRECTOR):
        Approval.objects.create(
            submission=report,
            requirement="2.1-a",
            role=role,
            state=ApprovalState.REQUESTED,
            requested_at=at,
            requested_by=executive.user,
        )
    assert (len(left(executive, at)), len(left(director, at))) == (1, 1)
    Approval.objects.update(state=ApprovalState.APPROVED)
    assert (left(executive, at), left(director, at)) == ([], [])


def test_somebody_named_by_order_leaves_the_report_to_judge(report, at):
    reviewer = holding(report.round.indicator.owner, Role.REVIEWER)
    Appointment.objects.create(
        submission=report,
        user=reviewer.user,
        role=Role.REVIEWER,
        order_number="1/2568",
        at=at,
        by=reviewer.user,
    )
    move(report, State.IN_REVIEW)
    assert len(left(reviewer, at)) == 1
    move(report, State.PUBLISHED)
    assert left(reviewer, at) == []


def test_a_configurer_leaves_drafts_of_definitions_and_forms(report, at):
    indicator = report.round.indicator
    keeper, other = (holding(indicator.owner, Role.CONFIGURER) for _ in range(2))
    Draft.objects.create(indicator=indicator, document={}, updated_at=at, updated_by=keeper.user)
    form = FormTemplate.objects.create(
        owner=indicator.owner, code="form-3", fiscal_year=2568, schema={}, created_at=at
    )
    FormDraft.objects.create(
        owner=indicator.owner,
        code="form-3",
        fiscal_year=2568,
        base=form,
        document={"title": "แผนปฏิบัติการ"},
        updated_at=at,
        updated_by=keeper.user,
    )
    whats = [work.what for work in handover.open_work(keeper, at=at)]
    assert sorted(whats) == sorted([f"{indicator} · 2568", "แผนปฏิบัติการ · 2568"])
    assert left(other, at) == []


def test_a_writer_leaves_memos_in_draft(report, at):
    owner = report.round.indicator.owner
    head, other = holding(owner, Role.HEAD), holding(owner, Role.HEAD)
    memo = Document.objects.create(
        kind=DocumentKind.choices[0][0],
        owner=owner,
        subject="ขอให้รายงาน",
        context={},
        created_at=at,
        created_by=head.user,
    )
    (work,) = handover.open_work(head, at=at)
    assert "ขอให้รายงาน" in work.what
    assert left(other, at) == []
    memo.state = DocumentState.ISSUED
    memo.save()
    assert left(head, at) == []


def test_standing_in_is_left_too(section, bureau, at):
    drafter = holding(section, Role.DRAFTER)
    director = holding(section, Role.DIRECTOR)
    factories.ActingFactory(user=drafter.user, unit=section)
    factories.ActingFactory(user=drafter.user, unit=factories.UnitFactory())  # elsewhere
    factories.ActingFactory(user=drafter.user, unit=section, ends=factories.LONG_AGO)
    StandingDeputy.objects.create(
        holder=director,
        deputy=drafter.user,
        rank=1,
        order_number="1/2568",
        starts=factories.LONG_AGO,
    )
    acting, deputy = handover.open_work(drafter, at=at)
    assert acting.url == f"/people/acting/{drafter.user.acting_appointments.first().pk}/end/"
    assert deputy.url == f"/people/roles/{director.pk}/deputies/"
    assert left(director, at) == []


class TestWhatComesToAStop:
    @pytest.mark.parametrize("role", [Role.CONFIGURER, Role.HEAD, Role.EXECUTIVE])
    def test_the_last_one_of_an_owner(self, section, bureau, today, role):
        last = holding(bureau, role)
        (words,) = handover.warnings([last], day=today)
        assert bureau.name in words

        another = holding(bureau, role)
        assert handover.warnings([last], day=today) == ()
        # both roles of one person end together
        assert len(handover.warnings([last, another], day=today)) == 1
        another.user.is_active = False
        another.user.save()
        assert len(handover.warnings([last], day=today)) == 1

    def test_one_above_or_standing_in_is_enough_and_one_below_is_not(self, section, bureau, today):
        last = holding(bureau, Role.HEAD)
        holding(section, Role.HEAD)
        assert len(handover.warnings([last], day=today)) == 1
        acting = factories.ActingFactory(unit=bureau, role=Role.HEAD)
        assert handover.warnings([last], day=today) == ()
        acting.user = last.user  # nobody stands in for the own leaving
        acting.save()
        assert len(handover.warnings([last], day=today)) == 1

    def test_the_only_director_of_a_unit_with_an_open_report(self, report, today):
        last = holding(report.unit, Role.DIRECTOR)
        (words,) = handover.warnings([last], day=today)
        assert "25 กุมภาพันธ์ 2568" in words
        assert "ส่วนอุทกวิทยา" in words

        move(report, State.SUBMITTED)
        assert handover.warnings([last], day=today) == ()
        move(report, State.RETURNED)
        holding(report.unit, Role.DIRECTOR)
        assert handover.warnings([last], day=today) == ()

    @pytest.mark.parametrize("role", [Role.DRAFTER, Role.REVIEWER, Role.AUDITOR])
    def test_others_go_without_a_word(self, report, today, role):
        assert handover.warnings([holding(report.unit, role)], day=today) == ()


@pytest.mark.parametrize("page", ["roles/{role}/end", "roles/{role}/move", "{person}/leave"])
def test_the_pages_warn_before(client, bureau, page):
    keeper = holding(bureau, Role.CONFIGURER)
    client.force_login(keeper.user)
    address = "/people/" + page.format(role=keeper.pk, person=keeper.user_id) + "/"
    shown = client.get(address).content.decode()
    assert "หลังจากนี้จะไม่มีผู้ดูแลตัวชี้วัดของ" in shown
    holding(bureau, Role.CONFIGURER)
    assert "หลังจากนี้จะไม่มี" not in client.get(address).content.decode()
