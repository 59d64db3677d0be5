"""The official memo in Word."""

from dataclasses import replace

from forms_templates.contexts import Annex, MemoContext, Signatory, Table
from forms_templates.rendering import measures as m
from forms_templates.rendering import wording
from forms_templates.rendering.memo_heading import annexes_of, heading_lists, heading_rows
from forms_templates.rendering.pictures import printable
from forms_templates.rendering.tables import stays_whole
from forms_templates.rendering.word.document import WordDocument
from forms_templates.rendering.word.furniture import memo_furniture, memo_page
from forms_templates.rendering.word.heading import (
    after_signature,
    label_box,
    official,
    value_box,
)
from forms_templates.rendering.word.markup import (
    TWIPS_PER_POINT,
    Layout,
    Type,
    gap,
    paragraph,
    run,
    twips,
)
from forms_templates.rendering.word.sheet import add_sheet
from forms_templates.rendering.word.tables import Box, boxes, ruled

_SPACE = round(m.SPACE_BEFORE_PT * TWIPS_PER_POINT)
_WIDTH = twips(m.TEXT_WIDTH_CM)
# The first line of a value stands on the line of its larger label.
_ASCENT_RATIO = 0.845
_DROP = round((m.LABEL_PT - m.BODY_PT) * _ASCENT_RATIO * TWIPS_PER_POINT)
_BEFORE_INNER = twips(0.25)


def write_memo(document: WordDocument, memo: MemoContext) -> None:
    """Fill the document with the memo and the forms appended to it."""
    page = memo_page(secret=bool(memo.secrecy.label))
    furniture = memo_furniture(document.face, memo.secrecy.label, memo.draft)
    document.add(boxes([_title_row(document, memo), *_heading_rows(document, memo)]))
    body = Type(document.face, m.BODY_PT)
    attached = [official(line, body) for line in memo.attachments]
    more = bool(memo.qr or attached)
    document.add(*_lists(document, memo), *_body(document, memo))
    document.add(*_signature(document, memo.signatory, keep_next=more))
    if more:
        document.add(gap(m.BODY_PT, keep_next=True))
        document.add(after_signature(document, memo.qr, attached, m.TEXT_WIDTH_CM))
    for annex in annexes_of(memo):
        document.add(*_annex(document, annex))
    for number, form in enumerate(memo.appended_forms):
        if number == 0:
            document.end_section(page, furniture)
        page, furniture = add_sheet(
            document, form, first=False, draft=memo.draft, secrecy=memo.secrecy.label
        )
        if number < len(memo.appended_forms) - 1:
            document.end_section(page, furniture)
    document.end(page, furniture)


def _title_row(document: WordDocument, memo: MemoContext) -> tuple[Box, Box, Box]:
    third = _WIDTH // 3
    mark = Type(document.face, m.MARK_PT, bold=True, colour=m.MARK_COLOUR)
    title = Type(document.face, m.TITLE_PT, bold=True)
    left = ""
    if memo.emblem:
        left = document.picture(
            printable(memo.emblem), m.EMBLEM_HEIGHT_CM * 2, m.EMBLEM_HEIGHT_CM, "ตรา"
        )
    if memo.urgency.label:
        left += run(" " + memo.urgency.label, mark)
    line = round(m.TITLE_LINE_PT * TWIPS_PER_POINT)
    return (
        Box(paragraph(left, Layout(tiny_mark=True)), third),
        Box(paragraph(run(wording.MEMO_TITLE, title), Layout("center", line=line)), third),
        Box(paragraph(""), _WIDTH - 2 * third),
    )


def _heading_rows(document: WordDocument, memo: MemoContext) -> list[tuple[Box, ...]]:
    label = Type(document.face, m.LABEL_PT, bold=True)
    body = Type(document.face, m.BODY_PT)
    rows = []
    for row in heading_rows(memo):
        before = _SPACE if row.spaced else 0
        boxes_of_row: list[Box] = []
        for field in row.fields:
            left = _BEFORE_INNER if field.inner else 0
            value = [official(field.value, body)]
            boxes_of_row += (
                label_box(field.label, label, field.label_cm, before, left),
                value_box(value, twips(field.value_cm), before, _DROP),
            )
        rows.append(tuple(boxes_of_row))
    return rows


def _lists(document: WordDocument, memo: MemoContext) -> list[str]:
    body = Type(document.face, m.BODY_PT)
    written = []
    for line in heading_lists(memo):
        # A hanging indent is a tab stop too, so the entries stand under each other.
        indent = twips(line.label_cm)
        for number, entry in enumerate(line.entries):
            label = run(line.label, body) if number == 0 else ""
            content = label + run("\t", body) + official(entry, body)
            before = _SPACE if number == 0 else 0
            written.append(paragraph(content, Layout(before=before, left=indent, first=-indent)))
    return written


def _body(document: WordDocument, memo: MemoContext) -> list[str]:
    body = Type(document.face, m.BODY_PT)
    layout = Layout("thaiDistribute", before=_SPACE, first=twips(m.PARAGRAPH_INDENT_CM))
    before = [paragraph(official(text, body), layout) for text in (*memo.cause, *memo.purpose)]
    tables = [part for table in memo.tables for part in _table(document, table, stays_whole(table))]
    for chart in memo.charts:
        title = Type(document.face, m.BODY_PT, bold=True)
        head = Layout("center", before=_SPACE, keep_next=True)
        drawn = document.chart(chart, m.TEXT_WIDTH_CM, m.CHART_HEIGHT_CM)
        tables += [paragraph(run(chart.title, title), head), paragraph(drawn, Layout("center"))]
    # The signature never stands alone on a page: the last sentence goes with it.
    closing = replace(layout, keep_next=True, keep_lines=True)
    after = [paragraph(official(text, body), closing) for text in memo.conclusion]
    return before + tables + after


def _table(document: WordDocument, table: Table, whole: bool = False) -> list[str]:
    title = Type(document.face, m.BODY_PT, bold=True)
    head = Layout(before=_SPACE, keep_next=True)
    above = (
        paragraph(run(table.title, title), head) if table.title else gap(m.SPACE_BEFORE_PT, True)
    )
    body = Type(document.face, m.BODY_PT)
    return [above, ruled(table, body, m.TEXT_WIDTH_CM, whole)]


def _annex(document: WordDocument, annex: Annex) -> list[str]:
    """On a page of its own, with the memo's marks and page number around it."""
    title = Type(document.face, m.FORM_TITLE_PT, bold=True)
    body = Type(document.face, m.BODY_PT)
    written = [paragraph(run(annex.title, title), Layout("center", page_break=True))]
    written += [paragraph(official(line, body), Layout("center")) for line in annex.lines]
    for table in annex.tables:
        written += _table(document, table)
    return written


def _signature(document: WordDocument, signatory: Signatory, keep_next: bool) -> list[str]:
    body = Type(document.face, m.BODY_PT)
    layout = Layout("center", left=twips(m.SIGNATURE_LEFT_CM), keep_lines=True, keep_next=True)
    blank = paragraph(run(" ", body), layout)
    room = [blank] * m.SIGNATURE_BLANK_LINES
    if signatory.rank:
        rank = Layout(left=layout.left, keep_lines=True, keep_next=True)
        room[-1] = paragraph(run(signatory.rank, body), rank)
    lines = [
        run(f"({signatory.name or wording.BLANK_NAME})", body),
        *(official(line, body) for line in (*signatory.position_lines, *signatory.acting_lines)),
    ]
    last = replace(layout, keep_next=keep_next)
    return [*room, *(paragraph(line, layout) for line in lines[:-1]), paragraph(lines[-1], last)]
