"""Recording what the collecting centre gave: who may, from when on, what stays in the trail."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kpi_portal.audit.models import Entry
from kpi_portal.errors import (
    DomainError,
    GuardRefused,
    InvalidInput,
    NotAllowed,
    NotFound,
    Stale,
)
from submissions.domain import evidence_access, in_view, outside_reading
from submissions.domain.outside_results import Given, Sent, record_given, record_sent, scans_of
from submissions.enums import State
from submissions.models import OutsideResult, ScoreSnapshot
from tests import factories
from tests.evidence.world import a_pdf
from tests.outside.conftest import submit
from tests.review.world import LATER, Review

CENTRE = "ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร"
SENT = Sent(CENTRE, "กษ 0327/12", date(2025, 2, 20))
ALLOWED = ("reviewer", "second_reviewer", "inside_reviewer", "inside_head", "head", "executive")
REFUSED = (
    "drafter",
    "director",
    "configurer",
    "auditor",
    "neighbour",
    "far_reviewer",
    "far_head",
    "far_executive",
    "stranger",
)


def given(**over: Any) -> Given:
    return Given(
        **{"level": 2, "score": Decimal("72.125"), "received_on": date(2025, 2, 20)} | over
    )


def sent(review: Review, who: str = "head", what: Sent = SENT, revision: int = 0) -> OutsideResult:
    return record_sent(
        review.submission, what, actor=review.people[who], at=LATER, revision=revision
    )


def record(review: Review, who: str = "head", revision: int = 1, **over: Any) -> OutsideResult:
    scan = over.pop("scan", None)
    return record_given(
        review.submission,
        given(**over),
        actor=review.people[who],
        at=LATER,
        revision=revision,
        scan=scan,
    )


@pytest.mark.parametrize("who", ALLOWED)
def test_section_and_executive_record(published: Review, who: str) -> None:
    sent(published, who)
    assert record(published, who).score == Decimal("72.125")


@pytest.mark.parametrize("who", REFUSED)
def test_nobody_else_does_not_even_those_named_to_judge(published: Review, who: str) -> None:
    with pytest.raises(NotAllowed):
        sent(published, who)
    sent(published)
    with pytest.raises(NotAllowed):
        record(published, who)
    assert not OutsideResult.objects.get().given


@pytest.mark.parametrize("state", State)
def test_from_submitted_on(own: Review, state: State) -> None:
    own.put(state)
    if state in (State.DRAFT, State.EXEMPTED):
        with pytest.raises(GuardRefused):
            sent(own)
    else:
        assert sent(own).centre == CENTRE


def test_a_report_that_was_not_handed_in_has_no_result(own: Review) -> None:
    own.put(State.PUBLISHED, not_reported=True)
    with pytest.raises(GuardRefused):
        sent(own)


def test_a_sections_report_goes_to_no_centre(published: Review) -> None:
    published.submission = factories.SubmissionFactory(round=published.round, unit=published.other)
    published.put(State.SUBMITTED)
    with pytest.raises(NotFound):
        sent(published)


def test_our_score_stays_as_it_is(published: Review) -> None:
    before = (published.fresh().version, published.fresh().confirmed_final)
    snapshots = ScoreSnapshot.objects.count()
    sent(published)
    record(published)
    assert (published.fresh().version, published.fresh().confirmed_final) == before
    assert ScoreSnapshot.objects.count() == snapshots


def bodies(action: str) -> list[dict[str, Any]]:
    entries = Entry.objects.filter(action=action).order_by("sequence")
    return [entry.detail.body for entry in entries]


def test_a_correction_needs_a_reason_and_keeps_what_was_said(published: Review) -> None:
    sent(published)
    record(published)
    with pytest.raises(InvalidInput) as refusal:
        record(published, revision=2, score=Decimal("74"))
    assert refusal.value.code == "reason_required"
    record(published, revision=2, score=Decimal("74"), reason="หน่วยรวบรวมแจ้งแก้ไข")

    (corrected,) = bodies("outside.corrected")
    assert corrected["changed"] == {"outside_score": ["72.125", "74.00"]}
    assert corrected["note"] == "หน่วยรวบรวมแจ้งแก้ไข"
    (first,) = bodies("outside.given")
    assert first["changed"]["outside_level"] == [None, 2]


def test_nothing_changed_is_no_act(published: Review) -> None:
    sent(published)
    assert sent(published, revision=1).revision == 1
    assert len(bodies("outside.sent")) == 1


def test_a_stale_page_overwrites_nothing(published: Review) -> None:
    sent(published)
    with pytest.raises(Stale) as refusal:
        sent(published, what=Sent("ที่อื่น"))
    assert refusal.value.facts["revision"] == 1
    assert OutsideResult.objects.get().centre == CENTRE


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"level": None, "score": None}, "nothing_given"),
        ({"level": 4}, "no_such_level"),
        ({"score": Decimal("100.01")}, "score_out_of_scale"),
        ({"score": Decimal("-1")}, "score_out_of_scale"),
        ({"score": Decimal("1.00001")}, "score_too_precise"),
        ({"received_on": None}, "received_on_required"),
        ({"received_on": date(2025, 2, 21)}, "day_ahead"),
        ({"received_on": date(2025, 2, 19)}, "before_sent"),
        ({"reference": "ก" * 201}, "text_too_long"),
    ],
)
def test_what_cannot_be_is_refused(published: Review, over: dict[str, Any], code: str) -> None:
    sent(published)
    with pytest.raises(DomainError) as refusal:
        record(published, **over)
    assert refusal.value.code == code
    assert not OutsideResult.objects.get().given


def test_first_comes_the_sending(published: Review) -> None:
    with pytest.raises(GuardRefused):
        record(published, revision=0)


def test_every_scan_of_the_letter_is_kept_and_opens_to_readers_of_the_report(
    published: Review,
) -> None:
    sent(published)
    record(published, scan=a_pdf("หนังสือ.pdf", "one"))
    kept = record(published, revision=2, scan=a_pdf("หนังสือแก้.pdf", "two"))
    assert [scan.original_name for scan in scans_of(kept)] == ["หนังสือแก้.pdf", "หนังสือ.pdf"]
    for scan in scans_of(kept):
        for who in ("head", "auditor", "far_reviewer"):
            assert evidence_access.version_for(published.people[who], scan.pk, at=LATER) == scan
        with pytest.raises(NotFound):
            evidence_access.version_for(published.stranger, scan.pk, at=LATER)
    assert len(bodies("outside.scan")) == 2


def compared(review: Review, who: str) -> outside_reading.Compared:
    return outside_reading.compared(in_view.of(review.fresh(), review.people[who], at=LATER))


def test_differences_are_exact_and_signed(published: Review) -> None:
    sent(published)
    record(published)
    found = compared(published, "head")
    assert found.ours is not None
    assert (found.ours.level, found.ours.base, found.ours.final) == (2, 75, 65)
    assert found.difference == Decimal("-2.875")
    assert found.final_difference == Decimal("7.125")
    assert found.level_difference == 0


def test_ours_is_shown_only_to_those_whom_it_is_told(own: Review) -> None:
    submit(own)
    sent(own)
    record(own)
    own.put(State.CONFIRMED, confirmed_final=65)
    ScoreSnapshot.objects.filter(submission=own.submission).update(basis="confirmed")
    assert compared(own, "head").ours is None
    assert compared(own, "executive").difference is None
    assert compared(own, "auditor").ours is not None
