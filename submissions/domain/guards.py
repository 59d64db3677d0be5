"""The conditions of moves, one function per `workflow.Guard`. Each raises when it does not hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kpi_portal.accounts.enums import Role
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from submissions import access
from submissions.domain import (
    as_read,
    completeness,
    contribution_reading,
    deadlines,
    double_review,
    received_rules,
    reconsideration_rules,
    review_items,
)
from submissions.domain.acts import MoveInProgress
from submissions.domain.contradictions import reading as contradictions
from submissions.workflow import Guard

Check = Callable[[MoveInProgress], None]
_CHECKS: dict[Guard, Check] = {}


def check(act: MoveInProgress) -> None:
    """Raise the first guard of the move that does not hold."""
    for guard in act.move.guards:
        _CHECKS[guard](act)


def _holds(guard: Guard) -> Callable[[Check], Check]:
    def register(function: Check) -> Check:
        _CHECKS[guard] = function
        return function

    return register


@_holds(Guard.BEFORE_CLOSING)
def before_closing(act: MoveInProgress) -> None:
    if act.at > act.submission.effective_closes_at:
        raise GuardRefused(
            _("The round is closed for your unit. Ask for an extension if there is a reason."),
            code="round_closed",
        )


@_holds(Guard.ANSWER_IN_TIME)
def answer_in_time(act: MoveInProgress) -> None:
    answer_by = act.submission.answer_by
    if answer_by is not None and act.at > answer_by:
        raise GuardRefused(_("The time to answer this return is over."), code="answer_time_over")


@_holds(Guard.LEVEL_CLAIMED)
def level_claimed(act: MoveInProgress) -> None:
    if completeness.claims_levels(act.submission) and act.submission.claimed_level is None:
        raise InvalidInput(
            _("State the level that you claim before submitting."), code="level_not_claimed"
        )


@_holds(Guard.GAPS_ACKNOWLEDGED)
def gaps_acknowledged(act: MoveInProgress) -> None:
    missing = completeness.missing_for_claim(act.submission)
    amiss = completeness.measure_gaps(act.submission)
    if act.data.get("gaps_acknowledged"):
        return
    if missing or amiss:
        if not completeness.claims_levels(act.submission):
            raise InvalidInput(
                _(
                    "Some figures or evidence are missing. "
                    "Add them, or confirm that you submit without them."
                ),
                code="gaps_not_acknowledged",
                missing=missing,
            )
        raise InvalidInput(
            _(
                "Some evidence for the claimed level is missing. "
                "Add it, or confirm that you submit without it."
            ),
            code="gaps_not_acknowledged",
            missing=missing,
        )
    waiting = contribution_reading.not_ready(act.submission)
    if waiting:
        raise InvalidInput(
            _(
                "Not every contributing unit has handed its part in: %(units)s. "
                "Wait for them, or confirm that you submit without it."
            )
            % {"units": ", ".join(unit.name for unit in waiting)},
            code="contributions_not_ready",
        )


@_holds(Guard.AS_READ)
def as_read_before(act: MoveInProgress) -> None:
    """Who submits from a page says by its mark what was read there; other doors show no page."""
    seen = act.data.get("as_read")
    if seen is not None and seen != as_read.mark(act.submission):
        raise GuardRefused(
            _(
                "Somebody changed the report after you opened this page. "
                "It is shown as it is now: read it once more, then submit."
            ),
            code="changed_since_read",
        )


@_holds(Guard.FIRST_FILING_BEFORE_DUE)
def first_filing_before_due(act: MoveInProgress) -> None:
    submission = act.submission
    if submission.returns.exists():
        raise GuardRefused(
            _("A report that was returned once can no longer be withdrawn."),
            code="already_returned",
        )
    if act.at > submission.effective_due_at:
        raise GuardRefused(
            _("A report can be withdrawn only before the due date."), code="after_due"
        )


@_holds(Guard.ITEMS_COMMENTED)
def items_commented(act: MoveInProgress) -> None:
    items = review_items.to_return(act.submission, act.data.get("items", {}))
    if not items:
        raise InvalidInput(
            _("Mark at least one item as returned before sending the report back."),
            code="nothing_to_return",
        )
    bare = [key for key, comment in items.items() if not comment.strip()]
    if bare:
        raise InvalidInput(
            _("Each returned item needs its own comment."), code="item_comment_required", items=bare
        )


@_holds(Guard.ANSWER_DATE_AHEAD)
def answer_date_ahead(act: MoveInProgress) -> None:
    answer_by = act.data.get("answer_by")
    if answer_by is not None and answer_by <= act.at:
        raise InvalidInput(
            _("Give a day for the answer that is not over yet."), code="answer_date_over"
        )


@_holds(Guard.ANSWER_DATE_PASSED)
def answer_date_passed(act: MoveInProgress) -> None:
    answer_by = act.submission.answer_by
    if answer_by is None or act.at <= answer_by:
        raise GuardRefused(_("The time to answer is not over yet."), code="too_early")


@_holds(Guard.CLOSED_FOR_UNIT)
def closed_for_unit(act: MoveInProgress) -> None:
    if act.at <= act.submission.effective_closes_at:
        raise GuardRefused(_("The round is still open for this unit."), code="too_early")


@_holds(Guard.ORDER_NUMBER)
def order_number(act: MoveInProgress) -> None:
    if not str(act.data.get("order_number", "")).strip():
        raise InvalidInput(_("Give the number of the order."), code="order_number_required")


@_holds(Guard.NOTHING_REPORTED)
def nothing_reported(act: MoveInProgress) -> None:
    if not act.submission.not_reported:
        raise GuardRefused(
            _("Only a unit that reported nothing can be readmitted; reopen the review instead."),
            code="was_reported",
        )


@_holds(Guard.NEW_CLOSING_DATE)
def new_closing_date(act: MoveInProgress) -> None:
    closes_at = act.data.get("closes_at")
    if not isinstance(closes_at, datetime) or closes_at <= act.at:
        raise InvalidInput(
            _("Give a new closing date in the future."), code="closing_date_required"
        )


@_holds(Guard.REVIEW_PLACE_FREE)
def review_place_free(act: MoveInProgress) -> None:
    """In a double review nobody pushes a reviewer from the place; the head assigns anew."""
    pair = double_review.pair_of(act.submission)
    if pair is not None and len(pair.people) == 2 and act.person.pk not in pair:
        raise GuardRefused(
            _("Two reviewers have this report already; one of them starts the review."),
            code="places_taken",
        )


@_holds(Guard.ONE_OF_TWO)
def one_of_two(act: MoveInProgress) -> None:
    pair = double_review.pair_of(act.submission)
    if pair is not None and act.person.pk not in pair:
        raise NotAllowed(
            _("This report is judged by two reviewers, and you are neither of them."),
            code="not_one_of_two",
        )


@_holds(Guard.BOTH_JUDGED)
def both_judged(act: MoveInProgress) -> None:
    """In a double review the unit is told once, when the two are through and agree."""
    submission = act.submission
    if double_review.pair_of(submission) is None:
        return
    if not access.may_act_as(act.person, submission, Role.HEAD, at=act.at):
        one_of_two(act)
    everything_judged(act)


@_holds(Guard.EVERYTHING_JUDGED)
def everything_judged(act: MoveInProgress) -> None:
    pending = review_items.pending(act.submission)
    differing = double_review.differences(act.submission) if pending else []
    if differing:
        raise GuardRefused(
            ngettext(
                "The two reviewers differ on %(count)d piece. A third person settles it first.",
                "The two reviewers differ on %(count)d pieces. A third person settles them first.",
                len(differing),
            )
            % {"count": len(differing)},
            code="differences_open",
            items=differing,
        )
    if pending and act.submission.round.double_review:
        raise GuardRefused(
            _("%(count)d items still wait until both reviewers have judged everything.")
            % {"count": len(pending)},
            code="not_all_judged",
            items=pending,
        )
    if pending:
        raise GuardRefused(
            _("%(count)d items still wait for a verdict.") % {"count": len(pending)},
            code="not_all_judged",
            items=pending,
        )


@_holds(Guard.CONTRADICTIONS_SETTLED)
def contradictions_settled(act: MoveInProgress) -> None:
    open_ones = contradictions.open_ones(act.submission, at=act.at)
    if open_ones:
        raise GuardRefused(
            ngettext(
                "%(count)d contradiction in the report is still open. Change the verdict, send the "
                "report back, or let it stand with a reason.",
                "%(count)d contradictions in the report are still open. Change the verdicts, send "
                "the report back, or let them stand with a reason.",
                len(open_ones),
            )
            % {"count": len(open_ones)},
            code="contradictions_open",
        )


@_holds(Guard.NOT_THE_ASSESSOR)
def not_the_assessor(act: MoveInProgress) -> None:
    if act.submission.assessed_by_id == act.person.pk:
        raise GuardRefused(
            _("You proposed this result; another person must confirm it."), code="own_proposal"
        )
    pair = double_review.pair_of(act.submission)
    if pair is not None and act.person.pk in pair:
        raise GuardRefused(
            _("You are one of the two reviewers; another person must confirm the result."),
            code="own_review",
        )


@_holds(Guard.ENDORSE_REFERENCE)
def endorse_reference(act: MoveInProgress) -> None:
    if not str(act.data.get("reference", "")).strip():
        raise InvalidInput(
            _("Give the number of the meeting or memo that endorsed the results."),
            code="reference_required",
        )


@_holds(Guard.ENDORSE_NOT_REQUIRED)
def endorse_not_required(act: MoveInProgress) -> None:
    submission = act.submission
    if submission.round.endorse_required and not submission.is_bureaus_own:
        raise GuardRefused(
            _("The executive endorses this round before results are published."),
            code="not_endorsed",
        )


@_holds(Guard.APPEAL_TIME_OVER)
def appeal_time_over(act: MoveInProgress) -> None:
    ends = deadlines.appeal_ends_at(act.submission)
    if ends is None or act.at < ends:
        raise GuardRefused(_("The days for reconsideration are not over yet."), code="too_early")


@_holds(Guard.RECEIPT_STATED)
def receipt_stated(act: MoveInProgress) -> None:
    received_rules.require_stated(act)


@_holds(Guard.RECEIVED_IN_TIME)
def received_in_time(act: MoveInProgress) -> None:
    received_rules.require_in_time(act)


@_holds(Guard.RECEIVED_VERIFIED)
def received_verified(act: MoveInProgress) -> None:
    received_rules.require_verified(act)


@_holds(Guard.WITHIN_APPEAL_TIME)
def within_appeal_time(act: MoveInProgress) -> None:
    reconsideration_rules.require_in_time(act)


@_holds(Guard.NOT_ANSWERED_YET)
def not_answered_yet(act: MoveInProgress) -> None:
    reconsideration_rules.require_not_answered(act)


@_holds(Guard.ITEMS_CONTESTED)
def items_contested(act: MoveInProgress) -> None:
    reconsideration_rules.require_items(act)


@_holds(Guard.OPINION_GIVEN)
def opinion_given(act: MoveInProgress) -> None:
    reconsideration_rules.require_opinion(act)


@_holds(Guard.ADDED_PIECES_JUDGED)
def added_pieces_judged(act: MoveInProgress) -> None:
    reconsideration_rules.require_added_judged(act)
