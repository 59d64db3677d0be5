"""Handing out the bytes of documents, always the same ones."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms_templates.rendering import DOCX_TYPE, PDF_TYPE
from kpi_portal.errors import GuardRefused, NotFound
from kpi_portal.public import public
from kpi_portal.requests import PortalRequest
from submissions import access as submission_access
from submissions import storage
from submissions.documents import access
from submissions.documents.domain import exchange, public_page, renditions
from submissions.documents.enums import DocumentKind, Format
from submissions.documents.models import Document, Rendition
from submissions.models import ReceivedReport

_TYPES = {Format.PDF: PDF_TYPE, Format.WORD: DOCX_TYPE}


def file(request: PortalRequest, pk: int, wanted: str) -> HttpResponse | FileResponse:
    """One format of a document the person may see; PDF opens in the page, Word downloads."""
    document = access.get_for(request.user, pk, at=timezone.now())
    return _serve(document, wanted, inline="download" not in request.GET)


@require_safe
def metadata(request: PortalRequest, pk: int) -> HttpResponse:
    """What an e-saraban system is told of an issued memo, as a JSON file."""
    document = access.get_for(request.user, pk, at=timezone.now())
    told = exchange.as_bytes(exchange.metadata(document))
    response = HttpResponse(told, content_type=exchange.JSON_TYPE)
    name = f"{_file_name(document)}.json"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def receipt(request: PortalRequest, filing: int) -> HttpResponse:
    """The receipt of one filing; while it is being made, its page with the progress."""
    filed = submission_access.get_filing(request.user, filing, at=timezone.now())
    return _to_proof(request, DocumentKind.RECEIPT, filed.receipt_number)


def acknowledgement(request: PortalRequest, filing: int) -> HttpResponse:
    """The acknowledgement of a report that came another way; it is made once it is verified."""
    filed = submission_access.get_filing(request.user, filing, at=timezone.now())
    received = ReceivedReport.objects.select_related("filing").filter(filing=filed).first()
    if received is None or received.verified_at is None:
        raise NotFound("no acknowledgement", code="not_found")
    return _to_proof(request, DocumentKind.ACKNOWLEDGEMENT, received.acknowledgement_number)


def _to_proof(request: PortalRequest, kind: DocumentKind, number: str) -> HttpResponse:
    at = timezone.now()
    document = access.visible_to(request.user, at=at).filter(kind=kind, number=number).first()
    if document is None:
        raise GuardRefused(
            _("The document is being made. Try again in a moment."), code="not_made_yet"
        )
    return redirect("documents:detail", pk=document.pk)


@public
def public_file(request: PortalRequest, token: str, wanted: str) -> HttpResponse | FileResponse:
    """The memo itself, for whoever holds the address printed in it."""
    return _serve(public_page.document_for(token), wanted, inline=True)


def _serve(document: Document, wanted: str, *, inline: bool) -> FileResponse:
    if wanted not in Format.values:
        raise NotFound("no such format", code="not_found")
    rendition = renditions.current(document).get(wanted)
    if rendition is None:
        raise GuardRefused(
            _("This file is being made. Try again in a moment."), code="not_made_yet"
        )
    return respond(rendition, _file_name(document), inline=inline)


def respond(rendition: Rendition, name: str, *, inline: bool) -> FileResponse:
    """Stream the stored bytes; the entity tag is their SHA-256."""
    kind = Format(rendition.format)
    response = FileResponse(
        storage.open_document_part(rendition.sha256),
        as_attachment=not (inline and kind is Format.PDF),
        filename=f"{name}.{kind}",
        content_type=_TYPES[kind],
    )
    response["ETag"] = f'"{rendition.sha256}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Length"] = str(rendition.size)
    return response


def _file_name(document: Document) -> str:
    number = document.number.replace("/", "-").replace(" ", "")
    return f"{document.get_kind_display()}-{number or document.pk}"
