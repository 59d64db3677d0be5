"""Two reviewers, two heads and a director act at the same moment on one round: no verdict is lost,
no number is given twice, no move is made twice, and the chain of the trail holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from kpi_portal.accounts.enums import Role
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.models import Entry
from kpi_portal.audit.verify import faults
from kpi_portal.errors import GuardRefused, Stale
from kpi_portal.jobs import queue
from submissions.documents.domain import register
from submissions.documents.domain.register import Numbering
from submissions.documents.models import RegisterNumber
from submissions.domain import review
from submissions.domain.transition import perform
from submissions.enums import Action, Decision, State
from submissions.models import EvidenceUse, Submission, Verdict
from tests import factories
from tests.review.world import LATER, Review, file_now, make_review, person, supply
from tests.review_core.test_at_once import at_once, refused

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = ("1.1-a", "2.1-a", "3.1-a")
NEXT_DAY = LATER + timedelta(days=1)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[Review]:
    """A round in double review: one report under review, one endorsed, one published."""
    monkeypatch.setattr(queue, "announce", lambda _pk: None)
    made = make_review()
    made.round.double_review, made.round.appeal_days = True, 15
    made.round.save()
    made.people["second_head"] = person("second_head", Role.HEAD, made.strategy, made.bureau)
    yield made
    assert list(faults()) == []


def another(world: Review, state: State, **fields: Any) -> Submission:
    """A report of a section of its own with three accepted pieces, and its director."""
    section = factories.UnitFactory(name=f"ส่วน {state}", parent=world.bureau)
    director = person(f"director_{state}", Role.DIRECTOR, section)
    world.people[f"director_{state}"] = director
    report = factories.SubmissionFactory(round=world.round, unit=section)
    file_now(report, director, at=LATER)
    for key in KEYS[:2]:
        EvidenceUse.objects.filter(pk=supply(report, key, director).pk).update(
            decision=Decision.ACCEPTED
        )
    Submission.objects.filter(pk=report.pk).update(
        state=state,
        claimed_level=3,
        submitted_at=LATER,
        assessed_by=world.reviewer,
        confirmed_by=world.head,
        **fields,
    )
    return Submission.objects.get(pk=report.pk)


def test_everybody_at_once(world: Review) -> None:
    uses = world.in_review(*KEYS)
    Submission.objects.filter(pk=world.submission.pk).update(
        reviewer=world.reviewer, second_reviewer=world.second_reviewer
    )
    endorsed = another(world, State.ENDORSED)
    published = another(world, State.PUBLISHED, published_at=LATER)

    def judge(who: str, decision: Decision) -> Callable[[], list[Verdict]]:
        def inside() -> list[Verdict]:
            return [
                review.give_verdict(
                    EvidenceUse.objects.get(pk=use.pk),
                    actor=world.people[who],
                    at=LATER,
                    decision=decision,
                    comment="เห็นเอง",
                )
                for use in uses
            ]

        return inside

    def publish(who: str) -> Callable[[], str]:
        """Publish the endorsed report, and take a number for its memo."""

        def inside() -> str:
            head = world.people[who]
            with audit.act(actor=head, at=NEXT_DAY):
                number = register.take(
                    world.strategy,
                    Numbering(),
                    actor=head,
                    at=NEXT_DAY,
                    dated=date(2025, 2, 21),
                )
            perform(
                Submission(pk=endorsed.pk),
                Action.PUBLISH,
                actor=head,
                at=NEXT_DAY,
                version=endorsed.version,
            )
            return number.text

        return inside

    def contest() -> Submission:
        return perform(
            Submission(pk=published.pk),
            Action.RECONSIDER,
            actor=world.people["director_published"],
            at=NEXT_DAY,
            version=published.version,
            note="ขอทบทวน",
            data={"items": {"3.1-a": "ส่งไว้แล้ว"}},
        )

    def reopen() -> Submission:
        return perform(
            Submission(pk=published.pk),
            Action.REOPEN,
            actor=world.people["executive"],
            at=NEXT_DAY,
            version=published.version,
            note="ตรวจพบข้อผิดพลาด",
            data={"order_number": "9/2568"},
        )

    results = at_once(
        judge("reviewer", Decision.ACCEPTED),
        judge("second_reviewer", Decision.RETURNED),
        publish("head"),
        publish("second_head"),
        contest,
        reopen,
    )

    # both reviewers are heard on every piece, and what they differ on waits for a third person
    assert refused(results[:2]) == []
    assert Verdict.objects.filter(use__in=uses).count() == 2 * len(KEYS)
    decisions = EvidenceUse.objects.filter(pk__in=[use.pk for use in uses])
    assert set(decisions.values_list("decision", flat=True)) == {Decision.PENDING}
    # one of the heads published, each took a number of their own
    assert set(refused(results[2:4])) <= {Stale, GuardRefused}
    assert len(refused(results[2:4])) == 1
    numbers = RegisterNumber.objects.values_list("text", flat=True)
    assert len(numbers) == len(set(numbers)) == 2
    # the director or the executive was first with the published report, never both
    assert set(refused(results[4:])) <= {Stale, GuardRefused}
    assert len(refused(results[4:])) == 1
    for report in (endorsed, published):
        fresh = Submission.objects.get(pk=report.pk)
        assert fresh.version == report.version + 1
        moves = Entry.objects.filter(subject=report.subject, action__startswith="submission.")
        assert moves.count() == 1
