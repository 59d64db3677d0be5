"""Invented documents of every kind, for the tests and for the pictures in docs/samples."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from hashlib import sha256
from pathlib import Path

from PIL import Image, ImageDraw

from forms_templates.contexts import (
    AcknowledgementContext,
    Align,
    CardContext,
    CardRow,
    Cell,
    Column,
    FormContext,
    MemoContext,
    QrLink,
    ReceiptContext,
    ReceiptItem,
    Secrecy,
    Signatory,
    Table,
    Urgency,
)
from forms_templates.paper import blank_context, filled_context
from forms_templates.rendering.pictures import placeholder_emblem
from forms_templates.schema import MONTHS, FormSchema
from forms_templates.schema_loading import load_forms
from forms_templates.wording import fill_memo, load_memo_template
from submissions.documents.domain import centre_tables, reminder_tables, summary_tables
from submissions.documents.domain.reminder_tables import Waiting
from submissions.documents.domain.summary_tables import Outcome, Summary

FIXTURES = Path(__file__).parents[2] / "fixtures"
MADE = dt.datetime(2025, 2, 6, 2, 0, tzinfo=dt.UTC)
QR = QrLink("https://kpi.example.go.th/d/7Q2MZK", "แบบฟอร์ม 1 - 5 และบันทึกฉบับนี้")

BUREAU = "สำนักบริหารจัดการน้ำและอุทกวิทยา"
INDICATOR = (
    "การพัฒนากระบวนการปฏิบัติงานโดยการนำเทคโนโลยีดิจิทัลมาเป็นกลไกหลักในการดำเนินงาน (Digitalize Process)"
)
UNIT_OF_200 = ("ส่วนบริหารจัดการน้ำและอุทกวิทยาภาคตะวันออกเฉียงเหนือตอนล่าง" * 4)[:200]

REQUEST_VALUES = {
    "section": "ส่วนยุทธศาสตร์",
    "bureau": BUREAU,
    "addressees": "ผู้อำนวยการส่วน และ ผอช.ภาค",
    "indicator_code": "สบอ-7",
    "indicator_name": INDICATOR,
    "round": "รอบ 5 เดือน",
    "fiscal_year": "2568",
    "due_date": "25 กุมภาพันธ์ 2568",
    "contact": "E-mail : strategy@example.go.th",
    "forms": "แบบฟอร์ม 1 - 5",
    "meeting": "ประชุมสำนักฯ ครั้งที่ 1/2568",
    "meeting_date": "10 มกราคม 2568",
    "meeting_time": "10.00 - 16.00 น.",
    "meeting_venue": "ห้องประชุมชูชาติ กำภู กรมชลประทาน ปากเกร็ด",
    "meeting_matter": "มีการสำรวจทบทวนกระบวนการหรือการให้บริการของสำนัก/กอง "
    "คัดเลือกกระบวนงานเพื่อพัฒนาหรือปรับปรุงเป็นรูปแบบดิจิทัล (Digitalize Process) หรือ e-Service",
}


@cache
def schema(key: str) -> FormSchema:
    """A form of fiscal year 2568."""
    return load_forms((FIXTURES / "forms/forms-2568.yaml").read_text(encoding="utf-8")).forms[key]


def request_memo() -> MemoContext:
    """The memo that asks for reports, worded from its template."""
    text = (FIXTURES / "memos/request.yaml").read_text(encoding="utf-8")
    wording = fill_memo(load_memo_template(text), REQUEST_VALUES)
    return MemoContext(
        kind="request",
        agency_line=f"ส่วนยุทธศาสตร์ {BUREAU} โทร. 2347",
        number="สบอ 9/ว 1568",
        date=dt.date(2025, 2, 6),
        subject=wording.subject,
        addressees=(REQUEST_VALUES["addressees"],),
        cause=wording.cause,
        purpose=wording.purpose,
        conclusion=wording.conclusion,
        signatory=Signatory("นายสมชาย ใจดี", ("ผู้อำนวยการส่วนยุทธศาสตร์",)),
        made_at=MADE,
        emblem=placeholder_emblem(),
        qr=QR,
    )


def feedback_memo() -> MemoContext:
    """The memo that tells a unit its result, with the table of levels, signed by someone acting."""
    text = (FIXTURES / "memos/feedback.yaml").read_text(encoding="utf-8")
    values = {
        "section": "ส่วนยุทธศาสตร์",
        "unit": "ส่วนอุทกวิทยา",
        "indicator_code": "สบอ-7",
        "indicator_name": INDICATOR,
        "round": "รอบ 5 เดือน",
        "fiscal_year": "2568",
        "submitted_on": "24 กุมภาพันธ์ 2568",
        "level_reached": "ระดับ 2",
        "score": "75.00",
        "scale": "100",
        "tier": "เป้าหมายมาตรฐาน",
        "reasons": "ระดับ 3 ยังไม่นับ เพราะไม่มีรายงานการพัฒนาระบบตามแผนที่กำหนด",
        "endorsed_by": "ที่ประชุมสำนักฯ ครั้งที่ 3/2568",
        "answer_until": "31 มีนาคม 2568",
        "replaces": "",
    }
    wording = fill_memo(load_memo_template(text), values)
    return replace(
        request_memo(),
        kind="feedback",
        number="สบอ 9/1702",
        date=dt.date(2025, 3, 14),
        subject=wording.subject,
        addressees=("ผู้อำนวยการส่วนอุทกวิทยา",),
        cause=wording.cause,
        purpose=wording.purpose,
        conclusion=wording.conclusion,
        tables=(levels_table(),),
        qr=None,
        signatory=Signatory(
            "ประสิทธิ์ มั่นคง",
            ("ผู้อำนวยการส่วนบริหารจัดการน้ำ",),
            ("รักษาราชการแทน ผู้อำนวยการส่วนยุทธศาสตร์",),
            rank="ว่าที่ร้อยตรี",
        ),
    )


def levels_table() -> Table:
    """Levels with points and reasons, as the feedback memo carries them."""
    rows = (
        ("1", "ครบถ้วน", "50.00"),
        ("2", "ครบถ้วน", "75.00"),
        ("3", "ยังไม่นับ ขาดรายงานการพัฒนาระบบตามแผนที่กำหนด", "-"),
    )
    return Table(
        columns=(
            Column("ระดับ", 14, Align.CENTER),
            Column("ผลการตรวจประเมิน", 100),
            Column("คะแนน", 20, Align.RIGHT),
        ),
        rows=(
            *(tuple(Cell(text) for text in row) for row in rows),
            (
                Cell("คะแนนที่ได้", columns=2, align=Align.RIGHT, bold=True),
                Cell("75.00", bold=True),
            ),
        ),
        title="ผลการประเมินรายระดับ",
    )


def report_memo() -> MemoContext:
    """A unit's reporting memo with its completed forms."""
    text = (FIXTURES / "memos/report.yaml").read_text(encoding="utf-8")
    values = {
        "unit": "ส่วนอุทกวิทยา",
        "section": "ส่วนยุทธศาสตร์",
        "indicator_code": "สบอ-7",
        "indicator_name": INDICATOR,
        "round": "รอบ 5 เดือน",
        "fiscal_year": "2568",
        "request_number": "สบอ 9/ว 1568",
        "request_date": "6 กุมภาพันธ์ 2568",
        "level_claimed": "ระดับ 3",
        "forms": "แบบฟอร์ม 1 - 4",
        "evidence_count": "7",
        "supporting_factors": "ผู้บริหารให้ความสำคัญและสนับสนุนงบประมาณ",
        "obstacles": "",
        "solutions": "",
    }
    wording = fill_memo(load_memo_template(text), values)
    return replace(
        request_memo(),
        kind="report",
        agency_line=f"ส่วนอุทกวิทยา {BUREAU} โทร. 2351",
        number="",
        date=None,
        subject=wording.subject,
        addressees=("ผู้อำนวยการส่วนยุทธศาสตร์",),
        cause=wording.cause,
        purpose=wording.purpose,
        conclusion=wording.conclusion,
        signatory=Signatory("นางสาวสุดา รักงาน", ("ผู้อำนวยการส่วนอุทกวิทยา",)),
        qr=None,
        appended_forms=tuple(filled_form(f"form-{number}") for number in (1, 2, 3, 4)),
    )


