"""Verdicts: who gives them, on what, when, and what follows for the piece and the score."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpi_portal.audit.models import Entry
from kpi_portal.errors import (
    DomainError,
    GuardRefused,
    InvalidInput,
    NotAllowed,
    NotFound,
    Stale,
)
from submissions.domain.review import accept_pending, give_verdict
from submissions.domain.verdict_effect import effective
from submissions.enums import Decision, ScanState, State
from submissions.models import Appointment, EvidenceUse, Verdict
from tests import factories
from tests.review.world import LATER, NOON, Review, judged, supply

pytestmark = pytest.mark.django_db


def give(use: EvidenceUse, who, decision: Decision, comment: str = "", **more) -> Verdict:
    return give_verdict(use, actor=who, at=LATER, decision=decision, comment=comment, **more)


def test_accepting_moves_the_confirmed_score_and_is_audited(review: Review):
    first, _second = review.in_review("1.1-a", "2.1-a")

    verdict = give(first, review.reviewer, Decision.ACCEPTED)

    first.refresh_from_db()
    assert first.decision == Decision.ACCEPTED
    assert (verdict.reviewer, verdict.at) == (review.reviewer, LATER)
    now = review.fresh()
    assert (now.confirmed_level, now.confirmed_final) == (1, 50)
    assert (now.judged_total, now.pieces_total) == (1, 2)
    assert now.version == review.submission.version, "a verdict is no move"
    entry = Entry.objects.get(action="verdict.give")
    assert entry.subject == now.subject
    assert entry.detail.body["changed"] == {"decision": ["pending", "accepted"]}
    assert now.scores.filter(basis="confirmed").first().reason == "verdict.give"


def test_returning_needs_a_comment(review: Review):
    [use] = review.in_review("1.1-a")

    with pytest.raises(InvalidInput) as refusal:
        give(use, review.reviewer, Decision.RETURNED, "  \u200b ")

    assert refusal.value.code == "comment_required"
    assert not Verdict.objects.exists()
    assert give(use, review.reviewer, Decision.RETURNED, "ยังไม่ระบุเกณฑ์").comment


def test_an_over_long_comment_is_refused_whole(review: Review):
    [use] = review.in_review("1.1-a")
    with pytest.raises(InvalidInput, match="4"):
        give(use, review.reviewer, Decision.RETURNED, "ก" * 4001)


def test_a_verdict_is_never_changed_and_can_be_taken_back(review: Review):
    [use] = review.in_review("1.1-a")
    give(use, review.reviewer, Decision.ACCEPTED)
    give(use, review.reviewer, Decision.PENDING)

    use.refresh_from_db()
    assert use.decision == Decision.PENDING
    assert [v.decision for v in use.verdicts.all()] == ["accepted", "pending"]
    assert review.fresh().confirmed_final == 0


def test_the_same_verdict_twice_is_one(review: Review):
    [use] = review.in_review("1.1-a")
    once = give(use, review.reviewer, Decision.ACCEPTED)
    again = give(use, review.reviewer, Decision.ACCEPTED)
    assert once == again
    assert Verdict.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], Decision.PENDING),
        ([(1, "accepted")], Decision.ACCEPTED),
        ([(1, "accepted"), (1, "returned")], Decision.RETURNED),
        ([(1, "accepted"), (1, "pending")], Decision.PENDING),
        ([(1, "returned"), (2, "accepted")], Decision.ACCEPTED),
        ([(1, "returned"), (2, "accepted"), (2, "pending")], Decision.RETURNED),
        ([(1, "accepted"), (2, "returned"), (1, "accepted")], Decision.ACCEPTED),
        ([(1, "pending"), (2, "pending")], Decision.PENDING),
    ],
)
def test_the_effective_decision(said, expected):
    assert effective(Verdict(reviewer_id=who, decision=what) for who, what in said) == expected


def test_somebody_elses_unseen_verdict_is_shown_first(review: Review):
    [use] = review.in_review("1.1-a")
    theirs = give(use, review.second_reviewer, Decision.RETURNED, "ไม่มีลายเซ็น")

    with pytest.raises(Stale) as refusal:
        give(use, review.reviewer, Decision.ACCEPTED, seen=0)

    assert refusal.value.facts["comment"] == "ไม่มีลายเซ็น"
    assert give(use, review.reviewer, Decision.ACCEPTED, seen=theirs.pk)


def test_ones_own_verdict_from_another_window_is_shown_first(review: Review):
    [use] = review.in_review("1.1-a")
    elsewhere = give(use, review.reviewer, Decision.RETURNED, "ไม่มีลายเซ็น", seen=0)

    with pytest.raises(Stale) as refusal:
        give(use, review.reviewer, Decision.ACCEPTED, seen=0)

    assert refusal.value.code == "judged_elsewhere"
    assert refusal.value.facts["comment"] == "ไม่มีลายเซ็น"
    assert give(use, review.reviewer, Decision.RETURNED, "ไม่มีลายเซ็น", seen=0) == elsewhere
    assert give(use, review.reviewer, Decision.ACCEPTED, seen=elsewhere.pk)


def test_a_piece_replaced_meanwhile_is_stale_and_a_foreign_one_unknown(review: Review):
    [use] = review.in_review("1.1-a")
    EvidenceUse.objects.filter(pk=use.pk).update(removed_at=LATER)
    with pytest.raises(Stale):
        give(use, review.reviewer, Decision.ACCEPTED)

    elsewhere = supply(factories.SubmissionFactory(round=review.round), "1.1-a", review.drafter)
    elsewhere.submission = review.submission
    with pytest.raises(NotFound):
        give(elsewhere, review.reviewer, Decision.ACCEPTED)


def test_what_cannot_be_opened_or_is_unfinished_cannot_be_accepted(review: Review):
    waiting, unfinished = review.in_review("1.1-a", "2.1-a")
    waiting.version.scan_state = ScanState.QUARANTINED
    waiting.version.save()
    EvidenceUse.objects.filter(pk=unfinished.pk).update(supplied=False)

    for use, code in ((waiting, "quarantined"), (unfinished, "not_supplied")):
        with pytest.raises(GuardRefused) as refusal:
            give(use, review.reviewer, Decision.ACCEPTED)
        assert refusal.value.code == code
        assert give(use, review.reviewer, Decision.RETURNED, "โปรดแก้ไข")


MAY = {"reviewer", "second_reviewer", "head"}
MAY_NOT = {
    "drafter",
    "director",
    "executive",
    "configurer",
    "auditor",
    "neighbour",
    "inside_reviewer",
    "inside_head",
    "far_reviewer",
    "far_head",
    "far_executive",
    "stranger",
}


@pytest.mark.parametrize("name", sorted(MAY | MAY_NOT))
def test_who_gives_verdicts(review: Review, name: str):
    assert set(review.people) == MAY | MAY_NOT
    [use] = review.in_review("1.1-a")
    if name in MAY:
        assert give(use, review.people[name], Decision.ACCEPTED)
        return
    with pytest.raises(NotAllowed):
        give(use, review.people[name], Decision.ACCEPTED)


@pytest.mark.parametrize("role", ["reviewer", "head"])
def test_people_named_by_order_give_verdicts(review: Review, role: str):
    [use] = review.in_review("1.1-a")
    Appointment.objects.create(
        submission=review.submission,
        user=review.far_reviewer,
        role=role,
        order_number="12/2568",
        at=NOON,
        by=review.executive,
    )
    assert give(use, review.far_reviewer, Decision.ACCEPTED)


def test_a_person_standing_in_gives_verdicts(review: Review):
    [use] = review.in_review("1.1-a")
    factories.ActingFactory(
        user=review.stranger, role="head", unit=review.strategy, scope=review.bureau
    )
    assert give(use, review.stranger, Decision.ACCEPTED)


@pytest.mark.parametrize("state", [s for s in State if s != State.IN_REVIEW])
def test_verdicts_only_while_in_review(review: Review, state: State):
    [use] = review.in_review("1.1-a")
    review.put(state)
    with pytest.raises(GuardRefused) as refusal:
        give(use, review.reviewer, Decision.ACCEPTED)
    assert refusal.value.code == "not_in_review"


def test_accepting_everything_that_waits(review: Review):
    first, second, third = review.in_review("1.1-a", "2.1-a", "3.1-a")
    judged(second, Decision.RETURNED)

    given = accept_pending(
        review.submission,
        actor=review.reviewer,
        at=LATER,
        uses=[first.pk, second.pk, third.pk],
    )

    assert {v.use_id for v in given} == {first.pk, third.pk}
    now = review.fresh()
    assert (now.judged_total, now.confirmed_final) == (3, 50), "level 2 holds level 3 up"
    assert Entry.objects.filter(action="verdict.give").count() == 2
    assert now.scores.filter(basis="confirmed").count() == 1
    assert accept_pending(review.submission, actor=review.reviewer, at=LATER, uses=[first.pk]) == []


def test_accepting_everything_is_all_or_nothing(review: Review):
    first, second = review.in_review("1.1-a", "2.1-a")
    EvidenceUse.objects.filter(pk=second.pk).update(removed_at=LATER)
    with pytest.raises(Stale):
        accept_pending(
            review.submission, actor=review.reviewer, at=LATER, uses=[first.pk, second.pk]
        )
    assert not Verdict.objects.exists()
    with pytest.raises(DomainError):
        accept_pending(review.submission, actor=review.director, at=LATER, uses=[first.pk])


@pytest.mark.parametrize("count", [1, 50])
def test_a_verdict_costs_the_same_few_queries(review: Review, count: int):
    uses = review.in_review(*["1.1-a"] * count)
    with CaptureQueriesContext(connection) as queries:
        give(uses[0], review.reviewer, Decision.ACCEPTED)
    assert len(queries) == 22, "two of them are the savepoint of the test's own transaction"
