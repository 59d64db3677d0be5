"""From nothing to an issued memo: make the draft, edit it, give it its number."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forms_templates.contexts import MemoContext
from kpi_portal.errors import DomainError, NotFound
from kpi_portal.requests import PortalRequest
from submissions import access as submission_access
from submissions.documents import access
from submissions.documents.domain import drafting, issuing, memos, offers, round_memos
from submissions.documents.enums import DocumentKind
from submissions.documents.forms.memo import IssueForm, MemoForm
from submissions.documents.models import Document


def new(request: PortalRequest) -> HttpResponse:
    """Choose what to write about; a POST makes the draft from the portal's own data."""
    at = timezone.now()
    if request.method != "POST":
        context = {
            "offered": offers.offered_to(request.user, at=at),
            "kind": request.GET.get("kind", ""),
            "chosen": _chosen(request),
            "now": at,
        }
        return render(request, "documents/new.html", context)
    document = _draft(request)
    messages.success(request, _("The draft is made. Read it before you issue it."))
    return redirect("documents:detail", pk=document.pk)


def _draft(request: PortalRequest) -> Document:
    at = timezone.now()
    kind = request.POST.get("kind", "")
    about = request.POST.get("about", "")
    subject = about.removeprefix(offers.OF_ROUND)
    if not subject.isdigit():
        raise NotFound("nothing to write about", code="not_found")
    if of_round := _OF_ROUNDS.get((kind, about != subject)):
        round_ = offers.round_for(request.user, int(subject), at=at)
        return of_round(round_, actor=request.user, at=at)
    submission = submission_access.get_for(request.user, int(subject), at=at)
    if kind == DocumentKind.FEEDBACK_MEMO:
        return memos.draft_feedback(submission, actor=request.user, at=at)
    if kind == DocumentKind.REPORT_MEMO:
        return memos.draft_report(submission, actor=request.user, at=at)
    if kind == DocumentKind.REMINDER_MEMO:
        return round_memos.draft_reminder_of(submission, actor=request.user, at=at)
    raise NotFound("no such kind of memo", code="not_found")


# Kind, and whether the address says that it is about a round.
_OF_ROUNDS: dict[tuple[str, bool], Callable[..., Document]] = {
    (DocumentKind.REQUEST_MEMO, False): memos.draft_request,
    (DocumentKind.SUMMARY_MEMO, False): round_memos.draft_summary,
    (DocumentKind.REMINDER_MEMO, True): round_memos.draft_reminder,
}


def _chosen(request: PortalRequest) -> str:
    """What a link to this page asks to be chosen: a report, or a round by its name in that list."""
    round_ = request.GET.get("round", "")
    if request.GET.get("kind") == DocumentKind.REMINDER_MEMO and round_:
        return f"{offers.OF_ROUND}{round_}"
    return round_ or request.GET.get("about", "")


def edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change the words of a draft."""
    at = timezone.now()
    document = access.get_for(request.user, pk, at=at)
    issuing.require_handler(document, actor=request.user, at=at)
    drafting.require_draft(document)
    memo = _memo_of(document)
    initial = MemoForm.initial_of(memo) | {"seen": drafting.words_seen(document)}
    form = MemoForm(request.POST or None, initial=initial)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            drafting.edit_memo(
                document,
                form.apply(memo),
                actor=request.user,
                at=timezone.now(),
                seen=form.cleaned_data["seen"],
            )
        except DomainError as refusal:
            # What was typed stays on the page; sent again, it replaces what is there now.
            form.add_error(None, str(refusal))
            retyped = request.POST.copy()
            retyped["seen"] = refusal.facts.get("seen", "")
            form.data = retyped
            status = int(refusal.status)
        else:
            messages.success(request, _("Saved. A new preview is being made."))
            return redirect("documents:detail", pk=pk)
    context = {"document": document, "form": form, "now": timezone.now()}
    return render(request, "documents/edit.html", context, status=status)


def issue(request: PortalRequest, pk: int) -> HttpResponse:
    """Give number and date; from then on the memo never changes."""
    at = timezone.now()
    document = access.get_for(request.user, pk, at=at)
    issuing.require_issuer(document, actor=request.user, at=at)
    # A memo to many is a circular; whoever issues it may untick that.
    form = IssueForm(request.POST or None, initial={"circular": len(document.addressees) > 1})
    if request.method == "POST" and form.is_valid():
        try:
            issuing.issue(
                document,
                actor=request.user,
                at=timezone.now(),
                numbering=form.numbering,
                dated=form.dated_on,
                public_root=settings.PUBLIC_URL,
            )
        except DomainError as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("The memo is issued; its files are being made."))
            return redirect("documents:detail", pk=pk)
    status = 422 if form.is_bound else 200
    context = {"document": document, "form": form, "now": timezone.now()}
    return render(request, "documents/issue.html", context, status=status)


@require_POST
def replace(request: PortalRequest, pk: int) -> HttpResponse:
    """Make a new draft that will replace an issued memo, naming it."""
    at = timezone.now()
    old = access.get_for(request.user, pk, at=at)
    document = memos.draft_replacement(old, _memo_of(old), actor=request.user, at=at)
    messages.success(request, _("The draft of the replacing memo is made."))
    return redirect("documents:edit", pk=document.pk)


def _memo_of(document: Document) -> MemoContext:
    context = drafting.context_of(document)
    if not isinstance(context, MemoContext):
        raise NotFound("not a memo", code="not_found")
    return context