def memo_to_centre() -> MemoContext:
    """The bureau's own report on its way to the collecting centre, with the list of enclosures."""
    values = {
        "bureau": BUREAU,
        "centre": "ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร",
        "indicator_code": "สบอ-7",
        "indicator_name": INDICATOR,
        "round": "รอบ 5 เดือน",
        "fiscal_year": "2568",
        "level_claimed": "ระดับ 3",
        "forms": "แบบฟอร์ม 1, 2",
        "evidence_count": "2",
        "supporting_factors": "ผู้บริหารให้ความสำคัญและสนับสนุนงบประมาณ",
        "obstacles": "",
        "solutions": "",
    }
    forms = tuple(filled_form(f"form-{number}") for number in (1, 2))
    rows = [(f"{form.number} {form.title}", "กรอกในระบบรายงานตัวชี้วัด", "") for form in forms]
    rows.append(("1.2-a รายงานการประชุม", "รายงานการประชุม.pdf", "สบอ 1/2568\n6 ก.พ. 2568\n12 หน้า"))
    rows.append(("3.1-a ร้อยละความสำเร็จ", "ค่าที่รายงาน 80", ""))
    return replace(
        _worded("centre", values),
        kind="report",
        agency_line=f"{BUREAU} โทร. 2300",
        number="สบอ 1/2101",
        date=dt.date(2025, 2, 25),
        addressees=("ผู้อำนวยการศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร",),
        enclosures=tuple(centre_tables.enclosed(2, 2)),
        signatory=Signatory("นายสมชาย ใจดี", (f"ผู้อำนวยการ{BUREAU}",)),
        appended_forms=forms,
        annexes=(centre_tables.annex_of(rows),),
    )


