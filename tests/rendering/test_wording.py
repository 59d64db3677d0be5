"""Memo wordings: the source's own words come out, and nothing else is ever evaluated."""

import pytest
import yaml

from forms_templates.wording import (
    WordingError,
    fill,
    fill_memo,
    load_memo_template,
    memo_template_from_data,
)
from tests.rendering.samples import FIXTURES, INDICATOR, REQUEST_VALUES


def text_of(kind: str) -> str:
    return (FIXTURES / f"memos/{kind}.yaml").read_text(encoding="utf-8")


def test_the_request_reads_as_the_source_does():
    memo = fill_memo(load_memo_template(text_of("request")), REQUEST_VALUES)
    assert memo.subject == f"การรายงานผลการดำเนินงานตัวชี้วัดที่ สบอ-7 : {INDICATOR}"
    assert memo.cause == (
        "ด้วยสำนักบริหารจัดการน้ำและอุทกวิทยา ได้มีการจัดประชุมสำนักฯ ครั้งที่ 1/2568 เมื่อวันที่ "
        "10 มกราคม 2568 เวลา 10.00 - 16.00 น. ณ ห้องประชุมชูชาติ กำภู กรมชลประทาน ปากเกร็ด "
        "มีการสำรวจทบทวนกระบวนการหรือการให้บริการของสำนัก/กอง "
        "คัดเลือกกระบวนงานเพื่อพัฒนาหรือปรับปรุงเป็นรูปแบบดิจิทัล (Digitalize Process) หรือ e-Service นั้น",
    )
    assert memo.purpose == (
        "ส่วนยุทธศาสตร์ขอให้ผู้อำนวยการส่วน และ ผอช.ภาค รายงานผลการดำเนินงานตัวชี้วัดที่ สบอ-7 : "
        f"{INDICATOR} รอบ 5 เดือน ตามแบบฟอร์มที่กำหนด พร้อมแนบเอกสารหลักฐานประกอบ "
        "โดยจัดส่งรายงานฯ ในรูปแบบบันทึกข้อความและรูปแบบไฟล์ word ให้ส่วนยุทธศาสตร์ทาง "
        "E-mail : strategy@example.go.th ภายในวันที่ 25 กุมภาพันธ์ 2568 "
        "สามารถดาวน์โหลดแบบฟอร์ม 1 - 5 ได้ทาง QR CODE ด้านล่างนี้ รายละเอียดตามที่แนบมาพร้อมนี้",
    )
    assert memo.conclusion == ("จึงเรียนมาเพื่อโปรดพิจารณา",)


def test_a_paragraph_appears_only_where_it_applies():
    template = load_memo_template(text_of("request"))
    memo = fill_memo(template, REQUEST_VALUES | {"meeting": ""})
    (cause,) = memo.cause
    assert cause.startswith("ด้วยสำนักบริหารจัดการน้ำและอุทกวิทยา ได้กำหนดให้หน่วยงาน")


@pytest.mark.parametrize("kind", ["request", "feedback", "report", "centre"])
def test_a_memo_can_be_filled_with_empty_places(kind):
    template = load_memo_template(text_of(kind))
    memo = fill_memo(template, dict.fromkeys(template.places, ""))
    assert memo.cause
    assert memo.purpose
    assert memo.conclusion
    assert "{" not in "".join((memo.subject, *memo.cause, *memo.purpose, *memo.conclusion))


def test_values_are_never_looked_at_again():
    assert fill(["{a} {b}"], {"a": "{b}", "b": "{0.__class__}"}) == ("{b} {0.__class__}",)


@pytest.mark.parametrize("text", ["{c}", "{a.b}", "{a!r}", "{}", "{a", "}", "{A}", "{a:>9}"])
def test_other_braces_and_places_are_refused(text):
    with pytest.raises(WordingError):
        fill([text], {"a": "x"})


def test_missing_foreign_and_unfit_values_are_refused():
    template = load_memo_template(text_of("request"))
    without = {key: value for key, value in REQUEST_VALUES.items() if key != "round"}
    with pytest.raises(WordingError, match="no value for round"):
        fill_memo(template, without)
    with pytest.raises(WordingError, match="no place extra"):
        fill_memo(template, REQUEST_VALUES | {"extra": ""})
    with pytest.raises(WordingError, match="must be text"):
        fill_memo(template, REQUEST_VALUES | {"round": 5})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cause": []}, "list of paragraphs"),
        ({"cause": [{"when": "round"}]}, "must have text"),
        ({"cause": [{"text": "ก", "whne": "round"}]}, "must have text"),
        ({"cause": [{"text": "{unknown}"}]}, "no value for {unknown}"),
        ({"cause": [{"text": "ก", "when": "unknown"}]}, "unknown place 'unknown'"),
        ({"version": "1"}, "whole number"),
        ({"places": ["a"]}, "name every place"),
        ({"extra": 1}, "exactly the keys"),
    ],
)
def test_a_faulty_template_says_where(change, message):
    with pytest.raises(WordingError, match=message):
        memo_template_from_data(yaml.safe_load(text_of("request")) | change)


def test_what_is_no_yaml():
    with pytest.raises(WordingError, match="cannot be read"):
        load_memo_template("a: [")
