"""The public page behind the QR code of a request memo: the memo and the blank forms."""

from __future__ import annotations

from datetime import datetime

from forms_templates.domain import word_sheets
from forms_templates.domain.library import schema_of
from forms_templates.models import FormTemplate
from forms_templates.paper import blank_context, no_pictures
from indicators.domain.forms import forms_of
from kpi_portal.errors import NotFound
from kpi_portal.thai import local_date
from submissions.documents.enums import DocumentKind, DocumentState, NumberState
from submissions.documents.models import Document


def document_for(token: str) -> Document:
    """The issued request memo with this token; anything else does not exist."""
    found = (
        Document.objects.filter(public_token=token, kind=DocumentKind.REQUEST_MEMO)
        .exclude(state=DocumentState.DRAFT)
        .exclude(register_number__state=NumberState.VOIDED)
        .select_related("owner", "round__indicator__owner")
        .first()
    )
    if found is None:
        raise NotFound("no such document", code="not_found")
    return found


def forms_for(document: Document) -> list[FormTemplate]:
    """The blank forms that the memo speaks of, in their order."""
    if document.round is None:
        return []
    found = forms_of(document.round)
    return [found[code] for code in sorted(found)]


def blank_form(token: str, code: str, *, at: datetime) -> tuple[bytes, str]:
    """One blank form as a Word file with its name; a Word file takes some 20 ms to make."""
    document = document_for(token)
    template = next((t for t in forms_for(document) if t.code == code), None)
    if template is None or document.round is None or document.issued_at is None:
        raise NotFound("no such form", code="not_found")
    schema = schema_of(template, document.round.indicator.fiscal_year)
    context = blank_context(schema, made_at=document.issued_at, approved=template.approved)
    word = word_sheets.word_sheet(
        document.owner, schema, {}, context, pictures=no_pictures, on=local_date(at)
    )
    return word, f"{context.version_code}.docx"
