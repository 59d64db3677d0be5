"""The pages behind the QR codes of memos: of a request the memo and its blank forms, of any other
the proof that it was issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from forms_templates.domain import word_sheets
from forms_templates.domain.library import schema_of
from forms_templates.models import FormTemplate
from forms_templates.paper import blank_context, no_pictures
from indicators.domain.forms import forms_of
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from kpi_portal.thai import local_date
from submissions.documents import access
from submissions.documents.domain import renditions
from submissions.documents.enums import DocumentKind, DocumentState, Format, NumberState
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


@dataclass(frozen=True, slots=True)
class Proof:
    """What the page behind another memo's code says: to anybody what is printed beside the code
    anyway, to people of the portal the digests of its files, to its readers also the way to it."""

    document: Document
    voided: bool
    digests: tuple[tuple[str, str], ...] = ()
    readable: bool = False


def proof_for(token: str, reader: User | None, *, at: datetime) -> Proof:
    """The proof of an issued memo that is no request. Neither its subject nor its addressee is told
    to those who may not read it: both name whose result it is. Raises `NotFound`."""
    document = (
        Document.objects.filter(public_token=token)
        .exclude(state=DocumentState.DRAFT)
        .exclude(kind=DocumentKind.REQUEST_MEMO)
        .select_related("owner", "register_number", "word_template", "signed_scan")
        .first()
    )
    if document is None:
        raise NotFound("no such document", code="not_found")
    number = document.register_number
    voided = number is not None and number.state == NumberState.VOIDED
    if reader is None:
        return Proof(document, voided)
    made = renditions.current(document)
    digests = [(one.label, made[one].sha256) for one in Format if one in made]
    if document.signed_scan is not None:
        digests.append((gettext("Signed copy"), document.signed_scan.sha256))
    readable = access.visible_to(reader, at=at).filter(pk=document.pk).exists()
    return Proof(document, voided, tuple(digests), readable)


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
