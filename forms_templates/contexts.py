"""What each paper document says, frozen and free of any database.

The domain code fills one of these contexts; `forms_templates.rendering` turns it into Word and
PDF. An issued document keeps its context (see `forms_templates.snapshots`), so what is printed
here must be final wording: the renderers add layout, Thai numerals and nothing else.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Urgency(StrEnum):
    """ชั้นความเร็ว, printed in red between emblem and title."""

    NORMAL = "normal"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"
    MOST_URGENT = "most_urgent"

    @property
    def code(self) -> str:
        """The exchange code of the e-saraban standard, 001 to 004."""
        return f"{list(Urgency).index(self) + 1:03d}"

    @property
    def label(self) -> str:
        """The words printed; empty where nothing is."""
        return ("", "ด่วน", "ด่วนมาก", "ด่วนที่สุด")[list(Urgency).index(self)]


class Secrecy(StrEnum):
    """ชั้นความลับ, printed in red at the top and bottom of every page."""

    NORMAL = "normal"
    CONFIDENTIAL = "confidential"
    SECRET = "secret"  # noqa: S105 (a class of documents, not a password)
    TOP_SECRET = "top_secret"  # noqa: S105

    @property
    def code(self) -> str:
        """The exchange code of the e-saraban standard, 001 to 004."""
        return f"{list(Secrecy).index(self) + 1:03d}"

    @property
    def label(self) -> str:
        """The words printed; empty where nothing is."""
        return ("", "ลับ", "ลับมาก", "ลับที่สุด")[list(Secrecy).index(self)]


class Align(StrEnum):
    """How the text of a table's column stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class FormStatus(StrEnum):
    """How much of a form the source document prints; what it does not print is our reading."""

    PRINTED = "printed"
    PARTIAL = "partial"
    RECONSTRUCTED = "reconstructed"


@dataclass(frozen=True)
class Picture:
    """An image to print. `data` is the image file itself (PNG or JPEG)."""

    data: bytes
    caption: str = ""


@dataclass(frozen=True)
class QrLink:
    """An address as QR code, with the words beside it."""

    url: str
    caption: str = ""


@dataclass(frozen=True)
class Signatory:
    """Who signs: (name), own position, and where acting the line that says so.

    `acting_lines` are whole lines, such as "รักษาราชการแทน ผู้อำนวยการสำนัก…". `rank` is a rank
    that Thai custom writes before the signature itself and not inside the brackets.
    """

    name: str = ""
    position_lines: tuple[str, ...] = ()
    acting_lines: tuple[str, ...] = ()
    rank: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell of a table's row; `rows` and `columns` are how many it spans."""

    text: str = ""
    rows: int = 1
    columns: int = 1
    align: Align | None = None
    bold: bool = False


@dataclass(frozen=True)
class Column:
    """A column, or a group of columns under one heading. `width` is a share, not a length."""

    label: str
    width: int = 10
    align: Align = Align.LEFT
    children: tuple["Column", ...] = ()


@dataclass(frozen=True)
class Table:
    """A ruled table whose headings repeat on every page it runs over.

    Every row names its cells from left to right, leaving out those that a cell above or beside
    it covers. `small` sets it in the smaller type of the wide forms; `row_height` is the least
    height of a row in millimetres, for sheets to be filled in by hand.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    title: str = ""
    small: bool = False
    show_headings: bool = True
    row_height: int = 0


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: what it stands for, and its exact value as decimal text."""

    label: str
    value: str


@dataclass(frozen=True)
class Chart:
    """Bars side by side. Its numbers stand in a table beside it too; `words` say what it shows to
    whoever cannot see it."""

    title: str
    bars: tuple[Bar, ...]
    words: str
    value_title: str = ""
    label_title: str = ""


@dataclass(frozen=True)
class Annex:
    """A page of its own after the signature: a title, lines below it, tables."""

    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class LabelledValue:
    """A label with what was filled in after it; an empty value prints the dotted line alone."""

    label: str
    value: str = ""


@dataclass(frozen=True)
class SectionEntry:
    """One answer of a form's section: its label, its text, its pictures.

    `lines` is how many dotted lines a blank form leaves for it; `room` how many millimetres it
    leaves for a picture.
    """

    label: str = ""
    text: str = ""
    pictures: tuple[Picture, ...] = ()
    lines: int = 1
    room: int = 0


