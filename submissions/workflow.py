"""The workflow of a submission as one pure table; its twin in prose is docs/architecture.md.

A move is looked up by (state, action). Who may make it, whether a note is needed and which guards
hold are data here; `domain.transition.perform` is the only code that carries a move out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kpi_portal.accounts.enums import Role
from submissions.enums import Action, State


class NoteRule(StrEnum):
    """Whether the actor must say why."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Who(StrEnum):
    """Doers beyond the roles of people."""

    SYSTEM = "system"  # the clock, under a named system actor
    NAMED_SENDER = "named_sender"  # a drafter who attaches the memo signed on paper


class Guard(StrEnum):
    """Conditions of a move; `domain.guards` holds one function for each."""

    BEFORE_CLOSING = "before_closing"
    ANSWER_IN_TIME = "answer_in_time"
    LEVEL_CLAIMED = "level_claimed"
    GAPS_ACKNOWLEDGED = "gaps_acknowledged"
    AS_READ = "as_read"
    FIRST_FILING_BEFORE_DUE = "first_filing_before_due"
    ITEMS_COMMENTED = "items_commented"
    ANSWER_DATE_AHEAD = "answer_date_ahead"
    ANSWER_DATE_PASSED = "answer_date_passed"
    CLOSED_FOR_UNIT = "closed_for_unit"
    ORDER_NUMBER = "order_number"
    NOTHING_REPORTED = "nothing_reported"
    NEW_CLOSING_DATE = "new_closing_date"
    EVERYTHING_JUDGED = "everything_judged"
    CONTRADICTIONS_SETTLED = "contradictions_settled"
    NOT_THE_ASSESSOR = "not_the_assessor"
    ENDORSE_REFERENCE = "endorse_reference"
    ENDORSE_NOT_REQUIRED = "endorse_not_required"
    APPEAL_TIME_OVER = "appeal_time_over"
    REVIEW_PLACE_FREE = "review_place_free"
    ONE_OF_TWO = "one_of_two"
    BOTH_JUDGED = "both_judged"
    RECEIPT_STATED = "receipt_stated"
    RECEIVED_IN_TIME = "received_in_time"
    RECEIVED_VERIFIED = "received_verified"
    WITHIN_APPEAL_TIME = "within_appeal_time"
    NOT_ANSWERED_YET = "not_answered_yet"
    ITEMS_CONTESTED = "items_contested"
    OPINION_GIVEN = "opinion_given"
    ADDED_PIECES_JUDGED = "added_pieces_judged"


@dataclass(frozen=True, slots=True)
class Move:
    """One row for one source state."""

    action: Action
    source: State
    target: State
    doers: frozenset[Role | Who]
    note: NoteRule = NoteRule.NONE
    guards: tuple[Guard, ...] = ()


# Acts upon a report by people who must not belong to the submitting unit or to one below it.
REVIEW_ACTIONS = frozenset(
    {
        Action.START_REVIEW,
        Action.RETURN,
        Action.ASSESS,
        Action.RECHECK,
        Action.CONFIRM,
        Action.ENDORSE,
        Action.PUBLISH,
        Action.RESOLVE,
        Action.REOPEN,
        Action.EXEMPT,
        Action.READMIT,
        Action.RECEIVE,
        Action.AMEND_RECEIVED,
    }
)

# States in which the unit may change answers and evidence (in returned: only returned items).
EDITABLE = frozenset({State.DRAFT, State.RETURNED})

# States in which staff correct what they entered of a received report, after it was sent back.
CORRECTABLE = frozenset({State.SUBMITTED, State.IN_REVIEW})

# States in which a confirmed result no longer follows changed dates by itself.
SETTLED = frozenset(
    {State.CONFIRMED, State.ENDORSED, State.PUBLISHED, State.RECONSIDERING, State.FINAL}
)


