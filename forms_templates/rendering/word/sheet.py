"""A web form in Word, blank or filled, in a section of its own."""

from forms_templates.contexts import FormContext, FormSection, FormSignature, SectionEntry
from forms_templates.rendering import measures as m
from forms_templates.rendering import wording
from forms_templates.rendering.pictures import printable
from forms_templates.rendering.typography import pieces
from forms_templates.rendering.word.document import Furniture, PageSetup, WordDocument
from forms_templates.rendering.word.furniture import sheet_furniture, sheet_page
from forms_templates.rendering.word.heading import plain_line
from forms_templates.rendering.word.markup import (
    TWIPS_PER_POINT,
    Layout,
    Type,
    gap,
    joined,
    paragraph,
    run,
    twips,
)
from forms_templates.rendering.word.tables import Box, boxes, ruled

_SPACE = round(m.SPACE_BEFORE_PT * TWIPS_PER_POINT)
_ENTRY_INDENT = twips(1.0)
_BLANK_LINE_PT = 25.5
_MM_PER_CM = 10


def add_sheet(
    document: WordDocument,
    form: FormContext,
    first: bool,
    draft: bool = False,
    secrecy: str = "",
) -> tuple[PageSetup, Furniture]:
    """Append the form; returns the paper and furniture that its section is to be ended with.

    Appended to a memo, the form bears the memo's marks too.
    """
    page = sheet_page(form.landscape)
    body = Type(document.face, m.FORM_BODY_PT)
    document.add(*_title(document, form))
    for field in form.header:
        document.add(plain_line(field.label, field.value, body, page.text_width), gap(1))
    if form.table:
        document.add(gap(m.SPACE_BEFORE_PT), ruled(form.table, body, page.text_width))
    for section in form.sections:
        document.add(*_section(document, section, page.text_width))
    if form.footnote:
        small = Type(document.face, m.FORM_TABLE_PT)
        document.add(paragraph(run(form.footnote, small), Layout(before=_SPACE)))
    if form.signatures:
        document.add(gap(m.FORM_BODY_PT), _signatures(document, form.signatures, page.text_width))
    draft = draft or form.draft
    return page, sheet_furniture(
        document.face, form.version_code, draft, first, secrecy, form.landscape
    )


def _title(document: WordDocument, form: FormContext) -> list[str]:
    body = Type(document.face, m.FORM_BODY_PT)
    title = Type(document.face, m.FORM_TITLE_PT, bold=True)
    written = [paragraph(run(form.number, body), Layout("right"))] if form.number else []
    written.append(paragraph(run(form.title, title), Layout("center")))
    if form.subtitle:
        written.append(paragraph(run(form.subtitle, body), Layout("center")))
    return [*written, gap(m.SPACE_BEFORE_PT)]


def _section(document: WordDocument, section: FormSection, width_cm: float) -> list[str]:
    title = Type(document.face, m.FORM_BODY_PT, bold=True)
    line = round(m.line_pt(m.FORM_BODY_PT) * TWIPS_PER_POINT)
    written = [paragraph(run(section.title, title), Layout(before=line, keep_next=True))]
    if section.hint:
        hint = Type(document.face, m.FORM_TABLE_PT)
        written.append(paragraph(run(section.hint, hint), Layout(keep_next=True)))
    for entry in section.entries:
        written += _entry(document, entry, width_cm)
    if section.table:
        body = Type(document.face, m.FORM_BODY_PT)
        written += [gap(m.SPACE_BEFORE_PT), ruled(section.table, body, width_cm)]
    return written


def _entry(document: WordDocument, entry: SectionEntry, width_cm: float) -> list[str]:
    body = Type(document.face, m.FORM_BODY_PT)
    label = Type(document.face, m.FORM_BODY_PT, bold=True)
    written = []
    if entry.label:
        layout = Layout(before=_SPACE, keep_next=True)
        written.append(paragraph(run(entry.label, label), layout))
    for text in wording.paragraphs(entry.text):
        layout = Layout(first=_ENTRY_INDENT)
        written.append(paragraph(run(joined(pieces(text)), body), layout))
    for picture in entry.pictures:
        data = printable(picture.data)
        image = document.picture(data, width_cm, m.PICTURE_MAX_HEIGHT_CM, picture.caption)
        keep = bool(picture.caption)
        written.append(paragraph(image, Layout("center", before=_SPACE, keep_next=keep)))
        if picture.caption:
            written.append(paragraph(run(picture.caption, body), Layout("center")))
    lines = wording.blank_lines(entry)
    if lines:
        # A table of dotted rows, so that what is typed into one wraps instead of pushing leaders.
        blank = Layout(line=round(_BLANK_LINE_PT * TWIPS_PER_POINT))
        row = (Box(paragraph("", blank), twips(width_cm), dotted=True),)
        written += [boxes([row] * lines), gap(1)]
    room = wording.blank_room(entry)
    if room:
        written.append(_picture_room(room, width_cm))
    return written


def _picture_room(millimetres: int, width_cm: float) -> str:
    height = twips(millimetres / _MM_PER_CM)
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right")
    )
    layout = Layout(before=_SPACE, line=height, border=f"<w:pBdr>{border}</w:pBdr>")
    return paragraph("", layout)


def _signatures(
    document: WordDocument, signatures: tuple[FormSignature, ...], width_cm: float
) -> str:
    width = twips(width_cm) // max(len(signatures), 2)
    row = tuple(_signature_box(document, signature, width) for signature in signatures)
    return boxes([row])


def _signature_box(document: WordDocument, signature: FormSignature, width: int) -> Box:
    body = Type(document.face, m.FORM_BODY_PT)
    before = round(m.line_pt(m.FORM_BODY_PT) * TWIPS_PER_POINT)
    margin = twips(0.5)
    leader = Layout(before=before, left=margin, leader_to=width - margin)
    lines = [
        f"({signature.name or wording.BLANK_NAME})",
        *signature.position_lines,
        signature.role,
        signature.date_line,
    ]
    content = paragraph(run(f"{wording.SIGN_HERE}\t", body), leader)
    content += "".join(paragraph(run(line, body), Layout("center")) for line in lines if line)
    return Box(content, width, valign="top")
