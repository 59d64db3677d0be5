"""The two sheets of the workbook and their columns, as they stand in its head in Thai."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.db.models import TextChoices
from django.utils import translation

from kpi_portal.accounts.enums import Role, UnitGroup, UnitKind

UNITS, PEOPLE = "units", "people"
# Rows that begin with one of these words belong to the template and are not read.
IGNORED_ROWS = ("ตัวอย่าง", "คำอธิบาย")
REMARKS = "สิ่งที่ต้องแก้ไข"

Kind = Literal["text", "code", "email", "date", "choice"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` names it in code, `header` in the workbook, `hint` explains it there."""

    key: str
    header: str
    hint: str
    example: str = ""
    kind: Kind = "text"
    required: bool = False
    longest: int = 200
    choices: type[TextChoices] | None = None

    @property
    def title(self) -> str:
        """The header with the star that marks what must be filled in."""
        return f"{self.header} *" if self.required else self.header


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the workbook."""

    key: str
    title: str
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


UNIT_SHEET = Sheet(
    UNITS,
    "หน่วยงาน",
    (
        Column(
            "code",
            "รหัสหน่วยงาน",
            "ไม่ซ้ำกับหน่วยงานอื่น เลขศูนย์นำหน้าคงอยู่",
            "ตัวอย่าง 0701",
            "code",
            required=True,
            longest=40,
        ),
        Column("name", "ชื่อหน่วยงาน", "ชื่อเต็มตามโครงสร้าง", "ส่วนตัวอย่าง", required=True),
        Column("name_en", "ชื่อภาษาอังกฤษ", "ถ้ามี", "Example Section"),
        Column("abbreviation", "ชื่อย่อ", "ถ้ามี", "ตย.", longest=40),
        Column(
            "kind",
            "ประเภท",
            "เลือกจากรายการ",
            kind="choice",
            required=True,
            choices=UnitKind,
            example=UnitKind.SECTION,
        ),
        Column(
            "group",
            "กลุ่ม",
            "เว้นว่างหมายถึงส่วนกลาง",
            kind="choice",
            choices=UnitGroup,
            example=UnitGroup.CENTRAL,
        ),
        Column(
            "parent",
            "รหัสหน่วยงานต้นสังกัด",
            "รหัสของหน่วยงานที่อยู่เหนือขึ้นไป ในระบบหรือในแผ่นงานนี้",
            "07",
            "code",
            longest=40,
        ),
        Column(
            "position_name",
            "ชื่อตำแหน่งหัวหน้าหน่วยงาน",
            "ตามที่ปรากฏใต้ลายมือชื่อ",
            "ผู้อำนวยการส่วนตัวอย่าง",
        ),
        Column("document_code", "รหัสหนังสือ", "นำหน้าเลขที่หนังสือ ถ้ามี", "กษ 0312/07", "code", longest=40),
        Column("phone", "โทรศัพท์", "ถ้ามี", "", "code", longest=60),
        Column("email", "อีเมล", "ถ้ามี", "example-section@example.go.th", "email", longest=254),
        Column(
            "valid_from",
            "ตั้งแต่วันที่",
            "วันแรกของหน่วยงาน เช่น 1/10/2568 หรือ 1 ต.ค. 2568",
            "1/10/2568",
            "date",
            required=True,
        ),
    ),
)

PEOPLE_SHEET = Sheet(
    PEOPLE,
    "บุคลากร",
    (
        Column(
            "username",
            "ชื่อผู้ใช้",
            "อักษรอังกฤษ ตัวเลข หรือ @ . + - _ คนเดียวหลายบทบาทให้ใช้ชื่อเดิมหลายแถว",
            "ตัวอย่าง.somchai",
            "code",
            required=True,
            longest=150,
        ),
        Column("title", "คำนำหน้าหรือยศ", "นาย นาง นางสาว ว่าที่ร้อยตรี …", "นาย", longest=60),
        Column("first_name", "ชื่อ", "ชื่อตัว", "สมชาย", required=True, longest=120),
        Column("last_name", "นามสกุล", "ถ้ามี", "ตัวอย่างดี", longest=120),
        Column("position", "ตำแหน่ง", "ถ้ามี", "นักวิเคราะห์นโยบายและแผน"),
        Column("level", "ระดับ", "ถ้ามี", "ชำนาญการ", longest=80),
        Column("email", "อีเมล", "หลายคนใช้ร่วมกันได้", "somchai@example.go.th", "email", longest=254),
        Column("phone", "โทรศัพท์", "ถ้ามี", "", "code", longest=40),
        Column(
            "unit",
            "รหัสหน่วยงาน",
            "หน่วยงานที่สังกัด ในระบบหรือในแผ่นงานหน่วยงาน",
            "ตัวอย่าง 0701",
            "code",
            required=True,
            longest=40,
        ),
        Column(
            "role",
            "บทบาท",
            "เลือกจากรายการ",
            kind="choice",
            required=True,
            choices=Role,
            example=Role.DRAFTER,
        ),
        Column(
            "scope",
            "รหัสหน่วยงานที่บทบาทครอบคลุม",
            "เว้นว่างหมายถึงหน่วยงานที่สังกัด ผู้ตรวจประเมินมักครอบคลุมทั้งสำนัก",
            "",
            "code",
            longest=40,
        ),
        Column("starts", "ตั้งแต่วันที่", "วันแรกของบทบาท", "1/10/2568", "date", required=True),
        Column("ends", "ถึงวันที่", "เว้นว่างถ้าไม่มีกำหนด", "", "date"),
        Column("order_number", "เลขที่คำสั่ง", "ถ้ามี", "", "code", longest=120),
        Column("period_from", "อ่านข้อมูลตั้งแต่วันที่", "เฉพาะผู้ตรวจสอบ", "", "date"),
        Column("period_to", "อ่านข้อมูลถึงวันที่", "เฉพาะผู้ตรวจสอบ", "", "date"),
    ),
)

SHEETS: Mapping[str, Sheet] = {UNITS: UNIT_SHEET, PEOPLE: PEOPLE_SHEET}
# What is kept about a person; the other columns of the sheet describe one role.
PERSON_KEYS = (
    "title",
    "first_name",
    "last_name",
    "position",
    "level",
    "email",
    "phone",
)


def thai_label(value: str, choices: type[TextChoices]) -> str:
    """A choice as the workbook offers it."""
    with translation.override("th"):
        return str(choices(value).label)


def offered(choices: type[TextChoices]) -> list[str]:
    """What the drop-down of a column offers."""
    return [thai_label(value, choices) for value in choices.values]


@cache
def known_words(choices: type[TextChoices]) -> Mapping[str, str]:
    """Every spelling that is understood, casefolded: Thai, English and the code's own word."""
    words: dict[str, str] = {}
    for language in ("en", "th"):
        with translation.override(language):
            words |= {str(choice.label).casefold(): str(choice.value) for choice in choices}
    return words | {value.casefold(): value for value in choices.values}
