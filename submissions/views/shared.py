"""Shared evidence: what the strategy section offers to every unit, and publishing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kpi_portal.errors import InvalidInput, NotAllowed
from kpi_portal.files.kinds import ACCEPTABLE, labels
from kpi_portal.files.policy import megabytes
from kpi_portal.requests import PortalRequest
from submissions import uploads
from submissions.domain import shared_evidence
from submissions.domain.evidence import capture_policy
from submissions.domain.evidence_versions import portal_policy
from submissions.forms.evidence import RefusableForm, SharedForm, SharedLinkForm

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: PortalRequest) -> HttpResponse:
    """The list, newest first; the strategy section's people publish here too."""
    at = timezone.now()
    if request.method != "POST":
        return _show(request, at)
    owners = shared_evidence.publishing_units(request.user, at=at)
    if not owners:
        raise NotAllowed(
            _("Only the strategy section publishes shared evidence."), code="not_allowed"
        )
    kind, name = (
        (SharedLinkForm, "link_form")
        if request.POST.get("kind") == "link"
        else (SharedForm, "form")
    )
    form = kind(request.POST, request.FILES, owners=owners, auto_id=f"{name}-%s")
    if _publish(request, form, at):
        messages.success(request, _("Published. The units can attach it now."))
        return redirect("submissions:shared")
    return _show(request, at, bound={name: form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    """Offer a document no longer; where it is used it stays."""
    at = timezone.now()
    found = shared_evidence.get_for_publisher(request.user, pk, at=at)
    shared_evidence.withdraw_shared(found, actor=request.user, at=at)
    messages.success(request, _("Withdrawn. Reports that use it already keep it."))
    return redirect("submissions:shared")


@require_POST
def publish_again(request: PortalRequest, pk: int) -> HttpResponse:
    """Undo a withdrawal."""
    at = timezone.now()
    found = shared_evidence.get_for_publisher(request.user, pk, at=at)
    shared_evidence.publish_again(found, actor=request.user, at=at)
    messages.success(request, _("Published. The units can attach it now."))
    return redirect("submissions:shared")


def _publish(request: PortalRequest, form: SharedForm | SharedLinkForm, at: datetime) -> bool:
    if uploads.too_large(request, "file"):
        form.refuse_too_large("file", portal_policy().max_bytes)
    if uploads.too_large(request, "capture"):
        form.refuse_too_large("capture", capture_policy().max_bytes)
    if not form.is_valid():
        return False
    said = form.cleaned_data
    common = {
        "owner": form.unit(),
        "actor": request.user,
        "at": at,
        "name": said["name"],
        "details": form.details(),
    }
    try:
        if isinstance(form, SharedLinkForm):
            shared_evidence.publish_shared_link(url=said["url"], capture=said["capture"], **common)
        else:
            shared_evidence.publish_shared(upload=said["file"], **common)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return False
    return True


def _forms(request: PortalRequest, at: datetime) -> dict[str, RefusableForm]:
    """The forms for publishers; none for everybody else."""
    owners = shared_evidence.publishing_units(request.user, at=at)
    if not owners:
        return {}
    return {
        "form": SharedForm(owners=owners, auto_id="form-%s"),
        "link_form": SharedLinkForm(owners=owners, auto_id="link_form-%s"),
    }


def _show(
    request: PortalRequest,
    at: datetime,
    *,
    bound: Mapping[str, RefusableForm] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    offered = {**_forms(request, at), **(bound or {})}
    found = shared_evidence.listed(request.user, at=at)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    uses = shared_evidence.uses_of(page.object_list) if offered else {}
    kinds = portal_policy().kinds
    context = {
        "page": page,
        "form": offered.get("form"),
        "link_form": offered.get("link_form"),
        "uses": uses,
        "accepted": labels(kinds),
        "accept": ",".join(f".{e}" for key in kinds for e in ACCEPTABLE[key].extensions),
        "limit": megabytes(portal_policy().max_bytes),
        "now": at,
    }
    return render(request, "submissions/evidence/shared.html", context, status=status)