def reminder_memo() -> MemoContext:
    """The memo that reminds one unit, urgent, with what is missing."""
    values = _REMINDED | {
        "unit": "ส่วนอุทกวิทยา",
        "unit_count": "",
        "standing": reminder_tables.standing(5),
        "missing": "รายงานการประชุมหรือเอกสารที่แสดงถึงวิธีการคัดเลือก, รายชื่อกระบวนการที่คัดเลือก",
        "list": "",
    }
    memo = _worded("reminder", values)
    return replace(
        memo,
        number="สบอ 9/1655",
        date=dt.date(2025, 3, 2),
        addressees=("ผู้อำนวยการส่วนอุทกวิทยา",),
        urgency=Urgency.URGENT,
    )


def reminder_circular(units: int = 12, name: str = "ส่วนอุทกวิทยาที่") -> MemoContext:
    """The memo that reminds all units, with the list of addressees and of what each lacks."""
    waiting = [
        Waiting(f"{name} {n}", f"ผู้อำนวยการ{name} {n}", dt.date(2025, 2, 25), 5, n % 9, 8)
        for n in range(1, units + 1)
    ]
    values = _REMINDED | {
        "unit": "",
        "unit_count": str(units),
        "standing": "",
        "missing": "",
        "list": reminder_tables.places_of_list(waiting),
    }
    return replace(
        _worded("reminder", values),
        number="สบอ 9/ว 1656",
        date=dt.date(2025, 3, 2),
        addressees=tuple(one.addressee for one in waiting),
        urgency=Urgency.VERY_URGENT,
        annexes=(reminder_tables.annex(waiting, ("ข้อมูล ณ วันที่ 2 มีนาคม 2568",)),),
        attachments=(f"{reminder_tables.TITLE} จำนวน 1 ชุด",),
    )


def summary_memo(units: int = 40, name: str = "ส่วนอุทกวิทยาที่") -> MemoContext:
    """The memo that puts a round's results before the executive, with the table of all units."""
    summary = Summary(tuple(outcomes(units, name)), Fraction(100), (1, 2, 3))
    values = {
        "section": "ส่วนยุทธศาสตร์",
        "bureau": BUREAU,
        "indicator_code": "สบอ-7",
        "indicator_name": INDICATOR,
        "round": "รอบ 5 เดือน",
        "fiscal_year": "2568",
        "due_date": "25 กุมภาพันธ์ 2568",
        "asks": "1",
    } | summary_tables.places(summary)
    table, chart = summary_tables.distribution(summary)
    return replace(
        _worded("summary", values),
        number="สบอ 9/1730",
        date=dt.date(2025, 3, 20),
        addressees=(f"ผู้อำนวยการ{BUREAU}",),
        tables=(table,),
        charts=(chart,),
        annexes=(summary_tables.annex(summary, ("ตัวชี้วัดที่ สบอ-7 รอบ 5 เดือน ปีงบประมาณ พ.ศ. 2568",)),),
        attachments=(f"{summary_tables.ANNEX_TITLE} จำนวน 1 ชุด",),
    )


