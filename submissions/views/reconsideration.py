"""Pages of a request for reconsideration: asking, looking at it, looking again, deciding it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.errors import DomainError, NotAllowed, Stale
from kpi_portal.requests import PortalRequest
from submissions import access, workflow
from submissions.documents.enums import DocumentKind, DocumentState
from submissions.documents.models import Document
from submissions.domain import (
    contested,
    deadlines,
    reconsideration,
    reconsideration_reading,
    reconsidering,
    round_view,
)
from submissions.domain.reconsideration_reading import RequestPage
from submissions.domain.transition import perform
from submissions.enums import Action
from submissions.forms import reconsideration as forms
from submissions.models import Submission


@require_http_methods(["GET", "POST"])
def ask(request: PortalRequest, pk: int) -> HttpResponse:
    """The director chooses what is contested and says why; whatever is refused stays as typed."""
    at = timezone.now()
    submission = access.get_for(request.user, pk, at=at)
    _require_asker(request, submission, at)
    deduction = reconsideration.deduction_of(submission, at=at)
    form = forms.AskForm(
        request.POST or None,
        items=reconsideration.contestable(submission),
        lateness=bool(deduction),
        auto_id="ask-%s",
        initial={"version": submission.version},
    )
    status = HTTPStatus.OK
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            answer = _send(request, submission, form, at)
            if isinstance(answer, HttpResponse):
                return answer
            status = answer
    context = {
        "submission": submission,
        "form": form,
        "deduction": deduction,
        "ends": deadlines.appeal_ends_at(submission),
        "open": workflow.move_for(submission.state, Action.RECONSIDER) is not None,
        "now": at,
    }
    return render(request, "submissions/reconsideration/ask.html", context, status=status)


def _send(
    request: PortalRequest, submission: Submission, form: forms.AskForm, at: datetime
) -> HttpResponse | HTTPStatus:
    """To the request's page, or the refusal within the form."""
    try:
        perform(
            submission,
            Action.RECONSIDER,
            actor=request.user,
            at=at,
            version=form.cleaned_data["version"],
            note=form.cleaned_data["note"],
            data={"items": form.chosen()},
        )
    except NotAllowed:
        raise
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, Stale):
            form.data = _retyped(form, version=submission.version)
        return HTTPStatus(refusal.status)
    messages.success(
        request, _("The request is sent. You can add evidence to the contested items.")
    )
    number = submission.reconsiderations.count()
    return redirect("submissions:reconsideration", pk=submission.pk, number=number)


def _retyped(form: django_forms.Form, **shown: object) -> dict[str, Any]:
    """What was typed, with the marks of what the page shows now."""
    typed = {name: form.data.get(name) for name in form.data}
    return typed | {name: str(value) for name, value in shown.items()}


