"""Role × action × state: who may make which move, written down by hand and tried one by one.

The table below is read off the workflow's description, not off the code's own table; every state
and every action is tried by everybody, with every guard's condition fulfilled.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import GuardRefused, NotAllowed
from submissions import workflow
from submissions.domain.filing import SignedMemo
from submissions.domain.transition import CLOCK, perform
from submissions.enums import Action, State
from submissions.models import Appointment, ReceivedReport, Reconsideration, Submission
from tests import factories
from tests.review.world import NOON, Review, file_now, make_review, person, supply

DIRECTORS = {"director", "acting_director"}
REVIEWERS = {"reviewer", "second_reviewer", "acting_reviewer", "named_reviewer"}
HEADS = {"head", "acting_head", "named_head"}
EXECUTIVES = {"executive", "acting_executive"}
CLOCKWORK = {"clock"}
NOBODY: set[str] = set()

# (state before, action) → (who may, state after). What is not written here, nobody may.
TABLE: dict[tuple[str, str], tuple[set[str], str]] = {
    ("draft", "submit"): (DIRECTORS, "submitted"),
    ("returned", "submit"): (DIRECTORS, "submitted"),
    ("draft", "receive"): (REVIEWERS, "submitted"),
    ("returned", "receive"): (REVIEWERS, "submitted"),
    ("submitted", "amend_received"): (REVIEWERS, "submitted"),
    ("in_review", "amend_received"): (REVIEWERS, "in_review"),
    ("submitted", "withdraw"): (DIRECTORS, "draft"),
    ("submitted", "start_review"): (REVIEWERS, "in_review"),
    ("in_review", "return"): (REVIEWERS | HEADS, "returned"),
    ("returned", "lapse_return"): (CLOCKWORK, "in_review"),
    ("draft", "close_unsubmitted"): (CLOCKWORK, "assessed"),
    ("draft", "exempt"): (EXECUTIVES, "exempted"),
    ("submitted", "exempt"): (EXECUTIVES, "exempted"),
    ("in_review", "exempt"): (EXECUTIVES, "exempted"),
    ("returned", "exempt"): (EXECUTIVES, "exempted"),
    ("assessed", "exempt"): (EXECUTIVES, "exempted"),
    ("exempted", "readmit"): (EXECUTIVES, "draft"),
    ("assessed", "readmit"): (EXECUTIVES, "draft"),
    ("confirmed", "readmit"): (EXECUTIVES, "draft"),
    ("endorsed", "readmit"): (EXECUTIVES, "draft"),
    ("published", "readmit"): (EXECUTIVES, "draft"),
    ("in_review", "assess"): (REVIEWERS, "assessed"),
    ("assessed", "recheck"): (HEADS, "in_review"),
    ("assessed", "confirm"): (HEADS, "confirmed"),
    ("confirmed", "endorse"): (EXECUTIVES, "endorsed"),
    ("endorsed", "publish"): (HEADS, "published"),
    ("confirmed", "publish"): (HEADS, "published"),
    ("published", "reconsider"): (DIRECTORS, "reconsidering"),
    ("reconsidering", "resolve"): (EXECUTIVES, "published"),
    ("confirmed", "reopen"): (HEADS, "in_review"),
    ("endorsed", "reopen"): (HEADS, "in_review"),
    ("published", "reopen"): (EXECUTIVES, "in_review"),
    ("final", "reopen"): (EXECUTIVES, "in_review"),
    ("published", "finalise"): (CLOCKWORK, "final"),
}
EVERYTHING = [(state, action) for state in State.values for action in Action.values]

WEEK = timedelta(days=7)
AFTER_CLOSING = datetime(2025, 4, 10, 3, 0, tzinfo=UTC)
# What the guards ask for, all of it, so that only the person and the state can be refused.
DATA: dict[str, Any] = {
    "gaps_acknowledged": True,
    "items": {"1.1-a": "ขอรายงานฉบับลงนาม"},
    "order_number": "คส.12/2568",
    "closes_at": AFTER_CLOSING + WEEK,
    "reference": "มติที่ประชุมครั้งที่ 4/2568",
}
FACTS: dict[str, dict[str, Any]] = {
    Action.READMIT: {"not_reported": True},
    Action.LAPSE_RETURN: {"answer_by": NOON},
    Action.RECONSIDER: {"published_at": NOON},
    Action.FINALISE: {"published_at": NOON},
}


def _office() -> Review:
    review = make_review()
    review.round.endorse_required = False
    review.round.appeal_days = 15
    review.round.save()
    stands_in = {
        "acting_director": ("director", review.section, review.section),
        "acting_reviewer": ("reviewer", review.strategy, review.bureau),
        "acting_head": ("head", review.strategy, review.bureau),
        "acting_executive": ("executive", review.bureau, review.bureau),
        # ended the day before
        "former_head": ("head", review.strategy, review.bureau),
    }
    for name, (role, unit, scope) in stands_in.items():
        user = review.people[name] = factories.UserFactory(username=name)
        ends = NOON.date() - timedelta(days=1) if name == "former_head" else AFTER_CLOSING.date()
        factories.ActingFactory(user=user, role=role, unit=unit, scope=scope, ends=ends)
    review.people["inside_executive"] = person(
        "inside_executive", Role.EXECUTIVE, review.section, review.bureau
    )
    for name, role, unit in (
        ("named_reviewer", Role.REVIEWER, review.other),
        ("named_head", Role.HEAD, review.other),
        # somebody of the unit cannot be named by the verb; a stray row must not help either
        ("named_inside", Role.HEAD, review.section),
    ):
        user = review.people[name] = person(name, Role.DRAFTER, unit)
        Appointment.objects.create(
            submission=review.submission,
            user=user,
            role=role,
            order_number="9/2568",
            at=NOON,
            by=review.people["executive"],
        )
    return review


def _open_entering(office: Review, holder: User, *, sent_back: bool) -> None:
    """The condition of receiving: an entering that the person holds, everything about it said."""
    cover = supply(office.submission, "1.1-a", holder).version
    ReceivedReport.objects.create(
        submission=office.submission,
        at_version=office.submission.version,
        opened_at=NOON,
        opened_by=holder,
        filing=file_now(office.submission, holder, at=NOON) if sent_back else None,
        sent_back_at=NOON if sent_back else None,
        cover=cover,
        channel="paper",
        received_at=NOON,
        receiving_number="118",
        brought_by="นายสมชาย ดีงาม",
        signer_name="นายวิชัย มั่นคง",
    )


def _moment(action: str) -> datetime:
    after = {Action.CLOSE_UNSUBMITTED, Action.LAPSE_RETURN, Action.FINALISE}
    return AFTER_CLOSING if action in after else NOON


def _asked(office: Review) -> None:
    """A request whose opinion is given."""
    Reconsideration.objects.create(
        submission=office.submission,
        number=1,
        requested_at=NOON,
        requested_by=office.people["director"],
        reason="ขอทบทวน",
        reviewer=office.people["second_reviewer"],
        reviewed_at=NOON,
        opinion="ยืนตามเดิม",
    )


def _try(office: Review, who: str, state: str, action: str, **data: Any) -> str:
    """The state that the move led to, or the code of the refusal; everything is undone."""
    facts = {"claimed_level": 3, "answer_by": NOON + WEEK, **FACTS.get(action, {})}
    actor = CLOCK if who == "clock" else office.people[who]
    with transaction.atomic():
        Submission.objects.filter(pk=office.submission.pk).update(state=state, **facts)
        if action in (Action.RECEIVE, Action.AMEND_RECEIVED) and who != "clock":
            _open_entering(office, office.people[who], sent_back=action == Action.AMEND_RECEIVED)
        if action == Action.RESOLVE:
            _asked(office)
        try:
            now = perform(
                office.submission,
                action,
                actor=actor,
                at=_moment(action),
                version=office.submission.version,
                note="เหตุผล",
                data={**DATA, **data},
            ).state
        except NotAllowed:
            now = "not allowed"
        except GuardRefused as refusal:
            now = refusal.code
        finally:
            transaction.set_rollback(True)
    return str(now)


class Matrix(TestCase):
    """One world for all cases, made once; each case is undone."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.office = _office()

    def _check(self, state: str, action: str) -> None:
        may, target = TABLE.get((state, action), (NOBODY, ""))
        everybody = [*self.office.people, "clock"]
        refused = "not allowed" if may else "no_such_move"
        expected = {who: target if who in may else refused for who in everybody}
        found = {who: _try(self.office, who, state, action) for who in everybody}
        assert found == expected

    def test_the_table_names_real_states_actions_and_people(self) -> None:
        assert {state for state, _action in TABLE} <= set(State.values)
        assert {action for _state, action in TABLE} == set(Action.values)
        named = set().union(*(may for may, _target in TABLE.values()))
        assert named <= {*self.office.people, "clock"}

    def test_a_named_sender_submits_only_with_the_signed_memo(self) -> None:
        use = supply(self.office.submission, "1.1-a", self.office.people["drafter"])
        memo = SignedMemo(use.version, "นายสมชาย ดีงาม", "ผู้อำนวยการส่วน", "สบอ 12/2568", NOON.date())
        for state in ("draft", "returned"):
            for who in self.office.people:
                outcome = _try(self.office, who, state, Action.SUBMIT, signed_memo=memo)
                may = who in {"drafter", "named_inside", *DIRECTORS}
                assert outcome == ("submitted" if may else "not allowed"), who

    def test_any_system_actor_is_no_person(self) -> None:
        with pytest.raises(NotAllowed), transaction.atomic():
            perform(
                self.office.submission,
                Action.EXEMPT,
                actor=SystemActor("import"),
                at=NOON,
                version=self.office.submission.version,
                note="-",
                data=DATA,
            )


def _case(state: str, action: str) -> Callable[[Matrix], None]:
    def test(self: Matrix) -> None:
        self._check(state, action)

    return test


for _state, _action in EVERYTHING:
    setattr(Matrix, f"test_{_state}_{_action}", _case(_state, _action))


def test_the_codes_own_table_has_exactly_these_rows():
    rows = {(str(m.source), str(m.action)): str(m.target) for m in workflow.MOVES.values()}
    assert rows == {row: target for row, (_may, target) in TABLE.items()}
