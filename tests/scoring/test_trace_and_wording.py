"""The trace explains the score, survives storage, and reads well in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from scoring.case import Case
from scoring.engine import ENGINE_VERSION, score
from scoring.result import Result, result_as_dict
from scoring.trace import Rule
from scoring.wording import sentence, sentences, summary
from tests.scoring.builders import bangkok, case, criterion, fixture, indicator, level, requirement

THAI_DIGITS = re.compile("[๐-๙]")
LEVELS_1_TO_3 = "1.1-a 1.2-a 1.2-b 2.1-a 2.1-b 3.1-a 3.3-a"
M12 = bangkok("2025-08-29T10:00:00")


def rid(accepted: str, submitted_at: datetime | None = M12) -> Result:
    inputs = dict.fromkeys(accepted.split(), 1)
    return score(fixture("rid-digitalize-2568"), Case("m12", submitted_at, inputs))


def steps(result: Result, rule: Rule) -> list[Any]:
    return [step for step in result.trace if step.code == rule]


def said(result: Result, rule: Rule, language: Any = "th") -> list[str]:
    return [sentence(step, language) for step in steps(result, rule)]


def test_the_trace_goes_level_by_level_evidence_before_criterion_before_level() -> None:
    codes = [str(step.code) for step in rid(LEVELS_1_TO_3).trace]
    assert codes[:6] == ["evidence", "criterion", "evidence", "evidence", "criterion", "level"]
    assert codes[-3:] == ["no_skip", "tier", "weight"]


def test_a_criterion_proven_elsewhere_is_held_up_by_that_evidence() -> None:
    result = rid("1.1-a 1.2-a 1.2-b 2.1-a 2.1-b 3.1-a")
    unmet = [s.facts for s in steps(result, Rule.CRITERION) if not s.facts["met"]]
    assert [(facts["key"], [m["key"] for m in facts["missing"]]) for facts in unmet[:2]] == [
        ("3.2", ["3.3-a"]),
        ("3.3", ["3.3-a"]),
    ]


def test_the_summary_reads_as_a_director_needs_it() -> None:
    assert summary(rid(LEVELS_1_TO_3), "th") == (
        "ระดับ 3: ได้ 50.00 จาก 100.00 คะแนน; "
        "ระดับ 4 ยังไม่นับ เพราะยังไม่ผ่าน “แสดงหลักฐานการนำระบบไปใช้” (4.1-a)"
        " และ “แสดงหลักฐาน Link ในหน้าเว็บของสำนัก/กอง” (4.2-a); "
        "ถึงเป้าหมายขั้นต้น (ระดับ 3)"
    )
    assert summary(rid("1.1-a"), "en").startswith(
        "Level 0, no level complete: 0.00 of 100.00 points; Level 1 does not count yet, lacking “"
    )


def test_the_summary_names_the_late_deduction() -> None:
    definition = fixture("process-improvement-2566")
    late = Case("r1", bangkok("2023-04-02T09:00:00"), {"1.1-a": 1})
    text = summary(score(definition, late), "th")
    assert "หัก 0.20 เพราะส่งช้า 2 วัน" in text
    assert text.endswith("คะแนนสุทธิ 0.80")


def test_a_stored_result_is_worded_without_its_definition() -> None:
    result = rid(LEVELS_1_TO_3)
    stored = json.loads(json.dumps(result_as_dict(result)))
    assert summary(stored, "th") == summary(result, "th")
    assert sentences(stored, "en") == sentences(result, "en")


def test_the_stored_form_is_the_commands_output_and_the_engine() -> None:
    stored = result_as_dict(rid(LEVELS_1_TO_3))
    assert list(stored)[-1] == "engine"
    assert stored["engine"] == ENGINE_VERSION
    assert (stored["final"], stored["weighted"], stored["percent"]) == ("50.00", "2.50", "50.00")


def test_what_two_decimals_cannot_say_stands_beside_them_in_full() -> None:
    thirds = [criterion(f"1.{n}", points="share") for n in (1, 2, 3)]
    stored = result_as_dict(score(indicator(level(1, *thirds, points=100)), case("1.1-a")))
    partial = next(step for step in stored["trace"] if step["code"] == "partial")
    assert (partial["points"], partial["points_exact"]) == ("33.33", "100/3")
    assert stored["raw"] == "33.33"


def test_a_measured_value_is_never_rounded_in_words() -> None:
    number = requirement("1.1-a", "number", at_least=50)
    definition = indicator(level(1, criterion("1.1", number), points=100))
    result = score(definition, case(values={"1.1-a": Fraction("49.995")}))
    (text,) = said(result, Rule.EVIDENCE)
    assert "ค่า 49.995 ยังไม่ถึงเกณฑ์ (เกณฑ์ไม่น้อยกว่า 50)" in text


RULES: dict[str, tuple[Result, Rule, str, str]] = {
    "evidence met": (
        score(indicator(), case("1.1-a")),
        Rule.EVIDENCE,
        "หลักฐาน “หลักฐาน 1.1-a” (1.1-a): ผ่านการตรวจ 1 รายการ ครบตามที่กำหนด 1 รายการ",
        "Evidence “หลักฐาน 1.1-a” (1.1-a): 1 accepted, 1 needed",
    ),
    "evidence not met": (
        score(indicator(), case()),
        Rule.EVIDENCE,
        "หลักฐาน “หลักฐาน 1.1-a” (1.1-a): ผ่านการตรวจ 0 จาก 1 รายการ ยังไม่ครบ",
        "Evidence “หลักฐาน 1.1-a” (1.1-a): 0 of 1 accepted, not enough",
    ),
    "level complete": (
        score(indicator(), case("1.1-a")),
        Rule.LEVEL,
        "ระดับ 1 “ระดับที่ 1”: ครบถ้วน ได้ 50.00 คะแนน",
        "Level 1 “ระดับที่ 1”: complete, earns 50.00",
    ),
    "no skipping": (
        score(indicator(), case("3.1-a")),
        Rule.NO_SKIP,
        "ไม่สามารถข้ามระดับคะแนนได้: ระดับ 1 ยังไม่ครบ ระดับ 2 และ 3 จึงยังไม่ได้คะแนน",
        "Levels cannot be skipped: level 1 is incomplete, so levels 2 and 3 earn nothing",
    ),
    "late": (
        score(
            indicator(late={"deduct": "0.10"}),
            case("1.1-a", submitted_at=bangkok("2025-02-27T01:00:00")),
        ),
        Rule.LATE,
        "หัก 0.20 เพราะส่งช้า 2 วัน (วันละ 0.10 คะแนน)",
        "0.20 deducted: submitted 2 days late (0.10 a day)",
    ),
    "late in working days after grace": (
        score(
            indicator(late={"deduct": 1, "count": "working", "grace_days": 1}),
            case("1.1-a", submitted_at=bangkok("2025-02-27T01:00:00")),
        ),
        Rule.LATE,
        "หัก 1.00 เพราะส่งช้า 1 วันทำการ (ไม่นับวันผ่อนผัน 1 วัน) (วันละ 1.00 คะแนน)",
        "1.00 deducted: submitted 1 working day (beyond the grace of 1) late (1.00 a day)",
    ),
    "within grace": (
        score(
            indicator(late={"deduct": 1, "grace_days": 3}),
            case("1.1-a", submitted_at=bangkok("2025-02-26T01:00:00")),
        ),
        Rule.LATE,
        "ส่งช้า 1 วัน แต่อยู่ในช่วงผ่อนผัน 3 วัน จึงไม่หักคะแนน",
        "Submitted 1 day late, within the grace of 3: no deduction",
    ),
    "waiver": (
        score(
            indicator(late={"deduct": 1}),
            case(
                "1.1-a",
                submitted_at=bangkok("2025-02-27T01:00:00"),
                waiver=True,
                waiver_order="12/2568",
            ),
        ),
        Rule.WAIVER,
        "ส่งช้า 2 วัน แต่ได้รับยกเว้นการหักคะแนน 2.00 ตามคำสั่งที่ 12/2568",
        "Submitted 2 days late, the deduction of 2.00 is waived by order 12/2568",
    ),
    "cap": (
        score(
            indicator(late={"deduct": 10, "cap": 15}),
            case("1.1-a", submitted_at=bangkok("2025-02-27T01:00:00")),
        ),
        Rule.CAP,
        "หักได้ไม่เกินเพดานการหัก 15.00 จากที่คำนวณได้ 20.00",
        "The deduction of 20.00 is limited to the cap, 15.00",
    ),
    "raw as the cap": (
        score(
            indicator(late={"deduct": 40}),
            case("1.1-a", submitted_at=bangkok("2025-02-27T01:00:00")),
        ),
        Rule.CAP,
        "หักได้ไม่เกินคะแนนที่ได้ 50.00 จากที่คำนวณได้ 80.00",
        "The deduction of 80.00 is limited to the points earned, 50.00",
    ),
    "scale as the cap": (
        score(replace(indicator().rounds[0], scale=Fraction(30)), case("1.1-a")),
        Rule.CAP,
        "คะแนนรวม 50.00 นับได้ไม่เกินคะแนนเต็ม 30.00",
        "The sum of 50.00 counts up to the full score of 30.00",
    ),
    "not submitted": (
        score(indicator(), case("1.1-a", submitted_at=None)),
        Rule.NOT_SUBMITTED,
        "ไม่รายงาน: ไม่มีการเสนอรายงาน คะแนนสุทธิจึงเป็น 0.00 (คะแนนตามหลักฐาน 50.00)",
        "Not reported: nothing was submitted, the final score is 0.00 (earned 50.00)",
    ),
    "tier reached": (
        score(indicator(tiers=[{"name": "เป้าหมายขั้นต้น", "level": 1}]), case("1.1-a")),
        Rule.TIER,
        "ถึงเป้าหมายขั้นต้น (ระดับ 1)",
        "Reaches เป้าหมายขั้นต้น (level 1)",
    ),
    "tier not reached": (
        score(indicator(tiers=[{"name": "เป้าหมายขั้นต้น", "level": 1}]), case()),
        Rule.TIER,
        "ยังไม่ถึงเป้าหมายขั้นต้น ซึ่งต้องได้ระดับ 1",
        "Does not reach เป้าหมายขั้นต้น yet, which needs level 1",
    ),
    "under the first tier": (
        score(
            indicator(tiers=[{"name": "เป้าหมายขั้นต้น", "level": 2}], below_first_tier="zero"),
            case("1.1-a"),
        ),
        Rule.TIER,
        "ผลต่ำกว่าเป้าหมายขั้นต้น (ระดับ 2) จึงได้ 0.00 คะแนนตามเกณฑ์ของรอบ จากเดิม 50.00",
        "Under เป้าหมายขั้นต้น (level 2): the 50.00 earned count 0.00 by the rule of the round",
    ),
    "weight": (
        score(indicator(), case("1.1-a")),
        Rule.WEIGHT,
        "คะแนนสุทธิ 50.00 จากคะแนนเต็ม 100.00 คิดเป็นคะแนนถ่วงน้ำหนัก 2.50 จากน้ำหนัก 5.00",
        "Final score 50.00 of 100.00, weighted 2.50 of 5.00",
    ),
    "no weight for the group": (
        score(indicator(weight={"ก": 1}), case("1.1-a", group="ข")),
        Rule.WEIGHT,
        "คะแนนสุทธิ 50.00 จากคะแนนเต็ม 100.00 (ไม่มีน้ำหนักสำหรับกลุ่ม ข)",
        "Final score 50.00 of 100.00 (no weight for the group ข)",
    ),
    "no weight": (
        score(indicator(weight=None), case("1.1-a")),
        Rule.WEIGHT,
        "คะแนนสุทธิ 50.00 จากคะแนนเต็ม 100.00 (ยังไม่กำหนดน้ำหนัก)",
        "Final score 50.00 of 100.00 (no weight set)",
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_the_sentence_of_each_rule(name: str) -> None:
    result, rule, thai, english = RULES[name]
    assert said(result, rule, "th")[0] == thai
    assert said(result, rule, "en")[0] == english


def test_a_complete_level_above_the_gap_says_what_holds_it() -> None:
    texts = said(score(indicator(), case("3.1-a")), Rule.LEVEL)
    assert texts[2] == "ระดับ 3 ครบถ้วนแล้ว แต่ยังไม่นับ เพราะระดับ 1 ยังไม่ครบ"


def test_optional_evidence_says_that_it_is_not_scored() -> None:
    optional = requirement("1.1-b", required=False)
    definition = indicator(level(1, criterion("1.1", requirement("1.1-a"), optional), points=100))
    texts = said(score(definition, case("1.1-a")), Rule.EVIDENCE)
    assert texts[1].endswith("(ขอไว้ประกอบ ไม่มีผลต่อคะแนน)")


def test_alternatives_are_joined() -> None:
    either = requirement("1.1-a", ["file", "number"], at_least=80)
    definition = indicator(level(1, criterion("1.1", either), points=100))
    (thai,) = said(score(definition, case()), Rule.EVIDENCE)
    assert " หรือ ยังไม่มีค่าที่ผ่านการตรวจ (เกณฑ์ไม่น้อยกว่า 80)" in thai
    (english,) = said(score(definition, case(values={"1.1-a": 85})), Rule.EVIDENCE, "en")
    assert " or the value 85 (at least 80 needed)" in english


def test_a_long_list_of_missing_evidence_is_cut() -> None:
    many = [requirement(f"1.1-{letter}") for letter in "abcdef"]
    definition = indicator(level(1, criterion("1.1", *many), points=100))
    (text,) = said(score(definition, case()), Rule.LEVEL)
    assert text.endswith("“หลักฐาน 1.1-d” (1.1-d) และอีก 2 รายการ")


def test_a_title_that_is_missing_is_replaced_by_the_key() -> None:
    definition = indicator(level(1, criterion("1.1", {"key": "x", "kind": "file"}), points=100))
    (text,) = said(score(definition, case()), Rule.LEVEL)
    assert text == "ระดับ 1 ยังไม่นับ เพราะยังไม่ผ่าน x"


@pytest.mark.parametrize("language", ["th", "en"])
def test_digits_are_arabic(language: Any) -> None:
    for text in sentences(rid(LEVELS_1_TO_3), language):
        assert not THAI_DIGITS.search(text)