def _require_asker(request: PortalRequest, submission: Submission, at: datetime) -> None:
    """Only who might ask sees the page; that the time is over is said on it."""
    move = next(m for m in workflow.MOVES.values() if m.action is Action.RECONSIDER)
    if not access.may_perform(request.user, submission, move, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


@require_safe
def show(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """One request: what is contested, the result before and after, and what to do next."""
    at = timezone.now()
    submission, page = _open(request, pk, number, at)
    return _page(request, submission, page, at)


@require_POST
def reviewer(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """The head chooses who looks again, or a reviewer takes it up."""
    at = timezone.now()
    submission, page = _open(request, pk, number, at)
    people = reconsideration.candidates(submission, at=at)
    form = forms.ReviewerForm(request.POST, people=people, auto_id="reviewer-%s")

    def act() -> str:
        chosen = form.cleaned_data["reviewer"]
        reconsidering.choose_reviewer(submission, actor=request.user, at=at, reviewer=chosen)
        if chosen.pk == request.user.pk:
            return _("You look again at the contested items.")
        return _("%(who)s looks again at the contested items.") % {"who": chosen.display_name}

    return _carry_out(request, submission, page, form, act, at, reviewer_form=form)


@require_POST
def opinion(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """The reviewer gives the opinion."""
    at = timezone.now()
    submission, page = _open(request, pk, number, at)
    form = forms.OpinionForm(request.POST, auto_id="opinion-%s")

    def act() -> str:
        said = form.cleaned_data["opinion"]
        reconsidering.give_opinion(submission, actor=request.user, at=at, opinion=said)
        return _("Your opinion is given; the executive decides.")

    return _carry_out(request, submission, page, form, act, at, opinion_form=form)


@require_POST
def take_back(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """The reviewer takes the opinion back, or the executive asks for another look."""
    at = timezone.now()
    submission, page = _open(request, pk, number, at)
    form = forms.TakeBackForm(request.POST, auto_id="back-%s")

    def act() -> str:
        note = form.cleaned_data["note"]
        reconsidering.take_back_opinion(submission, actor=request.user, at=at, note=note)
        return _("The contested items are open for looking again.")

    return _carry_out(request, submission, page, form, act, at, back_form=form)


@require_http_methods(["GET", "POST"])
def resolve(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """The executive decides: before and after side by side, the opinion, the answer."""
    at = timezone.now()
    submission, page = _open(request, pk, number, at)
    if not page.decides:
        if page.decided:
            return redirect("submissions:reconsideration", pk=pk, number=number)
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    given = page.request.reviewed_at
    form = forms.ResolveForm(
        request.POST or None,
        lateness=page.lateness,
        auto_id="resolve-%s",
        initial={
            "version": submission.version,
            "opinion_of": given.isoformat() if given else "",
        },
    )
    status = HTTPStatus.OK
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                perform(
                    submission,
                    Action.RESOLVE,
                    actor=request.user,
                    at=at,
                    version=form.cleaned_data["version"],
                    note=form.cleaned_data["note"],
                    data=form.data_of_the_act(),
                )
            except NotAllowed:
                raise
            except DomainError as refusal:
                form.add_error(None, str(refusal))
                status = HTTPStatus(refusal.status)
                form.data = _retyped(form, **form.initial)
            else:
                messages.success(request, _("The request is decided; the unit has been told."))
                return redirect("submissions:reconsideration", pk=pk, number=number)
    context = {"submission": submission, "page": page, "form": form, "now": at}
    return render(request, "submissions/reconsideration/resolve.html", context, status=status)


@require_safe
def of_round(request: PortalRequest, pk: int) -> HttpResponse:
    """The requests about a round's results."""
    at = timezone.now()
    found = round_view.get_round(request.user, pk, at=at)
    lines = reconsideration_reading.of_round(found, request.user, at=at)
    context = {
        "round": found,
        "lines": lines,
        "open": reconsideration_reading.open_to_asking(found, request.user, at=at),
        "now": at,
    }
    return render(request, "submissions/rounds/reconsiderations.html", context)


def _open(
    request: PortalRequest, pk: int, number: int, at: datetime
) -> tuple[Submission, RequestPage]:
    submission = access.get_for(request.user, pk, at=at)
    found = reconsideration_reading.get(submission, number)
    page = reconsideration_reading.page(submission, found, reader=request.user, at=at)
    return submission, page


def _carry_out(
    request: PortalRequest,
    submission: Submission,
    page: RequestPage,
    form: django_forms.Form,
    act: Callable[[], str],
    at: datetime,
    **bound: django_forms.Form,
) -> HttpResponse:
    """Do it and lead back, or the page with what was typed and why it was refused."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            said = act()
        except NotAllowed:
            raise
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = HTTPStatus(refusal.status)
        else:
            messages.success(request, said)
            number = page.request.number
            return redirect("submissions:reconsideration", pk=submission.pk, number=number)
    return _page(request, submission, page, at, status=status, **bound)


def _memo_that_told(submission: Submission) -> Document | None:
    """The issued feedback memo about this result that nothing has replaced yet."""
    memos = submission.documents.filter(kind=DocumentKind.FEEDBACK_MEMO, replaced_by=None)
    issued: Document | None = memos.exclude(state=DocumentState.DRAFT).order_by("-pk").first()
    return issued


def _page(
    request: PortalRequest,
    submission: Submission,
    page: RequestPage,
    at: datetime,
    *,
    status: int = HTTPStatus.OK,
    **bound: django_forms.Form,
) -> HttpResponse:
    context: dict[str, Any] = {"submission": submission, "page": page, "now": at}
    if page.chooses:
        people = reconsideration.candidates(submission, at=at)
        context["reviewer_form"] = forms.ReviewerForm(people=people, auto_id="reviewer-%s")
        context["nobody_left"] = not people
    elif page.staff and not page.decided and page.request.reviewer_id is None:
        context["nobody_left"] = not reconsideration.candidates(submission, at=at)
    if page.looks_again:
        context["opinion_form"] = forms.OpinionForm(
            auto_id="opinion-%s", initial={"opinion": page.request.opinion}
        )
    if page.staff and page.decided:
        context["told_by"] = _memo_that_told(submission)
    context["back_form"] = forms.TakeBackForm(auto_id="back-%s")
    context["first_item"] = next(
        (item.key for item in page.items if item.key != contested.LATENESS), ""
    )
    context |= bound
    return render(request, "submissions/reconsideration/request.html", context, status=int(status))
