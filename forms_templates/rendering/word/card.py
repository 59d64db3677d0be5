"""The KPI card, the receipt and the acknowledgement in Word."""

from forms_templates.contexts import AcknowledgementContext, CardContext, ReceiptContext
from forms_templates.rendering import measures as m
from forms_templates.rendering import wording
from forms_templates.rendering.pictures import printable
from forms_templates.rendering.word.document import WordDocument
from forms_templates.rendering.word.furniture import sheet_furniture, sheet_page
from forms_templates.rendering.word.heading import after_signature, plain_line
from forms_templates.rendering.word.markup import (
    TWIPS_PER_POINT,
    Layout,
    Type,
    gap,
    paragraph,
    run,
)
from forms_templates.rendering.word.tables import ruled

_SPACE = round(m.SPACE_BEFORE_PT * TWIPS_PER_POINT)


def write_card(document: WordDocument, card: CardContext) -> None:
    """Fill the document with the KPI card and its scoring criteria."""
    page = sheet_page(landscape=False)
    body = Type(document.face, m.FORM_BODY_PT)
    title = Type(document.face, m.FORM_TITLE_PT, bold=True)
    document.add(paragraph(run(card.title, title), Layout("center", after=_SPACE)))
    document.add(ruled(wording.card_table(card), body, page.text_width))
    if card.criteria:
        layout = Layout("center", after=_SPACE, page_break=True)
        document.add(paragraph(run(card.criteria_title, title), layout))
        document.add(ruled(card.criteria, body, page.text_width))
    document.end(page, sheet_furniture(document.face, "", draft=card.draft, first=True))


def write_receipt(document: WordDocument, receipt: ReceiptContext) -> None:
    """Fill the document with the receipt of a report."""
    page = sheet_page(landscape=False)
    body = Type(document.face, m.FORM_BODY_PT)
    title = Type(document.face, m.FORM_TITLE_PT, bold=True)
    if receipt.emblem:
        height = m.EMBLEM_HEIGHT_CM
        emblem = document.picture(printable(receipt.emblem), height * 2, height, "ตรา")
        document.add(paragraph(emblem, Layout("center")))
    document.add(paragraph(run(wording.RECEIPT_TITLE, title), Layout("center")))
    document.add(paragraph(run(receipt.agency_line, body), Layout("center")))
    for field in wording.receipt_fields(receipt):
        document.add(plain_line(field.label, field.value, body, page.text_width), gap(1))
    document.add(gap(m.SPACE_BEFORE_PT))
    document.add(ruled(wording.receipt_table(receipt), body, page.text_width))
    if receipt.note:
        small = Type(document.face, m.FORM_TABLE_PT)
        document.add(paragraph(run(receipt.note, small), Layout(before=_SPACE)))
    if receipt.qr:
        document.add(gap(m.BODY_PT), after_signature(document, receipt.qr, (), page.text_width))
    foot = f"{wording.RECEIPT_TITLE} {receipt.number}"
    document.end(page, sheet_furniture(document.face, foot, draft=False, first=True))


def write_acknowledgement(document: WordDocument, said: AcknowledgementContext) -> None:
    """Fill the document with the acknowledgement of a report that came on paper."""
    page = sheet_page(landscape=False)
    body = Type(document.face, m.FORM_BODY_PT)
    title = Type(document.face, m.FORM_TITLE_PT, bold=True)
    if said.emblem:
        height = m.EMBLEM_HEIGHT_CM
        emblem = document.picture(printable(said.emblem), height * 2, height, "ตรา")
        document.add(paragraph(emblem, Layout("center")))
    document.add(paragraph(run(wording.ACKNOWLEDGEMENT_TITLE, title), Layout("center")))
    document.add(paragraph(run(said.agency_line, body), Layout("center")))
    for field in wording.acknowledgement_fields(said):
        document.add(plain_line(field.label, field.value, body, page.text_width), gap(1))
    document.add(gap(m.SPACE_BEFORE_PT))
    document.add(ruled(wording.items_table(said.items), body, page.text_width))
    document.add(gap(m.SPACE_BEFORE_PT))
    for field in wording.acknowledgement_hands(said):
        document.add(plain_line(field.label, field.value, body, page.text_width), gap(1))
    if said.note:
        small = Type(document.face, m.FORM_TABLE_PT)
        document.add(paragraph(run(said.note, small), Layout(before=_SPACE)))
    foot = f"{wording.ACKNOWLEDGEMENT_TITLE} {said.number}"
    document.end(page, sheet_furniture(document.face, foot, draft=False, first=True))
