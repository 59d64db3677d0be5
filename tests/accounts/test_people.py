"""People, their dated roles, and standing in for an office."""

from __future__ import annotations

from datetime import date

import pytest

from kpi_portal.accounts import holders, standing
from kpi_portal.accounts.domain import handover
from kpi_portal.accounts.domain.acting import appoint_acting, end_acting
from kpi_portal.accounts.domain.handover import OpenWork
from kpi_portal.accounts.domain.memberships import end_membership, grant_membership
from kpi_portal.accounts.domain.people import (
    PersonDetails,
    close_account,
    create_person,
    set_password,
    update_person,
)
from kpi_portal.accounts.enums import ActingKind, Role
from kpi_portal.accounts.models import User
from kpi_portal.audit.models import Detail, Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from tests import factories

ANYBODY = PersonDetails(username="somchai", title="นาย", first_name="สมชาย", last_name="ใจดี")


def test_a_person_without_password_cannot_sign_in(keeper, at):
    person = create_person(ANYBODY, actor=keeper, at=at)

    assert person.display_name == "นายสมชาย ใจดี"
    assert not person.has_usable_password()


@pytest.mark.parametrize(
    ("details", "password", "code"),
    [
        (PersonDetails(username="", first_name="สมชาย"), None, "username_required"),
        (PersonDetails(username="somchai", first_name=""), None, "name_required"),
        (PersonDetails(username="KEEPER", first_name="สมชาย"), None, "username_taken"),
        (ANYBODY, "1234", "weak_password"),
    ],
)
def test_bad_people_are_refused(keeper, at, details, password, code):
    with pytest.raises(InvalidInput) as refusal:
        create_person(details, actor=keeper, at=at, password=password)

    assert refusal.value.code == code


def test_a_correction_names_what_changed_and_nothing_else(keeper, at):
    person = create_person(ANYBODY, actor=keeper, at=at)
    new = PersonDetails(
        username="somchai", title="นาย", first_name="สมชาย", last_name="ใจดี", position="วิศวกร"
    )

    update_person(person, new, actor=keeper, at=at)
    update_person(person, new, actor=keeper, at=at)

    entry = Entry.objects.get(action="person.update")
    assert entry.detail.body["changed"] == {"position": ["", "วิศวกร"]}


def test_a_password_is_never_kept_in_the_trail(keeper, at):
    person = create_person(ANYBODY, actor=keeper, at=at)

    set_password(person, "น้ำหลากฤดูฝน-2568", actor=keeper, at=at)

    assert person.check_password("น้ำหลากฤดูฝน-2568")
    assert not any("น้ำหลาก" in str(detail.body) for detail in Detail.objects.all())


def test_a_closed_account_holds_no_role(section, keeper, at, today):
    person = factories.MembershipFactory(unit=section, role=Role.DIRECTOR).user

    close_account(person, actor=keeper, at=at, reason="ลาออก")

    standing.forget(person)
    assert standing.of(person, today).grants == ()
    with pytest.raises(GuardRefused):
        close_account(person, actor=keeper, at=at, reason="ลาออก")


def test_a_drafter_enters_nobody(section, at):
    drafter = factories.MembershipFactory(unit=section, role=Role.DRAFTER).user

    with pytest.raises(NotAllowed):
        create_person(ANYBODY, actor=drafter, at=at)


def test_a_granted_role_counts_from_its_first_day(bureau, section, keeper, at, today):
    person = factories.UserFactory()
    standing.of(person, today)

    grant_membership(
        person, actor=keeper, at=at, unit=section, role=Role.DIRECTOR, starts=today, scope=section
    )

    assert standing.of(person, today).may_act_as(Role.DIRECTOR, section.path)
    assert not standing.of(person, date(2025, 2, 9)).grants


def test_a_role_is_held_once_at_a_time(section, keeper, at, today):
    person = factories.UserFactory()
    grant = {"actor": keeper, "at": at, "unit": section, "role": Role.DRAFTER}
    grant_membership(person, starts=today, ends=date(2025, 6, 30), **grant)

    with pytest.raises(GuardRefused):
        grant_membership(person, starts=date(2025, 6, 30), **grant)
    grant_membership(person, starts=date(2025, 7, 1), **grant)


def test_a_period_that_ends_before_it_begins(section, keeper, at, today):
    with pytest.raises(InvalidInput) as refusal:
        grant_membership(
            factories.UserFactory(),
            actor=keeper,
            at=at,
            unit=section,
            role=Role.DRAFTER,
            starts=today,
            ends=date(2025, 1, 1),
        )
    assert refusal.value.code == "dates_out_of_order"


