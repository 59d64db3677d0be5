"""The page behind a memo's QR code. No sign-in: it holds what went to every unit anyway."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from forms_templates.rendering import DOCX_TYPE
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from kpi_portal.public import public
from submissions.documents.domain import public_page


@public
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The memo and the blank forms to download; of a memo that is no request, its proof."""
    try:
        document = public_page.document_for(token)
    except NotFound:
        return _proof(request, token)
    context = {
        "document": document,
        "token": token,
        "forms": public_page.forms_for(document),
    }
    return render(request, "documents/public.html", context)


@public
def blank_form(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """One blank form in Word."""
    data, name = public_page.blank_form(token, code, at=timezone.now())
    response = HttpResponse(data, content_type=DOCX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _proof(request: HttpRequest, token: str) -> HttpResponse:
    reader = request.user if isinstance(request.user, User) else None
    proof = public_page.proof_for(token, reader, at=timezone.now())
    response = render(request, "documents/proof.html", {"proof": proof, "token": token})
    response["Cache-Control"] = "private, no-store"
    return response
