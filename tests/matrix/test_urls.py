"""Every address × every role: who reads it, who may post to it; reading changes nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from kpi_portal.audit.models import Entry
from tests.e2e import world as worlds
from tests.factories import UserFactory
from tests.matrix import objects, routes
from tests.matrix.table import ACCOUNTS, OUTSIDERS, PORTAL, SIGNED_IN, TO_SIGN_IN

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Office:
    """The world, its objects, and a browser for each person."""

    def __init__(self) -> None:
        self.world = worlds.build(timezone.now())
        self.objects = objects.make(self.world)
        self._clients: dict[str, Client] = {}

    def browser(self, who: str) -> Client:
        if who not in self._clients:
            client = self._clients[who] = Client()
            if who != "anonymous":
                client.force_login(self.world.people[who], backend=BACKEND)
        return self._clients[who]

    def get(self, who: str, url: str) -> HttpResponse:
        return _read(self.browser(who).get(url.format(**self.objects)))

    def post(self, who: str, url: str) -> HttpResponse:
        return _read(self.browser(who).post(url.format(**self.objects)))


def _read(answer: Any) -> HttpResponse:
    if answer.streaming:
        list(answer.streaming_content)
    return answer


@pytest.fixture
def office() -> Office:
    return Office()


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    there = {route for route in routes.every_route() if not route.startswith("admin/")}
    rows = {*PORTAL, *ACCOUNTS}
    assert there - rows == set(), "routes without a row in tests/matrix/table.py"
    assert rows - there == set(), "rows of routes that are gone"


def test_who_reads_what(office: Office) -> None:
    before = Entry.objects.count()
    wrong = []
    for route, row in PORTAL.items():
        for who, status in row.get.items():
            answer = office.get(who, row.url)
            if answer.status_code != status:
                wrong.append(f"{route} as {who}: {answer.status_code}, not {status}")
            elif who == "anonymous" and status == TO_SIGN_IN:
                assert answer["Location"].startswith(settings.LOGIN_URL + "?next="), route
    assert wrong == []
    assert Entry.objects.count() == before, "reading has left an act in the trail"


def test_outsiders_post_nowhere(office: Office) -> None:
    """Another section's director, another bureau's reviewer and a person without a role send an
    empty form to every address of the section."""
    wrong = []
    for route, row in PORTAL.items():
        for who in OUTSIDERS:
            answer = office.post(who, row.url)
            if answer.status_code not in row.posted:
                wrong.append(f"{route} as {who}: {answer.status_code}")
    assert wrong == []
    section = office.world.units["hydro"].path
    outsiders = [office.world.people[who].pk for who in OUTSIDERS]
    acts = Entry.objects.filter(actor_id__in=outsiders, unit_path__startswith=section)
    assert not acts.exists()


def test_nobody_posts_before_signing_in(office: Office) -> None:
    for route, row in PORTAL.items():
        if row.get["anonymous"] == TO_SIGN_IN:
            answer = office.post("anonymous", row.url)
            assert answer.status_code == 303, route
            assert answer["Location"].startswith(settings.LOGIN_URL), route


@pytest.mark.parametrize("route", ACCOUNTS)
def test_account_pages(route: str, client: Client) -> None:
    anonymous, signed_in = ACCOUNTS[route]
    url = "/" + _plain(route)
    assert client.get(url).status_code == anonymous
    person = UserFactory()
    client.force_login(person, backend=BACKEND)
    assert client.get(url).status_code == signed_in


def test_the_admin_is_for_configurers(office: Office) -> None:
    """Nobody else gets further than the portal's own sign-in page, which counts failed tries; a
    configurer sees what configurers keep, and nothing else."""
    admin = [route for route in routes.every_route() if route.startswith("admin/")]
    assert len(admin) > 50
    for who in ("anonymous", *SIGNED_IN):
        if who != "configurer":
            for route in admin:
                assert office.get(who, "/" + _plain(route)).status_code in (302, 403), (who, route)
    kept = ("admin/accounts/", "admin/indicators/", "admin/password_change/")
    for route in admin:
        if route.count("/") == 3 and "<" not in route:
            status = office.get("configurer", "/" + route).status_code
            assert (status == 200) == route.startswith(kept), route


def _plain(route: str) -> str:
    """A route as an address, with invented parameters."""
    text = re.sub(r"\(\?P<uidb36>.+?\)-\(\?P<key>.+?\)", "1-x", route)
    text = re.sub(r"\(\?P<\w+>[^)]+\)|<[^>]+>", "1", text)
    return re.sub(r"[\^$]", "", text)
