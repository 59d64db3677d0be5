"""Two reviewers and a third person at the same moment: nothing is lost, the decision is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kpi_portal.audit.models import Entry
from kpi_portal.audit.verify import faults
from kpi_portal.errors import GuardRefused
from kpi_portal.jobs import queue
from submissions.domain import review as verdicts
from submissions.domain import review_assigning, settling
from submissions.domain.review_places import Place
from submissions.enums import Decision
from submissions.models import EvidenceUse, Submission, Verdict
from tests.double.world import ACCEPTED, RETURNED, compared, decision_of, make_double
from tests.review.world import LATER, Review
from tests.review_core.test_at_once import at_once, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[Review]:
    monkeypatch.setattr(queue, "announce", lambda _pk: None)
    yield make_double()
    assert list(faults()) == []


def judges(world: Review, who: str, use: EvidenceUse, decision: Decision) -> Callable[[], Verdict]:
    return lambda: verdicts.give_verdict(
        use, actor=world.people[who], at=LATER, decision=decision, comment="ดู", seen=0
    )


def test_both_judge_the_same_pieces_at_once(world: Review) -> None:
    uses = world.in_review("1.1-a", "2.1-a", "3.1-a")
    said = {"reviewer": [ACCEPTED, ACCEPTED, RETURNED], "second_reviewer": [ACCEPTED, RETURNED] * 2}
    results = at_once(
        *(
            judges(world, who, use, decision)
            for who, words in said.items()
            for use, decision in zip(uses, words, strict=False)
        )
    )
    assert refused(results) == []
    assert Verdict.objects.count() == 6
    assert [decision_of(use) for use in uses] == ["accepted", "pending", "pending"]
    now = world.fresh()
    assert (now.judged_total, now.differences_open, str(now.confirmed_final)) == (3, 2, "50.00")
    assert Entry.objects.filter(action="review.compare").count() == 1


def test_both_accept_everything_at_once(world: Review) -> None:
    uses = world.in_review("1.1-a", "2.1-a")

    def accept(who: str) -> Callable[[], list[Verdict]]:
        return lambda: verdicts.accept_pending(
            Submission(pk=world.submission.pk),
            actor=world.people[who],
            at=LATER,
            uses=[use.pk for use in uses],
        )

    assert refused(at_once(accept("reviewer"), accept("second_reviewer"))) == []
    assert Verdict.objects.count() == 4
    assert {decision_of(use) for use in uses} == {"accepted"}
    assert Entry.objects.filter(action="review.compare").count() == 1


def test_a_third_settles_while_one_of_the_two_changes_the_mind(world: Review) -> None:
    [use] = compared(world, (ACCEPTED, RETURNED))
    newest = use.verdicts.latest("pk").pk

    def settle() -> Verdict:
        return settling.settle(
            use, actor=world.people["head"], at=LATER, decision=RETURNED, reason="ไม่ครบ"
        )

    def change() -> Verdict:
        return verdicts.give_verdict(
            use,
            actor=world.people["second_reviewer"],
            at=LATER,
            decision=ACCEPTED,
            comment="",
            seen=newest,
        )

    settled, changed = at_once(settle, change)
    if isinstance(changed, Exception):  # the third was first: settled for good
        assert isinstance(changed, GuardRefused)
        assert settled.settles
        assert decision_of(use) == "returned"
    else:  # the two agree by now, so nothing was left to settle
        assert isinstance(settled, GuardRefused)
        assert decision_of(use) == "accepted"
    assert world.fresh().differences_open == 0
    assert Verdict.objects.count() == 3


def test_two_take_the_one_free_place(world: Review) -> None:
    world.in_review("1.1-a")
    Submission.objects.update(second_reviewer=None)

    def take(who: str) -> Callable[[], Submission]:
        return lambda: review_assigning.take_place(
            Submission(pk=world.submission.pk), actor=world.people[who], at=LATER
        )

    assert refused(at_once(take("second_reviewer"), take("third"))) == [GuardRefused]
    assert world.fresh().second_reviewer in (
        world.people["second_reviewer"],
        world.people["third"],
    )


def test_one_person_never_gets_both_places(world: Review) -> None:
    Submission.objects.update(reviewer=None, second_reviewer=None)

    def give(place: Place) -> Callable[[], Submission]:
        return lambda: review_assigning.assign_reviewer(
            Submission(pk=world.submission.pk),
            actor=world.people["head"],
            at=LATER,
            reviewer=world.people["third"],
            place=place,
        )

    assert refused(at_once(give(Place.FIRST), give(Place.SECOND))) == [GuardRefused]
    now = world.fresh()
    assert now.reviewer_id != now.second_reviewer_id
