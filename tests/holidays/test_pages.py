"""The page of the days off: who gets it, what is asked before something moves, what stays typed."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from django.utils.translation import override

from indicators.forms.holidays import OwnDaysForm
from indicators.models import Holiday
from kpi_portal.accounts.enums import Role
from kpi_portal.thai import BANGKOK
from submissions.forms.round_plan import RoundPlanForm
from tests import factories
from tests.holidays.test_verbs import by, keeper, plan, planned

__all__ = ["by", "keeper", "planned"]
pytestmark = pytest.mark.django_db
PAGE = "/indicators/holidays/"
SONGKRAN = "2025-04-14"


@pytest.fixture
def browser(client, keeper):
    client.force_login(keeper)
    return client


def text(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def send(client, bureau, path="add/", follow=False, **data):
    return client.post(f"{PAGE}{path}", {"unit": bureau.pk, "year": 2568} | data, follow=follow)


# who


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONFIGURER])
def test_everybody_of_the_unit_reads_and_only_configurers_keep(client, bureau, people, role):
    holiday = Holiday.objects.create(owner=bureau, day=date(2025, 4, 14), name="วันสงกรานต์")
    client.force_login(people[role])
    page = text(client.get(PAGE, {"unit": bureau.pk, "year": 2568}))
    assert "วันสงกรานต์" in page
    assert '<form method="post" action="/indicators/holidays' not in page
    assert send(client, bureau, proposal=[SONGKRAN]).status_code == 403
    assert client.get(f"{PAGE}{holiday.pk}/").status_code == 403
    assert client.post(f"{PAGE}{holiday.pk}/", {"name": "x"}).status_code == 403
    assert client.post(f"{PAGE}{holiday.pk}/remove/").status_code == 403
    assert send(client, bureau, "restore/").status_code == 403
    assert Holiday.objects.get().name == "วันสงกรานต์"


def test_the_days_of_a_foreign_unit_do_not_exist(browser, client):
    far = factories.BureauFactory()
    foreign = Holiday.objects.create(owner=far, day=date(2025, 4, 14), name="x")
    assert browser.get(PAGE, {"unit": far.pk}).status_code == 404
    assert browser.get(PAGE, {"unit": "x"}).status_code == 404
    assert send(browser, far, rows="14/4/2568 x").status_code == 404
    assert browser.post(f"{PAGE}{foreign.pk}/remove/").status_code == 404


def test_a_section_sees_what_it_inherits_and_the_word_where_from(client, bureau, sections, people):
    Holiday.objects.create(owner=bureau, day=date(2025, 4, 14), name="วันสงกรานต์")
    client.force_login(people[Role.DRAFTER])
    page = text(client.get(PAGE, {"year": 2568}))
    assert "วันสงกรานต์" in page
    assert f">{sections[0].name}</option>" in page.replace("\n", "")
    assert bureau.name in page


# proposals


def test_proposals_are_ticked_marked_and_taken_over(browser, bureau):
    Holiday.objects.create(owner=bureau, day=date(2025, 4, 14), name="วันสงกรานต์")
    page = text(browser.get(PAGE, {"year": 2568}))
    boxes = {
        part.split('value="')[1].split('"')[0]: part
        for part in page.split("<input")
        if 'name="proposal"' in part
    }
    assert SONGKRAN not in boxes
    assert "มี 1 วันที่เพิ่มแล้ว" in page
    assert " checked" in boxes["2025-04-16"].split(">")[0]
    assert " checked" not in boxes["2025-05-01"].split(">")[0]
    assert "ส่วนราชการทำการตามปกติ" in boxes["2025-05-01"]
    assert "วันหยุดชดเชย" in boxes["2025-04-16"]

    done = send(browser, bureau, proposal=["2025-04-16", "2025-12-31"])

    assert done.status_code == 302
    assert done["Location"] == f"{PAGE}?unit={bureau.pk}&year=2568"
    assert list(Holiday.objects.values_list("name", flat=True)) == [
        "วันสงกรานต์",
        "ชดเชยวันสงกรานต์",
        "วันสิ้นปี",
    ]


def test_nothing_ticked_is_a_fault_that_keeps_the_empty_ticks(browser, bureau):
    page = text(send(browser, bureau), 422)
    assert "เลือกอย่างน้อยหนึ่งวัน" in page
    assert 'name="proposal" value="2025-04-16" id="proposal-2025-04-16" checked' not in page


# own days


def test_own_days_are_pasted_several_at_once(browser, bureau):
    rows = "๒๖/๑๒/๒๕๖๘  วันสถาปนาสำนัก\nจ. 4 ส.ค. 2568 - วันประชุมใหญ่\r\n5/8/2568\tวันที่สอง"
    assert send(browser, bureau, rows=rows).status_code == 302
    assert [(h.day, h.name) for h in Holiday.objects.all()] == [
        (date(2025, 8, 4), "วันประชุมใหญ่"),
        (date(2025, 8, 5), "วันที่สอง"),
        (date(2025, 12, 26), "วันสถาปนาสำนัก"),
    ]


def test_each_faulty_row_is_named_and_everything_typed_stays(browser, bureau):
    Holiday.objects.create(owner=bureau, day=date(2025, 1, 1), name="ปีใหม่")
    rows = "1/1/2568 ปีใหม่\n31/2/2568 ไม่มี\n\n5/5/2568\nวันไหน\n6/6/2568 ก\n6/6/2568 ข"
    page = text(send(browser, bureau, rows=rows), 422)
    for said in (
        "แถวที่ 1: ",
        "แถวที่ 2: ไม่มีวันที่นี้",
        "แถวที่ 4: ",
        "แถวที่ 5: ",
        "แถวที่ 7: วันนี้มีในแถวที่ 6 แล้ว",
    ):
        assert said in page, said
    assert "แถวที่ 6:" not in page
    assert "31/2/2568 ไม่มี" in page
    assert Holiday.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "day", "name"),
    [
        ("25 ก.พ. 2568 วันหนึ่ง", date(2025, 2, 25), "วันหนึ่ง"),
        ("2025-02-25, Second day", date(2025, 2, 25), "Second day"),
        ("25/2/68: 100 ปี", date(2025, 2, 25), "100 ปี"),
        ("วันอังคารที่ 25 กุมภาพันธ์ 2568 วันที่สาม", date(2025, 2, 25), "วันที่สาม"),
    ],
)
def test_a_line_as_people_write_it(line, day, name):
    form = OwnDaysForm({"rows": line})
    assert form.is_valid(), form.errors
    (entry,) = form.days()
    assert (entry.day, entry.name) == (day, name)


# what moves is shown first


def test_what_moves_is_shown_before_it_is_kept(browser, bureau, planned):
    row = {"rows": "28/2/2568 วันหยุดสำนัก"}
    page = text(send(browser, bureau, **row))
    assert "3 มี.ค. 2568" in page
    assert f"/rounds/{planned.pk}/plan/" in page
    assert not Holiday.objects.exists()

    back = text(send(browser, bureau, act="edit", **row))
    assert "28/2/2568 วันหยุดสำนัก" in back

    send(browser, bureau, act="keep", **row)
    planned.refresh_from_db()
    assert planned.due_at == datetime(2025, 3, 3, 16, 30, tzinfo=BANGKOK)
    assert planned.rolled_from == date(2025, 2, 28)


def test_removing_asks_where_something_moves_and_can_be_undone(browser, bureau, planned, by):
    send(browser, bureau, act="keep", rows="28/2/2568 วันหยุดสำนัก")
    holiday = Holiday.objects.get()
    assert "28 ก.พ. 2568" in text(browser.post(f"{PAGE}{holiday.pk}/remove/"))
    assert Holiday.objects.exists()

    page = text(browser.post(f"{PAGE}{holiday.pk}/remove/", {"act": "keep"}, follow=True))
    assert "วันหยุดสำนัก" in page
    assert "เลิกทำ" in page
    assert not Holiday.objects.exists()

    send(browser, bureau, "restore/")
    planned.refresh_from_db()
    assert planned.rolled_from == date(2025, 2, 28)
    assert Holiday.objects.get().name == "วันหยุดสำนัก"
    assert send(browser, bureau, "restore/").status_code == 302
    assert Holiday.objects.count() == 1


def test_a_name_is_corrected(browser, bureau):
    holiday = Holiday.objects.create(owner=bureau, day=date(2025, 4, 14), name="สงกราน")
    address = f"{PAGE}{holiday.pk}/"
    assert 'value="สงกราน"' in text(browser.get(address))
    assert "ก" * 201 in text(browser.post(address, {"name": "ก" * 201}), 422)
    browser.post(address, {"name": "วันสงกรานต์"})
    holiday.refresh_from_db()
    assert holiday.name == "วันสงกรานต์"


@pytest.mark.parametrize("count", [1, 80])
def test_the_page_costs_the_same_for_many(browser, bureau, count, django_assert_max_num_queries):
    for number in range(count):
        owner = bureau if number % 2 else factories.UnitFactory(parent=bureau)
        day = date.fromordinal(date(2025, 1, 1).toordinal() + number)
        Holiday.objects.create(owner=owner, day=day, name=f"วันที่ {number}")
    browser.get(PAGE)
    with django_assert_max_num_queries(12):
        text(browser.get(PAGE, {"unit": bureau.pk, "year": 2568}))


def test_the_plan_leads_to_the_days_that_count(browser, bureau, planned, by):
    plan(planned, date(2025, 2, 28), by)
    page = text(browser.get(f"/rounds/{planned.pk}/plan/"))
    assert f"{PAGE}?unit={bureau.pk}&amp;year=2568" in page


def test_the_plan_names_the_days_of_reminders_and_what_becomes_of_them(browser, planned):
    """Tuesday 25 February: two and three days before are a weekend, so that they go out with the
    one of four days before; 150 days before the round is not open yet."""
    planned.due_at = datetime(2025, 2, 25, 16, 30, tzinfo=BANGKOK)
    planned.reminders = [-150, -4, -3, -2, 1]
    planned.save()
    page = re.sub(r"\s+", " ", text(browser.get(f"/rounds/{planned.pk}/plan/")))
    said = re.sub(r"<[^>]+>", "", page[page.index("timeline") :])
    assert "ศ. 21 ก.พ. 2568" in said
    assert "เลื่อนจาก อา. 23 ก.พ. 2568" in said
    assert "พ. 26 ก.พ. 2568" in said
    assert "จึงแจ้งครั้งเดียว: ก่อนกำหนด 4 วัน, ก่อนกำหนด 3 วัน" in said
    assert said.count("วันนั้นรอบยังไม่เปิดรับ") == 1


def test_the_offered_reminders_speak_the_readers_language():
    offered = RoundPlanForm().fields["reminders"].choices
    for code, words in (("th", "ก่อนกำหนด 7 วัน"), ("en", "7 days before"), ("th", "ก่อนกำหนด 7 วัน")):
        with override(code):
            assert str(dict(offered)[-7]) == words
