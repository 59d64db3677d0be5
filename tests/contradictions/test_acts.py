"""Letting a contradiction stand: who may, with what, when; and what it does to proposing."""

from __future__ import annotations

from datetime import date

import pytest

from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound, Stale
from submissions.domain.contradictions import acts, reading
from submissions.enums import Action, Contradiction, Decision, State
from submissions.models import AcknowledgedContradiction, Evidence, EvidenceVersion
from tests import factories
from tests.review.world import LATER, Review, judged, supply

pytestmark = pytest.mark.django_db


def late_minutes(review: Review) -> str:
    """A report in review, judged, whose minutes are dated after the due day; the digest of that."""
    uses = review.in_review("1.1-a", "2.1-a", "3.1-a")
    for use in uses:
        judged(use, Decision.ACCEPTED)
    after = review.round.due_at.date().replace(month=9, day=1)
    EvidenceVersion.objects.filter(pk=uses[0].version_id).update(document_date=after)
    [found] = reading.open_ones(review.fresh(), at=LATER)
    assert found.kind == Contradiction.AFTER_DUE
    return found.digest


def test_an_open_contradiction_stops_the_proposal_until_it_may_stand(review: Review) -> None:
    digest = late_minutes(review)

    with pytest.raises(GuardRefused) as refusal:
        review.do(Action.ASSESS, "reviewer")
    assert refusal.value.code == "contradictions_open"

    acts.acknowledge(
        review.fresh(), actor=review.reviewer, at=LATER, digest=digest, reason="ลงวันที่ผิด"
    )

    assert review.do(Action.ASSESS, "reviewer").state == State.ASSESSED
    entry = Entry.objects.get(action="contradiction.acknowledge")
    assert entry.subject == review.submission.subject
    assert entry.detail.body["note"] == "ลงวันที่ผิด"


def test_taking_it_back_opens_it_again_and_the_trail_keeps_the_reason(review: Review) -> None:
    digest = late_minutes(review)
    given = {"actor": review.reviewer, "at": LATER, "digest": digest}
    acts.acknowledge(review.fresh(), reason="ลงวันที่ผิด", **given)

    acts.take_back(review.fresh(), **given)

    assert [f.digest for f in reading.open_ones(review.fresh(), at=LATER)] == [digest]
    assert Entry.objects.get(action="contradiction.take_back").detail.body["note"] == "ลงวันที่ผิด"
    with pytest.raises(NotFound):
        acts.take_back(review.fresh(), **given)


def test_twice_is_once(review: Review) -> None:
    given = {"actor": review.reviewer, "at": LATER, "digest": late_minutes(review)}

    first = acts.acknowledge(review.fresh(), reason="ก", **given)

    assert acts.acknowledge(review.fresh(), reason="ข", **given) == first
    assert AcknowledgedContradiction.objects.get().reason == "ก"


def test_what_changed_since_is_stale(review: Review) -> None:
    digest = late_minutes(review)
    EvidenceVersion.objects.update(document_date=None)

    with pytest.raises(Stale):
        acts.acknowledge(review.fresh(), actor=review.reviewer, at=LATER, digest=digest, reason="ก")


@pytest.mark.parametrize("reason", ["", "  \u200b", "ก" * 2_001])
def test_a_reason_is_needed(review: Review, reason: str) -> None:
    digest = late_minutes(review)

    with pytest.raises(InvalidInput):
        acts.acknowledge(
            review.fresh(), actor=review.reviewer, at=LATER, digest=digest, reason=reason
        )


@pytest.mark.parametrize(
    ("who", "may"),
    [
        *((name, True) for name in ("reviewer", "second_reviewer", "head")),
        *((name, False) for name in ("drafter", "director", "executive", "configurer", "auditor")),
        *((name, False) for name in ("inside_reviewer", "inside_head", "far_reviewer", "stranger")),
    ],
)
def test_who_may(review: Review, who: str, may: bool) -> None:
    digest = late_minutes(review)
    given = {"actor": review.people[who], "at": LATER, "digest": digest}
    if may:
        assert acts.acknowledge(review.fresh(), reason="ก", **given).by == review.people[who]
        return
    with pytest.raises(NotAllowed):
        acts.acknowledge(review.fresh(), reason="ก", **given)


@pytest.mark.parametrize("state", [s for s in State if s != State.IN_REVIEW])
def test_only_during_a_review(review: Review, state: State) -> None:
    digest = late_minutes(review)
    review.put(state)

    with pytest.raises(GuardRefused):
        acts.acknowledge(review.fresh(), actor=review.reviewer, at=LATER, digest=digest, reason="ก")


def test_bytes_of_another_unit_are_found_and_shared_ones_are_not(review: Review) -> None:
    [use] = review.in_review("1.1-a")
    theirs = factories.SubmissionFactory(round=review.round, unit=review.other)
    other = supply(theirs, "1.1-a", review.neighbour)
    EvidenceVersion.objects.filter(pk=other.version_id).update(sha256=use.version.sha256)

    [found] = reading.open_ones(review.fresh(), at=LATER)
    assert found.kind == Contradiction.SAME_BYTES_ELSEWHERE
    assert review.other.name in found.facts["units"]

    Evidence.objects.update(shared=True)
    assert reading.open_ones(review.fresh(), at=LATER) == []


def test_bytes_in_a_bureau_that_keeps_other_indicators_are_not_told(review: Review) -> None:
    [use] = review.in_review("1.1-a")
    indicator = factories.IndicatorFactory(owner=review.far_bureau, code="สวพ-1")
    round = factories.RoundFactory(indicator=indicator)
    theirs = factories.SubmissionFactory(round=round, unit=review.far_bureau)
    other = supply(theirs, "1.1-a", review.far_reviewer)
    EvidenceVersion.objects.filter(pk=other.version_id).update(sha256=use.version.sha256)

    assert reading.open_ones(review.fresh(), at=LATER) == []


def test_the_day_before_the_fiscal_year_is_outside(review: Review) -> None:
    [use] = review.in_review("1.1-a")
    EvidenceVersion.objects.filter(pk=use.version_id).update(document_date=date(2024, 9, 30))

    [found] = reading.open_ones(review.fresh(), at=LATER)

    assert (found.kind, found.facts["day"]) == (Contradiction.OUTSIDE_YEAR, "2024-09-30")
