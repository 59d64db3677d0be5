"""The dated tree: who heads, who stands in, which units have nobody, for those who oversee them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kpi_portal.accounts import overview
from kpi_portal.accounts.enums import Role
from kpi_portal.thai import local_date
from tests import factories

URL = "/units/"


def lines(section, today):
    return {line.unit.pk: line for line in overview.tree([section.parent.path], day=today)}


def test_a_unit_without_director_is_flagged_until_somebody_stands_in(bureau, section, today):
    factories.MembershipFactory(unit=section, role=Role.DRAFTER)
    assert lines(section, today)[section.pk].vacant
    assert overview.without_director([bureau, section], day=today) == [bureau, section]

    factories.ActingFactory(unit=section, role=Role.DIRECTOR)
    assert not lines(section, today)[section.pk].vacant
    assert overview.without_director([bureau, section], day=today) == [bureau]


def test_an_ended_role_and_a_closed_account_do_not_count(section, today):
    factories.MembershipFactory(unit=section, role=Role.DIRECTOR, ends=today - timedelta(days=1))
    factories.MembershipFactory(unit=section, role=Role.DIRECTOR, user__is_active=False)

    assert lines(section, today)[section.pk].vacant


def test_a_department_needs_no_head_here(db, today):
    department = factories.UnitFactory(kind="department")

    assert not overview.tree([department.path], day=today)[0].vacant


def test_the_tree_is_of_its_day(bureau, section, today):
    later = factories.UnitFactory(parent=bureau, valid_from=today + timedelta(days=1))
    section.valid_to, section.successor = today - timedelta(days=1), later
    section.save()

    assert [line.unit for line in overview.tree([bureau.path], day=today)] == [bureau]
    assert overview.ended([bureau.path], day=today) == [section]
    past = overview.tree([bureau.path], day=today - timedelta(days=1))
    assert [line.unit for line in past] == [bureau, section]


@pytest.mark.parametrize("role", [Role.CONFIGURER, Role.HEAD, Role.EXECUTIVE])
def test_those_who_oversee_see_the_page(client, bureau, section, role):
    client.force_login(factories.MembershipFactory(unit=bureau, role=role).user)

    page = client.get(URL).content.decode()

    assert "ส่วนอุทกวิทยา" in page
    assert "ไม่มีผู้อำนวยการ" in page
    assert ("/units/new/" in page) == (role is Role.CONFIGURER)
    assert 'href="/admin/"' not in page, "that way is for those who keep the machine"


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.DIRECTOR, Role.REVIEWER, Role.AUDITOR])
def test_for_others_it_does_not_exist(client, bureau, role):
    client.force_login(factories.MembershipFactory(unit=bureau, role=role).user)

    assert client.get(URL).status_code == 404


def test_only_the_own_subtree_is_shown(client, keeper, section):
    factories.UnitFactory(parent=factories.BureauFactory(), name="ส่วนของสำนักอื่น")
    client.force_login(keeper)

    assert "ส่วนของสำนักอื่น" not in client.get(URL).content.decode()


def test_another_day_is_typed_as_people_type_it(client, keeper, section):
    client.force_login(keeper)

    response = client.get(URL, {"day": "๑ ต.ค. ๒๕๖๖"})
    assert response.context["day"] == date(2023, 10, 1)
    response = client.get(URL, {"day": "เมื่อวาน"})
    assert response.context["day"] == local_date(timezone.now())
    assert response.status_code == 200


def test_the_page_costs_the_same_for_many_units(
    client, keeper, bureau, django_assert_max_num_queries
):
    client.force_login(keeper)
    for number in range(40):
        if number in (1, 39):
            with django_assert_max_num_queries(12):
                client.get(URL)
        unit = factories.UnitFactory(parent=bureau)
        factories.MembershipFactory(unit=unit, role=Role.DIRECTOR)
        factories.ActingFactory(unit=unit)