def outcomes(units: int, name: str) -> list[Outcome]:
    """Every sort of outcome: exempted, not reported, late, with more time, under correction."""
    day = dt.date(2025, 2, 24)
    found = []
    for n in range(1, units + 1):
        unit = f"{name} {n}"
        match n % 20:
            case 3:
                found.append(Outcome(unit, exempted=True, order="สบอ 12/2568"))
            case 7:
                found.append(Outcome(unit, Decimal("0.00"), not_reported=True))
            case 11:
                found.append(Outcome(unit, Decimal("48.50"), 1, day + dt.timedelta(4), 3))
            case 15:
                until = dt.date(2025, 3, 5)
                found.append(Outcome(unit, Decimal("75.00"), 2, until, extended_until=until))
            case 19:
                found.append(Outcome(unit, Decimal("50.00"), 1, day, under_correction=True))
            case _:
                found.append(Outcome(unit, Decimal(n % 4 * 25), n % 4 or None, day))
    return [
        replace(o, score=None if o.score is None else o.score.quantize(Decimal("0.01")))
        for o in found
    ]


_REMINDED = {
    "section": "ส่วนยุทธศาสตร์",
    "indicator_code": "สบอ-7",
    "indicator_name": INDICATOR,
    "round": "รอบ 5 เดือน",
    "fiscal_year": "2568",
    "request_number": "สบอ 9/ว 1568",
    "request_date": "6 กุมภาพันธ์ 2568",
    "due_date": "25 กุมภาพันธ์ 2568",
    "as_of": "2 มีนาคม 2568",
    "closes_on": "15 มีนาคม 2568",
    "lateness": "ทั้งนี้ การรายงานหลังวันครบกำหนดจะถูกหักคะแนนวันละ 0.5 คะแนน นับตามวันปฏิทิน",
    "contact": "โทร. 2347",
}


def _worded(kind: str, values: dict[str, str]) -> MemoContext:
    text = (FIXTURES / f"memos/{kind}.yaml").read_text(encoding="utf-8")
    wording = fill_memo(load_memo_template(text), values)
    return replace(
        request_memo(),
        kind=kind,
        subject=wording.subject,
        cause=wording.cause,
        purpose=wording.purpose,
        conclusion=wording.conclusion,
        qr=None,
    )


def secret_memo() -> MemoContext:
    """A two-page draft with a form appended and every mark that a memo can bear."""
    memo = request_memo()
    return replace(
        memo,
        urgency=Urgency.MOST_URGENT,
        secrecy=Secrecy.CONFIDENTIAL,
        draft=True,
        addressees=("ผู้อำนวยการส่วนอุทกวิทยา", "ผู้อำนวยการส่วนบริหารจัดการน้ำ"),
        references=("บันทึกส่วนยุทธศาสตร์ ที่ สบอ 9/ว 1200 ลงวันที่ 2 มกราคม 2568",),
        enclosures=("แบบฟอร์ม 1 - 5 จำนวน 1 ชุด", "เกณฑ์การให้คะแนน จำนวน 2 แผ่น"),
        purpose=memo.purpose * 4,
        attachments=("1. แบบฟอร์ม 1 แบบฟอร์มการทบทวนกระบวนการ/บริการ",),
        appended_forms=(filled_form("form-2"),),
    )


def long_memo() -> MemoContext:
    """A memo whose every heading value is far too long for its line."""
    return replace(
        request_memo(),
        agency_line=f"{UNIT_OF_200} โทร. 2347",
        number="สบอ 9/ว 1568/2568 (ฉบับแก้ไขเพิ่มเติมครั้งที่ 2)",
        subject=UNIT_OF_200 + "A" * 120,
        addressees=(UNIT_OF_200,),
        signatory=Signatory(UNIT_OF_200, (UNIT_OF_200,), (f"รักษาราชการแทน {UNIT_OF_200}",)),
    )


