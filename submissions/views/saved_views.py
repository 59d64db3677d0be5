"""A person's own views of the queue: kept, renamed, replaced, deleted."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kpi_portal.errors import DomainError
from kpi_portal.requests import PortalRequest
from submissions.domain import queue, saved_views
from submissions.domain.queue_filters import Filters
from submissions.forms.queue import ViewNameForm
from submissions.models import SavedView
from submissions.views.queue import address_of


@require_http_methods(["GET", "POST"])
def views(request: PortalRequest) -> HttpResponse:
    """GET lists the person's views; POST keeps the filters in `asked` under a new name."""
    at = timezone.now()
    queue.reach_of(request.user, at=at)
    if request.method != "POST":
        asked = request.GET.get("asked", "")
        return _page(request, ViewNameForm(auto_id="view-%s"), asked)
    asked = request.POST.get("asked", "")
    form = ViewNameForm(request.POST, auto_id="view-%s")
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            view = saved_views.save(request.user, name, _filters(asked), at=at)
        except DomainError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
            return redirect(address_of(view))
    return _page(request, form, asked, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
def change(request: PortalRequest, pk: int, act: str) -> HttpResponse:
    """Rename, replace, delete a view, or let the queue open with it."""
    at = timezone.now()
    queue.reach_of(request.user, at=at)
    view = saved_views.get_for(request.user, pk)
    if act == "rename":
        return _rename(request, view)
    if act == "replace":
        saved_views.replace(view, _filters(request.POST.get("asked", "")))
        messages.success(request, _("“%(name)s” now keeps these filters.") % {"name": view.name})
        return redirect(address_of(view))
    if act == "first":
        saved_views.open_first(request.user, None if view.opens_first else view)
    elif act == "delete":
        saved_views.delete(view)
        messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect("submissions:views")


def _rename(request: PortalRequest, view: SavedView) -> HttpResponse:
    form = ViewNameForm(request.POST, auto_id=f"view-{view.pk}-%s")
    if form.is_valid():
        try:
            saved_views.rename(view, form.cleaned_data["name"])
        except DomainError as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("submissions:views")
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(
        request, ViewNameForm(auto_id="view-%s"), "", renaming=form, renamed=view.pk, status=status
    )


def _filters(asked: str) -> Filters:
    return Filters.of(dict(parse_qsl(asked)))


def _page(
    request: PortalRequest,
    form: ViewNameForm,
    asked: str,
    *,
    renaming: ViewNameForm | None = None,
    renamed: int = 0,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    own = saved_views.of(request.user)
    lines = [
        (
            view,
            address_of(view),
            renaming
            if renaming is not None and view.pk == renamed
            else ViewNameForm({"name": view.name}, auto_id=f"view-{view.pk}-%s"),
        )
        for view in own
    ]
    context: dict[str, Any] = {
        "form": form,
        "renaming": renaming,
        "asked": urlencode(_filters(asked).asked) if asked else "",
        "lines": lines,
        "most": saved_views.MOST,
    }
    return render(request, "submissions/review/views.html", context, status=status)
