"""The page of ready-made reasons for returning evidence."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kpi_portal.accounts.models import Unit
from kpi_portal.errors import DomainError, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest
from submissions.domain import return_reasons
from submissions.domain.return_reasons import Direction
from submissions.forms.review import ReasonForm
from submissions.models import ReturnReason


@require_http_methods(["GET", "HEAD", "POST"])
def reasons(request: PortalRequest) -> HttpResponse:
    """All reasons of the units for which one reviews; by POST one more of them."""
    at = timezone.now()
    owners = return_reasons.owners_for(request.user, at=at)
    if not owners:
        raise NotFound(_("There are no reasons that you keep."), code="not_found")
    if request.method != "POST":
        return _page(request, owners)
    owner = next((o for o in owners if str(o.pk) == request.POST.get("owner", "")), None)
    if owner is None:
        raise NotFound(_("There are no reasons that you keep."), code="not_found")
    form = ReasonForm(request.POST, auto_id=_ids(owner))
    if form.is_valid():
        try:
            text = form.cleaned_data["text"]
            return_reasons.add_reason(owner, actor=request.user, at=at, text=text)
        except NotAllowed:
            raise
        except DomainError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("The reason is offered at the desk from now on."))
            return redirect("submissions:reasons")
    return _page(request, owners, typed=(owner, form))


@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: PortalRequest, pk: int) -> HttpResponse:
    """One reason, to be reworded."""
    at = timezone.now()
    found = return_reasons.reason_for(request.user, pk, at=at)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method != "POST":
        form = ReasonForm(initial={"text": found.text})
    else:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid() and _reworded(request, found, form, at):
            messages.success(request, _("The reason is changed. What was said before stays."))
            return redirect("submissions:reasons")
    context = {"reason": found, "form": form}
    return render(request, "submissions/review/reason.html", context, status=status)


@require_POST
def change(request: PortalRequest, pk: int, what: str) -> HttpResponse:
    """Move a reason up or down, retire it or put it back into use."""
    at = timezone.now()
    found = return_reasons.reason_for(request.user, pk, at=at)
    if what in list(Direction):
        return_reasons.move_reason(found, actor=request.user, at=at, to=Direction(what))
    elif what == "retire":
        return_reasons.retire_reason(found, actor=request.user, at=at)
        messages.success(request, _("The reason is retired. It can be put back below."))
    else:
        return_reasons.restore_reason(found, actor=request.user, at=at)
        messages.success(request, _("The reason is in use again."))
    return redirect("submissions:reasons")


def _reworded(request: PortalRequest, found: ReturnReason, form: ReasonForm, at: datetime) -> bool:
    try:
        text = form.cleaned_data["text"]
        return_reasons.reword_reason(found, actor=request.user, at=at, text=text)
    except NotAllowed:
        raise
    except DomainError as refusal:
        form.add_error("text", str(refusal))
        return False
    return True


def _ids(owner: Unit) -> str:
    """One form for each unit stands on the page."""
    return f"id_{owner.pk}_%s"


def _page(
    request: PortalRequest,
    owners: list[Unit],
    *,
    typed: tuple[Unit, ReasonForm] | None = None,
) -> HttpResponse:
    kept: dict[int, list[ReturnReason]] = {owner.pk: [] for owner in owners}
    for found in return_reasons.of_owners(owners):
        kept[found.owner_id].append(found)
    sections = [
        {
            "owner": owner,
            "form": typed[1] if typed and typed[0] == owner else ReasonForm(auto_id=_ids(owner)),
            "used": [r for r in kept[owner.pk] if r.retired_at is None],
            "retired": [r for r in kept[owner.pk] if r.retired_at is not None],
        }
        for owner in owners
    ]
    context = {"sections": sections, "typed": typed[1] if typed else None}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if typed else HTTPStatus.OK
    return render(request, "submissions/review/reasons.html", context, status=status)
