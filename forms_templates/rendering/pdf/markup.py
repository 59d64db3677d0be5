"""A document context as HTML, and the pictures its HTML names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from forms_templates.contexts import (
    AcknowledgementContext,
    CardContext,
    Chart,
    DocumentContext,
    FormContext,
    LabelledValue,
    MemoContext,
    Picture,
    ReceiptContext,
    SectionEntry,
    Table,
)
from forms_templates.rendering import charts, measures, memo_heading, wording
from forms_templates.rendering.pictures import printable, qr_code
from forms_templates.rendering.tables import heading_rows, row_groups, stays_whole, widths
from forms_templates.rendering.typography import label_width_cm, writable

PICTURE_SCHEME = "picture:"


@dataclass(frozen=True)
class Markup:
    """HTML, and the bytes behind each address it names pictures by."""

    html: str
    pictures: Mapping[str, bytes]


class _Pictures(dict[str, bytes]):
    """Collects pictures under an address made of their checksum, so equal ones are stored once."""

    def add(self, data: bytes | None) -> str:
        if not data:
            return ""
        address = PICTURE_SCHEME + sha256(data).hexdigest()
        self[address] = data
        return address


def markup_of(context: DocumentContext) -> Markup:
    """The HTML of a document; every value in it is escaped by the template engine."""
    pictures = _Pictures()
    match context:
        case MemoContext():
            template, values = "memo.html", _memo_values(context, pictures)
        case FormContext():
            template, values = "form.html", {"form": _form_values(context, pictures)}
        case CardContext():
            template, values = "card.html", _card_values(context)
        case ReceiptContext():
            template, values = "receipt.html", _receipt_values(context, pictures)
        case AcknowledgementContext():
            template, values = "acknowledgement.html", _acknowledgement_values(context, pictures)
    values |= {
        "title": wording.document_title(context),
        "author": wording.document_author(context),
        "made_at": context.made_at.isoformat(timespec="seconds"),
        "blank_name": wording.BLANK_NAME,
        "sign_here_cm": label_width_cm(wording.SIGN_HERE, measures.FORM_BODY_PT),
    }
    # Not localised: the reader's language must not reach into a document's numbers.
    context_of_template = Context(values, use_l10n=False, use_tz=False)
    html = _engine().get_template(template).render(context_of_template)
    return Markup(writable(html), dict(pictures))


@cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(Path(__file__).parent.parent / "templates")],
        builtins=["forms_templates.rendering.pdf.filters"],
    )


def _memo_values(memo: MemoContext, pictures: _Pictures) -> dict[str, Any]:
    return {
        "memo": memo,
        "heading": memo_heading.heading_rows(memo),
        "lists": memo_heading.heading_lists(memo),
        "emblem": pictures.add(printable(memo.emblem) if memo.emblem else None),
        "qr": pictures.add(qr_code(memo.qr.url) if memo.qr else None),
        "tables": [_table_values(table, stays_whole(table)) for table in memo.tables],
        "charts": [_chart_values(chart, pictures) for chart in memo.charts],
        "annexes": [
            {"source": annex, "tables": [_table_values(table) for table in annex.tables]}
            for annex in memo_heading.annexes_of(memo)
        ],
        "forms": [
            _form_values(form, pictures, memo.draft, memo.secrecy.label)
            for form in memo.appended_forms
        ],
    }


def _form_values(
    form: FormContext, pictures: _Pictures, draft: bool = False, secrecy: str = ""
) -> dict[str, Any]:
    """A form's values; appended to a memo it bears the memo's marks too."""
    return {
        "source": form,
        "draft": draft or form.draft,
        "secrecy": secrecy,
        "fields": [_field_values(field) for field in form.header],
        "table": _table_values(form.table) if form.table else None,
        "sections": [
            {
                "source": section,
                "entries": [_entry_values(entry, pictures) for entry in section.entries],
                "table": _table_values(section.table) if section.table else None,
            }
            for section in form.sections
        ],
    }


def _field_values(field: LabelledValue) -> dict[str, Any]:
    label_cm = label_width_cm(field.label, measures.FORM_BODY_PT)
    return {"label": field.label, "value": field.value, "label_cm": label_cm}


def _entry_values(entry: SectionEntry, pictures: _Pictures) -> dict[str, Any]:
    return {
        "source": entry,
        "pictures": [_picture_values(picture, pictures) for picture in entry.pictures],
        "blank_lines": range(wording.blank_lines(entry)),
        "room": wording.blank_room(entry),
    }


def _picture_values(picture: Picture, pictures: _Pictures) -> dict[str, str]:
    return {"name": pictures.add(printable(picture.data)), "caption": picture.caption}


def _chart_values(chart: Chart, pictures: _Pictures) -> dict[str, Any]:
    return {
        "name": pictures.add(charts.as_svg(chart)),
        "source": chart,
        "words": charts.words_of(chart),
    }


def _table_values(table: Table, whole: bool = False) -> dict[str, Any]:
    return {
        "title": table.title,
        "small": table.small,
        "row_height": table.row_height,
        "whole": whole,
        "widths": [f"{share:.3%}" for share in widths(table)],
        "headings": heading_rows(table.columns) if table.show_headings else (),
        "groups": row_groups(table),
    }


def _card_values(card: CardContext) -> dict[str, Any]:
    return {
        "card": card,
        "card_table": _table_values(wording.card_table(card)),
        "criteria": _table_values(card.criteria) if card.criteria else None,
    }


def _receipt_values(receipt: ReceiptContext, pictures: _Pictures) -> dict[str, Any]:
    return {
        "receipt": receipt,
        "fields": [_field_values(field) for field in wording.receipt_fields(receipt)],
        "items": _table_values(wording.receipt_table(receipt)),
        "emblem": pictures.add(printable(receipt.emblem) if receipt.emblem else None),
        "qr": pictures.add(qr_code(receipt.qr.url) if receipt.qr else None),
    }


def _acknowledgement_values(said: AcknowledgementContext, pictures: _Pictures) -> dict[str, Any]:
    return {
        "said": said,
        "title_of_sheet": wording.ACKNOWLEDGEMENT_TITLE,
        "fields": [_field_values(field) for field in wording.acknowledgement_fields(said)],
        "items": _table_values(wording.items_table(said.items)),
        "hands": [_field_values(field) for field in wording.acknowledgement_hands(said)],
        "emblem": pictures.add(printable(said.emblem) if said.emblem else None),
    }
