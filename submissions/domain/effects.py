"""What each move changes besides the state. Each function returns the facts the audit keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet, Subquery

from submissions.domain import (
    deadlines,
    filing,
    previews,
    received_filing,
    reconsideration,
    review_items,
    review_places,
)
from submissions.domain.acts import MoveInProgress
from submissions.enums import Action, Decision
from submissions.models import EvidenceUse, Filing, ReturnItem, ReturnNotice

Effect = Callable[[MoveInProgress], dict[str, Any]]
_EFFECTS: dict[Action, Effect] = {}


def apply(act: MoveInProgress) -> dict[str, Any]:
    """Set the fields of the move on the locked submission, which the caller saves."""
    effect = _EFFECTS.get(act.move.action)
    return effect(act) if effect else {}


def _of(action: Action) -> Callable[[Effect], Effect]:
    def register(function: Effect) -> Effect:
        _EFFECTS[action] = function
        return function

    return register


def _open_returns(act: MoveInProgress) -> QuerySet[ReturnNotice]:
    """The return that waits for an answer; those answered or lapsed before stay as they are."""
    return act.submission.returns.filter(answered_at=None, lapsed_at=None)


@_of(Action.SUBMIT)
def submit(act: MoveInProgress) -> dict[str, Any]:
    """File the report; a return is answered by it."""
    made = filing.file_report(act)
    act.submission.first_filed_at = act.submission.first_filed_at or made.at
    return _answered(act, made)


@_of(Action.RECEIVE)
@_of(Action.AMEND_RECEIVED)
def receive(act: MoveInProgress) -> dict[str, Any]:
    """File what staff entered for the unit, with the moment at which it was received."""
    received = received_filing.of(act)
    made = filing.file_report(act, received)
    told = _answered(act, made) | received_filing.settle(act, received, made)
    act.submission.first_filed_at = filing.first_standing(act.submission)
    return told


def _answered(act: MoveInProgress, made: Filing) -> dict[str, Any]:
    act.submission.submitted_at = act.at
    act.submission.not_reported = False
    if act.submission.answer_by is not None:
        _open_returns(act).update(answered_at=act.at)
        act.submission.answer_by = None
    previews.ask_for_report(act.submission, at=act.at)
    return {"receipt": made.receipt_number, "claimed_level": made.claimed_level}


@_of(Action.WITHDRAW)
def withdraw(act: MoveInProgress) -> dict[str, Any]:
    """A withdrawn filing stays on record and never counts."""
    act.submission.filings.filter(withdrawn_at=None).update(withdrawn_at=act.at)
    act.submission.submitted_at = act.submission.first_filed_at = None
    return {}


@_of(Action.START_REVIEW)
def start_review(act: MoveInProgress) -> dict[str, Any]:
    """In a double review whoever starts takes a free place, unless there is one already."""
    place = review_places.place_for(act.submission, act.person)
    if place is not None:
        review_places.seat(act.submission, act.person, place)
    return {}


@_of(Action.RETURN)
def send_back(act: MoveInProgress) -> dict[str, Any]:
    """Record the return with its items; only these become editable until `answer_by`."""
    submission = act.submission
    answer_by = act.data.get("answer_by") or deadlines.end_of_day(
        act.at, days_later=submission.round.answer_days
    )
    notice = ReturnNotice.objects.create(
        submission=submission,
        number=submission.returns.count() + 1,
        at=act.at,
        by=act.person,
        answer_by=answer_by,
        note=act.note,
    )
    items = review_items.to_return(submission, act.data.get("items", {}))
    ReturnItem.objects.bulk_create(
        ReturnItem(notice=notice, requirement=key, comment=comment)
        for key, comment in items.items()
    )
    submission.answer_by = answer_by
    return {"items": items, "answer_by": answer_by.isoformat()}


@_of(Action.LAPSE_RETURN)
def lapse_return(act: MoveInProgress) -> dict[str, Any]:
    """Unanswered items count as not accepted: they keep their returned verdict, and what was put
    in their place and never handed in gets it too, until a reviewer says otherwise."""
    left = _added_and_not_handed_in(act)
    facts = {"not_accepted": sorted(set(left.values_list("requirement", flat=True)))}
    left.update(decision=Decision.RETURNED)
    _open_returns(act).update(lapsed_at=act.at)
    act.submission.answer_by = None
    return facts


def _added_and_not_handed_in(act: MoveInProgress) -> QuerySet[EvidenceUse]:
    asked = _open_returns(act).order_by("number").values("at")[:1]
    pending = act.submission.uses.filter(removed_at=None, decision=Decision.PENDING)
    return pending.filter(added_at__gt=Subquery(asked))


@_of(Action.CLOSE_UNSUBMITTED)
def close_unsubmitted(act: MoveInProgress) -> dict[str, Any]:
    act.submission.not_reported = True
    return {}


@_of(Action.EXEMPT)
def exempt(act: MoveInProgress) -> dict[str, Any]:
    act.submission.order_number = str(act.data["order_number"]).strip()
    # An exemption ends the waiting for an answer: after a readmission the items are not open.
    _open_returns(act).update(lapsed_at=act.at)
    act.submission.answer_by = None
    return {"order_number": act.submission.order_number}


@_of(Action.READMIT)
def readmit(act: MoveInProgress) -> dict[str, Any]:
    """Open the draft again for this unit alone; lateness still counts from the due date."""
    submission = act.submission
    submission.order_number = str(act.data["order_number"]).strip()
    submission.closes_at = act.data["closes_at"]
    submission.not_reported = submission.under_correction = False
    submission.assessed_by = submission.assessed_at = submission.confirmed_by = None
    submission.endorsement_reference = ""
    submission.published_at = None
    return {
        "order_number": submission.order_number,
        "closes_at": submission.closes_at.isoformat(),
    }


@_of(Action.ASSESS)
def assess(act: MoveInProgress) -> dict[str, Any]:
    act.submission.assessed_by, act.submission.assessed_at = act.person, act.at
    return {}


@_of(Action.RECHECK)
def recheck(act: MoveInProgress) -> dict[str, Any]:
    act.submission.assessed_by = act.submission.assessed_at = None
    return {}


@_of(Action.CONFIRM)
def confirm(act: MoveInProgress) -> dict[str, Any]:
    act.submission.confirmed_by = act.person
    return {}


@_of(Action.ENDORSE)
def endorse(act: MoveInProgress) -> dict[str, Any]:
    act.submission.endorsement_reference = str(act.data["reference"]).strip()
    return {"reference": act.submission.endorsement_reference}


@_of(Action.PUBLISH)
def publish(act: MoveInProgress) -> dict[str, Any]:
    act.submission.published_at = act.at
    act.submission.under_correction = False
    return {}


@_of(Action.RECONSIDER)
def reconsider(act: MoveInProgress) -> dict[str, Any]:
    """The published score stays visible, marked, and the contested items open for evidence."""
    made = reconsideration.begin(act)
    act.submission.under_correction = True
    return {"number": made.number, "items": reconsideration.asked_items(act.data)}


@_of(Action.RESOLVE)
def resolve(act: MoveInProgress) -> dict[str, Any]:
    """The answer publishes the result anew, upheld or changed."""
    answered = reconsideration.finish(act)
    act.submission.published_at = act.at
    act.submission.under_correction = False
    return {"number": answered.number, "outcome": str(answered.outcome)}


@_of(Action.REOPEN)
def reopen(act: MoveInProgress) -> dict[str, Any]:
    """A published score stays visible, marked as being under correction."""
    submission = act.submission
    submission.under_correction = submission.published_at is not None
    submission.assessed_by = submission.assessed_at = submission.confirmed_by = None
    submission.endorsement_reference = ""
    return {}