def receipt() -> ReceiptContext:
    """The receipt of a report with three pieces of evidence."""
    names = ("รายงานการประชุม ครั้งที่ 1-2568.pdf", "แบบฟอร์ม 1", "https://hydro.example.go.th/e-service")
    requirements = ("รายงานการประชุม หรือเอกสารที่แสดงถึงวิธีการคัดเลือก", "รายชื่อกระบวนการที่คัดเลือก", "Link")
    return ReceiptContext(
        number="R-2568-000123",
        agency_line=f"ส่วนยุทธศาสตร์ {BUREAU}",
        submission=f"สบอ-7 {INDICATOR}",
        round="รอบ 5 เดือน ปีงบประมาณ พ.ศ. 2568",
        unit="ส่วนอุทกวิทยา",
        submitted_by="นางสาวสุดา รักงาน ผู้อำนวยการส่วนอุทกวิทยา",
        submitted_at=dt.datetime(2025, 2, 24, 9, 20, tzinfo=dt.UTC),
        level_claimed="ระดับ 3",
        items=tuple(
            ReceiptItem(requirement, name, sha256(name.encode()).hexdigest(), "512 KB")
            for requirement, name in zip(requirements, names, strict=True)
        ),
        note="ใบรับนี้แสดงรายการที่ได้รับและค่าตรวจสอบ ณ เวลาที่เสนอรายงาน",
        qr=QrLink("https://kpi.example.go.th/r/R-2568-000123", "ตรวจสอบใบรับรายงาน"),
        emblem=placeholder_emblem(),
        made_at=MADE,
    )


def acknowledgement() -> AcknowledgementContext:
    """The acknowledgement of a report that was brought on paper, with two pieces."""
    names = ("1.1-a รายงานการประชุม.pdf", "แบบฟอร์ม 1.pdf")
    requirements = ("1.1-a รายงานการประชุม", "1.1-b รายชื่อกระบวนการที่คัดเลือก")
    return AcknowledgementContext(
        number="A2568-00012-1",
        receiving_number="118/2568",
        agency_line=f"ส่วนยุทธศาสตร์ {BUREAU} โทร. 2345",
        submission=f"สบอ-7 {INDICATOR}",
        round="รอบ 5 เดือน ปีงบประมาณ พ.ศ. 2568",
        unit="ส่วนอุทกวิทยา",
        received_at=dt.datetime(2025, 2, 25, 9, 20, tzinfo=dt.UTC),
        channel="กระดาษ",
        brought_by="นายสมชาย ดีงาม",
        signed_by="นางสาวสุดา รักงาน, ผู้อำนวยการส่วนอุทกวิทยา",
        memo="ที่ สบอ 07/55 ลงวันที่ 24 กุมภาพันธ์ 2568",
        level_claimed="ระดับ 3",
        receipt_number="R2568-00012-1",
        items=tuple(
            ReceiptItem(requirement, name, sha256(name.encode()).hexdigest())
            for requirement, name in zip(requirements, names, strict=True)
        ),
        entered_by="นางสาวปรียานุช ใจมั่น, นักวิเคราะห์นโยบายและแผน",
        entered_at=dt.datetime(2025, 2, 26, 2, 5, tzinfo=dt.UTC),
        verified_by="นายธนกร ศรีชลธาร, ผู้อำนวยการส่วนยุทธศาสตร์",
        verified_at=dt.datetime(2025, 2, 26, 7, 40, tzinfo=dt.UTC),
        note="เวลาที่ส่วนยุทธศาสตร์รับรายงานเป็นเวลาที่ใช้นับกำหนดส่ง",
        emblem=placeholder_emblem(),
        made_at=MADE,
    )


