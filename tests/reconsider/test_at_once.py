"""Two people, or one and the clock, at the same moment: never a second transition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from kpi_portal.audit.models import Entry
from kpi_portal.audit.verify import faults
from kpi_portal.errors import GuardRefused, Stale
from kpi_portal.jobs import queue
from submissions.domain import deadlines, reconsider_judging
from submissions.domain.transition import CLOCK, perform
from submissions.enums import Action, Decision, State
from submissions.models import Reconsideration, Submission, Verdict
from tests.reconsider.world import ARGUMENT, DAY, Asked, published
from tests.review.world import LATER
from tests.review_core.test_at_once import at_once, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    monkeypatch.setattr(queue, "announce", lambda _pk: None)
    made = published()
    yield made
    assert list(faults()) == []


def move(asked: Asked, action: Action, actor: Any, at: Any, **data: Any) -> Callable[[], Any]:
    version = asked.report.version
    pk = asked.report.pk
    return lambda: perform(
        Submission(pk=pk), action, actor=actor, at=at, version=version, note="เหตุผล", data=data
    )


def count(action: str) -> int:
    return Entry.objects.filter(action=action).count()


def test_the_director_asks_while_the_clock_finalises(asked: Asked) -> None:
    ends = deadlines.appeal_ends_at(asked.report)
    assert ends is not None
    results = at_once(
        move(asked, Action.RECONSIDER, asked.review.director, ends, items={"2.1-a": ARGUMENT}),
        move(asked, Action.FINALISE, CLOCK, ends + timedelta(seconds=1)),
    )
    assert refused(results) == [Stale]
    asks = asked.report.state == State.RECONSIDERING
    assert asks or asked.report.state == State.FINAL
    assert Reconsideration.objects.count() == count("submission.reconsider") == int(asks)


def test_two_directors_make_one_request(asked: Asked) -> None:
    ask = move(
        asked,
        Action.RECONSIDER,
        asked.review.director,
        LATER + DAY,
        items={"2.1-a": ARGUMENT},
    )
    assert refused(at_once(ask, ask, ask)) == [Stale, Stale]
    assert Reconsideration.objects.get().items.count() == 1


def test_the_executive_decides_while_the_reviewer_judges(asked: Asked) -> None:
    """The opinion closed the items: the verdict is refused whichever comes first."""
    asked.ask()
    asked.choose()
    asked.opine()

    def judge() -> Verdict:
        return reconsider_judging.give_verdict(
            asked.returned,
            actor=asked.review.second_reviewer,
            at=LATER + 3 * DAY,
            decision=Decision.ACCEPTED,
        )

    decide = move(asked, Action.RESOLVE, asked.review.executive, LATER + 3 * DAY)
    results = at_once(decide, judge)
    assert refused(results) == [GuardRefused]
    assert isinstance(results[0], Submission)
    assert str(asked.report.confirmed_final) == "50.00"
    assert asked.request.after["final"] == "50.00"


def test_the_executive_decides_while_the_opinion_is_taken_back(asked: Asked) -> None:
    """Either the answer stands on the opinion that was read, or there is none."""
    from submissions.domain import reconsidering

    asked.ask()
    asked.choose()
    shown = asked.opine().reviewed_at.isoformat()

    def take_back_and_judge() -> None:
        second = asked.review.second_reviewer
        report = Submission(pk=asked.report.pk)
        reconsidering.take_back_opinion(report, actor=second, at=LATER + 3 * DAY)
        reconsider_judging.give_verdict(
            asked.returned, actor=second, at=LATER + 3 * DAY, decision=Decision.ACCEPTED
        )

    decide = move(asked, Action.RESOLVE, asked.review.executive, LATER + 3 * DAY, opinion_of=shown)
    results = at_once(decide, take_back_and_judge)
    assert refused(results) == [GuardRefused]
    if asked.report.state == State.PUBLISHED:
        assert asked.request.after["final"] == "50.00"
        assert not Verdict.objects.filter(reviewer=asked.review.second_reviewer).exists()
    else:
        assert asked.request.resolved_at is None


def test_two_executives_decide_once(asked: Asked) -> None:
    asked.ask()
    asked.choose()
    asked.opine()
    decide = move(asked, Action.RESOLVE, asked.review.executive, LATER + 3 * DAY)
    assert refused(at_once(decide, decide)) == [Stale]
    assert count("submission.resolve") == 1


def test_two_heads_publish_once(asked: Asked) -> None:
    asked.review.put(State.ENDORSED)
    publish = [
        move(asked, Action.PUBLISH, asked.review.people[who], LATER + DAY)
        for who in ("head", "second_head")
    ]
    before = count("submission.publish")
    version = asked.report.version
    assert refused(at_once(*publish)) == [Stale]
    assert count("submission.publish") == before + 1
    assert asked.report.version == version + 1
