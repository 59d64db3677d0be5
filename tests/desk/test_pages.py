"""The pages of the desk: who gets them, what they show, what stays typed, what they cost."""

from __future__ import annotations

import copy

import pytest

from indicators.domain import drafts, retiring
from indicators.enums import RoundState
from indicators.models import Draft, Indicator
from kpi_portal.accounts.enums import Role
from kpi_portal.jobs.models import Job
from tests import factories
from tests.desk.conftest import many
from tests.desk.test_carrying import planned
from tests.desk.test_publishing import assessment, changed

__all__ = ["assessment"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, keeper):
    """The configurer's browser: the text of a page."""
    client.force_login(keeper)

    def get(path, status=200, **data) -> str:
        response = client.get(path, data)
        assert response.status_code == status, response.status_code
        return response.content.decode()

    return get


def of(indicator, part) -> str:
    return f"/indicators/{indicator.pk}/{part}/"


CONFIGURER_ONLY = ("copy", "publish", "retire")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONFIGURER])
def test_others_read_the_list_and_change_nothing(client, indicator, people, at, role):
    drafts.begin(indicator, actor=people[Role.CONFIGURER], at=at)
    client.force_login(people[role])
    listed = client.get("/indicators/", {"year": 2568}).content.decode()
    assert "สบอ-7" in listed
    assert "ตัวชี้วัดใหม่" not in listed
    for part in CONFIGURER_ONLY:
        assert client.get(of(indicator, part)).status_code == 403
        assert client.post(of(indicator, part), {"reason": "x"}).status_code == 403
    assert client.post(of(indicator, "take-back")).status_code == 403
    for address in ("new", "copy", "publish"):
        assert client.get(f"/indicators/{address}/").status_code == 404
        assert client.post(f"/indicators/{address}/").status_code == 404


def test_a_stranger_finds_nothing(client, indicator, db):
    far = factories.MembershipFactory(unit=factories.BureauFactory(), role=Role.CONFIGURER).user
    client.force_login(far)
    assert "สบอ-7" not in client.get("/indicators/", {"year": 2568}).content.decode()
    for part in CONFIGURER_ONLY:
        assert client.get(of(indicator, part)).status_code == 404


def test_the_desk_says_where_each_indicator_stands(
    page, indicator, assessment, bureau, sections, keeper, at
):
    plain, edited, gone = many(bureau, keeper, at, 3)
    changed(edited, keeper, at, unit="ขั้นตอน")
    retiring.retire(gone, reason="เลิก", actor=keeper, at=at)
    factories.AssignmentFactory(round=indicator.rounds.get(key="m5"), unit=sections[0])
    Indicator.objects.filter(pk=assessment.pk).update(fiscal_year=2568)
    indicator.rounds.filter(key="m5").update(state=RoundState.OPEN)

    text = page("/indicators/", year=2568)
    for words in (
        "ติดตามรอบ",
        "ดูสิ่งที่ยังขาด",
        "ข้อผิดพลาด 2 รายการ",
        "กำหนดหน่วยงาน",
        "ร่างแก้ไข",
        "ตรวจและประกาศใช้",
        "ประกาศใช้ฉบับร่างที่พร้อม 1 ฉบับ",
        "นำกลับมาใช้",
    ):
        assert words in text, words
    assert text.index("ม-2") > text.index("<h2>เลิกใช้</h2>")
    assert plain.code in text


def test_an_empty_year_offers_a_copy_of_the_last(page, indicator):
    text = page("/indicators/", year=2569)
    assert "คัดลอกตัวชี้วัดปี 2568" in text
    assert "/indicators/copy/?from=2568&amp;to=2569" in text


def test_an_empty_portal_offers_a_new_one(page):
    assert "/indicators/new/" in page("/indicators/", year=2570)


def test_the_desk_costs_the_same_for_one_and_thirty(
    page, bureau, keeper, at, django_assert_max_num_queries
):
    found = many(bureau, keeper, at, 30)
    for number, indicator in enumerate(found):
        if number % 3 == 0:
            changed(indicator, keeper, at, unit=f"หน่วย {number}")
    Indicator.objects.exclude(pk=found[0].pk).update(fiscal_year=2569)
    for year in (2568, 2569):
        with django_assert_max_num_queries(14):
            page("/indicators/", year=year)


def test_a_new_indicator_begins_as_a_draft(client, page, bureau, indicator):
    assert 'value="2569"' in page("/indicators/new/", year=2569)
    typed = {
        "owner": bureau.pk,
        "fiscal_year": "๒๕๖๙",
        "code": " สบอ-8 ",
        "name": "ตัวใหม่",
        "method": "growth",
    }
    assert client.post("/indicators/new/", typed).status_code == 302
    draft = Draft.objects.get()
    assert (draft.indicator.code, draft.indicator.fiscal_year) == ("สบอ-8", 2569)
    assert draft.document["method"] == "growth"


