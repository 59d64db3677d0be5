"""The task list of one submission, and the page of the unit's own words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal import answers
from kpi_portal.errors import DomainError
from kpi_portal.requests import PortalRequest
from submissions import access, workflow
from submissions.domain import (
    contribution_reading,
    deadlines,
    decisions,
    in_view,
    merge_origins,
    outside_reading,
    part_scores,
    pieces,
    published_parts,
    reach,
    reconsideration,
    reconsideration_reading,
    review_acts,
    tasklist,
    tasklist_parts,
)
from submissions.domain import narrative as words
from submissions.enums import Action, State
from submissions.forms.narrative import NarrativeForm
from submissions.models import Submission
from submissions.views import contributions, scoreboard


def task_list(request: PortalRequest, pk: int) -> HttpResponse:
    """Levels, criteria and requirements with what each still needs; score and deadline beside."""
    at = timezone.now()
    submission, open_to = reach.find(request.user, pk, at=at)
    if not open_to.whole:
        return contributions.report(request, submission, open_to, at=at)
    may_edit = access.may_edit(request.user, submission, at=at)
    seen = in_view.of(submission, request.user, at=at)
    changing = reach.changing(request.user, submission, at=at)
    levels = tasklist.build(submission, seen=seen, may_edit=changing, at=at)
    projected = scoreboard.projected(seen, at=at)
    tasks = tasklist.flat(levels)
    context: dict[str, Any] = {
        "submission": submission,
        "definition": submission.definition,
        "levels": levels,
        "chapters": tasklist_parts.chapters(levels),
        "taken": published_parts.of(submission),
        "may_edit": may_edit,
        "may_withdraw": _may(request, submission, Action.WITHDRAW),
        "may_ask_time": decisions.may_ask_for_time(request.user, submission, at=at),
        "may_appoint": review_acts.may_only_appoint(request.user, submission, at=at),
        "may_review": access.may_review(request.user, submission, at=at),
        "may_reconsider": reconsideration.may_ask(request.user, submission, at=at),
        "appeal_ends": deadlines.appeal_ends_at(submission),
        "requests": (
            reconsideration_reading.numbers_of(submission) if submission.published_at else ()
        ),
        "seen": seen,
        "projected": projected,
        "published": scoreboard.confirmed(seen, at=at) if seen.waiting else None,
        "worth": part_scores.by_path(projected.result),
        "done": sum(not task.needs_work for task in tasks if task.requirement.required),
        "outside": outside_reading.compared(seen) if submission.is_bureaus_own else None,
        "contributors": contribution_reading.contributors(submission),
        "set_aside": pieces.set_aside(submission),
        "consolidates": submission.is_bureaus_own
        and submission.round.indicator.consolidated
        and access.works_on(request.user, submission, at=at),
        "given": merge_origins.taken_from(submission),
        "needed": sum(task.requirement.required for task in tasks),
        "now": at,
    }
    return render(request, "submissions/task_list.html", context)


def _may(request: PortalRequest, submission: Submission, action: Action) -> bool:
    move = workflow.move_for(submission.state, action)
    at = timezone.now()
    return move is not None and access.may_perform(request.user, submission, move, at=at)


def narrative(request: PortalRequest, pk: int) -> HttpResponse:
    """Claimed level, results, factors, obstacles, solutions; saved on every pause in typing."""
    at = timezone.now()
    submission = access.get_for(request.user, pk, at=at)
    if request.method == "POST":
        return _save_narrative(request, submission)
    form = NarrativeForm(submission=submission, initial=NarrativeForm.initial_of(submission))
    return _narrative_page(request, submission, form)


def _save_narrative(request: PortalRequest, submission: Submission) -> HttpResponse:
    form = NarrativeForm(request.POST, submission=submission)
    quiet = answers.wants_json(request)
    if not form.is_valid():
        if quiet:
            first = next(iter(form.errors.values()))[0]
            return JsonResponse({"error": first}, status=422)
        return _narrative_page(request, submission, form, status=422)
    try:
        saved = words.save_narrative(
            submission,
            actor=request.user,
            at=timezone.now(),
            revision=form.cleaned_data["revision"],
            claimed_level=form.claimed(),
            level_results=form.results(),
            texts=form.texts(),
        )
    except DomainError as refusal:
        if quiet:
            raise
        # What was typed stays on the page; with the revision shown now it can be sent again.
        form.add_error(None, str(refusal))
        retyped = request.POST.copy()
        retyped["revision"] = str(refusal.facts.get("revision", retyped["revision"]))
        form.data = retyped
        return _narrative_page(request, submission, form, status=int(refusal.status))
    if quiet:
        answer = {"revision": saved.narrative_revision, "saved_at": saved.updated_at.isoformat()}
        return JsonResponse(answer)
    messages.success(request, _("Saved."))
    return redirect("submissions:task_list", pk=submission.pk)


def _narrative_page(
    request: PortalRequest, submission: Submission, form: NarrativeForm, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    context = {
        "submission": submission,
        "form": form,
        "may_edit": access.may_edit(request.user, submission, at=at),
        "returned": submission.state == State.RETURNED,
        "now": at,
    }
    return render(request, "submissions/narrative.html", context, status=status)
