"""The places of a memo and their values, from its frozen context."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import MemoContext
from forms_templates.own_word import memo_tables
from forms_templates.own_word.memo_tables import words
from forms_templates.own_word.places import (
    UNNEEDED,
    PictureValue,
    Place,
    PlaceKind,
    Values,
    empty_where_absent,
    root,
)
from forms_templates.rendering import measures as m
from forms_templates.rendering.pictures import qr_code
from forms_templates.rendering.wording import BLANK_NAME, DRAFT_MARK
from kpi_portal.thai import thai_date

# A report carries its forms inside, which only the portal's own layout can append.
KINDS = ("request", "feedback", "reminder", "summary")


def places_of(kind: str) -> Place:
    """Everything that the Word file of this kind of memo may name."""
    text, many = PlaceKind.TEXT, PlaceKind.LIST
    inside = [
        Place("agency_line", "ส่วนราชการ", text, "ส่วนยุทธศาสตร์ สำนักบริหารจัดการน้ำ โทร. ๒๓๔๗", True),
        Place("number", "ที่", text, "สบอ ๙/ว ๑๕๖๘", True),
        Place("date", "วันที่", text, "๖ กุมภาพันธ์ ๒๕๖๘", True),
        Place("subject", "เรื่อง", text, "การรายงานผลการดำเนินงานตัวชี้วัดที่ สบอ-๗", True),
        Place("addressees", _("เรียน, one line each"), many, "ผู้อำนวยการส่วน และ ผอช.ภาค", True),
        Place(
            "addressees_text",
            _("เรียน, all lines"),
            text,
            "ผู้อำนวยการส่วน และ ผอช.ภาค",
            stands_for="addressees",
        ),
        Place("references", _("อ้างถึง, one line each"), many, "บันทึกที่ สบอ ๙/๑๒"),
        Place(
            "references_text",
            _("อ้างถึง, all lines"),
            text,
            "บันทึกที่ สบอ ๙/๑๒",
            stands_for="references",
        ),
        Place("enclosures", _("สิ่งที่ส่งมาด้วย, one line each"), many, "แบบฟอร์ม ๑ - ๕"),
        Place("cause", _("ภาคเหตุ, its paragraphs"), many, _CAUSE, True),
        Place("purpose", _("ภาคความประสงค์, its paragraphs"), many, _PURPOSE, True),
        Place("conclusion", _("ภาคสรุป, its paragraphs"), many, "จึงเรียนมาเพื่อโปรดพิจารณา", True),
        Place("attachments", _("what is attached, one line each"), many, "แบบฟอร์ม ๑ การทบทวน"),
        Place("urgency", _("ชั้นความเร็ว, empty where normal"), text, "ด่วนที่สุด"),
        Place("secrecy", _("ชั้นความลับ, empty where normal"), text, "ลับ"),
        Place("draft_mark", _("ร่าง until the memo is issued"), text, DRAFT_MARK, True),
        Place("emblem", _("the agency's emblem"), PlaceKind.PICTURE, UNNEEDED),
        Place("qr", _("QR code of the public page"), PlaceKind.PICTURE),
        Place("qr_caption", _("words beside the QR code"), text, "แบบฟอร์ม ๑ - ๕"),
        Place("qr_url", _("address behind the QR code"), text, UNNEEDED + "https://example.go.th"),
        Place(
            "signer",
            kind=PlaceKind.GROUP,
            inside=(
                Place("name", _("name of the signatory"), text, "นายสมชาย ใจดี", True),
                Place("position", _("position of the signatory"), text, "ผู้อำนวยการส่วน", True),
                Place("acting", _("line that says for whom is signed"), text, "รักษาราชการแทน …"),
                Place("rank", _("rank before the signature"), text, "ว่าที่ร้อยตรี"),
            ),
        ),
    ]
    trees = [Place("memo", kind=PlaceKind.GROUP, inside=tuple(inside))]
    trees += [listing.place() for listing in memo_tables.listings(kind)]
    return root(*trees)


_CAUSE = "ตามที่สำนักได้กำหนดให้หน่วยงานในสังกัดรายงานผลการดำเนินงานตัวชี้วัด ประจำปีงบประมาณ พ.ศ. ๒๕๖๘ นั้น"
_PURPOSE = "ส่วนยุทธศาสตร์ขอให้ส่วนรายงานผลการดำเนินงานตามแบบฟอร์มที่กำหนด ภายในวันที่ ๒๕ กุมภาพันธ์ ๒๕๖๘"


def values_of(memo: MemoContext) -> Values:
    """What is printed at every place, in official typography."""
    signer = memo.signatory
    values: Values = {
        "memo": {
            "agency_line": words(memo.agency_line),
            "number": words(memo.number),
            "date": thai_date(memo.date, digits="thai") if memo.date else "",
            "subject": words(memo.subject),
            "addressees": _all(memo.addressees),
            "addressees_text": "\n".join(_all(memo.addressees)),
            "references": _all(memo.references),
            "references_text": "\n".join(_all(memo.references)),
            "enclosures": _all(memo.enclosures),
            "cause": _all(memo.cause),
            "purpose": _all(memo.purpose),
            "conclusion": _all(memo.conclusion),
            "attachments": _all(memo.attachments),
            "urgency": memo.urgency.label,
            "secrecy": memo.secrecy.label,
            "draft_mark": DRAFT_MARK if memo.draft else "",
            "emblem": PictureValue(memo.emblem, m.EMBLEM_HEIGHT_CM * 2, m.EMBLEM_HEIGHT_CM)
            if memo.emblem
            else "",
            "qr": PictureValue(qr_code(memo.qr.url), m.QR_SIZE_CM, m.QR_SIZE_CM) if memo.qr else "",
            "qr_caption": words(memo.qr.caption) if memo.qr else "",
            "qr_url": memo.qr.url if memo.qr else "",
            "signer": {
                "name": signer.name or BLANK_NAME,
                "position": "\n".join(_all(signer.position_lines)),
                "acting": "\n".join(_all(signer.acting_lines)),
                "rank": signer.rank,
            },
        },
        **memo_tables.values_of(memo),
    }
    return empty_where_absent(places_of(memo.kind), values)


def _all(lines: Iterable[str]) -> list[str]:
    return [words(line) for line in lines]
