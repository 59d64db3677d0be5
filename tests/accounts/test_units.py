"""Units come into being, end and name their successor; every act is audited."""

from __future__ import annotations

from datetime import date

import pytest

from kpi_portal.accounts.domain.units import UnitDetails, create_unit, end_unit
from kpi_portal.accounts.enums import Role, UnitKind
from kpi_portal.accounts.models import Membership, Unit
from kpi_portal.audit.models import Entry
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from tests import factories


def details(parent, **changes):
    given = {
        "code": "ชน.",
        "name": "ส่วนการใช้น้ำชลประทาน",
        "kind": UnitKind.SECTION,
        "valid_from": date(2025, 1, 1),
        "parent": parent,
    }
    return UnitDetails(**given | changes)


def test_a_unit_stands_in_its_parents_subtree(bureau, keeper, at):
    unit = create_unit(details(bureau), actor=keeper, at=at)

    assert unit.path == f"{bureau.path}{unit.pk:06d}/"
    entry = Entry.objects.get()
    assert (entry.action, entry.actor, entry.unit_path) == ("unit.create", keeper, unit.path)


def test_pasted_thai_is_mended(bureau, keeper, at):
    unit = create_unit(details(bureau, name=" ส่วนอุทกวิทยา\u200b "), actor=keeper, at=at)

    assert unit.name == "ส่วนอุทกวิทยา"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": " "}, "code_required"),
        ({"name": ""}, "name_required"),
        ({"valid_from": date(2019, 1, 1)}, "unit_not_in_force"),
    ],
)
def test_bad_details_are_refused(bureau, keeper, at, changes, code):
    with pytest.raises(InvalidInput) as refusal:
        create_unit(details(bureau, **changes), actor=keeper, at=at)

    assert refusal.value.code == code
    assert not Entry.objects.exists()


def test_a_code_is_given_once(bureau, keeper, at):
    create_unit(details(bureau), actor=keeper, at=at)

    with pytest.raises(InvalidInput) as refusal:
        create_unit(details(bureau, name="อีกส่วน"), actor=keeper, at=at)
    assert refusal.value.code == "code_taken"


def test_another_bureaus_configurer_may_not(bureau, outsider, at):
    with pytest.raises(NotAllowed):
        create_unit(details(bureau), actor=outsider, at=at)


def test_the_portal_itself_may_enter_the_first_unit(db, at):
    unit = create_unit(details(None, kind=UnitKind.DEPARTMENT), actor=SystemActor("setup"), at=at)

    assert unit.path == f"/{unit.pk:06d}/"
    assert Entry.objects.get().system_actor == "setup"


def test_ending_names_the_successor_and_ends_the_roles(bureau, section, keeper, at):
    new = factories.UnitFactory(parent=bureau)
    holder = factories.MembershipFactory(unit=section, role=Role.DIRECTOR)
    over = factories.MembershipFactory(
        unit=section, starts=date(2021, 1, 1), ends=date(2022, 1, 1), role=Role.DRAFTER
    )

    end_unit(
        section,
        actor=keeper,
        at=at,
        last_day=date(2025, 3, 31),
        successor=new,
        reason="ปรับโครงสร้าง",
    )

    section.refresh_from_db()
    assert (section.valid_to, section.successor) == (date(2025, 3, 31), new)
    assert Membership.objects.get(pk=holder.pk).ends == date(2025, 3, 31)
    assert Membership.objects.get(pk=over.pk).ends == date(2022, 1, 1)
    facts = Entry.objects.get().detail.body["facts"]
    assert facts["successor"] == new.name
    assert facts["ended_roles"] == [holder.user.display_name]


def test_a_unit_with_living_units_below_does_not_end(bureau, section, keeper, at):
    with pytest.raises(GuardRefused) as refusal:
        end_unit(bureau, actor=keeper, at=at, last_day=date(2025, 3, 31), reason="ยุบ")

    assert refusal.value.facts["units"] == [section.name]


def test_a_unit_neither_ends_twice_nor_succeeds_itself(section, keeper, at):
    with pytest.raises(InvalidInput) as refusal:
        end_unit(
            section,
            actor=keeper,
            at=at,
            last_day=date(2025, 3, 31),
            successor=section,
            reason="ปรับ",
        )
    assert refusal.value.code == "own_successor"

    end_unit(section, actor=keeper, at=at, last_day=date(2025, 3, 31), reason="ยุบ")
    with pytest.raises(GuardRefused) as again:
        end_unit(section, actor=keeper, at=at, last_day=date(2025, 4, 30), reason="ยุบ")
    assert again.value.code == "already_ended"


def test_paths_sort_as_the_tree_does(bureau):
    units = [factories.UnitFactory(parent=bureau) for _ in range(12)]

    below = Unit.objects.filter(parent=bureau).order_by("path")
    assert list(below) == units
