"""How the parts of a submission look: the one place for their words, icons and addresses."""

from __future__ import annotations

from decimal import Decimal

from django.template import Context, Library
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kpi_portal.templatetags.pieces import state_tag, tag_status
from submissions.domain import deadlines, in_view, tasklist, ways
from submissions.domain.in_view import InView
from submissions.domain.tasklist import LevelTask, RequirementTask, Status
from submissions.domain.worklists import Need, Task
from submissions.enums import State
from submissions.models import EvidenceUse, Submission

register = Library()

TASK_LOOK = {
    Status.MISSING: ("still", "circle", _("Nothing yet")),
    Status.IN_PROGRESS: ("wait", "pencil", _("In progress")),
    Status.AWAITING_APPROVAL: ("wait", "hourglass-split", _("Waiting for approval")),
    Status.SUPPLIED: ("done", "check-lg", _("Supplied")),
    Status.PENDING: ("wait", "circle", _("Waiting for review")),
    Status.ACCEPTED: ("done", "check-lg", _("Accepted")),
    Status.RETURNED: ("back", "arrow-return-left", _("Returned")),
}
KIND_LOOK = {
    "file": "paperclip",
    "link": "link-45deg",
    "form": "ui-checks-grid",
    "number": "123",
    "approval": "pen",
    "answer": "chat-left-text",
    "measure": "graph-up",
}
NEED_LOOK = {
    Need.ANSWER_RETURN: ("arrow-return-left", _("Answer the return"), "submissions:task_list"),
    Need.FILL_IN: ("pencil", _("Fill in and submit"), "submissions:task_list"),
    Need.CONSOLIDATE: (
        "collection",
        _("Consolidate the bureau's own report"),
        "submissions:task_list",
    ),
    Need.REVIEW: ("hourglass-split", _("Go on reviewing"), "submissions:desk"),
    Need.START_REVIEW: ("inbox", _("Start the review"), "submissions:desk"),
    Need.SETTLE: (
        "sign-merge-left",
        _("Settle where the two reviewers differ"),
        "submissions:differences",
    ),
    Need.SEND_OUTSIDE: (
        "send",
        _("Send the bureau's own report to the collecting centre"),
        "submissions:outside",
    ),
    Need.NUMBER_OUTSIDE: (
        "hash",
        _("Record the number of the memo to the collecting centre"),
        "submissions:outside",
    ),
    Need.AWAIT_OUTSIDE: (
        "hourglass-split",
        _("Ask for and record the collecting centre's result"),
        "submissions:outside",
    ),
    Need.CONFIRM: ("check2-square", _("Confirm the proposed result"), "submissions:desk"),
    Need.PUBLISH: ("megaphone", _("Publish the result"), "submissions:desk"),
    Need.APPROVE: ("pen", _("Approve the action plan"), "submissions:approvals"),
    Need.ENDORSE: ("people", _("Endorse the results"), "submissions:round"),
    Need.CONTRIBUTE: ("people", _("Supply your part"), "submissions:task_list"),
    Need.LOOK_AGAIN: (
        "arrow-repeat",
        _("Look again at contested items"),
        "submissions:reconsideration",
    ),
    Need.CHOOSE_WHO_LOOKS: (
        "arrow-repeat",
        _("Choose who looks again at contested items"),
        "submissions:reconsideration",
    ),
    Need.DECIDE_REQUEST: (
        "check2-square",
        _("Decide a request for reconsideration"),
        "submissions:resolve",
    ),
    Need.DECIDE_EXTENSION: ("calendar-plus", _("Decide on more time"), "submissions:desk"),
}
VERBS = {
    Status.MISSING: _("Begin"),
    Status.IN_PROGRESS: _("Go on"),
    Status.RETURNED: _("Correct"),
}


@register.simple_tag(takes_context=True)
def way_back(context: Context, submission: Submission) -> ways.Way:
    """The list from which this reader comes to the report, for the breadcrumb."""
    at = context.get("now") or timezone.now()
    return ways.back(context["request"].user, submission, at=at)


