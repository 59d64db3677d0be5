"""What the desk asks for beside its pages: previews that are being made, what others changed, the
next report, and what was accepted before."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal import answers
from kpi_portal.errors import InvalidInput, NotAllowed
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import (
    evidence_access,
    previews,
    reconfirming,
    review_desk,
    review_news,
    review_next,
)
from submissions.views import desk_page


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: PortalRequest, pk: int, version: int) -> HttpResponse:
    """How far the preview of an office file is; by POST one that failed is made anew."""
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    found = evidence_access.version_for(request.user, version, at=at)
    if request.method == "POST":
        previews.ask_again(found, at=at)
        if not answers.is_htmx(request):
            return redirect("submissions:desk", pk=pk)
    else:
        previews.ask([found], at=at)
    found.refresh_from_db()
    context = {"submission": submission, "version": found, "made": previews.of_version(found)}
    return render(request, "submissions/review/_preview.html", context)


@require_safe
def news(request: PortalRequest, pk: int) -> HttpResponse:
    """What others changed since the page in hand was made; 204 while that is nothing."""
    submission = desk_page.open_for(request, pk, at=timezone.now())
    seen = review_news.Seen.read(request.GET.get("seen", ""))
    desk = review_desk.build(submission, request.user)
    found = review_news.since(desk, submission, seen, reader=request.user) if seen else []
    if not found:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    context = {"submission": submission, "news": found}
    return render(request, "submissions/review/_news.html", context)


@require_safe
def next_report(request: PortalRequest, pk: int) -> HttpResponse:
    """On to the next report that waits for the person; to the queue when there is none."""
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    after = review_next.report_after(submission, reader=request.user, at=at)
    if after is None:
        messages.info(request, _("No other report that is given to you waits for a review."))
        return redirect("submissions:queue")
    return redirect("submissions:desk", pk=after)


@require_http_methods(["GET", "HEAD", "POST"])
def reconfirm(request: PortalRequest, pk: int) -> HttpResponse:
    """What was accepted in an earlier round and is attached again, accepted once more by one act
    after a look at the list of it."""
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    if not access.may_review(request.user, submission, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    fault, status = "", HTTPStatus.OK
    if request.method == "POST":
        keys = [int(k) for k in request.POST.getlist("use") if k.isascii() and k.isdigit()]
        try:
            given = reconfirming.reconfirm(submission, actor=request.user, at=at, uses=keys)
        except InvalidInput as refusal:
            fault, status = str(refusal), HTTPStatus.UNPROCESSABLE_ENTITY
        else:
            said = ngettext("%(count)d piece accepted.", "%(count)d pieces accepted.", len(given))
            messages.success(request, said % {"count": len(given)})
            return redirect("submissions:desk", pk=pk)
    desk = review_desk.build(submission, request.user)
    judged = reconfirming.judged_before(submission)
    again = reconfirming.accepted_before([p.use for p in desk.pending], judged)
    rows = [
        (item, piece, again[piece.use.pk])
        for item in desk.items
        for piece in item.pieces
        if piece.use.pk in again
    ]
    context = {"submission": submission, "rows": rows, "fault": fault, "now": at}
    name = "_reconfirm" if answers.is_htmx(request) else "reconfirm"
    return render(request, f"submissions/review/{name}.html", context, status=status)
