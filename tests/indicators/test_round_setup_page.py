"""Setting up a round in the browser: units, opening, an order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indicators.domain.loading import load_definition
from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal.accounts.enums import Role
from submissions.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(bureau, people, definition, at):
    load_definition(definition, owner=bureau, actor=people[Role.CONFIGURER], at=at)
    return Round.objects.get()


def url(round_, part="setup") -> str:
    return f"/rounds/{round_.pk}/{part}/"


def assign(client, round_, *units):
    pks = [unit.pk for unit in units]
    chosen = {"act": "add", "units": pks, "shown": pks, "add": pks}
    return client.post(url(round_, "units/add"), chosen)


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.DIRECTOR, Role.REVIEWER, Role.AUDITOR])
def test_for_others_the_page_does_not_exist(client, planned, sections, people, role):
    client.force_login(people[role])

    assert client.get(url(planned)).status_code == 404
    assert assign(client, planned, *sections).status_code == 404
    for part in ("open", "extend"):
        assert client.post(url(planned, part)).status_code == 404


def test_a_configurer_assigns_units_and_opens(client, planned, sections, people):
    client.force_login(people[Role.CONFIGURER])
    empty = client.get(url(planned)).content.decode()
    assert "ยังไม่ได้กำหนดหน่วยงานที่ต้องรายงาน" in empty
    assert 'data-open="open-round"' not in empty

    assign(client, planned, sections[0])
    page = client.get(url(planned)).content.decode()
    assert 'data-open="open-round"' in page
    client.post(url(planned, "open"))

    planned.refresh_from_db()
    assert planned.state == RoundState.OPEN
    assert Submission.objects.get().unit == sections[0]
    assign(client, planned, sections[1])
    assert Submission.objects.count() == 2


def test_a_unit_without_director_is_flagged(client, planned, sections, people):
    client.force_login(people[Role.CONFIGURER])
    assign(client, planned, *sections)

    assert client.get(url(planned)).content.decode().count("ไม่มีผู้อำนวยการ") == 1


def test_foreign_units_are_not_offered_and_not_taken(client, planned, people):
    client.force_login(people[Role.CONFIGURER])
    stranger = factories.UnitFactory(parent=factories.BureauFactory(), name="ส่วนอื่น")

    assert "ส่วนอื่น" not in client.get(url(planned)).content.decode()
    assert assign(client, planned, stranger).status_code == 422
    assert not planned.assignments.exists()


def test_opening_without_units_says_why(client, planned, people):
    client.force_login(people[Role.CONFIGURER])

    response = client.post(url(planned, "open"))

    assert response.status_code == 409
    assert "โปรดกำหนดหน่วยงาน" in response.content.decode()


def test_the_executive_extends_and_nobody_else(client, planned, sections, people):
    client.force_login(people[Role.CONFIGURER])
    assign(client, planned, *sections)
    client.post(url(planned, "open"))
    order = {"due": "4 มี.ค. 2568", "order_number": "คส.12/2568", "reason": "น้ำท่วม"}
    assert client.post(url(planned, "extend"), order).status_code == 403

    client.force_login(people[Role.EXECUTIVE])
    assert client.post(url(planned, "open")).status_code == 403
    client.post(url(planned, "extend"), order)

    planned.refresh_from_db()
    assert planned.due_at == datetime(2025, 3, 4, 16, 59, 59, tzinfo=UTC)
    assert "คส.12/2568" in client.get(url(planned)).content.decode()


@pytest.mark.parametrize(
    "order",
    [
        {"due": "", "order_number": "1", "reason": "x"},
        {"due": "วันอะไรก็ได้", "order_number": "1", "reason": "x"},
        {"due": "2025-04-30", "closes": "2025-04-01", "order_number": "1", "reason": "x"},
        {"due": "2025-02-01", "order_number": "1", "reason": "เหตุผลที่พิมพ์ไว้"},
    ],
)
def test_a_refused_order_keeps_what_was_typed(client, planned, sections, people, order):
    Round.objects.update(state=RoundState.OPEN)
    client.force_login(people[Role.EXECUTIVE])

    response = client.post(url(planned, "extend"), order)

    assert response.status_code == 422
    assert order["reason"] in response.content.decode()
    assert not planned.orders.exists()


def test_the_page_costs_the_same_for_many_units(
    client, planned, bureau, people, django_assert_max_num_queries
):
    client.force_login(people[Role.CONFIGURER])
    for number in range(30):
        if number in (1, 29):
            with django_assert_max_num_queries(15):
                client.get(url(planned))
        assign(client, planned, factories.UnitFactory(parent=bureau))
        factories.UnitFactory(parent=bureau)
