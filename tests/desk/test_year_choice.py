"""The fiscal year chosen in the top bar rules the lists that name none themselves."""

from __future__ import annotations

import pytest

from indicators.domain.loading import load_definition
from kpi_portal import year_choice
from kpi_portal.accounts.enums import Role
from scoring.parsing import load_document
from tests.indicators.conftest import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_years(indicator, bureau, keeper, at):
    older = load_document(document(code="เก่า-1", fiscal_year=2566))
    return indicator, load_definition(older, owner=bureau, actor=keeper, at=at).indicator


def choose(client, year, page="/indicators/"):
    return client.post("/year/", {"fiscal_year": year, "next": page})


def test_the_chosen_year_rules_until_an_address_names_its_own(client, people, two_years):
    client.force_login(people[Role.DRAFTER])
    choose(client, "2566")
    listed = client.get("/indicators/").content.decode()
    assert "เก่า-1" in listed
    assert "สบอ-7" not in listed
    assert "สบอ-7" in client.get("/indicators/", {"year": 2568}).content.decode()
    choose(client, "")
    assert "สบอ-7" in client.get("/indicators/").content.decode()


def test_rounds_of_the_chosen_year(client, people, two_years):
    client.force_login(people[Role.HEAD])
    everything = client.get("/rounds/").content.decode()
    assert "สบอ-7" in everything
    assert "เก่า-1" in everything
    choose(client, "2566")
    assert "สบอ-7" not in client.get("/rounds/").content.decode()
    choose(client, "2565")
    assert "แสดงรอบของทุกปี" in client.get("/rounds/").content.decode()


def test_the_page_is_kept_without_its_own_year(client, people):
    client.force_login(people[Role.HEAD])
    back = choose(client, "2566", "/indicators/?year=2568&page=3&show=all")
    assert back["Location"] == "/indicators/?show=all"
    assert choose(client, "2566", "https://elsewhere.example/")["Location"] == "/"


@pytest.mark.parametrize("year", ["x", "25", "99999", "๒๕๖๖", "2566'", "1999"])
def test_what_is_no_year_is_not_found(client, people, year):
    client.force_login(people[Role.HEAD])
    assert choose(client, year).status_code == 404
    assert year_choice.SESSION_KEY not in client.session


def test_years_around_the_current_one_are_offered():
    assert year_choice.offered(2568, None) == [2569, 2568, 2567, 2566, 2565, 2564]
    assert year_choice.offered(2568, 2550)[-1] == 2550
