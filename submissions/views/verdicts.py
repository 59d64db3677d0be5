"""Giving verdicts from the desk: one, or all that wait."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal import answers
from kpi_portal.errors import InvalidInput, NotAllowed, NotFound, Stale
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import reconsider_judging, review, review_desk, review_earlier
from submissions.domain.desk_data import Desk, Item, Mark, Piece
from submissions.enums import Decision, State
from submissions.forms.review import VerdictForm
from submissions.models import EvidenceUse, Submission
from submissions.views import desk_page
from submissions.views.desk_page import Typed

DONE = {
    Decision.ACCEPTED: gettext_lazy("Accepted."),
    Decision.RETURNED: gettext_lazy(
        "Marked as returned. The unit learns of it when you send the report back."
    ),
    Decision.PENDING: gettext_lazy("Your verdict is taken back."),
}
# Of contested items the unit learns with the answer to its request.
DONE_AGAIN = DONE | {Decision.RETURNED: gettext_lazy("Not accepted. The answer tells the unit.")}


@require_POST
def verdict(request: PortalRequest, pk: int, use: int) -> HttpResponse:
    """Accept, return or take back; then the same item with what follows for the score."""
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    piece = EvidenceUse.objects.filter(pk=use, submission=submission).first()
    form = VerdictForm(request.POST)
    if piece is None or not form.is_valid():
        raise NotFound(_("There is no such piece of evidence."), code="not_found")
    comment, decision = form.cleaned_data["comment"], Decision(form.cleaned_data["decision"])
    reconsidered = submission.state == State.RECONSIDERING
    give = reconsider_judging.give_verdict if reconsidered else review.give_verdict
    done = (DONE_AGAIN if reconsidered else DONE)[decision]
    try:
        give(
            piece,
            actor=request.user,
            at=at,
            decision=decision,
            comment=comment,
            seen=form.cleaned_data["seen"],
        )
    except InvalidInput as refusal:
        typed = Typed(comment, str(refusal))
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _at(request, submission, piece, typed=typed, status=status)
    except Stale as refusal:
        return _overtaken(request, submission, piece, comment, refusal)
    if not answers.is_htmx(request):
        messages.success(request, str(done))
        return redirect(address(submission, piece))
    fresh = access.get_for(request.user, pk, at=at)
    return _at(request, fresh, piece, notice=str(done))


@require_http_methods(["GET", "POST"])
def accept_pending(request: PortalRequest, pk: int) -> HttpResponse:
    """Accept everything that waits, in the report, a level or a requirement, after a look at the
    list of it."""
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    if not access.may_review(request.user, submission, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    if request.method == "POST":
        given = review.accept_pending(
            submission, actor=request.user, at=at, uses=_keys(request.POST, "use")
        )
        said = ngettext("%(count)d piece accepted.", "%(count)d pieces accepted.", len(given))
        messages.success(request, said % {"count": len(given)})
        return redirect("submissions:desk", pk=pk)
    pieces = _waiting(review_desk.build(submission, request.user), request.GET)
    context = {"submission": submission, "pieces": pieces, "now": at}
    name = "_accept_pending" if answers.is_htmx(request) else "accept_pending"
    return render(request, f"submissions/review/{name}.html", context)


@require_safe
def comments(request: PortalRequest, pk: int, key: str) -> HttpResponse:
    """What is usually said when this requirement is returned, to be taken over by a press."""
    submission = desk_page.open_for(request, pk, at=timezone.now())
    context = {"comments": review_earlier.usual_comments(submission, key, reader=request.user.pk)}
    return render(request, "submissions/review/_comments.html", context)


def address(submission: Submission, piece: EvidenceUse) -> str:
    """The desk at this very piece."""
    url = reverse("submissions:desk", args=[submission.pk, piece.requirement])
    return f"{url}?piece={piece.pk}"


def _at(
    request: PortalRequest,
    submission: Submission,
    piece: EvidenceUse,
    *,
    typed: Typed | None = None,
    status: int = HTTPStatus.OK,
    notice: str = "",
) -> HttpResponse:
    return desk_page.show(
        request,
        submission,
        at=timezone.now(),
        key=piece.requirement,
        piece=piece.pk,
        typed=typed,
        status=status,
        notice=notice,
    )


def _overtaken(
    request: PortalRequest,
    submission: Submission,
    piece: EvidenceUse,
    comment: str,
    refusal: Stale,
) -> HttpResponse:
    """Somebody was faster: the desk as it is now, what was typed still in its field."""
    fresh = access.get_for(request.user, submission.pk, at=timezone.now())
    typed = Typed(comment, str(refusal))
    return _at(request, fresh, piece, typed=typed, status=HTTPStatus.CONFLICT)


def _waiting(desk: Desk, asked: QueryDict) -> list[tuple[Item, list[Piece]]]:
    """The pieces that wait, by requirement, in the part of the report that was asked for."""
    found = []
    for level in desk.levels:
        for item in level.items:
            here = asked.get("level") in (None, str(level.level.number))
            if here and asked.get("key") in (None, item.key):
                waiting = [p for p in item.pieces if p.mark is Mark.PENDING]
                found += [(item, waiting)] if waiting else []
    return found


def _keys(data: QueryDict, name: str) -> list[int]:
    return [int(key) for key in data.getlist(name) if key.isascii() and key.isdigit()]
