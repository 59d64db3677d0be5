"""When a result may be contested and a request answered; each raises where it cannot."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kpi_portal.errors import GuardRefused, InvalidInput
from submissions.domain import contested, deadlines, pieces, reconsideration
from submissions.domain.acts import MoveInProgress
from submissions.enums import Decision
from submissions.models import Submission


def require_in_time(act: MoveInProgress) -> None:
    """Within the round's days, counted from the latest publishing; the clock asks the same."""
    submission = act.submission
    ends = deadlines.appeal_ends_at(submission)
    if not submission.round.appeal_days or ends is None:
        raise GuardRefused(
            _("This round gives no days for asking for reconsideration."), code="no_appeal"
        )
    if act.at > ends:
        raise GuardRefused(_("The days for reconsideration are over."), code="appeal_over")


def require_not_answered(act: MoveInProgress) -> None:
    if contested.answered(act.submission):
        raise GuardRefused(
            _("This result is itself the answer to a request, so it cannot be contested again."),
            code="already_answered",
        )


def require_items(act: MoveInProgress) -> None:
    """At least one item, each open to contesting and each with its argument."""
    submission = act.submission
    if submission.not_reported:
        raise GuardRefused(
            _("Nothing was reported here. Ask the executive to readmit the unit by order instead."),
            code="not_reported",
        )
    items = reconsideration.asked_items(act.data)
    if not items:
        raise InvalidInput(
            _("Choose at least one item that you contest."), code="nothing_contested"
        )
    allowed = {item.key for item in reconsideration.contestable(submission)}
    if reconsideration.deduction_of(submission, at=act.at):
        allowed.add(contested.LATENESS)
    if not items.keys() <= allowed:
        raise InvalidInput(
            _("Only items that were not accepted in full can be contested. Choose again."),
            code="not_contestable",
        )
    if not all(said.strip() for said in items.values()):
        raise InvalidInput(_("Say for each chosen item why you contest it."), code="bare_item")


def require_opinion(act: MoveInProgress) -> None:
    """The opinion is given, and it is the one that the executive's page showed."""
    request = contested.open_of(act.submission)
    if request is None or request.reviewed_at is None:
        raise GuardRefused(
            _("The reviewer who looks again has not given an opinion yet."), code="no_opinion"
        )
    seen = act.data.get("opinion_of")
    if seen is not None and seen != request.reviewed_at.isoformat():
        raise GuardRefused(
            _("The opinion changed after you opened this page. Read it once more, then decide."),
            code="opinion_changed",
        )


def require_added_judged(act: MoveInProgress) -> None:
    request = contested.open_of(act.submission)
    keys = contested.contested_keys(request) if request is not None else frozenset()
    require_judged(act.submission, keys)


def require_judged(submission: Submission, keys: frozenset[str]) -> None:
    """Raise `GuardRefused` while a supplied piece of these requirements waits for a verdict."""
    waiting = unjudged(submission, keys)
    if waiting:
        raise GuardRefused(
            ngettext(
                "%(count)d added piece still waits for a verdict.",
                "%(count)d added pieces still wait for a verdict.",
                len(waiting),
            )
            % {"count": len(waiting)},
            code="not_all_judged",
            items=waiting,
        )


def unjudged(submission: Submission, keys: frozenset[str]) -> list[int]:
    """Pieces of these requirements that are supplied and wait."""
    return [
        use.pk
        for use in pieces.active(submission)
        if use.requirement in keys and use.supplied and use.decision == Decision.PENDING
    ]