def card() -> CardContext:
    """The KPI card, shortened, with its criteria."""
    return CardContext(
        title=f"ตัวชี้วัด สบอ-7 : {INDICATOR}",
        rows=(
            CardRow(
                "ความหมายของตัวชี้วัด",
                "• Digitalize Process คือ การปรับเปลี่ยนกระบวนการหรือวิธีการทำงาน "
                "โดยนำเทคโนโลยีดิจิทัลเข้ามาช่วย เช่น\n"
                "- การทำระบบอัตโนมัติเพื่อให้การบริการผู้รับบริการที่รวดเร็วขึ้น\n"
                "• หน่วยงาน : หน่วยงานภาครัฐ เอกชน ประชาชน",
            ),
            CardRow("หน่วยวัด", "ระดับ"),
            CardRow("น้ำหนัก", "5"),
            CardRow(
                "ข้อมูลพื้นฐาน",
                values=("ปีงบประมาณ 2565", "ปีงบประมาณ 2566", "ปีงบประมาณ 2567"),
                label_rows=2,
            ),
            CardRow("", values=("ระดับ 1 - 5", "ระดับ 1 - 5", "ระดับ 1 - 3")),
            CardRow(
                "ค่าเป้าหมายปี พ.ศ. 2568",
                values=(
                    "เป้าหมายขั้นต้น (50 คะแนน)",
                    "เป้าหมายมาตรฐาน (75 คะแนน)",
                    "เป้าหมายขั้นสูง (100 คะแนน)",
                ),
                heading=True,
            ),
            CardRow("รอบ 5 เดือน", values=("ระดับ 1", "ระดับ 1 - 2", "ระดับ 1 - 3")),
        ),
        criteria_title=f"เกณฑ์การให้คะแนน ตัวชี้วัด{INDICATOR}",
        criteria=Table(
            columns=(
                Column("ระดับ", 12, Align.CENTER),
                Column("รายละเอียดการดำเนินการ", 100),
                Column("คะแนน", 16, Align.CENTER),
                Column("หลักฐาน", 60),
            ),
            rows=(
                (
                    Cell("1"),
                    Cell(
                        "มีการสำรวจทบทวนกระบวนการหรือการให้บริการของสำนัก กอง\n"
                        "1.1 มีการทบทวนกระบวนการของสำนัก/กอง"
                    ),
                    Cell("20"),
                    Cell("- รายงานการประชุม หรือเอกสารที่แสดงถึงวิธีการคัดเลือก\n- รายชื่อกระบวนการที่คัดเลือก"),
                ),
            ),
        ),
        made_at=MADE,
    )


# --- forms -------------------------------------------------------------------------------------


def filled_form(key: str, rows: int = 3) -> FormContext:
    """A completed form; `rows` lengthens form 1."""
    answers = form_answers(key, rows)
    return filled_context(schema(key), answers, made_at=MADE, pictures=_diagrams().__getitem__)


def blank_form(key: str) -> FormContext:
    """A form to be filled in by hand."""
    return blank_context(schema(key), made_at=MADE)


def form_answers(key: str, rows: int = 3) -> dict[str, object]:
    """Answers that complete a form."""
    unit = {"unit_name": "ส่วนอุทกวิทยา", "process_name": _PROCESS}
    before, after = _diagrams()
    answers: dict[str, dict[str, object]] = {
        "form-1": {
            "header": {"office_name": BUREAU},
            "rows": [_process_row(number) for number in range(1, rows + 1)],
        },
        "form-2": {
            "header": {"process_name": _PROCESS},
            "rows": [
                {
                    "problem_expectation": "ขั้นตอนมาก ใช้เอกสารกระดาษ ผู้ขอไม่ทราบสถานะ",
                    "improvement_points": ["point_step", "point_document"],
                    "improvement_detail": "- ลดขั้นตอนการยื่นคำขอ\n- จัดทำระบบรับคำขอออนไลน์",
                    "benefit": "ลดเวลาจาก 5 วัน เหลือ 1 วัน",
                    "key_requirement": "ระเบียบการให้บริการข้อมูล พ.ศ. 2560",
                }
            ],
        },
        "form-3": {
            "header": {
                "fiscal_year_be": "2568",
                "office_name": BUREAU,
                "process_name": _PROCESS,
                "objective": "เพื่อให้ผู้ขอรับบริการได้รับข้อมูลที่ถูกต้องรวดเร็วผ่านระบบอิเล็กทรอนิกส์ "
                "ลดการใช้กระดาษ และลดระยะเวลาการให้บริการ",
            },
            "rows": [
                _activity("ทบทวนกระบวนการ", "สำรวจขั้นตอนเดิม ประชุมผู้เกี่ยวข้อง", "20", (0, 4), 4),
                _activity("ออกแบบระบบ", "จัดทำ Flowchart และแบบจำลองหน้าจอ", "30", (2, 4), 2),
                _activity("พัฒนาระบบ e-Service", "พัฒนา ทดสอบ และปรับปรุงระบบ", "40", (4, 8), 1),
                _activity("ทดลองใช้และประเมินผล", "เปิดใช้งาน เก็บแบบสอบถาม", "10", (10, 12), 0),
            ],
            "signatures": {
                "proposer": {"name": "นางสาวสุดา รักงาน", "position": "ผู้อำนวยการส่วนอุทกวิทยา"},
                "approver": {"name": "นายวิชัย มั่นคง", "position": f"ผู้อำนวยการ{BUREAU}"},
            },
        },
        "form-4": {
            "header": unit,
            "answers": {
                "problem_before": f"{_STORY}\n{_STORY}",
                "operation_before": _STORY,
                "diagram_before": [{"sha256": before, "caption": "ภาพที่ 1 ขั้นตอนการปฏิบัติงานเดิม"}],
                "operation_after": _STORY,
                "diagram_after": [{"sha256": after, "caption": "ภาพที่ 2 ขั้นตอนการปฏิบัติงานใหม่"}],
                "benefits": "ลดเวลาการให้บริการจาก 5 วัน เหลือ 1 วัน\nลดการใช้กระดาษร้อยละ 90",
            },
        },
        "form-5": {
            "header": unit | {"period": "รอบ 12 เดือน ปีงบประมาณ 2568"},
            "answers": {
                "start_date": "2025-07-01",
                "users": "บุคลากรภายใน 120 คน ประชาชน 300 คน",
                "url": "https://hydro.example.go.th/request?id=1&lang=th",
                "evaluation_method": "แบบสอบถามออนไลน์",
                "satisfaction_score": "4.52 จาก 5",
                **dict.fromkeys(
                    ("evaluation_summary", "before_after", "summary", "aar_expected", "aar_actual"),
                    _STORY,
                ),
                "aar_cause": "ไม่มีความแตกต่าง",
                "aar_lesson": "ควรอบรมผู้ใช้ก่อนเปิดระบบ",
                "future_plan": "ขยายผลไปยังบริการอื่น ๆ ของสำนัก",
            },
            "tables": {
                "plan_results": [
                    {
                        "activity": "ทบทวนกระบวนการ",
                        "planned_period": "ต.ค. - ธ.ค. 2567",
                        "result": "ดำเนินการแล้วเสร็จ",
                        "percent_done": "100",
                        "obstacle": "-",
                    }
                ]
            },
            "signatures": {"reporter": {"name": "นายเอก ขยัน", "position": "นักอุทกวิทยา"}},
        },
    }
    return answers[key]


