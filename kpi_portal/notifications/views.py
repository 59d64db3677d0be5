"""The list of notifications behind the bell."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpi_portal.notifications import kinds, preferences, reading
from kpi_portal.notifications.forms import WishesForm
from kpi_portal.notifications.models import Delivery, MailMode
from kpi_portal.requests import PortalRequest

PER_PAGE = 30


@require_GET
def show(request: PortalRequest) -> HttpResponse:
    """Everything told to the person, newest first."""
    page = Paginator(reading.own(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "row": row,
            "kind": kinds.kind_of(row),
            "sentence": kinds.sentence(row),
            "note": kinds.note(row),
            "until": kinds.until(row),
            "failed": row.delivery == Delivery.FAILED,
        }
        for row in page
    ]
    unread = any(row.read_at is None for row in page)
    context = {"rows": rows, "page": page, "unread": unread}
    return render(request, "notifications/list.html", context)


@require_POST
def open_one(request: PortalRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads."""
    row = reading.mark_read(request.user, pk, at=timezone.now())
    inside = url_has_allowed_host_and_scheme(row.url, allowed_hosts=None)
    return HttpResponseRedirect(row.url if row.url and inside else reverse("notifications:list"))


@require_POST
def read_all(request: PortalRequest) -> HttpResponse:
    """Mark everything as read."""
    reading.mark_all_read(request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("notifications:list"))


@require_http_methods(["GET", "POST"])
def wishes(request: PortalRequest) -> HttpResponse:
    """How the person wants to be told of what is no official notice."""
    now = preferences.of(request.user)
    typed = request.POST if request.method == "POST" else None
    form = WishesForm(typed, initial={"mode": now.mode, "summary": now.summary})
    if form.is_valid():
        preferences.change(
            request.user,
            mode=MailMode(form.cleaned_data["mode"]),
            summary=form.cleaned_data["summary"],
            at=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("notifications:wishes"))
    status = 422 if form.errors else 200
    return render(request, "notifications/wishes.html", {"form": form}, status=status)
