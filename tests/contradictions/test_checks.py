"""What the checks find in plain facts, and what they leave alone. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.domain.contradictions import checks
from submissions.domain.contradictions.facts import (
    DateInForm,
    Elsewhere,
    Piece,
    Plan,
    ReportFacts,
)
from submissions.domain.contradictions.percentages import percentages_in
from submissions.enums import Contradiction

MINUTES = Piece(
    1, "1.1-a", "รายงานการประชุม.pdf", accepted=True, version=11, sha256="a", dated=date(2025, 1, 9)
)
PROGRESS = Piece(2, "2.1-c", "ความก้าวหน้า", accepted=True, number=Fraction(80))
PLAN = Plan("แบบฟอร์ม 3", "2.1-a", True, False, now="x", approved="x", numbers=("2.1-c",))
SOUND = ReportFacts(
    first_day=date(2024, 10, 1),
    last_day=date(2025, 9, 30),
    due=date(2025, 2, 25),
    pieces=(MINUTES, PROGRESS),
    awarded={"1.1-a": 1, "2.1-c": 2},
    levels={"1.1-a": 1, "2.1-c": 2},
    listed=("รับสมัครสมาชิก",),
    chosen=("รับสมัคร สมาชิก",),
    plans=(PLAN,),
    level_texts={2: "ดำเนินการแล้วร้อยละ 80"},
)


def kinds(facts: ReportFacts) -> list[Contradiction]:
    return [found.kind for found in checks.find(facts)]


def with_pieces(*pieces: Piece, **more: object) -> ReportFacts:
    return replace(SOUND, pieces=pieces, **more)  # type: ignore[arg-type]


def test_a_sound_report_contradicts_nothing() -> None:
    assert kinds(SOUND) == []


def test_a_level_counts_though_something_it_asks_for_is_not_there() -> None:
    found = checks.find(replace(SOUND, awarded={**SOUND.awarded, "1.2-a": 1}))

    assert [(f.kind, f.requirement, f.facts["level"]) for f in found] == [
        (Contradiction.LEVEL_WITHOUT_EVIDENCE, "1.2-a", "1")
    ]


def test_an_accepted_piece_must_be_readable() -> None:
    shut = replace(MINUTES, readable=False)

    assert kinds(with_pieces(shut, PROGRESS)) == [Contradiction.NOTHING_TO_READ]
    assert kinds(with_pieces(replace(shut, accepted=False), PROGRESS, awarded={})) == []


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        (None, []),  # no review is known: nothing to compare with
        ((), [Contradiction.UNLISTED_PROCESS]),
        (("งานอื่น",), [Contradiction.UNLISTED_PROCESS]),
        ((" รับสมัครสมาชิก  ", "งานอื่น"), []),
    ],
)
def test_a_chosen_process_stands_in_the_review(listed, found) -> None:
    assert kinds(replace(SOUND, listed=listed)) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"approved": None}, [Contradiction.PLAN_NOT_APPROVED]),
        ({"approved": None, "approval_replaced": True}, []),  # approved on paper
        ({"approved": None, "accepted": False}, []),  # the plan itself does not count
        ({"approved": "older"}, [Contradiction.PLAN_OUTDATED]),
        ({"approved": "older", "numbers": ()}, []),  # no progress is reported on it
    ],
)
def test_progress_stands_on_the_approved_plan(change, found) -> None:
    assert kinds(replace(SOUND, plans=(replace(PLAN, **change),))) == found


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2024, 9, 30), [Contradiction.OUTSIDE_YEAR]),
        (date(2024, 10, 1), []),
        (date(2025, 2, 25), []),
        (date(2025, 2, 26), [Contradiction.AFTER_DUE]),
        (date(2025, 9, 30), [Contradiction.AFTER_DUE]),
        # told once: what lies outside the year is not told again as late
        (date(2025, 10, 1), [Contradiction.OUTSIDE_YEAR]),
    ],
)
def test_documents_are_of_the_year_and_not_after_the_due_day(day, found) -> None:
    assert kinds(with_pieces(replace(MINUTES, dated=day), PROGRESS)) == found


def test_dates_in_forms_are_of_the_year() -> None:
    entries = [
        DateInForm("แบบฟอร์ม 5", "3.3-b", "วันที่เริ่ม", date(2024, 9, 1)),
        DateInForm("แบบฟอร์ม 5", "3.3-b", "วันที่เริ่มใช้", date(2025, 3, 1)),
    ]

    [found] = checks.find(replace(SOUND, dates=entries))

    assert (found.kind, found.requirement) == (Contradiction.OUTSIDE_YEAR, "3.3-b")
    assert found.facts == {"name": "แบบฟอร์ม 5 วันที่เริ่ม", "day": "2024-09-01"}


def test_the_same_bytes_twice_are_told_once_with_every_piece() -> None:
    again = replace(MINUTES, key=3, requirement="3.1-a", name="ประชุม (2).pdf", version=12)

    [found] = checks.find(with_pieces(MINUTES, PROGRESS, again))

    assert (found.kind, found.pieces) == (Contradiction.SAME_BYTES, (1, 3))
    assert found.facts["others"] == "ประชุม (2).pdf"


def test_one_document_for_several_requirements_and_shared_evidence_are_no_doubles() -> None:
    reused = replace(MINUTES, key=3, requirement="3.1-a")
    published = replace(MINUTES, key=3, version=12, shared=True)

    assert kinds(with_pieces(MINUTES, PROGRESS, reused)) == []
    assert kinds(with_pieces(replace(MINUTES, shared=True), PROGRESS, published)) == []


def test_the_same_bytes_from_another_unit_are_told_once_and_not_for_shared_evidence() -> None:
    there = {"a": [Elsewhere("ส่วนประมวลวิเคราะห์", "สบอ-7 รอบ 5 เดือน")]}
    reused = replace(MINUTES, key=3, requirement="3.1-a")

    found = checks.find(with_pieces(MINUTES, reused, PROGRESS, elsewhere=there))

    assert [f.kind for f in found] == [Contradiction.SAME_BYTES_ELSEWHERE]
    assert found[0].facts["units"] == "ส่วนประมวลวิเคราะห์ (สบอ-7 รอบ 5 เดือน)"
    shared = with_pieces(replace(MINUTES, shared=True), PROGRESS, elsewhere=there)
    assert kinds(shared) == []


@pytest.mark.parametrize(
    ("own", "level", "found"),
    [
        ("", "", []),
        ("ร้อยละ ๘๐", "", []),
        ("ร้อยละ 75 ปีก่อน ปีนี้ร้อยละ 80", "", []),
        ("ร้อยละ 75", "", [Contradiction.NUMBER_AND_TEXT]),
        ("", "สำเร็จแล้ว 85 %", [Contradiction.NUMBER_AND_TEXT]),
        # what stands beside the number itself counts more than what is written of the level
        ("80%", "สำเร็จแล้ว 85 %", []),
        ("80 ขั้นตอนจาก 100", "", []),
    ],
)
def test_numbers_agree_with_the_words_about_them(own, level, found) -> None:
    facts = with_pieces(MINUTES, replace(PROGRESS, text=own), level_texts={2: level})

    assert kinds(facts) == found


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ร้อยละ ๘๕.๕๐", [Fraction(171, 2)]),
        ("เพิ่มจากร้อยละ 60 เป็น 85%", [Fraction(60), Fraction(85)]),
        ("85 เปอร์เซ็นต์ และ 85 per cent", [Fraction(85)]),
        ("1,250 ราย คิดเป็น 100.0 %", [Fraction(100)]),
        ("รุ่น 2.85% ไม่ใช่ 85%", [Fraction(285, 100), Fraction(85)]),
        ("ระดับ 5 ปี 2568", []),
        ("", []),
    ],
)
def test_percentages_are_read_exactly(text, numbers) -> None:
    assert list(percentages_in(text)) == numbers


@given(st.permutations([MINUTES, PROGRESS, replace(MINUTES, key=3, version=12)]))
def test_what_is_found_does_not_hang_on_the_order_of_the_pieces(pieces) -> None:
    [found] = checks.find(with_pieces(*pieces))

    assert found.kind == Contradiction.SAME_BYTES
    assert sorted(found.pieces) == [1, 3]


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_percentages(text) -> None:
    assert all(number >= 0 for number in percentages_in(text))


def test_an_acknowledgement_covers_these_facts_and_no_others() -> None:
    late = with_pieces(replace(MINUTES, dated=date(2025, 3, 1)), PROGRESS)
    later = with_pieces(replace(MINUTES, dated=date(2025, 3, 2)), PROGRESS)
    renewed = with_pieces(replace(MINUTES, key=9, dated=date(2025, 3, 1)), PROGRESS)

    digests = {checks.find(facts)[0].digest for facts in (late, later, renewed)}

    assert len(digests) == 3
    assert checks.find(late)[0].digest in digests