_PROCESS = "การให้บริการข้อมูลอุทกวิทยาและระดับน้ำ"
_STORY = (
    "กระบวนการเดิมใช้เอกสารกระดาษทุกขั้นตอน ผู้ขอรับบริการต้องเดินทางมายื่นคำขอที่สำนักงาน "
    "เจ้าหน้าที่ลงทะเบียนในสมุดคุมและส่งต่อเอกสารระหว่างฝ่าย ทำให้ใช้เวลาเฉลี่ย 5 วันทำการ"
)


def _process_row(number: int) -> dict[str, object]:
    return {
        "process_name": f"{_PROCESS} ชุดที่ {number}",
        "responsible": "ส่วนอุทกวิทยา",
        "process_type": ["type_service"] if number % 2 else ["type_support"],
        "clients": ["client_internal", "client_external"],
        "problem_need": "ผู้ขอรับบริการต้องเดินทางมายื่นคำขอด้วยตนเอง และค้นหาข้อมูลย้อนหลังได้ยาก",
        "can_digitalize": "digital_yes" if number % 3 else "digital_no",
        "budget": "budget_none" if number % 4 else "budget_used",
        "budget_amount": "" if number % 4 else "50,000",
    }


def _activity(
    name: str, steps: str, weight: str, span: tuple[int, int], done: int
) -> dict[str, object]:
    months = list(MONTHS)[span[0] : span[1]]
    share = str(100 // len(months))
    return {
        "activity": name,
        "steps": steps,
        "weight": weight,
        "schedule": {
            month: {"planned": share, "done": share if number < done else ""}
            for number, month in enumerate(months)
        },
        "responsible": "ส่วนอุทกวิทยา",
        "budget": "-",
    }


@cache
def _diagrams() -> dict[str, bytes]:
    """Two flow charts by their checksum: four steps before, two after."""
    pictures = [_flow_chart(4), _flow_chart(2)]
    return {sha256(picture).hexdigest(): picture for picture in pictures}


def _flow_chart(steps: int) -> bytes:
    image = Image.new("RGB", (1400, 300), "white")
    draw = ImageDraw.Draw(image)
    for step in range(steps):
        left = 40 + step * 340
        draw.rectangle((left, 80, left + 270, 220), outline="black", width=5)
        if step:
            draw.line((left - 70, 150, left, 150), fill="black", width=5)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
