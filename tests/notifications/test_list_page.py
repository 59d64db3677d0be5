"""The list behind the bell: only the own rows, in words, marked read by POST."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from kpi_portal.notifications import kinds, reading
from submissions.domain.announcements import _TOLD
from tests import factories

URL = "/notifications/"


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def test_a_row_reads_in_the_language_of_the_page(signed_in, tell):
    tell(note="ขาดลายมือชื่อ")

    page = signed_in.get(URL).content.decode()

    assert "รายงานของ ส่วนอุทกวิทยา ตัวชี้วัด สบอ-7 รอบ 5 เดือน ถูกส่งคืนแก้ไข" in page
    assert "ขาดลายมือชื่อ" in page


def test_only_the_own_rows_are_there(signed_in, tell):
    other = tell(to=factories.UserFactory())

    assert "ยังไม่มีการแจ้งเตือน" in signed_in.get(URL).content.decode()
    assert signed_in.post(f"{URL}{other.pk}/open/").status_code == 404
    other.refresh_from_db()
    assert other.read_at is None


def test_opening_marks_it_read_and_leads_there(signed_in, tell, person):
    row = tell()
    assert reading.unread_count(person) == 1

    response = signed_in.post(f"{URL}{row.pk}/open/")

    assert response["Location"] == "/submissions/1/"
    assert reading.unread_count(person) == 0
    row.refresh_from_db()
    first = row.read_at
    signed_in.post(f"{URL}{row.pk}/open/")
    row.refresh_from_db()
    assert row.read_at == first


@pytest.mark.parametrize(
    "url", ["", "https://evil.example.com/", "//evil.example.com", "javascript:x"]
)
def test_a_row_never_leads_out_of_the_portal(signed_in, tell, url):
    assert signed_in.post(f"{URL}{tell(url=url).pk}/open/")["Location"] == URL


def test_marking_needs_a_post(signed_in, tell):
    row = tell()

    assert signed_in.get(f"{URL}{row.pk}/open/").status_code == 405
    assert signed_in.get(f"{URL}read/").status_code == 405


def test_all_are_marked_at_once_and_nobody_elses(signed_in, tell, person):
    stranger = factories.UserFactory()
    tell(), tell(), tell(to=stranger)

    signed_in.post(f"{URL}read/")

    assert reading.unread_count(person) == 0
    assert reading.unread_count(stranger) == 1


def test_the_page_costs_the_same_with_one_row_and_with_many(
    signed_in, tell, django_assert_max_num_queries
):
    tell()
    with django_assert_max_num_queries(10):
        signed_in.get(URL)
    for _ in range(60):
        tell()
    with django_assert_max_num_queries(10):
        signed_in.get(URL)


def test_every_kind_in_the_code_has_its_sentence():
    used = {f"submission.{action}" for action in _TOLD}
    kind = re.compile(r"(round|submission|approval|evidence|unit|document)\.[a-z_]+")
    for package in ("kpi_portal", "indicators", "submissions", "forms_templates"):
        for path in Path(settings.BASE_DIR, package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node) in ("notify", "tell", "_tell"):
                    used |= {
                        value.value
                        for value in ast.walk(node)
                        if isinstance(value, ast.Constant)
                        and isinstance(value.value, str)
                        and kind.fullmatch(value.value)
                    }

    assert sorted(used - set(kinds.KINDS)) == []
    assert len(used) > 15


def _name(node: ast.Call) -> str:
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_sentence_takes_its_facts(tell, language):
    row = tell(
        due="2025-02-25T16:59:59+00:00",
        form="form-3",
        who="นางสาวมานี",
        name="a.pdf",
        until="2025-03-04T16:59:59+00:00",
        order_number="9/2568",
        former="ส่วนอุทกวิทยา",
        version=2,
        before="40.00",
        after="45.00",
        acting="รักษาราชการแทน",
        starts="2025-02-03",
        ends="2025-02-07",
        by="นางสาวปิติ",
        count=3,
        memos="บันทึกแจ้งผล",
        failed=1,
    )
    row.facts["reporter"] = "สำนักบริหารจัดการน้ำ"
    row.facts["note"] = "ขาดหน้า 2"
    row.facts["to"] = "ส่วนบริหารจัดการน้ำ"
    row.facts["role"] = "reviewer"
    with translation.override(language):
        for name in kinds.KINDS:
            row.kind = name
            words = kinds.sentence(row)
            assert "%" not in words
            assert "–" not in words
        row.kind = "from.a.later.version"
        assert kinds.sentence(row) == "from.a.later.version"
