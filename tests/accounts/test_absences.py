"""An absence of somebody in office brings the first deputy present into office by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kpi_portal.accounts import standing
from kpi_portal.accounts.domain.absences import cancel_absence, declare_absence, end_absence
from kpi_portal.accounts.domain.deputies import end_deputy, name_deputy
from kpi_portal.accounts.domain.memberships import end_membership
from kpi_portal.accounts.domain.standing_in import gaps
from kpi_portal.accounts.enums import ActingKind, Role
from kpi_portal.accounts.models import Absence, ActingAppointment, StandingDeputy
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.notifications.models import Notification
from tests import factories

DAY = timedelta(days=1)


@pytest.fixture
def office(section):
    return factories.MembershipFactory(unit=section, role=Role.DIRECTOR)


@pytest.fixture
def first(section):
    return factories.MembershipFactory(unit=section).user


@pytest.fixture
def second(section):
    return factories.MembershipFactory(unit=section).user


@pytest.fixture
def order(office, first, second, keeper, at):
    return [
        name_deputy(
            office,
            actor=keeper,
            at=at,
            deputy=deputy,
            rank=rank,
            order_number="15/2568",
            starts=date(2025, 1, 1),
        )
        for rank, deputy in ((1, first), (2, second))
    ]


def away(person, at, *, starts, days, actor=None) -> Absence:
    last = starts + DAY * (days - 1)
    return declare_absence(person, actor=actor or person, at=at, starts=starts, ends=last)


def appointed() -> list[tuple[str, date, date]]:
    made = ActingAppointment.objects.select_related("user").order_by("starts", "pk")
    return [(a.user.username, a.starts, a.ends) for a in made]


def told(person) -> list[str]:
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return list(rows.values_list("kind", flat=True))


class TestStandingIn:
    def test_the_first_deputy_acts_for_those_days(self, office, order, first, section, at, today):
        absence = away(office.user, at, starts=today + DAY, days=3)

        made = ActingAppointment.objects.get()
        assert appointed() == [(first.username, today + DAY, today + 3 * DAY)]
        assert (made.absence, made.covers, made.order_number) == (absence, office.user, "15/2568")
        assert made.kind == ActingKind.DEPUTISING
        assert made.signature_line == "รักษาราชการแทน ผู้อำนวยการส่วนอุทกวิทยา"
        standing.forget(first)
        assert standing.of(first, today + 2 * DAY).may_act_as(Role.DIRECTOR, section.path)
        assert not standing.of(first, today + 4 * DAY).may_act_as(Role.DIRECTOR, section.path)
        assert told(first) == ["acting.begins"]

    def test_days_are_split_when_the_deputy_is_away_too(
        self, office, order, first, second, at, today
    ):
        away(first, at, starts=today + DAY, days=1)
        away(office.user, at, starts=today, days=3)

        assert appointed() == [
            (first.username, today, today),
            (second.username, today + DAY, today + DAY),
            (first.username, today + 2 * DAY, today + 2 * DAY),
        ]

    def test_a_deputy_who_goes_away_later_hands_the_days_on(
        self, office, order, first, second, at, today
    ):
        away(office.user, at, starts=today, days=4)
        sick = away(first, at + DAY, starts=today + DAY, days=2)

        assert appointed() == [
            (first.username, today, today),
            (second.username, today + DAY, today + 2 * DAY),
            (first.username, today + 3 * DAY, today + 3 * DAY),
        ]
        cancel_absence(sick, actor=first, at=at + DAY)
        assert [who for who, *_ in appointed()] == [first.username] * 2
        assert {d for _, s, e in appointed() for d in (s, e)} >= {today, today + 3 * DAY}

    def test_nobody_there_is_told_to_the_keeper_and_shown(
        self, office, order, first, second, keeper, at, today
    ):
        for deputy in (first, second):
            away(deputy, at, starts=today + DAY, days=1)
        absence = away(office.user, at, starts=today, days=3)

        (gap,) = gaps(absence, day=today)
        assert (gap.membership, gap.starts, gap.ends) == (office, today + DAY, today + DAY)
        assert told(keeper) == ["absence.uncovered"]

    def test_without_any_deputy_the_keeper_is_told(self, office, keeper, at, today):
        away(office.user, at, starts=today, days=2)

        assert appointed() == []
        assert told(keeper) == ["absence.uncovered"]

    def test_people_without_an_office_need_nobody(self, first, keeper, at, today):
        away(first, at, starts=today, days=2)

        assert appointed() == []
        assert told(keeper) == []

    def test_days_that_are_gone_are_not_covered_afterwards(self, office, order, first, at, today):
        away(office.user, at, starts=today - 2 * DAY, days=5)
        assert appointed() == [(first.username, today, today + 2 * DAY)]


class TestEnding:
    def test_coming_back_early_keeps_what_is_gone(self, office, order, first, at, today):
        absence = away(office.user, at, starts=today, days=10)
        later = at + 3 * DAY
        end_absence(absence, actor=office.user, at=later, back_on=today + 3 * DAY)

        assert appointed() == [(first.username, today, today + 2 * DAY)]
        assert told(first)[0] == "acting.begins"
        assert len(told(first)) == 2

    def test_cancelling_takes_everything_back(self, office, order, first, at, today):
        absence = away(office.user, at, starts=today + DAY, days=3)
        cancel_absence(absence, actor=office.user, at=at)

        assert appointed() == []
        assert told(first) == ["acting.begins", "acting.taken_back"]
        actions = Entry.objects.filter(action__startswith="acting").values_list("action", flat=True)
        assert list(actions) == ["acting.appoint", "acting.remove"]

    def test_an_absence_that_has_begun_is_not_cancelled(self, office, order, at, today):
        absence = away(office.user, at, starts=today, days=3)
        with pytest.raises(GuardRefused) as refusal:
            cancel_absence(absence, actor=office.user, at=at + DAY)
        assert refusal.value.code == "absence_begun"

    def test_settling_twice_changes_nothing(self, office, order, first, at, today):
        away(office.user, at, starts=today, days=3)
        before = Entry.objects.count()
        away(first, at, starts=today + 20 * DAY, days=1)
        assert Entry.objects.count() == before + 1

    def test_the_end_of_the_office_ends_what_follows(self, office, order, first, keeper, at, today):
        away(office.user, at, starts=today, days=10)
        end_membership(office, actor=keeper, at=at, last_day=today + 4 * DAY)
        assert appointed() == [(first.username, today, today + 4 * DAY)]

    def test_the_end_of_a_standing_order_passes_the_days_on(
        self, office, order, first, second, keeper, at, today
    ):
        away(office.user, at, starts=today, days=4)
        end_deputy(order[0], actor=keeper, at=at, last_day=today + DAY)
        assert appointed() == [
            (first.username, today, today + DAY),
            (second.username, today + 2 * DAY, today + 3 * DAY),
        ]


class TestRefusals:
    @pytest.mark.parametrize(
        ("starts", "days", "code"),
        [(2, 0, "dates_out_of_order"), (-9, 3, "days_gone"), (0, 400, "absence_too_long")],
    )
    def test_days_must_make_sense(self, first, at, today, starts, days, code):
        with pytest.raises(InvalidInput) as refusal:
            away(first, at, starts=today + starts * DAY, days=days)
        assert refusal.value.code == code

    def test_absences_do_not_overlap(self, first, at, today):
        away(first, at, starts=today, days=3)
        with pytest.raises(GuardRefused) as refusal:
            away(first, at, starts=today + 2 * DAY, days=3)
        assert refusal.value.code == "absence_overlaps"

    @pytest.mark.parametrize(
        ("role", "whole", "may"),
        [
            (Role.DIRECTOR, False, True),
            (Role.CONFIGURER, True, True),
            (Role.EXECUTIVE, True, True),
            (Role.HEAD, True, False),
            (Role.REVIEWER, True, False),
            (Role.DRAFTER, False, False),
            (Role.AUDITOR, True, False),
        ],
    )
    def test_who_may_note_it(self, first, section, bureau, at, today, role, whole, may):
        unit = bureau if whole else section
        actor = factories.MembershipFactory(unit=unit, role=role).user
        if may:
            away(first, at, starts=today, days=1, actor=actor)
            assert told(first) == ["absence.declared"]
        else:
            with pytest.raises(NotAllowed):
                away(first, at, starts=today, days=1, actor=actor)

    def test_a_director_of_another_unit_may_not(self, first, bureau, at, today):
        other = factories.MembershipFactory(
            unit=factories.UnitFactory(parent=bureau), role=Role.DIRECTOR
        ).user
        with pytest.raises(NotAllowed):
            away(first, at, starts=today, days=1, actor=other)


class TestNaming:
    def name(self, office, deputy, keeper, at, **more):
        typed = {"rank": 1, "order_number": "15/2568", "starts": date(2025, 1, 1)} | more
        return name_deputy(office, actor=keeper, at=at, deputy=deputy, **typed)

    def test_refusals(self, office, order, first, second, section, keeper, at):
        third = factories.UserFactory()
        drafter = first.memberships.get()
        cases = [
            (office, third, {}, "rank_taken"),
            (office, first, {"rank": 3}, "already_named"),
            (office, office.user, {"rank": 3}, "covers_self"),
            (office, third, {"rank": 10}, "rank_unknown"),
            (office, third, {"rank": 3, "order_number": " "}, "order_number_required"),
            (office, third, {"rank": 3, "ends": date(2024, 1, 1)}, "dates_out_of_order"),
            (office, factories.UserFactory(is_active=False), {"rank": 3}, "account_closed"),
            (drafter, third, {"rank": 3}, "role_not_covered"),
        ]
        for holder, deputy, more, code in cases:
            with pytest.raises((InvalidInput, GuardRefused)) as refusal:
                self.name(holder, deputy, keeper, at, **more)
            assert refusal.value.code == code

    @pytest.mark.parametrize(
        "role", [r for r in Role if r not in (Role.CONFIGURER, Role.EXECUTIVE)]
    )
    def test_others_name_nobody(self, office, first, section, at, role):
        actor = factories.MembershipFactory(unit=section, role=role).user
        with pytest.raises(NotAllowed):
            self.name(office, first, actor, at)
        assert not StandingDeputy.objects.exists()
