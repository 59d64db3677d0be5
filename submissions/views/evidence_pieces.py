"""One piece of evidence: versions and verdicts; describing, replacing, removing, putting back."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal import answers
from kpi_portal.errors import DomainError, GuardRefused, InvalidInput, NotAllowed
from kpi_portal.requests import PortalRequest
from submissions import uploads
from submissions.domain import (
    evidence,
    evidence_access,
    evidence_reading,
    evidence_rules,
    requirements,
)
from submissions.forms.evidence import DetailsForm, NewVersionForm
from submissions.models import EvidenceUse
from submissions.views import evidence_page


@require_safe
def piece(request: PortalRequest, pk: int) -> HttpResponse:
    """Everything about one piece; scripts open it in its place in the list."""
    at = timezone.now()
    return _show(request, evidence_access.use_for(request.user, pk, at=at), at)


@require_POST
def edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change caption, document number and date."""
    at = timezone.now()
    use = evidence_access.use_for(request.user, pk, at=at)
    form = DetailsForm(request.POST, auto_id=f"piece-{pk}-%s")
    if form.is_valid():
        try:
            evidence.edit_details(use, actor=request.user, at=at, details=form.details())
        except InvalidInput as refusal:
            form.refuse(refusal)
        except (GuardRefused, NotAllowed) as refusal:
            return _refuse(request, use, refusal, at)
        else:
            return _back(request, use, _("Saved."), at)
    return _show(request, use, at, status=HTTPStatus.UNPROCESSABLE_ENTITY, details_form=form)


@require_POST
def renew(request: PortalRequest, pk: int) -> HttpResponse:
    """Put a newer file in place of the piece."""
    at = timezone.now()
    use = evidence_access.use_for(request.user, pk, at=at)
    form = NewVersionForm(request.POST, request.FILES, auto_id=f"renew-{pk}-%s")
    if uploads.too_large(request, "file"):
        place = requirements.place_of(use.submission, use.requirement)
        form.refuse_too_large("file", evidence_rules.policy_of(place.requirement).max_bytes)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            evidence.new_version(use, actor=request.user, at=at, upload=upload)
        except InvalidInput as refusal:
            form.refuse(refusal)
        except (GuardRefused, NotAllowed) as refusal:
            return _refuse(request, use, refusal, at)
        else:
            return _back(request, use, _("The new version has taken its place."), at)
    return _show(request, use, at, status=HTTPStatus.UNPROCESSABLE_ENTITY, renew_form=form)


@require_POST
def remove(request: PortalRequest, pk: int) -> HttpResponse:
    """Take the piece off; it can be put back."""
    at = timezone.now()
    use = evidence_access.use_for(request.user, pk, at=at)
    try:
        evidence.remove_use(use, actor=request.user, at=at)
    except (GuardRefused, NotAllowed) as refusal:
        return _refuse(request, use, refusal, at)
    return _back(request, use, _("Removed. It can be put back below the list."), at)


@require_POST
def restore(request: PortalRequest, pk: int) -> HttpResponse:
    """Put a removed piece back."""
    at = timezone.now()
    use = evidence_access.use_for(request.user, pk, at=at)
    try:
        evidence.restore_use(use, actor=request.user, at=at)
    except (GuardRefused, InvalidInput, NotAllowed) as refusal:
        return _refuse(request, use, refusal, at)
    return _back(request, use, _("Put back."), at)


def _show(
    request: PortalRequest, use: EvidenceUse, at: datetime, *, status: int = 200, **bound: Any
) -> HttpResponse:
    shown = evidence_reading.piece_of(use, reader=request.user, at=at)
    place = requirements.place_of(use.submission, use.requirement)
    forms: dict[str, Any] = {}
    version = use.version
    if shown.describable and version is not None:
        initial = DetailsForm.initial_of(version)
        forms["details_form"] = DetailsForm(initial=initial, auto_id=f"piece-{use.pk}-%s")
    if shown.editable and use.removed_at is None and "file" in place.requirement.kinds:
        forms["renew_form"] = NewVersionForm(auto_id=f"renew-{use.pk}-%s")
    context = {
        "submission": use.submission,
        "place": place,
        "piece": shown,
        "now": at,
        "opened": True,
        **forms,
        **bound,
    }
    name = "_piece.html" if answers.is_htmx(request) else "piece.html"
    return render(request, f"submissions/evidence/{name}", context, status=status)


def _back(request: PortalRequest, use: EvidenceUse, text: str, at: datetime) -> HttpResponse:
    submission, key = use.submission, use.requirement
    done = evidence_page.done(request, submission, key, text, at=at, only_pieces=True)
    return _into_list(done)


def _refuse(
    request: PortalRequest, use: EvidenceUse, refusal: DomainError, at: datetime
) -> HttpResponse:
    """The list as it now is, under the reason why nothing was done."""
    shown = evidence_page.show(
        request,
        use.submission,
        use.requirement,
        at=at,
        status=refusal.status,
        refusal=refusal,
        only_pieces=True,
    )
    return _into_list(shown)


def _into_list(response: HttpResponse) -> HttpResponse:
    """Scripts put the answer where the list was, not into the piece that asked."""
    response.headers["HX-Retarget"] = f"#{evidence_page.PIECES}"
    response.headers["HX-Reswap"] = "outerHTML"
    return response
