"""Renaming keeps the former name for the days it held; corrections leave their trace."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kpi_portal.accounts import overview
from kpi_portal.accounts.domain.unit_names import Details, Names, correct_unit, rename_unit
from kpi_portal.accounts.enums import Role, UnitGroup
from kpi_portal.audit.models import Entry
from kpi_portal.errors import DomainError, NotAllowed
from tests import factories

NEW = Names(name="ส่วนข้อมูลน้ำ", abbreviation="ขน.", position_name="ผู้อำนวยการส่วนข้อมูลน้ำ")


def rename(section, actor, at, *, names=NEW, effective=date(2025, 2, 1), order="15/2568"):
    return rename_unit(section, names, actor=actor, at=at, effective=effective, order_number=order)


def name_on(section, day):
    lines = overview.tree([section.parent.path], day=day)
    return next(line.name for line in lines if line.unit.pk == section.pk)


def test_the_former_name_holds_up_to_the_day_before(section, keeper, at):
    report = factories.SubmissionFactory(unit=section)

    former = rename(section, keeper, at)

    section.refresh_from_db()
    assert (section.name, section.abbreviation) == ("ส่วนข้อมูลน้ำ", "ขน.")
    assert (former.name, former.last_day) == ("ส่วนอุทกวิทยา", date(2025, 1, 31))
    assert name_on(section, date(2025, 1, 31)) == "ส่วนอุทกวิทยา"
    assert name_on(section, date(2025, 2, 1)) == "ส่วนข้อมูลน้ำ"
    report.refresh_from_db()
    assert report.unit_name == "ส่วนอุทกวิทยา"
    entry = Entry.objects.get()
    assert (entry.action, entry.unit_path) == ("unit.rename", section.path)


def test_each_of_several_names_shows_on_its_days(section, keeper, at):
    rename(section, keeper, at, effective=date(2024, 10, 1))
    rename(section, keeper, at, names=Names(name="ส่วนสารสนเทศน้ำ"), effective=date(2025, 2, 1))

    days = [date(2024, 9, 30), date(2024, 10, 1), date(2025, 1, 31), date(2025, 2, 1)]
    assert [name_on(section, day) for day in days] == [
        "ส่วนอุทกวิทยา",
        "ส่วนข้อมูลน้ำ",
        "ส่วนข้อมูลน้ำ",
        "ส่วนสารสนเทศน้ำ",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"names": Names(name=" ")}, "name_required"),
        ({"order": ""}, "order_number_required"),
        ({"effective": date(2025, 2, 11)}, "day_ahead"),
        ({"effective": factories.LONG_AGO}, "day_too_early"),
    ],
)
def test_what_no_order_says_is_refused(section, keeper, at, changes, code):
    with pytest.raises(DomainError) as refusal:
        rename(section, keeper, at, **changes)

    assert refusal.value.code == code
    assert not section.former_names.exists()


def test_the_same_names_an_ended_unit_and_an_earlier_order_are_refused(section, keeper, at, today):
    rename(section, keeper, at)
    for changes, code in (
        ({}, "day_too_early"),
        ({"effective": date(2025, 2, 5)}, "nothing_changed"),
    ):
        with pytest.raises(DomainError) as refusal:
            rename(section, keeper, at, **changes)
        assert refusal.value.code == code
    section.valid_to = today - timedelta(days=1)
    section.save()
    with pytest.raises(DomainError) as refusal:
        rename(section, keeper, at, names=Names(name="อื่น"), effective=date(2025, 2, 5))
    assert refusal.value.code == "already_ended"


def test_corrections_are_audited_once(section, keeper, at):
    details = Details(
        phone="0 2669 5027", group=UnitGroup.REGIONAL, position_name=section.position_name
    )
    correct_unit(section, details, actor=keeper, at=at)
    correct_unit(section, details, actor=keeper, at=at)

    entry = Entry.objects.get()
    assert entry.action == "unit.correct"
    assert (section.phone, section.group) == ("0 2669 5027", UnitGroup.REGIONAL)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONFIGURER])
def test_only_who_keeps_the_unit_names_it(bureau, section, outsider, at, role):
    other = factories.MembershipFactory(unit=bureau, role=role).user
    for actor in (other, outsider):
        with pytest.raises(NotAllowed):
            rename(section, actor, at)
        with pytest.raises(NotAllowed):
            correct_unit(section, Details(phone="1"), actor=actor, at=at)