@dataclass(frozen=True)
class FormSection:
    """A numbered part of a form: answers, or a table of them."""

    title: str
    hint: str = ""
    entries: tuple[SectionEntry, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class FormSignature:
    """A place to sign a form: ลงชื่อ …, (name), position lines, and the role it is signed in."""

    role: str
    name: str = ""
    position_lines: tuple[str, ...] = ()
    date_line: str = ""


@dataclass(frozen=True)
class FormContext:
    """One web form on paper, blank or filled.

    `draft` marks every page ร่าง (a form whose table the source does not print, until approved).
    `version_code` is the code that ties a printed sheet to the answers it was printed from.
    `made_at` is the moment the document claims to have been made; it fixes the file's bytes.
    """

    key: str
    number: str
    title: str
    version_code: str
    made_at: dt.datetime
    subtitle: str = ""
    status: FormStatus = FormStatus.PRINTED
    draft: bool = False
    blank: bool = False
    landscape: bool = False
    header: tuple[LabelledValue, ...] = ()
    table: Table | None = None
    sections: tuple[FormSection, ...] = ()
    footnote: str = ""
    signatures: tuple[FormSignature, ...] = ()


@dataclass(frozen=True)
class MemoContext:
    """An official memo (บันทึกข้อความ).

    `kind` names the wording ("request", "feedback", "report", "reminder", "summary") and changes
    no layout. `number` and `date` stay empty where the e-saraban system stamps them. The three
    parts of the body are ภาคเหตุ, ภาคความประสงค์ and ภาคสรุป; `tables` and then `charts` stand
    between the last two. `enclosures` are printed under สิ่งที่ส่งมาด้วย, `attachments` as a list
    after the signature; `annexes` follow on pages of their own. Many `addressees` are printed as
    such a page too. `made_at` as in `FormContext`.
    """

    kind: str
    agency_line: str
    subject: str
    addressees: tuple[str, ...]
    cause: tuple[str, ...]
    purpose: tuple[str, ...]
    conclusion: tuple[str, ...]
    signatory: Signatory
    made_at: dt.datetime
    number: str = ""
    date: dt.date | None = None
    references: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    attachments: tuple[str, ...] = ()
    qr: QrLink | None = None
    emblem: bytes | None = None
    urgency: Urgency = Urgency.NORMAL
    secrecy: Secrecy = Secrecy.NORMAL
    draft: bool = False
    appended_forms: tuple[FormContext, ...] = ()
    charts: tuple[Chart, ...] = ()
    annexes: tuple[Annex, ...] = ()


@dataclass(frozen=True)
class CardRow:
    """A row of the KPI card: its label, and beside it either text or a few values side by side.

    Lines of `text` that begin with "• " or "- " hang under themselves. `label_rows` lets the
    label stand beside the following rows too, which then leave theirs empty. `heading` sets the
    whole row bold.
    """

    label: str
    text: str = ""
    values: tuple[str, ...] = ()
    label_rows: int = 1
    heading: bool = False


@dataclass(frozen=True)
class CardContext:
    """The KPI card (แบบฟอร์มตัวชี้วัด) and, after it, its scoring criteria; `draft` marks every
    page ร่าง."""

    title: str
    rows: tuple[CardRow, ...]
    made_at: dt.datetime
    criteria_title: str = ""
    criteria: Table | None = None
    draft: bool = False


@dataclass(frozen=True)
class ReceiptItem:
    """One thing received: what it proves, its name, and the SHA-256 of its bytes (or of a link)."""

    requirement: str
    name: str
    sha256: str
    detail: str = ""


@dataclass(frozen=True)
class ReceiptContext:
    """The receipt of a submitted report (ใบรับรายงาน): what was received, from whom, when."""

    number: str
    agency_line: str
    submission: str
    round: str
    unit: str
    submitted_by: str
    submitted_at: dt.datetime
    items: tuple[ReceiptItem, ...]
    made_at: dt.datetime
    level_claimed: str = ""
    note: str = ""
    qr: QrLink | None = None
    emblem: bytes | None = None


@dataclass(frozen=True)
class AcknowledgementContext:
    """The acknowledgement (ใบตอบรับ) of a report that came another way than through the portal: when
    and how it came, who brought it, what was received, who entered it and who verified that."""

    number: str
    receiving_number: str
    agency_line: str
    submission: str
    round: str
    unit: str
    received_at: dt.datetime
    channel: str
    brought_by: str
    signed_by: str
    entered_by: str
    entered_at: dt.datetime
    verified_by: str
    verified_at: dt.datetime
    items: tuple[ReceiptItem, ...]
    made_at: dt.datetime
    memo: str = ""
    level_claimed: str = ""
    receipt_number: str = ""
    note: str = ""
    emblem: bytes | None = None


DocumentContext = MemoContext | FormContext | CardContext | ReceiptContext | AcknowledgementContext
