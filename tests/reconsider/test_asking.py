"""A request for reconsideration: asking, and what the unit may add to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpi_portal.errors import DomainError, NotAllowed
from submissions.domain import (
    clock,
    deadlines,
    evidence,
    reach,
    reconsideration,
    scores,
)
from submissions.domain.contested import LATENESS
from submissions.enums import Action, Decision, ScoreBasis, State
from submissions.models import EvidenceUse, Reconsideration
from tests.evidence.world import a_pdf
from tests.reconsider.world import ARGUMENT, DAY, Asked, code_of, published, score_seen_by
from tests.review.world import LATER

pytestmark = pytest.mark.django_db


# --- asking


def test_the_director_asks_and_the_score_stays_in_view(asked: Asked):
    report = asked.ask()
    assert (report.state, report.under_correction) == (State.RECONSIDERING, True)
    assert str(report.confirmed_final) == "50.00"
    assert score_seen_by(asked, "director") == "50.00"
    request = asked.request
    assert (request.number, request.reason) == (1, "ขอทบทวน")
    assert {i.requirement: i.argument for i in request.items.all()} == {
        "2.1-a": ARGUMENT,
        "3.1-a": ARGUMENT,
    }
    assert (request.before["level"], request.before["final"]) == (1, "50.00")
    assert [p["decision"] for p in request.before["items"]["2.1-a"]] == ["returned"]
    assert request.before["items"]["3.1-a"] == []


@pytest.mark.parametrize(
    "who",
    [
        "drafter",
        "reviewer",
        "second_reviewer",
        "head",
        "executive",
        "configurer",
        "auditor",
        "neighbour",
        "far_executive",
        "stranger",
    ],
)
def test_nobody_else_asks(asked: Asked, who):
    with pytest.raises(NotAllowed):
        asked.ask(who)


def test_the_last_moment_is_the_clocks(asked: Asked):
    """One second before, asking holds and finalising does not; afterwards the other way round."""
    ends = deadlines.appeal_ends_at(asked.report)
    assert clock.tick(ends - timedelta(seconds=1)).finalised == 0
    assert code_of(lambda: asked.ask(at=ends + timedelta(seconds=1))) == "appeal_over"
    asked.ask(at=ends)
    assert clock.tick(ends + 30 * DAY).finalised == 0
    assert asked.report.state == State.RECONSIDERING


def test_without_days_nothing_is_asked(asked: Asked):
    asked.review.round.appeal_days = 0
    asked.review.round.save()
    assert code_of(asked.ask) == "no_appeal"


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ({}, "nothing_contested"),
        ({"1.1-a": ARGUMENT}, "not_contestable"),  # accepted in full
        ({"9.9-z": ARGUMENT}, "not_contestable"),
        ({LATENESS: ARGUMENT}, "not_contestable"),  # nothing was deducted
        ({"2.1-a": "  "}, "bare_item"),
    ],
)
def test_what_cannot_be_contested(asked: Asked, items, code):
    assert code_of(lambda: asked.review.do(Action.RECONSIDER, "director", items=items)) == code
    assert not Reconsideration.objects.exists()


def test_a_reason_is_asked_for(asked: Asked):
    assert code_of(lambda: asked.ask(note=" ")) == "note_required"


def test_contestable_are_returned_and_empty_requirements(asked: Asked):
    found = reconsideration.contestable(asked.report)
    assert [item.key for item in found] == ["2.1-a", "3.1-a"]
    assert found[0].comment == "ไม่มีลายมือชื่อ"


# --- what the unit may add


def test_evidence_is_added_to_contested_items_alone(asked: Asked):
    asked.ask(**{"3_1-a": ARGUMENT})
    by = {"actor": asked.review.people["drafter"], "at": LATER + DAY}
    added = evidence.attach_file(asked.report, "3.1-a", upload=a_pdf("ใหม่.pdf", "new"), **by)
    assert added.decision == Decision.PENDING
    other = a_pdf("อื่น.pdf", "other")
    refused = code_of(lambda: evidence.attach_file(asked.report, "2.1-a", upload=other, **by))
    assert refused == "not_contested"


def test_nothing_is_replaced_or_taken_away(asked: Asked):
    asked.ask()
    by = {"actor": asked.review.people["director"], "at": LATER + DAY}
    upload = a_pdf("ใหม่.pdf", "new")
    piece = EvidenceUse.objects.get(pk=asked.returned.pk)
    for act in (
        lambda: evidence.remove_use(piece, **by),
        lambda: evidence.new_version(piece, upload=upload, **by),
        lambda: evidence.edit_details(piece, details=evidence.Details("อื่น"), **by),
    ):
        assert code_of(act) == "only_adding"
    asked.returned.refresh_from_db()
    assert asked.returned.removed_at is None


def test_words_forms_and_claims_stay(asked: Asked):
    from submissions.domain import narrative

    asked.ask()
    with pytest.raises(DomainError):
        narrative.save_narrative(
            asked.report,
            revision=0,
            claimed_level=3,
            level_results={},
            texts={},
            actor=asked.review.people["director"],
            at=LATER + DAY,
        )


@pytest.mark.parametrize("who", ["reviewer", "head", "executive", "neighbour", "stranger"])
def test_only_the_units_people_add(asked: Asked, who):
    asked.ask()
    person = asked.review.people[who]
    assert not reach.may_edit(person, asked.report, "3.1-a", at=LATER + DAY)


def test_the_opinion_closes_the_items(asked: Asked):
    asked.ask()
    drafter = asked.review.people["drafter"]
    assert reach.may_edit(drafter, asked.report, "3.1-a", at=LATER + DAY)
    asked.choose()
    asked.opine()
    assert not reach.may_edit(drafter, asked.report, "3.1-a", at=LATER + 3 * DAY)


def test_a_later_addition_never_moves_the_counted_moment(db):
    """Late from the third day on: what is added weeks later costs nothing more."""
    late = {"deduct": "1.00", "per": "day", "count": "calendar", "basis": "first"}
    asked = published(late=late)
    before = scores.latest(asked.report, ScoreBasis.CONFIRMED).inputs["submitted_at"]
    asked.ask()
    asked.choose()
    added = asked.add("2.1-a")
    asked.judge(asked.returned)
    asked.judge(added)
    newest = scores.latest(asked.report, ScoreBasis.CONFIRMED)
    assert newest.inputs["submitted_at"] == before
    assert newest.result["deduction"] == "0.00"
    asked.opine()
    assert str(asked.resolve().confirmed_final) == "75.00"
