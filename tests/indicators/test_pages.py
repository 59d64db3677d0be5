"""The list and the KPI card: who sees what, and that the card reads as the printed one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from indicators.domain.loading import load_definition
from kpi_portal import language
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.recorder import SystemActor
from scoring.parsing import parse_definition
from tests import factories

LOADER = SystemActor("test")
PRINTED = Path(settings.BASE_DIR) / "fixtures" / "indicators"


@pytest.fixture
def digitalize():
    return parse_definition((PRINTED / "rid-digitalize-2568.yaml").read_bytes())


@pytest.fixture
def indicator(bureau, digitalize):
    at = datetime(2024, 10, 1, 3, 0, tzinfo=UTC)
    return load_definition(digitalize, owner=bureau, actor=LOADER, at=at).indicator


def page(client, person, path, **data) -> str:
    client.force_login(person)
    response = client.get(path, data)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def in_english(client, person) -> None:
    client.force_login(person)
    session = client.session
    session[language.SESSION_KEY] = "en"
    session.save()


@pytest.mark.parametrize("role", list(Role))
def test_everybody_in_the_owners_subtree_reads_the_card(client, indicator, people, role):
    assert "สบอ-7" in page(client, people[role], f"/indicators/{indicator.pk}/")


def test_for_others_the_indicator_does_not_exist(client, indicator, db):
    stranger = factories.MembershipFactory(unit=factories.BureauFactory()).user
    client.force_login(stranger)

    for path in ("", "definition.yaml"):
        assert client.get(f"/indicators/{indicator.pk}/{path}").status_code == 404
    assert "สบอ-7" not in page(client, stranger, "/indicators/")


def test_those_above_the_owner_read_it_too(client, indicator, bureau, db):
    department = factories.UnitFactory(name="กรม")
    bureau.parent, bureau.path = department, ""
    bureau.save()
    above = factories.MembershipFactory(unit=department, role=Role.EXECUTIVE).user

    assert "สบอ-7" in page(client, above, "/indicators/", year=2568)


def test_an_auditor_reads_the_granted_years(client, indicator, bureau):
    def auditor(first, last):
        return factories.MembershipFactory(
            unit=factories.UnitFactory(parent=factories.BureauFactory()),
            scope=bureau,
            role=Role.AUDITOR,
            period_from=first,
            period_to=last,
        ).user

    path = f"/indicators/{indicator.pk}/"
    page(client, auditor(date(2024, 10, 1), date(2025, 9, 30)), path)
    client.force_login(auditor(date(2025, 10, 1), None))
    assert client.get(path).status_code == 404


def test_the_card_reads_as_the_printed_one(client, indicator, people):
    text = page(client, people[Role.DRAFTER], f"/indicators/{indicator.pk}/")

    order = [
        "ความหมายของตัวชี้วัด",
        "วัตถุประสงค์ของตัวชี้วัด",
        "สูตรในการคำนวณ",
        "หน่วยวัด",
        "น้ำหนัก",
        "สำนัก/กอง ที่รับผิดชอบตัวชี้วัด",
        "ผู้ตั้งเป้าหมาย",
        "ความสำคัญของตัวชี้วัด",
        "ข้อมูลพื้นฐาน",
        "ค่าเป้าหมาย",
        "เกณฑ์การให้คะแนน",
    ]
    places = [text.index(f">{heading}") for heading in order]
    assert places == sorted(places)
    assert "ปีงบประมาณ 2565" in text
    assert "ระดับ 1 - 3" in text
    assert "ต้นฉบับพิมพ์ 20" in text
    assert "1.2-a รายงานการประชุม หรือเอกสารที่แสดงถึงวิธีการคัดเลือก" in text
    assert "ใช้เป็นหลักฐานของ 3.2 ด้วย" in text
    assert "ไม่นับคะแนน" in text
    assert "25 ก.พ. 2568" in text


def test_the_late_rule_is_said_where_there_is_one(client, bureau, people):
    definition = parse_definition((PRINTED / "process-improvement-2566.yaml").read_bytes())
    at = datetime(2022, 10, 1, tzinfo=UTC)
    loaded = load_definition(definition, owner=bureau, actor=LOADER, at=at)

    text = page(client, people[Role.DRAFTER], f"/indicators/{loaded.indicator.pk}/")

    assert "ส่งล่าช้าหัก 0.10 คะแนนต่อวัน" in text
    assert "ค่าเป้าหมาย</h2>" not in text


def test_notes_of_the_source_are_for_those_who_keep_definitions(client, indicator, people):
    path = f"/indicators/{indicator.pk}/"

    assert "หมายเหตุสำหรับผู้ดูแลตัวชี้วัด" in page(client, people[Role.CONFIGURER], path)
    assert "หมายเหตุสำหรับผู้ดูแลตัวชี้วัด" not in page(client, people[Role.DIRECTOR], path)


def test_drafts_are_for_those_who_keep_definitions(client, indicator, digitalize, bureau, people):
    at = datetime(2024, 11, 1, tzinfo=UTC)
    draft = replace(digitalize, name="ร่างฉบับใหม่", weight=None)
    load_definition(draft, owner=bureau, actor=LOADER, at=at)
    only_draft = replace(draft, code="สบอ-8")
    other = load_definition(only_draft, owner=bureau, actor=LOADER, at=at).indicator
    path = f"/indicators/{indicator.pk}/"

    assert "ร่างฉบับใหม่" not in page(client, people[Role.CONFIGURER], path)
    assert "ร่างฉบับใหม่" in page(client, people[Role.CONFIGURER], path, version=2)
    page(client, people[Role.CONFIGURER], f"/indicators/{other.pk}/")
    client.force_login(people[Role.DRAFTER])
    assert client.get(path, {"version": 2}).status_code == 404
    assert client.get(f"/indicators/{other.pk}/").status_code == 404
    assert client.get(f"{path}definition.yaml", {"version": 2}).status_code == 404


def test_the_file_loads_back_to_the_same_definition(client, indicator, digitalize, people):
    client.force_login(people[Role.DRAFTER])

    response = client.get(f"/indicators/{indicator.pk}/definition.yaml")

    assert parse_definition(response.content) == digitalize
    assert response["Content-Disposition"].endswith('-v1.yaml"')
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_list_shows_one_year_and_says_when_it_is_empty(client, indicator, people):
    person = people[Role.DRAFTER]

    assert "สบอ-7" in page(client, person, "/indicators/")
    assert "สบอ-7" in page(client, person, "/indicators/", year="2568")
    assert "สบอ-7" in page(client, person, "/indicators/", year="๒๕๖๙'")
    indicator.versions.all().delete()
    assert "ยังไม่มีตัวชี้วัดในปีงบประมาณนี้" in page(client, person, "/indicators/")


def test_in_english_the_frame_is_english(client, indicator, people):
    in_english(client, people[Role.DRAFTER])

    text = client.get(f"/indicators/{indicator.pk}/").content.decode()

    assert "Meaning of the indicator" in text
    assert "Levels 1–3" in text
    assert "Digitalize Process" in client.get("/indicators/").content.decode()


def test_the_list_costs_the_same_with_one_and_with_many(
    client, bureau, digitalize, people, django_assert_max_num_queries
):
    client.force_login(people[Role.DRAFTER])
    at = datetime(2024, 10, 1, tzinfo=UTC)
    for number in range(20):
        if number in (1, 19):
            with django_assert_max_num_queries(12):
                client.get("/indicators/")
        entry = replace(digitalize, code=f"สบอ-{number}")
        load_definition(entry, owner=bureau, actor=LOADER, at=at)


def test_the_card_costs_few_queries(client, indicator, people, django_assert_max_num_queries):
    client.force_login(people[Role.CONFIGURER])
    with django_assert_max_num_queries(12):
        client.get(f"/indicators/{indicator.pk}/")
