"""What a draft may leave open and a published definition may not."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.case import Case
from scoring.engine import score
from scoring.parsing import load_document, publishing_faults
from tests.scoring.builders import criterion, document, ladder, level, requirement, round_document
from tests.scoring.test_format import COMPOSITE

LEVEL = "rounds[0].levels[0]"
CRITERION = f"{LEVEL}.criteria[0]"
EVIDENCE = f"{CRITERION}.evidence[0]"


def one_level(*criteria: Any, **settings: Any) -> dict[str, Any]:
    return document(round_document([level(1, *criteria, points=100, **settings)]))


def evidence(**settings: Any) -> dict[str, Any]:
    return one_level(criterion("1.1", {**requirement("1.1-a"), **settings}))


DRAFTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no weight": (document(weight=None), "weight", "publish.missing"),
    "no weight of a group": (
        document(weight={"ส่วนกลาง": 5, "ส่วนภูมิภาค": None}),
        "weight.ส่วนภูมิภาค",
        "publish.missing",
    ),
    "no due date": (document(round_document(due=None)), "rounds[0].due", "publish.missing"),
    "no opening": (document(round_document(opens=None)), "rounds[0].opens", "publish.missing"),
    "no name of the round": (
        document(round_document(name="")),
        "rounds[0].name",
        "publish.missing",
    ),
    "level without criteria": (
        document(round_document([{"number": 1, "title": "ก", "points": 100}])),
        f"{LEVEL}.criteria",
        "publish.no_criteria",
    ),
    "level without title": (one_level(title=""), f"{LEVEL}.title", "publish.missing"),
    "criterion without evidence": (
        one_level({"key": "1.1", "title": "ก"}),
        CRITERION,
        "publish.unproven",
    ),
    "criterion with optional evidence only": (
        evidence(required=False),
        CRITERION,
        "publish.unproven",
    ),
    "evidence without title": (evidence(title=""), f"{EVIDENCE}.title", "publish.missing"),
    "form without its code": (evidence(kind="form"), f"{EVIDENCE}.form", "publish.missing"),
    "approval by nobody": (evidence(kind="approval"), f"{EVIDENCE}.approver", "publish.missing"),
    "number without threshold": (
        evidence(kind="number"),
        f"{EVIDENCE}.at_least",
        "publish.missing",
    ),
    "a tier above every level": (
        document(round_document(tiers=[{"name": "ก", "level": 9}])),
        "rounds[0].tiers[0]",
        "publish.tier_unreachable",
    ),
    "zero below a tier that is not there": (
        document(round_document(below_first_tier="zero")),
        "rounds[0].below_first_tier",
        "publish.no_tiers",
    ),
    "no weight of a part": (COMPOSITE, "rounds[0].parts[2].weight", "publish.missing"),
}


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_is_read_but_not_published(name: str) -> None:
    data, path, code = DRAFTS[name]
    faults = publishing_faults(load_document(data))
    assert (path, code) in [(fault.path, fault.code) for fault in faults]
    assert all(fault.message("th") and fault.message("en") for fault in faults)


def test_a_whole_definition_is_published() -> None:
    assert publishing_faults(load_document(document())) == ()


def test_evidence_elsewhere_proves_a_criterion_for_publishing_too() -> None:
    levels = ladder([50, 50])
    levels[0]["criteria"].append({"key": "1.2", "title": "ก"})
    levels[1]["criteria"][0]["evidence"][0]["also"] = ["1.2"]
    assert publishing_faults(load_document(document(round_document(levels)))) == ()


def test_a_draft_can_be_rehearsed() -> None:
    draft = load_document(one_level({"key": "1.1", "title": "ก"}))
    assert score(draft, Case("r", None)).raw == 100