@pytest.mark.parametrize(
    "wrong",
    [{"code": "สบอ-7"}, {"code": ""}, {"fiscal_year": "2025"}, {"owner": "0"}, {"method": "x"}],
)
def test_a_refused_new_indicator_keeps_what_was_typed(client, page, bureau, indicator, wrong):
    typed = {
        "owner": bureau.pk,
        "fiscal_year": 2568,
        "code": "สบอ-8",
        "name": "ชื่อที่พิมพ์ไว้",
        "method": "growth",
    }
    response = client.post("/indicators/new/", typed | wrong)
    assert response.status_code == 422
    assert "ชื่อที่พิมพ์ไว้" in response.content.decode()
    assert not Draft.objects.exists()


def test_units_of_others_are_not_offered(page, bureau):
    far = factories.BureauFactory(name="สำนักอื่น")
    text = page("/indicators/new/")
    assert bureau.name in text
    assert far.name not in text


def test_a_copy_is_looked_at_then_made(client, page, indicator):
    text = page(of(indicator, "copy"))
    assert "พ. 25 ก.พ. 2569" in text
    assert "เสาร์–อาทิตย์" not in text
    assert "เสาร์–อาทิตย์" in page(of(indicator, "copy"), to=2572)
    found = planned(indicator)
    cited = next(c for c in found.plan.texts if c.place == ("card", "importance"))
    posted = {
        "to": 2569,
        f"source-{indicator.pk}": found.source,
        f"year-{indicator.pk}": [cited.id],
        f"baseline-{indicator.pk}": "ระดับ 1 - 4",
    }
    assert client.post(of(indicator, "copy"), posted).status_code == 302
    document = Draft.objects.get(indicator__fiscal_year=2569).document
    assert "31 มี.ค. 2564" in document["card"]["importance"]
    assert document["baseline"][-1]["value"] == "ระดับ 1 - 4"
    assert client.post(of(indicator, "copy"), posted).status_code == 409


def test_a_copy_of_what_changed_meanwhile_keeps_what_was_typed(client, page, indicator):
    posted = {
        "to": 2569,
        f"source-{indicator.pk}": "older",
        f"baseline-{indicator.pk}": "ข้อความที่พิมพ์",
    }
    response = client.post(of(indicator, "copy"), posted)
    assert response.status_code == 409
    text = response.content.decode()
    assert "ข้อความที่พิมพ์" in text
    assert "โปรดตรวจดูอีกครั้ง" in text
    assert Indicator.objects.count() == 1


def test_a_year_that_is_none_is_refused(client, page, indicator):
    assert "เลือกปีอื่น" in page(of(indicator, "copy"), to=2568)
    posted = {"to": "2568", f"source-{indicator.pk}": planned(indicator).source}
    assert client.post(of(indicator, "copy"), posted).status_code == 422


def test_a_year_is_copied_in_the_background(
    client, page, indicator, bureau, keeper, at, django_capture_on_commit_callbacks
):
    other, gone = many(bureau, keeper, at, 2)
    retiring.retire(gone, reason="เลิก", actor=keeper, at=at)
    text = page("/indicators/copy/", **{"from": 2568})
    assert f'id="include-{other.pk}" checked' in text
    assert f'id="include-{gone.pk}" checked' not in text
    posted = {"from": 2568, "to": 2569, "include": [indicator.pk, other.pk]}
    for found in (indicator, other):
        posted[f"source-{found.pk}"] = planned(found).source
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/indicators/copy/", posted)
    job = Job.objects.get()
    assert response["Location"] == f"/jobs/{job.pk}/"
    assert job.result["made"] == ["ม-0", "สบอ-7"]
    desk = page(job.result["url"])
    assert "ดำเนินการแล้ว 2 ตัวชี้วัด" in desk
    again = page("/indicators/copy/", **{"from": 2568})
    assert again.count("มีอยู่แล้ว ข้ามไป") == 2


def test_nothing_ticked_is_said_on_the_page(client, page, indicator):
    response = client.post("/indicators/copy/", {"from": 2568, "to": 2569})
    assert response.status_code == 422
    assert "เลือกตัวชี้วัดอย่างน้อย 1 ตัว" in response.content.decode()


def test_the_copy_of_a_year_costs_the_same_for_one_and_thirty(
    page, bureau, keeper, at, django_assert_max_num_queries
):
    found = many(bureau, keeper, at, 30)
    Indicator.objects.exclude(pk=found[0].pk).update(fiscal_year=2569)
    for year in (2568, 2569):
        with django_assert_max_num_queries(13):
            page("/indicators/copy/", **{"from": year})