@register.simple_tag
def task_tag(task: RequirementTask) -> SafeString:
    """Icon, word and colour of a requirement's status."""
    kind, icon, label = TASK_LOOK[task.status]
    return tag_status(kind, str(label), icon)


@register.simple_tag
def level_tag(level: LevelTask) -> SafeString:
    """How a whole level stands, for the head of its card."""
    if level.returned_count:
        label = _("%(count)d to correct") % {"count": level.returned_count}
        return tag_status("back", str(label), "exclamation-circle")
    if level.open_count:
        label = _("%(count)d missing") % {"count": level.open_count}
        return tag_status("still", str(label), "circle")
    if any(task.status is Status.AWAITING_APPROVAL for task in level.tasks):
        return tag_status("wait", str(_("Waiting for approval")), "hourglass-split")
    return tag_status("done", str(_("Complete")), "check-lg")


@register.simple_tag
def kind_icon_of(task: RequirementTask) -> str:
    """The icon name for the kind that leads a requirement."""
    return KIND_LOOK[task.kind]


@register.simple_tag
def task_url(submission: Submission, task: RequirementTask) -> str:
    """Where the row leads: the web form for a form, else the page of the requirement."""
    if tasklist.leads_to_form(task):
        return reverse("submissions:form", args=[submission.pk, task.requirement.form])
    if task.kind == "approval":
        return reverse("submissions:ask_approval", args=[submission.pk, task.key])
    return reverse("submissions:requirement", args=[submission.pk, task.key])


@register.simple_tag
def task_verb(task: RequirementTask) -> str:
    """The word on the row's button: a verb where something is to be done."""
    if not task.editable:
        return str(_("Open"))
    return str(VERBS.get(task.status, _("Open")))


@register.simple_tag
def need_icon(task: Task) -> str:
    return NEED_LOOK[task.need][0]


@register.simple_tag
def need_words(task: Task) -> str:
    return str(NEED_LOOK[task.need][1])


@register.simple_tag
def need_url(task: Task) -> str:
    """Where the person does what is needed."""
    name = NEED_LOOK[task.need][2]
    if task.need is Need.APPROVE:
        return reverse(name)
    if task.need is Need.ENDORSE:
        return reverse(name, args=[task.submission.round_id])
    if task.request:
        return reverse(name, args=[task.submission.pk, task.request])
    return reverse(name, args=[task.submission.pk])


@register.simple_tag(takes_context=True)
def overdue(context: dict[str, object], submission: Submission) -> bool:
    """Whether the report is overdue at the page's `now`."""
    return deadlines.is_overdue(submission, context["now"])  # type: ignore[arg-type]


@register.simple_tag(takes_context=True)
def report_state(context: Context, submission: Submission) -> SafeString:
    """The state of a report as its reader may know it."""
    state = _seen(context, submission).state
    return state_tag(state, str(state.label))


@register.simple_tag(takes_context=True)
def projected_final(context: Context, submission: Submission) -> Decimal | None:
    """For lists: the projected score; the one of handing in while a review is not told yet."""
    seen = _seen(context, submission)
    if seen.everything or submission.state in (State.DRAFT, State.RETURNED):
        return submission.projected_final
    kept: str | None = getattr(submission, "handed_in_final", None)
    return None if kept is None else Decimal(kept)


@register.simple_tag(takes_context=True)
def confirmed_final(context: Context, submission: Submission) -> Decimal | None:
    """For lists: the confirmed score, once it is told; a published one stays."""
    return submission.confirmed_final if _seen(context, submission).result_told else None


@register.simple_tag
def decision_words(use: EvidenceUse, seen: InView | str) -> str:
    """The verdict on a piece, as far as it is told; pages of reviewers name no `seen`."""
    told = seen.decision(use) if isinstance(seen, InView) else use.get_decision_display()
    return str(getattr(told, "label", told))


def _seen(context: Context, submission: Submission) -> InView:
    at = context.get("now") or timezone.now()
    return in_view.of(submission, context["request"].user, at=at)
