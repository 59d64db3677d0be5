"""The page on which rows of the divisions' reports are merged into the bureau's own report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kpi_portal.errors import DomainError, NotAllowed, Stale
from kpi_portal.requests import PortalRequest
from submissions.domain import forms_scope, merge_reading, merge_rows, merging
from submissions.domain.merge_reading import MergePage
from submissions.domain.merging import Merged, Pick
from submissions.models import Submission


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: PortalRequest, pk: int) -> HttpResponse:
    """Every division's rows with what became of them; a POST merges, answers changes, takes out."""
    at = timezone.now()
    report = merge_reading.find_for(request.user, pk, at=at)
    if request.method != "POST":
        return _page(request, report, at)
    try:
        _perform(request, report, at)
    except NotAllowed:
        raise
    except DomainError as refusal:
        return _page(request, report, at, refusal)
    opened = "".join(f"&open={one}" for one in _wholes(request.POST.getlist("open")))
    query = f"?{opened[1:]}" if opened else ""
    return _to(reverse("submissions:merge", args=[report.pk]) + query)


def _to(url: str) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.FOUND, headers={"Location": url})


def _perform(request: PortalRequest, report: Submission, at: datetime) -> None:
    post = request.POST
    verb, _sep, number = post.get("do", "").partition(":")
    by: dict[str, Any] = {
        "actor": request.user,
        "at": at,
        "revision": _whole(post.get("revision", "")),
    }
    if verb in ("merge", "merge_all"):
        page = merge_reading.read(report)
        picks = _picks(request, page, everything=verb == "merge_all")
        keys = set(post.getlist("join"))
        if post.get("join_all"):
            keys |= {one.key for one in page.repeated}
        _tell(request, merging.merge(report, picks, as_one=keys, **by))
    elif verb in ("take", "keep"):
        links = _wholes(post.getlist("changed"))
        merging.settle_changed(report, links, take=verb == "take", **by)
        said = _("The new text was taken over.") if verb == "take" else _("Ours stays as it is.")
        messages.success(request, said)
    elif verb == "out":
        sure = number in post.getlist("sure")
        merging.take_out(report, [_whole(number)], edited_too=sure, **by)
        messages.success(request, _("Taken out. The row can be merged again."))


def _picks(request: PortalRequest, page: MergePage, *, everything: bool) -> set[Pick]:
    """The ticked rows, and all that can be merged of the divisions ticked as a whole."""
    if everything:
        return merge_reading.picks_of(page)
    picked: set[Pick] = set()
    for text in request.POST.getlist("pick"):
        source, _sep, row = text.partition(":")
        picked.add((_whole(source), row))
    return picked | merge_reading.picks_of(page, _wholes(request.POST.getlist("whole")))


def _tell(request: PortalRequest, merged: Merged) -> None:
    if not merged.added and not merged.joined:
        messages.info(request, _("All of these rows were merged before."))
        return
    if merged.added:
        said = ngettext("%(count)d row was added.", "%(count)d rows were added.", merged.added)
        messages.success(request, said % {"count": merged.added})
    if merged.joined:
        said = ngettext(
            "%(count)d further origin was added to a row of the same process.",
            "%(count)d further origins were added to rows of the same process.",
            merged.joined,
        )
        messages.success(request, said % {"count": merged.joined})


def _page(
    request: PortalRequest,
    report: Submission,
    at: datetime,
    refusal: DomainError | None = None,
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else request.GET
    opened = set(_wholes(posted.getlist("open")))
    page = merge_reading.read(report, opened=opened)
    may_merge = page.sheet is not None and forms_scope.may_change(
        request.user, report, merge_rows.FORM, at=at
    )
    context = {
        "submission": report,
        "page": page,
        "may_merge": may_merge,
        "refusal": refusal,
        "stale": refusal if isinstance(refusal, Stale) else None,
        "opened": opened,
        "ticked": set(request.POST.getlist("pick")) | set(request.POST.getlist("join")),
        "ticked_keys": set(
            _wholes([*request.POST.getlist("whole"), *request.POST.getlist("changed")])
        ),
        "now": at,
    }
    status = HTTPStatus(refusal.status) if refusal else HTTPStatus.OK
    return render(request, "submissions/merging/merge.html", context, status=status)


def _wholes(texts: Iterable[str]) -> list[int]:
    return [number for number in map(_whole, texts) if number]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
