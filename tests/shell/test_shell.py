"""The frame: navigation by role, counts, acting roles, queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from kpi_portal import navigation, shell
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import ActingKind, Role
from kpi_portal.accounts.models import ActingAppointment, User
from kpi_portal.notifications.models import Notification
from tests.factories import UserFactory
from tests.shell.conftest import grant


def built(user: User, path: str = "/") -> shell.Shell:
    request = RequestFactory().get(path)
    request.user = user
    standing.forget(user)
    return shell.build(request, timezone.now())


@pytest.mark.parametrize("role", Role)
def test_each_role_finds_five_places_at_most(unit, role: Role) -> None:
    user = UserFactory()
    grant(user, unit, role)
    frame = built(user)
    assert 1 < len(frame.nav) <= navigation.MOST
    assert sum(entry.phone for entry in frame.nav) <= navigation.MOST_ON_PHONE
    assert frame.nav[0].name == "home"


def test_several_roles_overflow_into_the_menu(unit) -> None:
    user = UserFactory()
    grant(user, unit, Role.DIRECTOR, Role.REVIEWER, Role.EXECUTIVE)
    frame = built(user)
    assert len(frame.nav) == navigation.MOST
    names = [entry.name for entry in [*frame.nav, *frame.more]]
    assert len(names) == len(set(names))
    assert {"submissions:mine", "submissions:queue", "submissions:approvals"} <= set(names)


def test_nobody_without_a_role_is_lost(unit) -> None:
    assert [entry.name for entry in built(UserFactory()).nav] == ["home", "help"]


def test_a_place_without_a_route_is_left_out(unit) -> None:
    user = UserFactory()
    grant(user, unit, Role.CONFIGURER)
    assert "indicators:list" not in [entry.name for entry in built(user).nav]


@pytest.mark.parametrize(
    ("path", "current"),
    [("/", "home"), ("/work/mine/", "submissions:mine"), ("/work/mine/7/", "submissions:mine")],
)
def test_the_page_lights_its_own_entry(person, path: str, current: str) -> None:
    assert [e.name for e in built(person, path).nav if e.current] == [current]


def test_a_view_may_name_its_entry(person) -> None:
    request = RequestFactory().get("/elsewhere/")
    request.user, request.nav = person, "submissions:shared"
    frame = shell.build(request, timezone.now())
    assert [entry.name for entry in frame.nav if entry.current] == ["submissions:shared"]


def test_counts_and_unread_are_one_query(person, monkeypatch, django_assert_num_queries) -> None:
    for _ in range(3):
        Notification.objects.create(recipient=person, kind="x", created_at=timezone.now())
    Notification.objects.create(recipient=UserFactory(), kind="x", created_at=timezone.now())
    everyone = lambda user, held: User.objects.order_by("username")  # noqa: E731
    monkeypatch.setattr(shell, "_counters", {})
    shell.count_at("submissions:mine", everyone)
    shell.count_at("submissions:shared", lambda user, held: User.objects.none())
    standing.forget(person)
    standing.of(person, timezone.localdate())
    request = RequestFactory().get("/")
    request.user = person
    with django_assert_num_queries(1):
        frame = shell.build(request, timezone.now())
    counts = {entry.name: entry.count for entry in frame.nav}
    assert frame.unread == 3
    assert counts["submissions:mine"] == User.objects.count() > 1
    assert counts["submissions:shared"] == 0


def test_a_whole_page_costs_five_queries(client, person, django_assert_max_num_queries) -> None:
    client.force_login(person)
    client.get("/")
    with django_assert_max_num_queries(5):  # session, user, standing (2), counts
        client.get("/")


def test_an_acting_role_is_named_with_its_end(client, person, unit) -> None:
    today = timezone.localdate()
    ActingAppointment.objects.create(
        user=person,
        kind=ActingKind.DEPUTISING,
        role=Role.DIRECTOR,
        unit=unit,
        scope=unit,
        position="ผู้อำนวยการส่วนอุทกวิทยา",
        order_number="12/2568",
        starts=today,
        ends=today + timedelta(days=3),
    )
    client.force_login(person)
    page = client.get("/").text
    assert page.count("รักษาราชการแทน ผู้อำนวยการส่วนอุทกวิทยา") == 2  # in the bar and in the menu
    assert "ถึง" in page


def test_a_fragment_costs_no_query(person, django_assert_num_queries) -> None:
    request = RequestFactory().get("/")
    request.user = person
    with django_assert_num_queries(0):
        shell.shell(request)


def test_the_frame_is_complete(client, person) -> None:
    client.force_login(person)
    page = client.get("/").text
    assert page.count("<h1") == 1
    assert 'href="#main"' in page
    assert "ส่วนอุทกวิทยา · ผู้จัดทำ" in page
    assert 'name="csrfmiddlewaretoken"' in page
    assert '<script id="portal-data" type="application/json">' in page