def _moves() -> Iterator[Move]:
    a, s, r, g = Action, State, Role, Guard
    sender: frozenset[Role | Who] = frozenset({r.DIRECTOR, Who.NAMED_SENDER})
    filed = (g.AS_READ, g.LEVEL_CLAIMED, g.GAPS_ACKNOWLEDGED)
    executive, head, system = frozenset({r.EXECUTIVE}), frozenset({r.HEAD}), frozenset({Who.SYSTEM})
    reviewer, director = frozenset({r.REVIEWER}), frozenset({r.DIRECTOR})
    need, may = NoteRule.REQUIRED, NoteRule.OPTIONAL

    yield Move(a.SUBMIT, s.DRAFT, s.SUBMITTED, sender, may, (g.BEFORE_CLOSING, *filed))
    yield Move(a.SUBMIT, s.RETURNED, s.SUBMITTED, sender, may, (g.ANSWER_IN_TIME, *filed))
    yield Move(a.WITHDRAW, s.SUBMITTED, s.DRAFT, director, need, (g.FIRST_FILING_BEFORE_DUE,))
    yield Move(a.START_REVIEW, s.SUBMITTED, s.IN_REVIEW, reviewer, guards=(g.REVIEW_PLACE_FREE,))
    returning = (g.BOTH_JUDGED, g.ITEMS_COMMENTED, g.ANSWER_DATE_AHEAD)
    yield Move(a.RETURN, s.IN_REVIEW, s.RETURNED, reviewer | head, need, returning)
    yield Move(a.LAPSE_RETURN, s.RETURNED, s.IN_REVIEW, system, guards=(g.ANSWER_DATE_PASSED,))
    yield Move(a.CLOSE_UNSUBMITTED, s.DRAFT, s.ASSESSED, system, guards=(g.CLOSED_FOR_UNIT,))
    for source in (s.DRAFT, s.SUBMITTED, s.IN_REVIEW, s.RETURNED, s.ASSESSED):
        yield Move(a.EXEMPT, source, s.EXEMPTED, executive, need, (g.ORDER_NUMBER,))
    readmission = (g.ORDER_NUMBER, g.NEW_CLOSING_DATE)
    yield Move(a.READMIT, s.EXEMPTED, s.DRAFT, executive, need, readmission)
    for source in (s.ASSESSED, s.CONFIRMED, s.ENDORSED, s.PUBLISHED):
        yield Move(a.READMIT, source, s.DRAFT, executive, need, (g.NOTHING_REPORTED, *readmission))
    received = (g.RECEIPT_STATED, g.RECEIVED_IN_TIME, *filed)
    for source in (s.DRAFT, s.RETURNED):
        yield Move(a.RECEIVE, source, s.SUBMITTED, reviewer, need, received)
    for source in (s.SUBMITTED, s.IN_REVIEW):
        yield Move(a.AMEND_RECEIVED, source, source, reviewer, may, received)
    proposing = (
        g.ONE_OF_TWO,
        g.EVERYTHING_JUDGED,
        g.CONTRADICTIONS_SETTLED,
        g.RECEIVED_VERIFIED,
    )
    yield Move(a.ASSESS, s.IN_REVIEW, s.ASSESSED, reviewer, may, proposing)
    yield Move(a.RECHECK, s.ASSESSED, s.IN_REVIEW, head, need)
    yield Move(a.CONFIRM, s.ASSESSED, s.CONFIRMED, head, may, (g.NOT_THE_ASSESSOR,))
    yield Move(a.ENDORSE, s.CONFIRMED, s.ENDORSED, executive, may, (g.ENDORSE_REFERENCE,))
    yield Move(a.PUBLISH, s.ENDORSED, s.PUBLISHED, head)
    yield Move(a.PUBLISH, s.CONFIRMED, s.PUBLISHED, head, guards=(g.ENDORSE_NOT_REQUIRED,))
    asking = (g.WITHIN_APPEAL_TIME, g.NOT_ANSWERED_YET, g.ITEMS_CONTESTED)
    yield Move(a.RECONSIDER, s.PUBLISHED, s.RECONSIDERING, director, need, asking)
    deciding = (g.OPINION_GIVEN, g.ADDED_PIECES_JUDGED)
    yield Move(a.RESOLVE, s.RECONSIDERING, s.PUBLISHED, executive, need, deciding)
    yield Move(a.REOPEN, s.CONFIRMED, s.IN_REVIEW, head, need)
    yield Move(a.REOPEN, s.ENDORSED, s.IN_REVIEW, head, need)
    yield Move(a.REOPEN, s.PUBLISHED, s.IN_REVIEW, executive, need)
    yield Move(a.REOPEN, s.FINAL, s.IN_REVIEW, executive, need)
    yield Move(a.FINALISE, s.PUBLISHED, s.FINAL, system, guards=(g.APPEAL_TIME_OVER,))


MOVES: Mapping[tuple[State, Action], Move] = {(m.source, m.action): m for m in _moves()}


def move_for(state: State | str, action: Action | str) -> Move | None:
    """The move that `action` makes from `state`, or None where the table has none."""
    return MOVES.get((State(state), Action(action)))


def actions_from(state: State | str) -> tuple[Action, ...]:
    """Every action that the table knows from `state`, in the table's order."""
    return tuple(action for (source, action) in MOVES if source == State(state))
