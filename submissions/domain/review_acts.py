"""Which acts a person may do upon a report now: what the desk offers, never what decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from submissions import access, workflow
from submissions.domain import double_review, review_assigning, review_places
from submissions.enums import Action, ExtensionState, State
from submissions.models import Extension, Submission
from submissions.workflow import SETTLED, Guard, Move

# The act that takes the report on; everything else stands in the menu.
_FORWARD = (Action.START_REVIEW, Action.ASSESS, Action.CONFIRM, Action.ENDORSE, Action.PUBLISH)
# The unit's own, and what has pages of its own: receiving, and deciding a request.
_UNITS_OWN = frozenset(
    {
        Action.SUBMIT,
        Action.WITHDRAW,
        Action.RECEIVE,
        Action.AMEND_RECEIVED,
        Action.RECONSIDER,
        Action.RESOLVE,
    }
)


@dataclass(frozen=True, slots=True)
class Offers:
    """What the person may do: moves of the workflow and decisions beside it.

    `own_proposal` says that confirming is theirs by role but the proposal is theirs too. In a
    double review `may_take_place` offers the free place, `settles` the differences to a third.
    """

    moves: tuple[Move, ...]
    judges: bool
    own_proposal: bool
    may_assign: bool
    may_appoint: bool
    may_waive: bool
    extension: Extension | None
    may_take_place: bool = False
    settles: bool = False

    @property
    def forward(self) -> Move | None:
        """The one main act."""
        return next((m for a in _FORWARD for m in self.moves if m.action == a), None)

    @property
    def back(self) -> Move | None:
        """Sending the report back to the unit."""
        return self.of(Action.RETURN)

    @property
    def others(self) -> tuple[Move, ...]:
        """The acts for the menu."""
        shown = (self.forward, self.back)
        return tuple(m for m in self.moves if m not in shown)

    def of(self, action: Action) -> Move | None:
        return next((m for m in self.moves if m.action == action), None)

    @property
    def anything(self) -> bool:
        """Whether the menu has any entry."""
        beside = (self.may_assign, self.may_appoint, self.may_waive, self.extension)
        return bool(self.others) or any(beside)


def offers(user: User, submission: Submission, *, at: datetime) -> Offers:
    """What `user` may do upon this report in its state (at most two queries of its own)."""
    # Read once: each question about a role asks who is named by order.
    prefetch_related_objects([submission], "appointments")
    head = access.may_act_as(user, submission, Role.HEAD, at=at)
    own = standing.of(user, access.day_of(at))
    outside = not access.belongs_to_unit(own, submission)
    pair = double_review.pair_of(submission)
    outsider = pair is not None and user.pk not in pair
    moves = tuple(
        move
        for action in workflow.actions_from(submission.state)
        if action not in _UNITS_OWN
        and (move := workflow.move_for(submission.state, action)) is not None
        and access.may_perform(user, submission, move, at=at)
        and _makes_sense(submission, move)
        and not (outsider and _asks_for_a_place(move, submission, head))
    )
    own_proposal = user.pk == submission.assessed_by_id or (pair is not None and not outsider)
    judges = access.may_review(user, submission, at=at)
    in_review = submission.state == State.IN_REVIEW
    settled = submission.state in SETTLED
    return Offers(
        moves=tuple(m for m in moves if not (own_proposal and m.action == Action.CONFIRM)),
        judges=judges and in_review and not outsider,
        own_proposal=own_proposal and any(m.action == Action.CONFIRM for m in moves),
        may_assign=judges and not settled and submission.state != State.EXEMPTED,
        may_appoint=access.may_act_as(user, submission, Role.EXECUTIVE, at=at),
        may_waive=head and outside and not settled and submission.definition.late is not None,
        extension=_waiting_extension(submission) if head and outside else None,
        may_take_place=outsider
        and in_review
        and bool(review_places.free(submission))
        and review_assigning.may_take_place(user, submission, at=at),
        settles=outsider and in_review and judges,
    )


def may_open(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether the desk is open to the person: to those who judge or decide, and to auditors.

    A unit's own people read what is said to them in the task list, once it is said.
    """
    if not access.sees_review(user, submission, at=at):
        return False
    if access.reviews(user, submission, at=at):
        return True  # whoever has a conflict of interest still reads, and judges nothing
    own = standing.of(user, access.day_of(at))
    if any(submission.unit.path.startswith(path) for path, _from, _to in own.auditor_periods):
        return True
    return own.may_act_as(Role.EXECUTIVE, submission.unit.path)


def may_only_appoint(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether the desk is closed to the executive, whose own report this is, who still names by
    order the people who judge it."""
    own_report = access.is_own_report_of_executive(submission, standing.of(user, access.day_of(at)))
    return own_report and not may_open(user, submission, at=at)


def _asks_for_a_place(move: Move, submission: Submission, head: bool) -> bool:
    """Whether only one of two reviewers makes this move, and the person is neither."""
    if move.action == Action.START_REVIEW:
        return not review_places.free(submission)
    return move.action == Action.ASSESS or (move.action == Action.RETURN and not head)


def _makes_sense(submission: Submission, move: Move) -> bool:
    """Leave out what its guard would refuse for a reason that no form can mend."""
    if Guard.NOTHING_REPORTED in move.guards:
        return submission.not_reported
    if Guard.ENDORSE_NOT_REQUIRED in move.guards:
        own_report = submission.unit_id == submission.round.indicator.owner_id
        return own_report or not submission.round.endorse_required
    return True


def _waiting_extension(submission: Submission) -> Extension | None:
    waiting = submission.extensions.filter(state=ExtensionState.REQUESTED)
    return waiting.select_related("requested_by").first()
