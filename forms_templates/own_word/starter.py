"""The portal's own layout with the marks in place, to begin an own Word file from."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from forms_templates import contexts as c
from forms_templates.own_word import memo_tables
from forms_templates.paper import blank_context
from forms_templates.rendering import render_docx
from forms_templates.rendering.typography import running_text
from forms_templates.rendering.word.markup import joined
from forms_templates.rendering.wording import DRAFT_MARK
from forms_templates.schema import MONTHS, Column, Field, FieldType, FormSchema, Section
from kpi_portal.thai import thai_date

# What stands in the layout until it is replaced by a mark, since only a date or an urgency fits.
_DAY = dt.date(2000, 1, 1)
_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_DRAFT_PARAGRAPH = re.compile(
    rf"(<w:p>(?:(?!<w:p>|</w:p>).)*>){DRAFT_MARK}(</w:t></w:r></w:p>)", re.DOTALL
)


def starter_of_memo(kind: str) -> bytes:
    """The memo of this kind with a mark at every place that it prints."""
    listings = memo_tables.listings(kind)
    attached = [listing for listing in listings if listing.attached]
    memo = c.MemoContext(
        kind=kind,
        agency_line=_mark("memo.agency_line"),
        number=_mark("memo.number"),
        date=_DAY,
        subject=_mark("memo.subject"),
        addressees=(_mark("memo.addressees_text"),),
        cause=(
            *_when("memo.references_text", "อ้างถึง {{ memo.references_text }}"),
            *_each("memo.cause"),
        ),
        purpose=_each("memo.purpose"),
        conclusion=(
            *("{%p endif %}" for listing in listings if listing.may_be_empty),
            *_each("memo.conclusion"),
        ),
        tables=tuple(_listing(one) for one in listings if not one.attached),
        annexes=tuple(c.Annex(str(one.heading), (), (_listing(one),)) for one in attached),
        attachments=(
            *_each("memo.attachments"),
            *_when("memo.qr", "{{ memo.qr }} {{ memo.qr_caption }}", "{{ memo.qr_url }}"),
        ),
        signatory=c.Signatory(
            name=_mark("memo.signer.name"),
            position_lines=(_mark("memo.signer.position"),),
            acting_lines=_when("memo.signer.acting", _mark("memo.signer.acting")),
            rank=_mark("memo.signer.rank"),
        ),
        urgency=c.Urgency.URGENT,
        draft=True,
        made_at=_MADE,
    )
    day = joined(running_text(thai_date(_DAY, digits="thai")))
    return _replaced(
        render_docx(memo),
        {
            day: _mark("memo.date"),
            f" {c.Urgency.URGENT.label}": f"{_mark('memo.emblem')} {_mark('memo.urgency')}",
        },
        "memo.draft_mark",
    )


def starter_of_form(schema: FormSchema) -> bytes:
    """The form with a mark at every place."""
    blank = blank_context(schema, made_at=_MADE)
    questions = [field for field in schema.header if not field.in_subtitle]
    subtitle = "  ".join(
        f"{field.label} {_mark('head.' + field.key)}"
        for field in schema.header
        if field.in_subtitle
    )
    form = c.FormContext(
        key=schema.key,
        number=schema.number,
        title=schema.title,
        subtitle=subtitle,
        version_code=_mark("form.version_code"),
        made_at=_MADE,
        draft=True,
        landscape=schema.landscape,
        header=tuple(
            c.LabelledValue(field.label, _mark("head." + field.key)) for field in questions
        ),
        table=_table(blank.table, "rows", schema.columns) if blank.table else None,
        sections=tuple(
            _section(section, printed)
            for section, printed in zip(schema.sections, blank.sections, strict=True)
        ),
        footnote=f"{schema.footnote}  {_mark('form.origins')}".strip(),
        signatures=tuple(
            c.FormSignature(
                role=place.role,
                name=_mark(f"sign.{place.key}.name"),
                position_lines=(_mark(f"sign.{place.key}.position"),),
                date_line=_mark(f"sign.{place.key}.date"),
            )
            for place in schema.signatures
        ),
    )
    return _replaced(render_docx(form), {}, "form.draft_mark")


def _listing(listing: memo_tables.Listing) -> c.Table:
    row = tuple(c.Cell(_mark(f"row.{column.name}")) for column in listing.columns)
    title = f"{{%p if {listing.name} %}}" if listing.may_be_empty else ""
    return c.Table(listing.starter(), _looped(listing.name, [row]), title)


def _mark(path: str) -> str:
    return f"{{{{ {path} }}}}"


def _each(path: str) -> tuple[str, ...]:
    return (f"{{%p for line in {path} %}}", "{{ line }}", "{%p endfor %}")


def _when(path: str, *lines: str) -> tuple[str, ...]:
    return (f"{{%p if {path} %}}", *lines, "{%p endif %}")


def _section(section: Section, printed: c.FormSection) -> c.FormSection:
    entries = tuple(
        c.SectionEntry(entry.label, text=_answer(field))
        for field, entry in zip(section.fields, printed.entries, strict=True)
    )
    table = (
        _table(printed.table, f"tables.{section.key}", section.columns) if printed.table else None
    )
    return c.FormSection(section.title, section.hint, entries, table)


def _answer(field: Field) -> str:
    path = f"answers.{field.key}"
    if field.type is not FieldType.IMAGE:
        return _mark(path)
    lines = (
        f"{{%p for picture in {path} %}}",
        "{{ picture.image }}",
        "{{ picture.caption }}",
        "{%p endfor %}",
    )
    return "\n".join(lines)


def _table(printed: c.Table, path: str, columns: Sequence[Column]) -> c.Table:
    """The table with its headings and one row of marks, looped over; two rows where plan and
    result stand above each other."""
    plan = any(column.type is FieldType.MONTH_PLAN for column in columns)
    first: list[c.Cell] = []
    second: list[c.Cell] = []
    for column in columns:
        if column.type is FieldType.MONTH_PLAN:
            first += _months("แผน", column.key, "planned")
            second += _months("ผล", column.key, "done")
        else:
            first += [c.Cell(mark, rows=2 if plan else 1) for mark in _marks(column)]
    rows = [tuple(first), tuple(second)] if plan else [tuple(first)]
    return c.Table(columns=printed.columns, rows=_looped(path, rows), small=printed.small)


def _marks(column: Column) -> list[str]:
    if column.type is FieldType.AUTO_NUMBER:
        return [_mark("row.number")]
    if column.choices:
        return [_mark(f"row.{column.key}_{choice.key}") for choice in column.choices]
    return [_mark(f"row.{column.key}")]


def _months(label: str, key: str, share: str) -> list[c.Cell]:
    return [c.Cell(label), *(c.Cell(_mark(f"row.{key}_{month}_{share}")) for month in MONTHS)]


def _looped(path: str, rows: Sequence[tuple[c.Cell, ...]]) -> tuple[tuple[c.Cell, ...], ...]:
    wide = sum(cell.columns for cell in rows[0])
    begin = c.Cell(f"{{%tr for row in {path} %}}", columns=wide)
    return ((begin,), *rows, (c.Cell("{%tr endfor %}", columns=wide),))


def _replaced(data: bytes, words: dict[str, str], draft: str) -> bytes:
    """The file with whole texts replaced by marks, in body, headers and footers; the framed ร่าง
    stands there only where there is one."""
    condition = f"<w:p><w:r><w:t>{{%p if {draft} %}}</w:t></w:r></w:p>"
    end = "<w:p><w:r><w:t>{%p endif %}</w:t></w:r></w:p>"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.startswith("word/") and entry.filename.endswith(".xml"):
                text = content.decode("utf-8")
                text = _DRAFT_PARAGRAPH.sub(rf"{condition}\1{_mark(draft)}\2{end}", text)
                for word, mark in words.items():
                    text = text.replace(f">{escape(word)}</w:t>", f">{mark}</w:t>")
                content = text.encode("utf-8")
            target.writestr(entry, content)
    return out.getvalue()
