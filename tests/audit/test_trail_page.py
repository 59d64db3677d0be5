"""The trail's page and export: what a person may read, filtered, in pages that cost the same."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from django.urls import reverse

from kpi_portal import language
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.audit.recorder import SystemActor
from tests import factories

URL = "/audit/"


@pytest.fixture
def page(client, auditor):
    client.force_login(auditor)

    def _page(**filters):
        response = client.get(URL, filters)
        assert response.status_code == 200
        return response

    return _page


def texts(response) -> list[str]:
    return [line.facts.get("receipt", "") for line in response.context["page"].lines]


def test_an_auditor_reads_the_granted_scope_and_period_and_nothing_else(write, page, elsewhere):
    write(receipt="in")
    write(receipt="first day", day=date(2024, 10, 1))
    write(receipt="before", day=date(2024, 9, 30))
    write(receipt="after", day=date(2025, 10, 1))
    write(receipt="another bureau", unit=elsewhere)

    assert texts(page()) == ["first day", "in"]


@pytest.mark.parametrize("role", [Role.HEAD, Role.REVIEWER, Role.EXECUTIVE, Role.CONFIGURER])
def test_those_who_answer_for_a_bureau_read_its_trail(client, write, bureau, elsewhere, role):
    client.force_login(factories.MembershipFactory(unit=bureau, role=role).user)
    write(receipt="old", day=date(2020, 1, 1))
    write(receipt="another bureau", unit=elsewhere)

    assert texts(client.get(URL)) == ["old"]


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.DIRECTOR])
def test_for_a_units_people_the_page_does_not_exist(client, section, role):
    client.force_login(factories.MembershipFactory(unit=section, role=role).user)

    assert client.get(URL).status_code == 404
    assert client.post(reverse("audit:export")).status_code == 404


def test_filters_by_person_act_unit_and_day(write, page, bureau, section, auditor):
    other = factories.UnitFactory(parent=bureau)
    write(receipt="a")
    write("submission.withdraw", receipt="b")
    write(receipt="c", unit=other, day=date(2025, 3, 1))
    write("submission.finalise", receipt="d", by=SystemActor("clock"), day=date(2025, 3, 2))

    assert texts(page(person="มานี")) == ["c", "b", "a"]
    assert texts(page(person="นางสาวมานี ใจดี")) == ["c", "b", "a"]
    assert texts(page(person="ไม่มีใคร")) == []
    assert texts(page(action="submission.withdraw")) == ["b"]
    assert texts(page(unit=section.path)) == ["d", "b", "a"]
    assert texts(page(first="๑ มี.ค. ๖๘")) == ["d", "c"]
    assert texts(page(last="2025-02-28")) == ["b", "a"]


def test_a_filter_that_cannot_be_read_says_so_and_narrows_nothing(write, page, elsewhere):
    write(receipt="a")

    response = page(first="วานนี้", unit=elsewhere.path)

    assert texts(response) == ["a"]
    assert set(response.context["form"].errors) == {"first", "unit"}


def test_pages_are_cut_by_sequence_and_cost_the_same(
    write, page, client, django_assert_max_num_queries
):
    write(receipt="0")
    with django_assert_max_num_queries(10):
        assert page().context["page"].older_than is None
    for number in range(1, 120):
        write(receipt=str(number))

    with django_assert_max_num_queries(10):
        first = page()
    assert texts(first)[0] == "119"
    assert len(texts(first)) == 50
    second = page(before=first.context["page"].older_than)
    assert texts(second)[0] == "69"
    assert page(before="๑๒; DROP").status_code == 200


def test_empty_pages_say_why(page, write, client):
    session = client.session
    session[language.SESSION_KEY] = "en"
    session.save()

    assert "Every act in your scope" in page().content.decode()
    write()
    found = page(action="submission.withdraw").content.decode()
    assert "No act fits this filter" in found


def test_the_export_holds_the_same_acts_and_is_an_act_itself(write, client, auditor, elsewhere):
    client.force_login(auditor)
    write(receipt="=cmd|' /C calc'!A0", note="=1+1")
    write(unit=elsewhere)

    response = client.post(reverse("audit:export"), {"action": "submission.submit"})

    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
    assert len(rows) == 1
    assert rows[0]["note"] == "'=1+1"
    assert rows[0]["sentence"].startswith("เสนอรายงาน")
    assert response["Content-Disposition"].startswith("attachment")
    entry = Entry.objects.get(action="audit.export")
    assert entry.actor == auditor
    assert entry.detail.body["facts"]["filters"] == {"action": "submission.submit"}


def test_the_export_is_asked_for_by_post(client, auditor):
    client.force_login(auditor)

    assert client.get(reverse("audit:export")).status_code == 405