def test_the_printed_gaps_are_listed_for_the_loaders_draft(page, assessment):
    text = page(of(assessment, "publish"))
    assert "ต้องแก้ไข 2 จุดก่อนประกาศใช้" in text
    assert "นำเข้าจากไฟล์" in text
    assert "องค์ประกอบ 5.4 › ระดับ 2" in text
    assert 'name="revision"' not in text


def test_publishing_asks_for_a_reason_and_says_what_happens(client, page, indicator, keeper, at):
    draft = changed(indicator, keeper, at, unit="ขั้นตอน")
    indicator.rounds.filter(key="m5").update(state=RoundState.OPEN)
    text = page(of(indicator, "publish"))
    for words in ("ขั้นตอน", "คงวันที่เดิมและเกณฑ์ที่ใช้เมื่อเปิดรอบ", "ใช้วันที่ตามนิยาม"):
        assert words in text
    refused = client.post(of(indicator, "publish"), {"revision": draft.revision, "reason": " "})
    assert refused.status_code == 422
    done = client.post(of(indicator, "publish"), {"revision": draft.revision, "reason": "แก้หน่วยวัด"})
    assert done["Location"] == f"/indicators/{indicator.pk}/"
    assert indicator.versions.count() == 2
    assert "ไม่มีสิ่งที่ต้องประกาศใช้" in page(of(indicator, "publish"))


def test_an_older_page_publishes_nothing(client, page, indicator, keeper, at):
    draft = changed(indicator, keeper, at, unit="ขั้นตอน")
    for revision in (draft.revision - 1, "x"):
        response = client.post(
            of(indicator, "publish"), {"revision": revision, "reason": "เหตุผลที่พิมพ์"}
        )
        assert response.status_code == 409
        assert "เหตุผลที่พิมพ์" in response.content.decode()
    assert indicator.versions.count() == 1


def test_nothing_is_published_where_nobody_is_changing(client, page, indicator):
    assert client.post(of(indicator, "publish"), {"revision": 1}).status_code == 404


def test_sound_drafts_are_published_together(
    client, page, bureau, keeper, at, django_capture_on_commit_callbacks
):
    first, second = many(bureau, keeper, at, 2)
    draft = changed(first, keeper, at, unit="ก")
    changed(second, keeper, at, weight=None)
    text = page("/indicators/publish/", year=2568)
    assert "ฉบับร่างที่มีจุดต้องแก้ไข" in text
    posted = {"year": 2568, "draft": [draft.pk], "reason": ""}
    assert client.post("/indicators/publish/", posted).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/indicators/publish/", posted | {"reason": "ปรับ"})
    assert Job.objects.get().result["made"] == ["ม-0"]
    assert first.versions.count() == 2


def test_retired_by_a_reason_and_taken_back(client, page, indicator):
    assert client.post(of(indicator, "retire"), {"reason": ""}).status_code == 422
    assert client.post(of(indicator, "retire"), {"reason": "เลิกแผน"}).status_code == 302
    assert "เลิกแผน" in page(of(indicator, "retire"))
    assert client.post(of(indicator, "take-back")).status_code == 302
    indicator.rounds.filter(key="m5").update(state=RoundState.OPEN)
    assert "ยังไม่สิ้นสุด" in page(of(indicator, "retire"))
    assert client.post(of(indicator, "retire"), {"reason": "เลิก"}).status_code == 409


def test_a_broken_draft_breaks_no_page(page, indicator, keeper, at):
    draft = drafts.begin(indicator, actor=keeper, at=at)
    document = copy.deepcopy(draft.document) | {"rounds": "x", "weight": [1], "method": 4}
    drafts.change(draft, document, what="พัง", revision=1, actor=keeper, at=at)
    page("/indicators/", year=2568)
    page(of(indicator, "publish"))
    page(of(indicator, "copy"))


def test_indicators_of_units_above_are_read_beneath_the_desk(
    page, indicator, bureau, keeper, at, django_assert_max_num_queries
):
    department = factories.UnitFactory(name="กรม")
    bureau.parent, bureau.path = department, ""
    bureau.save()
    for number in range(5):
        above = factories.IndicatorFactory(owner=department, code=f"กรม-{number}")
        factories.RoundFactory(indicator=above)
    unpublished = factories.IndicatorFactory(owner=department, code="กรม-ร่าง")
    with django_assert_max_num_queries(15):
        text = page("/indicators/", year=2568)
    assert text.index("กรม-4") > text.index("ของหน่วยงานอื่น") > text.index("สบอ-7")
    assert unpublished.code not in text
    page(of(above, "copy"), 403)
