"""The words that a document prints besides its context's own, the same in Word and PDF."""

from datetime import datetime

from forms_templates.contexts import (
    AcknowledgementContext,
    Align,
    CardContext,
    Cell,
    Column,
    DocumentContext,
    FormContext,
    LabelledValue,
    MemoContext,
    ReceiptContext,
    ReceiptItem,
    SectionEntry,
    Table,
)
from forms_templates.rendering.typography import NO_BREAK_SPACE, official_digits, writable
from kpi_portal.thai import thai_datetime, to_thai_digits

MEMO_TITLE = "บันทึกข้อความ"
RECEIPT_TITLE = "ใบรับรายงาน"
ACKNOWLEDGEMENT_TITLE = "ใบตอบรับรายงาน"
SIGN_HERE = "ลงชื่อ"
DRAFT_MARK = "ร่าง"

# Word refuses longer properties.
_LONGEST_PROPERTY = 255

# The room between the brackets where a name is still to be written.
BLANK_NAME = NO_BREAK_SPACE * 48


def document_title(context: DocumentContext) -> str:
    """The title kept in the file's properties."""
    match context:
        case MemoContext():
            return _property(f"{MEMO_TITLE} {context.subject}")
        case FormContext():
            return _property(f"{context.number} {context.title}")
        case ReceiptContext():
            return _property(f"{RECEIPT_TITLE} {context.number}")
        case AcknowledgementContext():
            return _property(f"{ACKNOWLEDGEMENT_TITLE} {context.receiving_number}")
        case CardContext():
            return _property(context.title)


def document_author(context: DocumentContext) -> str:
    """The author kept in the file's properties: the agency line, where there is one."""
    match context:
        case MemoContext() | ReceiptContext() | AcknowledgementContext():
            return _property(context.agency_line)
        case _:
            return ""


def card_table(card: CardContext) -> Table:
    """The KPI card as one table: a label column, and as many value columns as its rows need."""
    width = max((len(row.values) for row in card.rows), default=0) or 1
    rows: list[tuple[Cell, ...]] = []
    labels_above = 0
    for row in card.rows:
        cells: list[Cell] = []
        if labels_above:
            labels_above -= 1
        else:
            cells.append(Cell(row.label, rows=row.label_rows, bold=True))
            labels_above = row.label_rows - 1
        if row.values:
            last = width - len(row.values) + 1
            cells += [
                Cell(
                    value,
                    columns=last if number == len(row.values) else 1,
                    align=Align.CENTER,
                    bold=row.heading,
                )
                for number, value in enumerate(row.values, 1)
            ]
        else:
            cells.append(Cell(row.text, columns=width, bold=row.heading))
        rows.append(tuple(cells))
    columns = (Column("", 45), *(Column("", 135 // width) for _ in range(width)))
    return Table(columns=columns, rows=tuple(rows), show_headings=False)


def receipt_fields(receipt: ReceiptContext) -> tuple[LabelledValue, ...]:
    """The lines above the receipt's list; the level only where one was claimed."""
    fields = (
        LabelledValue("เลขที่ใบรับ", receipt.number),
        LabelledValue("วันและเวลาที่รับ", thai_datetime(receipt.submitted_at, "long", "thai", ".")),
        LabelledValue("รายงาน", receipt.submission),
        LabelledValue("รอบการรายงาน", receipt.round),
        LabelledValue("หน่วยงาน", receipt.unit),
        LabelledValue("ผู้เสนอรายงาน", receipt.submitted_by),
        LabelledValue("ระดับที่ขอรับ", receipt.level_claimed),
    )
    return _printed(fields)


def acknowledgement_fields(said: AcknowledgementContext) -> tuple[LabelledValue, ...]:
    """The lines above the acknowledgement's list; those without a value are left out."""
    return _printed(
        (
            LabelledValue("เลขรับ", said.receiving_number),
            LabelledValue("วันและเวลาที่รับ", thai_datetime(said.received_at, "long", "thai", ".")),
            LabelledValue("ช่องทางที่รับ", said.channel),
            LabelledValue("ผู้นำส่ง", said.brought_by),
            LabelledValue("รายงาน", said.submission),
            LabelledValue("รอบการรายงาน", said.round),
            LabelledValue("หน่วยงาน", said.unit),
            LabelledValue("ผู้ลงนามในรายงาน", said.signed_by),
            LabelledValue("หนังสือนำส่ง", said.memo),
            LabelledValue("ระดับที่ขอรับ", said.level_claimed),
            LabelledValue("เลขที่ใบรับในระบบ", said.receipt_number),
        )
    )


def acknowledgement_hands(said: AcknowledgementContext) -> tuple[LabelledValue, ...]:
    """The lines beneath the list: who entered the report, and who verified that."""
    return _printed(
        (
            LabelledValue("ผู้บันทึกรายงานแทน", _by(said.entered_by, said.entered_at)),
            LabelledValue("ผู้ตรวจสอบการบันทึก", _by(said.verified_by, said.verified_at)),
        )
    )


def _by(name: str, at: datetime) -> str:
    return f"{name} เมื่อ {thai_datetime(at, 'long', 'thai', '.')}"


def _printed(fields: tuple[LabelledValue, ...]) -> tuple[LabelledValue, ...]:
    return tuple(
        LabelledValue(field.label, official_digits(field.value)) for field in fields if field.value
    )


def receipt_table(receipt: ReceiptContext) -> Table:
    """The evidence received, each with its checksum."""
    return items_table(receipt.items)


def items_table(items: tuple[ReceiptItem, ...]) -> Table:
    """What was received, each with its checksum."""
    columns = (
        Column("ลำดับ", 12, Align.CENTER),
        Column("หลักฐาน", 44),
        Column("แฟ้มหรือลิงก์", 50),
        Column("ค่าตรวจสอบ SHA-256", 74),
    )
    rows = tuple(
        (
            Cell(to_thai_digits(number)),
            Cell(item.requirement),
            Cell("\n".join(filter(None, (item.name, item.detail)))),
            Cell(item.sha256),
        )
        for number, item in enumerate(items, 1)
    )
    return Table(columns=columns, rows=rows, small=True)


def paragraphs(text: str) -> list[str]:
    """The lines of a value, without empty ones at its ends."""
    return text.strip("\n").split("\n") if text.strip() else []


def hangs(line: str) -> bool:
    """Whether a line of a table's cell is a point of a list, which hangs under its own text."""
    return line.startswith(("• ", "- "))


def blank_lines(entry: SectionEntry) -> int:
    """How many dotted lines stand for an answer that is not given."""
    return 0 if entry.text.strip() or entry.pictures or entry.room else entry.lines


def blank_room(entry: SectionEntry) -> int:
    """How many millimetres are left for a picture that is not given."""
    return 0 if entry.text.strip() or entry.pictures else entry.room


def _property(text: str) -> str:
    return " ".join(writable(text).split())[:_LONGEST_PROPERTY]
