"""The pages of units: they show what an order brings with it and keep what was typed."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from forms_templates.models import Emblem
from indicators.models import Holiday
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import StandingDeputy, Unit
from kpi_portal.thai import local_date
from submissions.enums import State
from submissions.models import Submission
from tests import factories

ORDER = {"effective": "20/2/2568", "order_number": "21/2568", "reason": "ปรับโครงสร้าง"}


@pytest.fixture
def successor(bureau):
    return factories.UnitFactory(parent=bureau, name="ส่วนข้อมูลน้ำ")


@pytest.fixture
def report(bureau, section):
    indicator = factories.IndicatorFactory(owner=bureau, code="สบอ-7")
    return factories.SubmissionFactory(round__indicator=indicator, unit=section)


@pytest.fixture
def page(client, keeper):
    client.force_login(keeper)
    return client


def address(name, unit=None):
    return reverse(f"accounts:{name}", args=[unit.pk] if unit else [])


def test_a_units_page_names_its_people_and_what_waits(page, section, report):
    person = factories.MembershipFactory(unit=section, role=Role.DIRECTOR).user

    shown = page.get(address("unit", section)).content.decode()

    for words in (person.display_name, "สบอ-7 รอบ 5 เดือน", "ฉบับร่าง", "ส่วนอุทกวิทยา"):
        assert words in shown
    assert address("unit_dissolve", section) in shown


def test_a_new_unit_is_entered(page, bureau):
    typed = {
        "code": "ขน.",
        "name": "ส่วนข้อมูลน้ำ",
        "kind": "section",
        "group": "ส่วนกลาง",
        "parent": bureau.pk,
        "valid_from": "1 ต.ค. 2567",
    }
    answer = page.post(address("unit_new"), typed)

    made = Unit.objects.get(code="ขน.")
    assert answer["Location"] == address("unit", made)
    assert (made.parent, made.valid_from) == (bureau, date(2024, 10, 1))


def test_a_refusal_keeps_what_was_typed(page, bureau, section):
    typed = {
        "code": section.code,
        "name": "ส่วนข้อมูลน้ำ",
        "kind": "section",
        "group": "ส่วนกลาง",
        "parent": bureau.pk,
        "valid_from": "1 ต.ค. 2567",
    }
    answer = page.post(address("unit_new"), typed)

    assert answer.status_code == 422
    assert "ส่วนข้อมูลน้ำ" in answer.content.decode()
    assert "หน่วยงานอื่นใช้รหัสนี้แล้ว" in answer.content.decode()


def test_a_unit_is_renamed_and_the_earlier_day_shows_the_former_name(page, section):
    typed = {"name": "ส่วนข้อมูลน้ำ", "effective": "1/2/2568", "order_number": "15/2568"}
    page.post(address("unit_rename", section), typed)

    shown = page.get(address("unit", section)).content.decode()
    assert "ส่วนข้อมูลน้ำ" in shown
    assert "ส่วนอุทกวิทยา" in shown
    tree = page.get("/units/", {"day": "31/1/2568"}).content.decode()
    assert "ส่วนอุทกวิทยา" in tree
    assert "ส่วนอุทกวิทยา" not in page.get("/units/").content.decode()


def test_details_are_corrected(page, section):
    typed = {"phone": "0 2669 5027", "group": "ส่วนภูมิภาค", "email": "hydro@example.go.th"}
    assert page.post(address("unit_details", section), typed).status_code == 302
    section.refresh_from_db()
    assert (section.phone, section.group) == ("0 2669 5027", "ส่วนภูมิภาค")


def test_dissolving_shows_everything_first_and_then_hands_over(page, section, successor, report):
    drafter = factories.MembershipFactory(unit=section, role=Role.DRAFTER)
    shown = page.get(address("unit_dissolve", section)).content.decode()
    for words in (drafter.user.display_name, "สบอ-7 รอบ 5 เดือน", "ฉบับร่าง"):
        assert words in shown

    typed = ORDER | {"successor": successor.pk, "go_on": [drafter.pk]}
    answer = page.post(address("unit_dissolve", section), typed)

    assert answer["Location"] == address("unit", section)
    assert Submission.objects.get(pk=report.pk).unit == successor
    assert drafter.user.memberships.filter(unit=successor).exists()
    ended = page.get(address("unit", section)).content.decode()
    assert "ส่วนข้อมูลน้ำ" in ended
    own = page.get(address("unit", successor)).content.decode()
    assert "สบอ-7" in own


def test_what_the_unit_keeps_is_listed_and_what_stayed_is_shown(page, section, successor):
    kept = factories.IndicatorFactory(owner=section, code="ส่วน-1")
    Holiday.objects.create(owner=section, day=date(2025, 5, 1), name="แรงงาน")
    Emblem.objects.create(owner=section, image=b"x", sha256="0", uploaded_at=timezone.now())
    Emblem.objects.create(owner=successor, image=b"y", sha256="1", uploaded_at=timezone.now())
    acting = factories.ActingFactory(unit=section)
    order = StandingDeputy.objects.create(
        holder=factories.MembershipFactory(unit=section, role=Role.DIRECTOR),
        deputy=factories.UserFactory(),
        rank=1,
        order_number="3/2568",
        starts=factories.LONG_AGO,
    )
    for name, chosen in (
        ("unit_dissolve", address("unit_dissolve", section)),
        ("unit_merge", address("unit_merge") + f"?unit={section.pk}&unit={successor.pk}"),
    ):
        shown = page.get(chosen).content.decode()
        for words in ("ส่วน-1", "2568", "ตราหน่วยงาน", acting.signature_line):
            assert words in shown, name
        assert order.deputy.display_name in shown, name

    page.post(address("unit_dissolve", section), ORDER | {"successor": successor.pk})

    kept.refresh_from_db()
    assert kept.owner == successor
    shown = page.get(address("unit", section)).content.decode()
    assert "สิ่งที่คงอยู่กับหน่วยงานเดิม" in shown
    assert "ตราหน่วยงาน" in shown


def test_an_indicator_code_taken_twice_keeps_what_was_typed(page, section, successor):
    factories.IndicatorFactory(owner=section, code="ส่วน-1")
    factories.IndicatorFactory(owner=successor, code="ส่วน-1")

    answer = page.post(address("unit_dissolve", section), ORDER | {"successor": successor.pk})

    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "มีตัวชี้วัด ส่วน-1 ของปีงบประมาณ 2568 อยู่แล้ว" in shown
    assert "21/2568" in shown


def test_nothing_is_left_without_a_word(page, section, report):
    typed = ORDER | {"successor": "nobody"}
    answer = page.post(address("unit_dissolve", section), typed)
    assert answer.status_code == 422
    assert "21/2568" in answer.content.decode()

    page.post(address("unit_dissolve", section), typed | {"why_left": "งานยุติ"})
    shown = page.get(address("unit", section)).content.decode()
    assert f"/review/{report.pk}/do/exempt/" in shown


def test_two_units_become_a_new_one(page, bureau, section, successor, report):
    chosen = f"?unit={section.pk}&unit={successor.pk}"
    assert "ส่วนข้อมูลน้ำ" in page.get(address("unit_merge")).content.decode()
    assert "สบอ-7" in page.get(address("unit_merge") + chosen).content.decode()

    typed = ORDER | {"into": "new", "code": "สน.", "name": "ส่วนสารสนเทศน้ำ"}
    answer = page.post(address("unit_merge") + chosen, typed)

    made = Unit.objects.get(code="สน.")
    assert answer["Location"] == address("unit", made)
    assert made.parent == bureau
    assert Submission.objects.get(pk=report.pk).unit == made


def test_overseers_read_and_only_configurers_change(client, bureau, section):
    client.force_login(factories.MembershipFactory(unit=bureau, role=Role.HEAD).user)

    shown = client.get(address("unit", section))
    assert shown.status_code == 200
    assert address("unit_dissolve", section) not in shown.content.decode()
    for name in ("unit_details", "unit_rename", "unit_dissolve"):
        assert client.get(address(name, section)).status_code == 404
        assert client.post(address(name, section), ORDER).status_code == 404


def test_another_bureaus_unit_does_not_exist(client, section, outsider):
    client.force_login(outsider)
    for name in ("unit", "unit_details", "unit_rename", "unit_dissolve"):
        assert client.get(address(name, section)).status_code == 404


@pytest.mark.parametrize("name", ["unit", "unit_dissolve"])
def test_a_page_costs_the_same_for_many(page, bureau, section, name, django_assert_num_queries):
    counts = []
    for number in range(30):
        if number in (1, 29):
            page.get(address(name, section))
            with django_assert_num_queries(15):
                page.get(address(name, section))
            counts.append(number)
        factories.MembershipFactory(unit=section, role=Role.DRAFTER)
        factories.UnitFactory(parent=bureau)
        factories.SubmissionFactory(round__indicator__owner=bureau, unit=section, state=State.DRAFT)
    assert counts == [1, 29]


def test_the_tree_of_today_is_of_today(page, section):
    assert page.get("/units/").context["day"] == local_date(timezone.now())
