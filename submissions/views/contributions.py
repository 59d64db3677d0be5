"""What units contribute to a report: how far each is, handing in, giving back, and the report as
people of a contributing unit see it."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import GuardRefused, InvalidInput, NotFound
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import contributing, in_view, reach, tasklist
from submissions.domain import contribution_reading as reading
from submissions.domain.contribution_reading import Contributor
from submissions.domain.reach import Reach
from submissions.forms.contributing import GiveBackForm, HandInForm
from submissions.models import Submission
from submissions.workflow import EDITABLE


@require_safe
def contributions(request: PortalRequest, pk: int) -> HttpResponse:
    """Each contributing unit: what it was asked for, how far it is, who handed in and when."""
    at = timezone.now()
    return _overview(request, access.get_for(request.user, pk, at=at), at)


@require_POST
def hand_in(request: PortalRequest, pk: int, unit: int) -> HttpResponse:
    """The director of a contributing unit says that its parts are ready."""
    at = timezone.now()
    submission, open_to = reach.find(request.user, pk, at=at)
    form = HandInForm(request.POST)
    if form.is_valid():
        note = form.cleaned_data["note"]
        contributor = _contributor(submission, unit)
        try:
            contributing.hand_in(submission, contributor, actor=request.user, at=at, note=note)
        except (GuardRefused, InvalidInput) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Handed in. The reporting unit was told."))
            return redirect("submissions:task_list", pk=pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if open_to.whole:
        return _overview(request, submission, at, form=form, of=unit, status=status)
    return report(request, submission, open_to, at=at, form=form, of=unit, status=status)


@require_POST
def give_back(request: PortalRequest, pk: int, unit: int) -> HttpResponse:
    """The reporting unit asks a contributor for more."""
    at = timezone.now()
    submission = access.get_for(request.user, pk, at=at)
    form = GiveBackForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        contributor = _contributor(submission, unit)
        try:
            contributing.give_back(
                submission, contributor, actor=request.user, at=at, reason=reason
            )
        except (GuardRefused, InvalidInput) as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("Given back. “%(unit)s” was told why.") % {"unit": contributor.name}
            messages.success(request, words)
            return redirect("submissions:contributions", pk=pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _overview(request, submission, at, form=form, of=unit, status=status)


def report(
    request: PortalRequest,
    submission: Submission,
    open_to: Reach,
    *,
    at: datetime,
    form: HandInForm | None = None,
    of: int = 0,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The report as a contributing unit sees it: the outline, with its own parts to open."""
    changing = open_to if submission.state in EDITABLE else reach.NOTHING
    seen = in_view.of(submission, request.user, at=at)
    levels = tasklist.build(submission, seen=seen, may_edit=changing, at=at)
    mine = {row.unit_id for row in access.own_contributions(request.user, submission, at=at)}
    asked = [one for one in reading.contributors(submission) if one.unit.pk in mine]
    own = [task for task in tasklist.flat(levels) if open_to.covers(task.key)]
    context = {
        "submission": submission,
        "levels": [(level, [t for t in level.tasks if open_to.covers(t.key)]) for level in levels],
        "own_keys": {task.key for task in own},
        "cards": _cards(request, submission, asked, at, form=form, of=of),
        "may_edit": True,
        "done": sum(not task.needs_work for task in own if task.requirement.required),
        "needed": sum(task.requirement.required for task in own),
        "now": at,
    }
    return render(request, "submissions/contributing/report.html", context, status=status)


def _overview(
    request: PortalRequest,
    submission: Submission,
    at: datetime,
    *,
    form: HandInForm | GiveBackForm | None = None,
    of: int = 0,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    asked = reading.contributors(submission)
    first = asked[0].mark.assignment if asked else None
    managed = None
    if first is not None:
        managed = reading.get_assignment(submission.round_id, first.pk)
    context = {
        "submission": submission,
        "cards": _cards(request, submission, asked, at, form=form, of=of),
        "managed": managed
        if managed and contributing.may_manage(request.user, managed, at=at)
        else None,
        "now": at,
    }
    return render(request, "submissions/contributing/overview.html", context, status=status)


def _cards(
    request: PortalRequest,
    submission: Submission,
    asked: list[Contributor],
    at: datetime,
    *,
    form: HandInForm | GiveBackForm | None,
    of: int,
) -> list[dict[str, object]]:
    """Each contributor with the forms that this person may send for it now."""
    own = standing.of(request.user, access.day_of(at))
    open_now = submission.state in EDITABLE
    consolidates = access.may_edit(request.user, submission, at=at)
    cards: list[dict[str, object]] = []
    for one in asked:
        typed = form if of == one.unit.pk else None
        hands_in = open_now and not one.ready and own.may_act_as(Role.DIRECTOR, one.unit.path)
        gives_back = consolidates and any(row.ready_at for row in one.rows)
        hand_in_form = typed if isinstance(typed, HandInForm) else HandInForm()
        give_back_form = typed if isinstance(typed, GiveBackForm) else GiveBackForm()
        for shown in (hand_in_form, give_back_form):
            shown.auto_id = f"of-{one.unit.pk}-%s"
        cards.append(
            {
                "one": one,
                "hand_in_form": hand_in_form if hands_in else None,
                "give_back_form": give_back_form if gives_back else None,
                "refused": typed,
            }
        )
    return cards


def _contributor(submission: Submission, pk: int) -> Unit:
    """A unit that contributes to the report; raises `NotFound`."""
    for row in access.contributions_to(submission):
        if row.unit_id == pk:
            return row.unit
    raise NotFound(_("This unit contributes nothing to the report."), code="not_found")
