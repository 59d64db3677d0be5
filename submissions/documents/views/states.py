"""What happens to an issued memo: printed, signed, sent; its number voided; rendering again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kpi_portal.requests import PortalRequest
from submissions.documents import access
from submissions.documents.domain import drafting, issuing, signed_copies
from submissions.documents.forms.memo import ScanForm, VoidForm


@require_POST
def printed(request: PortalRequest, pk: int) -> HttpResponse:
    """The memo went to paper."""
    document = access.get_for(request.user, pk, at=timezone.now())
    issuing.mark_printed(document, actor=request.user, at=timezone.now())
    messages.success(request, _("Marked as printed."))
    return redirect("documents:detail", pk=pk)


@require_POST
def signed(request: PortalRequest, pk: int) -> HttpResponse:
    """Attach the scan of the signed memo; it becomes the official copy."""
    document = access.get_for(request.user, pk, at=timezone.now())
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose the scan of the signed memo."))
        return redirect("documents:detail", pk=pk)
    signed_copies.attach(
        document, upload=form.cleaned_data["scan"], actor=request.user, at=timezone.now()
    )
    messages.success(request, _("The signed copy is attached and counts as the official one."))
    return redirect("documents:detail", pk=pk)


@require_POST
def sent(request: PortalRequest, pk: int) -> HttpResponse:
    """The memo left the office."""
    document = access.get_for(request.user, pk, at=timezone.now())
    issuing.mark_sent(document, actor=request.user, at=timezone.now())
    messages.success(request, _("Marked as sent."))
    return redirect("documents:detail", pk=pk)


@require_POST
def void(request: PortalRequest, pk: int) -> HttpResponse:
    """Void the number; it is never given again."""
    document = access.get_for(request.user, pk, at=timezone.now())
    form = VoidForm(request.POST)
    reason = form.cleaned_data["note"] if form.is_valid() else ""
    issuing.discard(document, actor=request.user, at=timezone.now(), reason=reason)
    messages.success(request, _("The number is voided."))
    return redirect("documents:detail", pk=pk)


@require_POST
def render_again(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask for the files once more where their making failed; made files are never made anew."""
    document = access.get_for(request.user, pk, at=timezone.now())
    drafting.ask_again(document, actor=request.user, at=timezone.now())
    return redirect("documents:detail", pk=pk)