def test_ending_a_role_lists_the_work_left_open(section, keeper, at, today, monkeypatch):
    work = OpenWork("สบอ-7", "ส่งรายงาน", "/submissions/1/")
    monkeypatch.setattr(handover, "_finders", [lambda membership, at: [work]])
    membership = factories.MembershipFactory(unit=section, role=Role.DIRECTOR)

    left = end_membership(membership, actor=keeper, at=at, last_day=today)

    assert left == (work,)
    assert Entry.objects.get().detail.body["facts"]["open_work"] == ["สบอ-7: ส่งรายงาน"]
    assert not standing.of(membership.user, date(2025, 2, 11)).grants
    with pytest.raises(GuardRefused):
        end_membership(membership, actor=keeper, at=at, last_day=today)


def acting(section, keeper, at, today, **changes):
    given = {
        "kind": ActingKind.DEPUTISING,
        "role": Role.DIRECTOR,
        "unit": section,
        "order_number": "15/2568",
        "starts": today,
        "ends": date(2025, 3, 31),
        "covers": factories.UserFactory(position="ผู้อำนวยการส่วนอุทกวิทยา"),
    }
    person = changes.pop("person", None) or factories.UserFactory()
    return appoint_acting(person, actor=keeper, at=at, **given | changes)


def test_standing_in_carries_the_role_until_its_last_day(section, keeper, at, today):
    appointment = acting(section, keeper, at, today)

    line = "รักษาราชการแทน ผู้อำนวยการส่วนอุทกวิทยา"
    assert appointment.signature_line == line
    grant = standing.of(appointment.user, date(2025, 3, 31)).grants[0]
    assert (grant.role, grant.acting_line) == (Role.DIRECTOR, line)
    assert not standing.of(appointment.user, date(2025, 4, 1)).grants


def test_a_vacant_position_takes_the_units_own_words(section, keeper, at, today):
    appointment = acting(section, keeper, at, today, kind=ActingKind.IN_POSITION, covers=None)

    assert appointment.signature_line == "รักษาการในตำแหน่ง ผู้อำนวยการส่วนอุทกวิทยา"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"order_number": " "}, "order_number_required"),
        ({"covers": None}, "covers_required"),
        ({"kind": ActingKind.IN_POSITION}, "position_not_vacant"),
        ({"role": Role.DRAFTER}, "role_not_covered"),
        ({"ends": date(2025, 1, 1)}, "dates_out_of_order"),
    ],
)
def test_what_an_order_cannot_say(section, keeper, at, today, changes, code):
    with pytest.raises(InvalidInput) as refusal:
        acting(section, keeper, at, today, **changes)

    assert refusal.value.code == code


def test_nobody_stands_in_for_themselves(section, keeper, at, today):
    person = factories.UserFactory()

    with pytest.raises(InvalidInput) as refusal:
        acting(section, keeper, at, today, person=person, covers=person)
    assert refusal.value.code == "covers_self"


def test_the_holder_is_back_early(section, keeper, at, today):
    appointment = acting(section, keeper, at, today)

    end_acting(appointment, actor=keeper, at=at, last_day=today, reason="กลับมาปฏิบัติราชการ")

    assert not standing.of(appointment.user, date(2025, 2, 11)).grants
    with pytest.raises(GuardRefused):
        end_acting(appointment, actor=keeper, at=at, last_day=today, reason="ซ้ำ")


def test_holders_by_membership_and_by_standing_in(bureau, section, keeper, at, today):
    member = factories.MembershipFactory(unit=section, role=Role.DIRECTOR).user
    stands_in = acting(section, keeper, at, today).user
    factories.MembershipFactory(unit=section, role=Role.DIRECTOR, ends=date(2025, 2, 9))
    factories.MembershipFactory(unit=factories.UnitFactory(parent=bureau), role=Role.DIRECTOR)

    found = holders.holding((Role.DIRECTOR,), section, day=today)

    assert set(found) == {member, stands_in}


@pytest.mark.parametrize("act", ["update", "password", "close"])
def test_nobody_is_taken_over_from_beyond_the_units_one_keeps(act, keeper, outsider, section, at):
    """A configurer of another bureau, or one facing an operator, changes nobody."""
    director = factories.MembershipFactory(unit=section, role=Role.DIRECTOR).user
    operator = User.objects.create_superuser("operator")
    acts = {
        "update": lambda who, by: update_person(
            who, PersonDetails(username=who.username, first_name="อื่น"), actor=by, at=at
        ),
        "password": lambda who, by: set_password(who, "น้ำหลากฤดูฝน-2568", actor=by, at=at),
        "close": lambda who, by: close_account(who, actor=by, at=at, reason="ลาออก"),
    }
    for who, by in [(director, outsider), (operator, keeper)]:
        with pytest.raises(NotAllowed):
            acts[act](who, by)
    acts[act](director, keeper)
