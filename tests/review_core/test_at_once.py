"""Two people acting at the same moment: nothing is lost, nothing is done twice, the chain holds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from kpi_portal.accounts.enums import Role
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.models import Entry
from kpi_portal.audit.verify import faults
from kpi_portal.errors import GuardRefused, Stale
from kpi_portal.jobs import queue
from submissions.documents.domain import receipts, register
from submissions.documents.domain.register import Numbering
from submissions.documents.enums import DocumentKind
from submissions.documents.models import Document
from submissions.domain import decisions, review
from submissions.domain.transition import perform
from submissions.enums import Action, Decision, State
from submissions.models import Extension, Filing, Submission, Verdict
from tests.review.world import LATER, NOON, Review, file_now, make_review, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[Review]:
    # Jobs stay queued: these tests are about who was first, not about what workers make of it.
    monkeypatch.setattr(queue, "announce", lambda _pk: None)
    made = make_review()
    yield made
    assert list(faults()) == []


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts together; each one's value, or what it raised."""
    results: list[Any] = [None] * len(acts)
    ready = threading.Barrier(len(acts))

    def one(number: int) -> None:
        try:
            ready.wait(10)
            results[number] = acts[number]()
        except Exception as refusal:  # looked at by the caller
            results[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[n]) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def refused(results: list[Any]) -> list[type]:
    return [type(result) for result in results if isinstance(result, Exception)]


def test_two_clicks_make_one_filing(world: Review) -> None:
    world.put(State.DRAFT, claimed_level=1)

    def submit() -> Submission:
        return perform(
            Submission(pk=world.submission.pk),
            Action.SUBMIT,
            actor=world.people["director"],
            at=NOON,
            version=1,
            data={"gaps_acknowledged": True},
        )

    assert refused(at_once(submit, submit, submit)) == [Stale, Stale]
    assert Filing.objects.get().number == 1
    assert Entry.objects.filter(action="submission.submit").count() == 1


def test_two_different_acts_make_one_transition(world: Review) -> None:
    world.in_review("1.1-a")
    version = world.fresh().version

    def act(action: Action, who: str, **data: Any) -> Callable[[], Submission]:
        return lambda: perform(
            Submission(pk=world.submission.pk),
            action,
            actor=world.people[who],
            at=LATER,
            version=version,
            note="เหตุผล",
            data=data,
        )

    results = at_once(
        act(Action.RETURN, "reviewer", items={"2.1-a": "ขอเพิ่ม"}),
        act(Action.EXEMPT, "executive", order_number="1/2568"),
    )
    assert refused(results) == [Stale]
    assert world.fresh().version == version + 1


def test_two_reviewers_lose_no_verdict(world: Review) -> None:
    uses = world.in_review("1.1-a", "2.1-a")

    def judge(number: int, who: str) -> Callable[[], Verdict]:
        return lambda: review.give_verdict(
            uses[number], actor=world.people[who], at=LATER, decision=Decision.ACCEPTED
        )

    results = at_once(judge(0, "reviewer"), judge(1, "second_reviewer"))
    assert refused(results) == []
    fresh = world.fresh()
    assert (fresh.judged_total, str(fresh.confirmed_final)) == (2, "75.00")


def test_two_words_on_one_piece_are_both_kept(world: Review) -> None:
    (use,) = world.in_review("1.1-a")

    def judge(who: str, decision: Decision) -> Callable[[], Verdict]:
        return lambda: review.give_verdict(
            use, actor=world.people[who], at=LATER, decision=decision, comment="ดู", seen=0
        )

    results = at_once(
        judge("reviewer", Decision.ACCEPTED), judge("second_reviewer", Decision.RETURNED)
    )
    assert refused(results) == [Stale]
    use.refresh_from_db()
    assert use.decision == Verdict.objects.get().decision


def test_a_number_is_given_once(world: Review) -> None:
    head = world.people["head"]

    def take(**numbering: Any) -> Callable[[], str]:
        def inside() -> str:
            with audit.act(actor=head, at=NOON):
                number = register.take(
                    world.strategy,
                    Numbering(**numbering),
                    actor=head,
                    at=NOON,
                    dated=date(2025, 2, 20),
                )
            return number.text

        return inside

    taken = at_once(take(), take(), take(), take())
    assert refused(taken) == []
    assert len(set(taken)) == 4
    typed = at_once(take(typed="สบอ 9/77"), take(typed="สบอ ๙/๗๗"))
    assert refused(typed) == [GuardRefused]
    reached = f"{taken[0].rpartition('/')[0]}/5"
    mixed = at_once(take(typed=reached), take())
    given = [text for text in mixed if isinstance(text, str)]
    assert len(set(given)) == len(given)
    assert set(refused(mixed)) <= {GuardRefused}


def test_two_workers_make_one_receipt(world: Review) -> None:
    filing = file_now(world.submission, world.people["director"], at=NOON)

    def make() -> int:
        with audit.act(actor=filing.by, at=NOON):
            return receipts.ensure(Filing.objects.get(pk=filing.pk)).pk

    made = at_once(make, make, make)
    assert len(set(made)) == 1
    assert Document.objects.filter(kind=DocumentKind.RECEIPT).count() == 1


def test_one_request_gets_one_answer(world: Review) -> None:
    due = world.round.due_at
    asked = decisions.request_extension(
        world.submission,
        actor=world.people["director"],
        at=NOON,
        until=due + timedelta(days=7),
        reason="น้ำท่วม",
    )
    second = person("second_head", Role.HEAD, world.strategy, world.bureau)

    def decide(who: Any, grant: bool) -> Callable[[], Extension]:
        return lambda: decisions.decide_extension(
            Extension.objects.get(pk=asked.pk),
            actor=who,
            at=LATER,
            grant=grant,
            order_number="1/2568",
            answer="ไม่จำเป็น",
        )

    results = at_once(decide(world.people["head"], True), decide(second, False))
    assert refused(results) == [GuardRefused]
    asked.refresh_from_db()
    granted = asked.state == "granted"
    assert (world.fresh().due_at is not None) == granted


def test_many_writers_make_one_unbroken_chain(world: Review) -> None:
    people = [world.people[who] for who in ("director", "drafter", "head", "reviewer")]

    def write(number: int) -> Callable[[], None]:
        def inside() -> None:
            for _turn in range(3):
                with audit.act(actor=people[number], at=NOON) as log:
                    log.note_down("submission.assign", world.submission, subject="test:1")

        return inside

    assert refused(at_once(*(write(n) for n in range(4)))) == []
    assert Entry.objects.filter(subject="test:1").count() == 12
