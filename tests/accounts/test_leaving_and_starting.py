"""Moving, leaving, handing reviews over; and getting in with a start code."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kpi_portal.accounts.domain import handover, retiring, start_codes
from kpi_portal.accounts.domain.absences import declare_absence
from kpi_portal.accounts.domain.deputies import name_deputy
from kpi_portal.accounts.domain.memberships import end_membership
from kpi_portal.accounts.domain.moving import move_person
from kpi_portal.accounts.domain.people import PersonDetails, create_person
from kpi_portal.accounts.domain.retiring import retire
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import ActingAppointment, Membership
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.jobs.models import Job
from submissions.enums import State
from submissions.models import Submission
from tests import factories

DAY = timedelta(days=1)
PASSWORD = "น้ำหลากฤดูฝน-2568"


@pytest.fixture
def drafter(section):
    return factories.MembershipFactory(unit=section)


class TestMoving:
    def test_one_act_ends_and_grants(self, drafter, bureau, keeper, at, today):
        new = factories.UnitFactory(parent=bureau)
        granted, left = move_person(
            drafter,
            actor=keeper,
            at=at,
            unit=new,
            role=Role.DIRECTOR,
            first_day=today,
            order_number="7/2568",
        )

        drafter.refresh_from_db()
        assert drafter.ends == today - DAY
        assert (granted.unit, granted.role, granted.starts) == (new, Role.DIRECTOR, today)
        assert left == ()
        assert list(Entry.objects.values_list("action", flat=True)) == [
            "membership.end",
            "membership.grant",
            "person.move",
        ]

    def test_a_unit_out_of_reach_changes_nothing(self, drafter, keeper, at, today):
        with pytest.raises(NotAllowed):
            move_person(
                drafter,
                actor=keeper,
                at=at,
                unit=factories.BureauFactory(),
                role=Role.DRAFTER,
                first_day=today,
            )
        drafter.refresh_from_db()
        assert drafter.ends is None
        assert not Entry.objects.exists()


class TestLeaving:
    def test_everything_ends_and_the_account_closes(self, drafter, section, keeper, at, today):
        office = factories.MembershipFactory(unit=section, role=Role.DIRECTOR)
        order = name_deputy(
            office,
            actor=keeper,
            at=at,
            deputy=drafter.user,
            rank=1,
            order_number="1/2568",
            starts=today - 60 * DAY,
        )
        declare_absence(office.user, actor=keeper, at=at, starts=today, ends=today + 9 * DAY)
        later = factories.MembershipFactory(
            user=drafter.user, unit=section, role=Role.REVIEWER, starts=today + 30 * DAY
        )
        retire(drafter.user, actor=keeper, at=at, last_day=today - DAY, reason="เกษียณอายุราชการ")

        for row in (drafter, order, drafter.user):
            row.refresh_from_db()
        assert (drafter.ends, order.ends, drafter.user.is_active) == (today - DAY,) * 2 + (False,)
        assert not ActingAppointment.objects.filter(ends__gte=today).exists()
        assert not Membership.objects.filter(user=drafter.user, ends=None).exists()
        later.refresh_from_db()
        assert later.ends == later.starts

    def test_a_last_day_to_come_closes_the_account_on_the_morning_after(
        self, drafter, keeper, at, today
    ):
        retire(drafter.user, actor=keeper, at=at, last_day=today + 5 * DAY, reason="โอน")

        drafter.user.refresh_from_db()
        assert drafter.user.is_active
        job = Job.objects.get(kind=retiring.CLOSING)
        assert job.not_before.isoformat() == "2025-02-15T17:00:00+00:00"  # midnight in Bangkok

        retiring.close_after(drafter.user, at=at + 6 * DAY, reason="โอน")
        assert not drafter.user.is_active

    def test_somebody_who_came_back_keeps_the_account(self, drafter, section, keeper, at, today):
        retire(drafter.user, actor=keeper, at=at, last_day=today + DAY, reason="โอน")
        factories.MembershipFactory(user=drafter.user, unit=section, starts=today + 2 * DAY)

        retiring.close_after(drafter.user, at=at + 2 * DAY, reason="โอน")
        assert drafter.user.is_active

    @pytest.mark.parametrize("role", [r for r in Role if r is not Role.CONFIGURER])
    def test_others_let_nobody_go(self, drafter, bureau, at, today, role):
        actor = factories.MembershipFactory(unit=bureau, role=role).user
        with pytest.raises(NotAllowed):
            retire(drafter.user, actor=actor, at=at, last_day=today, reason="โอน")


class TestHandingOver:
    @pytest.fixture
    def report(self, db):
        return factories.SubmissionFactory()

    @pytest.fixture
    def owner(self, report):
        return report.round.indicator.owner

    @pytest.fixture
    def reviewer(self, report, owner):
        membership = factories.MembershipFactory(unit=owner, role=Role.REVIEWER)
        Submission.objects.filter(pk=report.pk).update(
            state=State.IN_REVIEW, reviewer=membership.user
        )
        return membership

    def test_reviews_go_to_the_person_named(self, report, owner, reviewer, at, today):
        keeper = factories.MembershipFactory(unit=owner, role=Role.CONFIGURER).user
        other = factories.MembershipFactory(unit=owner, role=Role.REVIEWER).user
        assert handover.takers(reviewer, at=at) == [other]

        left = end_membership(reviewer, actor=keeper, at=at, last_day=today, hand_over_to=other)
        report.refresh_from_db()
        assert (report.reviewer, left) == (other, ())

    def test_somebody_who_may_not_review_takes_nothing(self, report, owner, reviewer, at, today):
        keeper = factories.MembershipFactory(unit=owner, role=Role.CONFIGURER).user
        stranger = factories.UserFactory()
        with pytest.raises(GuardRefused) as refusal:
            end_membership(reviewer, actor=keeper, at=at, last_day=today, hand_over_to=stranger)
        assert refusal.value.code == "no_taker"
        reviewer.refresh_from_db()
        assert reviewer.ends is None

    def test_without_a_taker_they_stay_and_are_listed(self, report, owner, reviewer, at, today):
        keeper = factories.MembershipFactory(unit=owner, role=Role.CONFIGURER).user
        (work,) = end_membership(reviewer, actor=keeper, at=at, last_day=today)

        assert work.url == f"/submissions/{report.pk}/"
        report.refresh_from_db()
        assert report.reviewer == reviewer.user


class TestStarting:
    @pytest.fixture
    def person(self, keeper, at):
        details = PersonDetails(username="somchai", first_name="สมชาย")
        return create_person(details, actor=keeper, at=at)

    def refused(self, username, code, at, password=PASSWORD) -> str:
        with pytest.raises(InvalidInput) as refusal:
            start_codes.start(username, code, password, at=at)
        return refusal.value.code

    def test_the_code_opens_the_choice_of_a_password_once(self, person, keeper, at):
        code = start_codes.issue(person, actor=keeper, at=at)
        assert len(code.replace("-", "")) == 16

        start_codes.start("Somchai", code.lower().replace("-", " "), PASSWORD, at=at)
        person.refresh_from_db()
        assert person.check_password(PASSWORD)
        assert self.refused("somchai", code, at) == "bad_start_code"
        last = Entry.objects.order_by("sequence").last()
        assert (last.action, last.actor) == ("person.start", person)
        assert code not in str([entry.detail.body for entry in Entry.objects.all()])

    def test_signs_that_are_misread_are_understood(self, person, keeper, at, monkeypatch):
        monkeypatch.setattr(start_codes, "_code", lambda person, day: "01" * 8)
        monkeypatch.setattr(start_codes, "VALID", timedelta(days=100_000))
        start_codes.start("somchai", "OIOL-0l0i-oI01-0101", PASSWORD, at=at)

    def test_a_new_code_ends_the_earlier_one_and_the_password(self, person, keeper, at):
        first = start_codes.issue(person, actor=keeper, at=at)
        start_codes.start("somchai", first, PASSWORD, at=at)
        second = start_codes.issue(person, actor=keeper, at=at)
        third = start_codes.issue(person, actor=keeper, at=at)

        person.refresh_from_db()
        assert not person.check_password(PASSWORD)
        assert self.refused("somchai", second, at) == "bad_start_code"
        start_codes.start("somchai", third, PASSWORD, at=at)

    def test_it_runs_out_and_is_nobody_elses(self, person, keeper, at):
        other = factories.UserFactory()
        code = start_codes.issue(person, actor=keeper, at=at)

        assert self.refused("somchai", code, at + 31 * DAY) == "bad_start_code"
        assert self.refused("somchai", code, at - 2 * DAY) == "bad_start_code"
        assert self.refused(other.username, code, at) == "bad_start_code"
        for wrong in ("", "ก" * 16, code[:-1] + ("0" if code[-1] != "0" else "1"), "U" * 16):
            assert self.refused("somchai", wrong, at) == "bad_start_code"
        assert self.refused("somchai", code, at, password="1234") == "weak_password"
        start_codes.start("somchai", code, PASSWORD, at=at + 30 * DAY)

    def test_a_closed_account_gets_none_and_uses_none(self, person, keeper, at):
        code = start_codes.issue(person, actor=keeper, at=at)
        person.is_active = False
        person.save()

        assert self.refused("somchai", code, at) == "bad_start_code"
        with pytest.raises(GuardRefused):
            start_codes.issue(person, actor=keeper, at=at)

    @pytest.mark.parametrize("role", [r for r in Role if r is not Role.CONFIGURER])
    def test_only_those_who_keep_the_person_make_one(self, person, bureau, at, role):
        actor = factories.MembershipFactory(unit=bureau, role=role).user
        with pytest.raises(NotAllowed):
            start_codes.issue(person, actor=actor, at=at)

    def test_another_bureaus_configurer_does_not(self, drafter, outsider, at):
        with pytest.raises(NotAllowed):
            start_codes.issue(drafter.user, actor=outsider, at=at)

    def test_the_page_leads_to_the_sign_in(self, client, drafter, keeper):
        code = start_codes.issue(drafter.user, actor=keeper, at=timezone.now())
        typed = {"username": drafter.user.username, "code": code, "password": PASSWORD}
        differs = client.post("/start/", typed | {"again": "x"})
        assert differs.status_code == 422
        assert PASSWORD not in differs.content.decode()
        assert client.post("/start/", typed | {"again": PASSWORD})["Location"] == "/accounts/login/"
        assert client.login(username=drafter.user.username, password=PASSWORD)
