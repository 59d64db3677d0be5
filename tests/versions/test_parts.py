"""Other rules for a report in parts: each part's evidence and figures are told by their keys."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from indicators.enums import VersionState
from scoring.parsing import load_document
from submissions.domain import pieces, version_moves, what_if, what_if_reading
from submissions.domain.rescoring import Compared, Filed, Kept, Rules, compare
from submissions.models import Submission
from tests import factories
from tests.figures.world import LATER, NOON, World, make_world

SENT = datetime(2025, 2, 20, 5, 0, tzinfo=UTC)
ANSWERED = {"key": "1.1-a", "title": "คำตอบ", "kind": "answer"}
BANDS = [{"score": 300}, {"above": 5, "score": 400}, {"above": 10, "score": 500}]
MEASURE = {"history": [300, 450], "target": 375, "result": 400}


def levels(*evidence: dict[str, Any]) -> list[dict[str, Any]]:
    criterion = {"key": "1.1", "title": "เกณฑ์", "evidence": list(evidence)}
    return [{"number": 1, "title": "ระดับ", "points": 100, "criteria": [criterion]}]


def body(
    *evidence: dict[str, Any], count: int = 3, last: str = "3", **settings: Any
) -> dict[str, Any]:
    """Three parts: levels inside a part of parts, measures the unit names, an entered result."""
    made = factories.definition()
    entry = made["rounds"][0]
    del entry["levels"]
    inner = {"key": "1.1", "title": "ข้อ", "weight": 1, "scale": 100, "method": "milestones"}
    inner["levels"] = levels(*(evidence or (ANSWERED,)))
    category = {"key": "1", "title": "หมวด", "weight": 1, "scale": 100, "method": "composite"}
    entry |= settings | {
        "combine": "mean",
        "parts": [
            {**category, "combine": "mean", "parts": [inner]},
            {
                "key": "2",
                "title": "ผลลัพธ์",
                "weight": 1,
                "scale": 500,
                "method": "growth",
                "measures": "free",
                "count": count,
                "bands": BANDS,
            },
            {"key": last, "title": "ผลที่บันทึก", "weight": 1, "scale": 100, "entered": True},
        ],
    }
    return made | {"method": "composite", "unit": "คะแนน"}


def rules(*evidence: dict[str, Any], **settings: Any) -> Rules:
    return Rules(load_document(body(*evidence, **settings)), "m5")


def kept(*measures: str, **more: Any) -> Kept:
    inputs = {
        "round": "m5",
        "submitted_at": SENT.isoformat(),
        "parts": {
            "1": {"parts": {"1.1": {"accepted": {"1.1-a": 1}}}},
            "2": {"measures": dict.fromkeys(measures, MEASURE)},
            "3": {"score": "50"},
        },
    }
    return Kept(inputs, "0.00", None, None, **more)


def compared(other: Rules, *measures: str) -> Compared:
    return compare(kept(*measures), rules(), other)


def test_the_same_parts_lose_nothing():
    found = compared(rules(), "1", "2", "3")
    assert (found.left_out, found.unmet, found.faults) == ((), (), ())
    # (100 + 400 / 500 × 100 + 50) / 3
    assert found.after.final == Decimal("76.67")


def test_evidence_inside_a_part_is_set_aside_and_the_new_is_named():
    found = compared(rules({**ANSWERED, "key": "1.1-b"}))
    assert (found.left_out, found.unmet) == (("1:1.1:1.1-a",), ("1:1.1:1.1-b",))
    assert found.after.final == Decimal("16.67")


def test_fewer_measures_leave_out_the_last_and_are_scored_all_the_same():
    found = compared(rules(count=2), "1", "3")
    assert found.left_out == ("2:measure-3",)
    assert found.faults == ()
    # one of two measures: (100 + 400 / 2 / 500 × 100 + 50) / 3
    assert found.after.final == Decimal("63.33")


def test_a_part_under_another_key_loses_its_result():
    found = compared(rules(last="4"))
    assert found.left_out == ("3:score",)
    assert found.unmet == ("4:score", "4:evidence")


def test_a_number_where_a_piece_was_asked_for():
    number = {"key": "1.1-a", "title": "ร้อยละ", "kind": "number", "at_least": 80}
    found = compared(rules(number))
    assert found.left_out == ("1:1.1:1.1-a",)


def test_the_moment_moves_to_the_filing_that_was_complete():
    """Methods without levels need every required figure: a first report without them was not it."""
    own = rules(due="2025-02-20", late={"deduct": 1, "per": "day"})
    everything = frozenset(key for key, p in own.places.items() if p.requirement.required)
    filings = (
        Filed(SENT, None, frozenset({"1:1.1:1.1-a"}), withdrawn=False),
        Filed(SENT.replace(day=23), None, everything, withdrawn=False),
    )
    found = compare(kept("1", "2", "3", filings=filings), own, own)
    assert found.after.final == Decimal("73.67")


@pytest.fixture
def world(db) -> World:
    return make_world()


def opened(world: World, made: dict[str, Any]) -> Submission:
    """A draft of the round with everything that it asks for."""
    submission = world.opened(load_document(made))
    world.fill(submission)
    return Submission.objects.get(pk=submission.pk)


def test_a_move_sets_the_evidence_of_parts_aside_as_foretold(world):
    submission = opened(world, body(opens="2020-10-01"))
    changed = body({**ANSWERED, "key": "1.1-b"}, count=2, last="4", opens="2020-10-01")
    version = factories.IndicatorVersionFactory(
        indicator=submission.round.indicator,
        number=2,
        state=VersionState.PUBLISHED,
        definition=changed,
    )
    run = what_if.ask(submission.round, version=2, actor=world.head, at=LATER)
    (line,) = what_if.compute(run, at=LATER).lines.all()
    found = version_moves.move_submissions(
        submission.round, version, chosen=None, actor=world.head, at=LATER, reason="แก้เกณฑ์"
    )

    moved = Submission.objects.get(pk=submission.pk)
    gone = ["1:1.1:1.1-a", "2:measure-3", "3:evidence", "3:score"]
    assert line.left_out == [key for key in gone if key != "3:evidence"]
    assert list(found.moved[0].set_aside) == gone
    assert sorted(use.requirement for use in pieces.set_aside(moved)) == gone
    assert [use.requirement for use in pieces.active(moved)] == ["2:measure-1", "2:measure-2"]
    assert moved.projected_final == line.after_final


def test_the_page_tells_the_evidence_of_parts_apart(world):
    submission = opened(world, body(opens="2020-10-01"))
    found = what_if_reading.evidence_changes(
        submission.round, body({**ANSWERED, "key": "1.1-b"}, count=2, last="4")
    )
    assert [r.key for r in found.gone] == ["2:measure-3", "3:score", "3:evidence"]
    assert [r.key for r in found.added] == ["4:score", "4:evidence"]
    assert [(a.key, b.key) for a, b in found.renamed] == [("1:1.1:1.1-a", "1:1.1:1.1-b")]


@pytest.mark.parametrize(
    ("language", "said"), [("th", "ต้องระบุคะแนนปีก่อน"), ("en", "last year's score must be given")]
)
def test_what_cannot_be_scored_is_told_in_the_readers_language(client, world, language, said):
    made = factories.definition()
    entry = made["rounds"][0]
    del entry["levels"]
    points = [{"value": 1, "score": 50}, {"value": 2, "score": 100}]
    entry |= {"points": points, "opens": "2020-10-01"}
    submission = opened(world, made | {"method": "target", "unit": "คะแนน"})
    entry["points"] = [{"value": {"previous": n}, "score": n * 50} for n in (1, 2)]
    factories.IndicatorVersionFactory(
        indicator=submission.round.indicator,
        number=2,
        state=VersionState.PUBLISHED,
        definition=made | {"method": "target", "unit": "คะแนน"},
    )
    run = what_if.ask(submission.round, version=2, actor=world.head, at=LATER)
    what_if.compute(run, at=NOON)
    world.head.language = language
    world.head.save()
    client.force_login(world.head)
    session = client.session
    session["language"] = language
    session.save()

    page = client.get(f"/rounds/{submission.round_id}/what-if/{run.pk}/?show=faults")

    assert said in " ".join(page.content.decode().replace("&#x27;", "'").split())
