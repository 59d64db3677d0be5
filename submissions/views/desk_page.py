"""Putting the desk together: the whole page, or the panes that a verdict changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal import answers
from kpi_portal.errors import NotAllowed
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import (
    contested,
    double_desk,
    pieces,
    previews,
    published_parts,
    queue,
    reconfirming,
    reconsidering,
    return_reasons,
    review_acts,
    review_desk,
    review_earlier,
    review_effect,
    review_forms,
    review_news,
)
from submissions.domain.desk_data import Item, Piece, View
from submissions.enums import PieceKind
from submissions.models import Submission
from submissions.views import desk_compare, figure_page
from submissions.views.desk_compare import file_of


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the verdict form and not taken, and why."""

    comment: str
    fault: str


def open_for(request: PortalRequest, pk: int, *, at: datetime) -> Submission:
    """The report, for those to whom its desk is open."""
    submission = access.get_for(request.user, pk, at=at, also=("reviewer", "second_reviewer"))
    # Who is named by order is asked for by each question about a role; read it once.
    prefetch_related_objects([submission], "appointments")
    if not review_acts.may_open(request.user, submission, at=at):
        raise NotAllowed(_("The review desk is open to reviewers only."), code="not_allowed")
    return submission


def show(
    request: PortalRequest,
    submission: Submission,
    *,
    at: datetime,
    key: str = "",
    piece: int = 0,
    shown: int = 0,
    compare: int = 0,
    typed: Typed | None = None,
    status: int = 200,
    notice: str = "",
) -> HttpResponse:
    """The desk at one requirement. htmx gets the changed panes only: the preview stays."""
    review_desk.read_ahead(submission)
    desk = review_desk.build(submission, request.user)
    two = double_desk.of(submission, desk.progress, request.user)
    seen = review_news.seen_at(desk, submission)
    asked = contested.open_of(submission)
    offers = review_acts.offers(request.user, submission, at=at)
    if asked is not None and contested.within(asked, key):
        desk = review_desk.only(desk, contested.contested_keys(asked))
        offers = replace(offers, judges=reconsidering.judges_now(asked, request.user))
    view = review_desk.look_at(desk, key, piece=piece, shown=shown)
    previews.ask([p.use.version for p in desk.pieces if p.use.version is not None], at=at)
    judged = reconfirming.judged_before(submission)
    earlier = review_earlier.verdict_before(judged, view.item)
    context: dict[str, Any] = {
        "submission": submission,
        "view": view,
        "desk": desk,
        "offers": offers,
        "two": two,
        "asked": asked,
        "standing": review_effect.standing_now(submission, at=at),
        "days_late": queue.days_between(submission.effective_due_at, submission.first_filed_at),
        "preview": preview_of(submission, view),
        "taken": published_parts.of(submission),
        "earlier": earlier,
        "seen": seen,
        "typed": typed,
        "notice": notice,
        "set_aside": pieces.set_aside(submission),
        "next_url": stop_url(submission, view.next_pending),
        "before_url": stop_url(submission, view.before),
        "after_url": stop_url(submission, view.after),
        "now": at,
    }
    if view.item is not None and view.shown is not None:
        context |= figure_page.worth_context(submission, view.item.place, view.shown)
    if view.piece is not None:
        context["effect"] = review_effect.effect_of(submission, view.piece.use, at=at)
        if compare:
            context["compared"] = desk_compare.of(request, submission, view, earlier, compare, at)
    if offers.judges:
        context |= _for_judges(request, submission, at)
        again = reconfirming.accepted_before([p.use for p in desk.pieces], judged)
        context["again"] = again
        context["to_reconfirm"] = sum(p.use.pk in again for p in desk.pending)
    panes = answers.is_htmx(request)
    template = "submissions/review/_panes.html" if panes else "submissions/review/desk.html"
    return render(request, template, context, status=status)


def _for_judges(request: PortalRequest, submission: Submission, at: datetime) -> dict[str, Any]:
    """Ready-made reasons, and whether the person keeps them."""
    return {
        "reasons": return_reasons.offered_at(submission),
        "keeps_reasons": return_reasons.keeps_for(request.user, submission, at=at),
    }


def stop_url(submission: Submission, stop: tuple[Item, Piece | None] | None) -> str:
    """The address of one stop of the walk, empty for none."""
    if stop is None:
        return ""
    item, piece = stop
    url = reverse("submissions:desk", args=[submission.pk, item.key])
    several = piece is not None and len(item.pieces) > 1
    return f"{url}?piece={piece.use.pk}" if piece is not None and several else url


def preview_of(submission: Submission, view: View) -> dict[str, Any]:
    """How the middle pane shows the piece: a frame, a picture, a form to read, or facts."""
    use = view.shown
    if use is None:
        return {"how": "nothing"}
    if use.kind == PieceKind.FORM:
        return {
            "how": "form" if view.is_newest else "gone",
            "forms": review_forms.filled_forms(submission, use.form_code),
        }
    if use.kind == PieceKind.APPROVAL and use.approval is not None:
        return {
            "how": "approval",
            "scan": file_of(use.approval.scan),
            "forms": review_forms.approved_forms(use.approval, submission),
        }
    if use.kind in (PieceKind.NUMBER, PieceKind.ANSWER, PieceKind.MEASURE):
        return {"how": str(use.kind)}
    if use.kind == PieceKind.LINK and use.version is not None:
        return {"how": "link", "capture": file_of(use.version.capture)}
    return file_of(use.version)
