"""The text for LINE: pure, short, in both languages; and what it is made from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from submissions.domain import line_reading
from submissions.domain.line_text import MOST_LINES, Facts, Occasion, text_of
from submissions.enums import Action, State
from tests.factories import SubmissionFactory, UnitFactory
from tests.review.world import LATER, Review, file_now, supply

DUE = datetime(2025, 2, 25, 9, 30, tzinfo=UTC)
FACTS = Facts(
    unit="ส่วนอุทกวิทยา",
    indicator="สบอ-7 การพัฒนากระบวนการ",
    round="รอบ 5 เดือน",
    due_at=DUE,
    address="https://kpi.example.go.th/submissions/12/",
    items=("รายงานการประชุม", "แบบฟอร์ม 1"),
)


def text(occasion: Occasion = Occasion.REMINDER, *, language: str = "th", **changes) -> str:
    now = changes.pop("now", DUE - timedelta(days=5))
    return text_of(occasion, replace(FACTS, **changes), now=now, language=language)


def test_a_reminder_in_thai():
    assert text() == (
        "ส่วนอุทกวิทยา\n"
        "สบอ-7 การพัฒนากระบวนการ · รอบ 5 เดือน\n"
        "ยังไม่ได้รับรายงาน ครบกำหนดส่ง 25 ก.พ. 2568 16.30 น. (อีก 5 วัน)\n"
        "ยังขาด:\n"
        "- รายงานการประชุม\n"
        "- แบบฟอร์ม 1\n"
        "ส่งรายงานได้ที่:\n"
        "https://kpi.example.go.th/submissions/12/"
    )


def test_a_reminder_in_english():
    assert text(language="en").split("\n")[2:4] == [
        "The report has not come yet. Due 25 Feb 2025, 16:30 (5 days left).",
        "Still missing:",
    ]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (DUE - timedelta(hours=1), "(วันนี้)"),
        (DUE + timedelta(minutes=1), "(เกินกำหนด 1 วัน)"),
        (DUE + timedelta(days=2), "(เกินกำหนด 2 วัน)"),
        (DUE - timedelta(days=1), "(อีก 1 วัน)"),
    ],
)
def test_how_far_the_day_is(moment: datetime, words: str):
    assert words in text(now=moment)


def test_a_return_names_what_came_back():
    said = text(Occasion.RETURNED)
    assert "ส่งคืนให้แก้ไข โปรดตอบภายใน 25 ก.พ. 2568 16.30 น." in said
    assert "รายการที่ต้องแก้ไข:\n- รายงานการประชุม" in said


def test_a_received_report_names_its_number():
    said = text(Occasion.RECEIVED, number="118/2568", items=())
    assert "ส่วนยุทธศาสตร์ได้รับรายงานเมื่อ 25 ก.พ. 2568 16.30 น. เลขรับ 118/2568" in said


def test_with_nothing_missing_no_list_stands_there():
    assert "ยังขาด" not in text(items=())


@given(
    st.lists(st.text(alphabet="กขค ", min_size=1, max_size=20), max_size=30),
    st.sampled_from(["th", "en"]),
    st.sampled_from(list(Occasion)),
    st.integers(min_value=-400, max_value=400),
)
def test_it_stays_short_and_plain(items, language, occasion, days):
    said = text_of(
        occasion,
        replace(FACTS, items=items),
        now=DUE + timedelta(days=days),
        language=language,
    )
    assert len(said.splitlines()) <= MOST_LINES + 8
    assert said.startswith(FACTS.unit)
    assert said.endswith(FACTS.address)
    assert not {"<", "&", "%"} & set(said)


class TestRead:
    def test_what_the_claimed_level_lacks(self, review: Review):
        review.put(State.DRAFT, claimed_level=2)
        supply(review.submission, "1.1-a", review.drafter)
        (facts,) = line_reading.reminders([review.submission.pk], root="https://x").values()
        assert (list(facts.items), facts.due_at) == (["หลักฐาน 2"], review.round.due_at)
        assert facts.address == f"https://x/submissions/{review.submission.pk}/"

    def test_many_cost_as_much_as_one(self, review: Review):
        costs = []
        reports = [review.submission.pk]
        for number in (1, 8):
            while len(reports) < number:
                unit = UnitFactory(parent=review.bureau)
                reports.append(SubmissionFactory(round=review.round, unit=unit).pk)
            with CaptureQueriesContext(connection) as queries:
                assert len(line_reading.reminders(reports, root="")) == number
            costs.append(len(queries))
        assert costs == [2, 2]

    def test_of_a_return_its_items(self, review: Review):
        assert line_reading.of_return(review.submission, root="") is None
        file_now(review.submission, review.director, at=LATER)
        review.put(State.IN_REVIEW, claimed_level=3)
        review.do(Action.RETURN, "reviewer", items={"2.1-a": "ขอฉบับลงนาม"})
        facts = line_reading.of_return(review.fresh(), root="")
        assert facts is not None
        assert (list(facts.items), facts.due_at) == (["หลักฐาน 2"], review.fresh().answer_by)
