"""The list of documents, one document with its state and files, the register of numbers."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.requests import PortalRequest
from submissions.access import day_of
from submissions.documents import access
from submissions.documents.domain import numbers, renditions
from submissions.documents.enums import PROOFS, DocumentKind, DocumentState

PER_PAGE = 50


def listing(request: PortalRequest) -> HttpResponse:
    """Memos and receipts, newest first, by kind and state."""
    at = timezone.now()
    documents = access.visible_to(request.user, at=at)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    if kind in DocumentKind.values:
        documents = documents.filter(kind=kind)
    if state in DocumentState.values:
        documents = documents.filter(state=state)
    own = standing.of(request.user, day_of(at))
    context = {
        "page": Paginator(documents, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": DocumentKind.choices,
        "states": DocumentState.choices,
        "kind": kind,
        "state": state,
        "strategy": bool(own.roles & {Role.REVIEWER, Role.HEAD}),
        "now": at,
    }
    return render(request, "documents/list.html", context)


def detail(request: PortalRequest, pk: int) -> HttpResponse:
    """One document: what it is, how far it is, its files, and what may be done next."""
    at = timezone.now()
    document = access.get_for(request.user, pk, at=at)
    kind = DocumentKind(document.kind)
    made = renditions.current(document)
    may_handle = access.may_handle(request.user, document.owner, kind, at=at)
    context = {
        "document": document,
        "files": [(one, made.get(one)) for one in renditions.formats_of(document)],
        "complete": len(made) == len(renditions.formats_of(document)),
        "may_handle": may_handle,
        "may_issue": access.may_issue(request.user, document.owner, kind, at=at),
        "offers_next": kind not in PROOFS
        and (may_handle or document.state == DocumentState.DRAFT or bool(document.public_token)),
        "may_have_made": access.may_have_made(request.user, document, at=at),
        "now": at,
    }
    return render(request, "documents/detail.html", context)


def register(request: PortalRequest) -> HttpResponse:
    """ทะเบียนเลขหนังสือ: every number with its document, voided ones among them."""
    at = timezone.now()
    rows = numbers.visible_to(request.user, at=at)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "documents/register.html", {"page": page, "now": at})
