"""Random definitions and cases: every rule of milestones may meet every other."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from scoring.case import Case
from scoring.definition import Indicator, Round
from scoring.moments import last_instant
from scoring.parsing import load_document
from tests.scoring.builders import DUE, bangkok, document, round_document

KINDS = ["file", "link", "form", "approval", "answer", "number"]
DUE_MOMENT = bangkok(f"{DUE}T23:59:59.999999")


@st.composite
def requirements(draw: st.DrawFn, key: str) -> dict[str, Any]:
    """One requirement; thresholds only where a number is among its kinds."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True))
    built = {
        "key": key,
        "title": key,
        "kind": kinds,
        "minimum": draw(st.integers(1, 3)),
        "required": draw(st.sampled_from([True, True, True, False])),
    }
    if "number" in kinds and draw(st.booleans()):
        built["at_least"] = draw(st.integers(0, 100))
    return built


@st.composite
def levels(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to five levels with gaps in their numbers, points, partial credit and `also`."""
    numbers = sorted(draw(st.sets(st.integers(1, 7), min_size=1, max_size=5)))
    built = []
    for number in numbers:
        points = draw(st.integers(1, 40))
        criteria = [
            {
                "key": f"{number}.{index}",
                "title": f"{number}.{index}",
                "evidence": [
                    draw(requirements(f"{number}.{index}-{letter}"))
                    for letter in "abc"[: draw(st.integers(0, 2))]
                ],
            }
            for index in range(1, draw(st.integers(0, 3)) + 1)
        ]
        _add_credit(draw, criteria, points)
        built.append({"number": number, "title": "", "points": points, "criteria": criteria})
    _add_also(draw, built)
    return built


def _add_credit(draw: st.DrawFn, criteria: list[dict[str, Any]], points: int) -> None:
    style = draw(st.sampled_from(["none", "share", "own"]))
    left = points
    for criterion in criteria:
        if style == "share":
            criterion["points"] = "share"
        elif style == "own" and draw(st.booleans()):
            criterion["points"] = draw(st.integers(0, left))
            left -= criterion["points"]


def _add_also(draw: st.DrawFn, built: list[dict[str, Any]]) -> None:
    keys = [criterion["key"] for level in built for criterion in level["criteria"]]
    for level in built:
        for criterion in level["criteria"]:
            for evidence in criterion["evidence"]:
                if draw(st.integers(0, 4)) == 0:
                    evidence["also"] = [draw(st.sampled_from(keys))]


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    """A milestones indicator with any mixture of settings."""
    built = draw(levels())
    settings: dict[str, Any] = {
        "scale": sum(level["points"] for level in built),
        "skip": draw(st.sampled_from(["forbidden", "allowed"])),
        "below_first_tier": draw(st.sampled_from(["points", "zero"])),
    }
    if draw(st.booleans()):
        tiers = sorted(draw(st.sets(st.integers(1, 7), min_size=1, max_size=3)))
        settings["tiers"] = [{"name": f"ขั้น {level}", "level": level} for level in tiers]
    if draw(st.booleans()):
        settings["late"] = {
            "deduct": draw(st.sampled_from([0, 1, "0.10", "0.333333", 15])),
            "count": draw(st.sampled_from(["calendar", "working"])),
            "grace_days": draw(st.integers(0, 3)),
            "cap": draw(st.sampled_from([None, 0, "2.5", 10])),
        }
    weight = draw(st.sampled_from([5, {"ก": 5, "ข": "2.5"}, None]))
    return load_document(document(round_document(built, **settings), weight=weight))


@st.composite
def cases(draw: st.DrawFn, entry: Round) -> Case:
    """Anything from nothing to everything, from early to weeks late, or never."""
    accepted: dict[str, int] = {}
    values: dict[str, Fraction] = {}
    for _, _, requirement in entry.evidence():
        accepted[requirement.key] = draw(st.integers(0, 4))
        if draw(st.booleans()):
            values[requirement.key] = Fraction(draw(st.integers(-10, 110)))
    late_by = draw(st.integers(-40 * 24 * 60, 40 * 24 * 60))
    submitted = last_instant(DUE_MOMENT) + timedelta(minutes=late_by)
    return Case(
        round=entry.key,
        submitted_at=None if draw(st.integers(0, 9)) == 0 else submitted,
        accepted=accepted,
        values=values,
        group=draw(st.sampled_from([None, "ก", "ค"])),
        waiver=draw(st.sampled_from([False, False, True])),
        holidays=frozenset(
            (DUE_MOMENT + timedelta(days=day)).date()
            for day in draw(st.sets(st.integers(-3, 30), max_size=4))
        ),
    )


@st.composite
def scored(draw: st.DrawFn) -> tuple[Indicator, Case]:
    """A definition with a case of it."""
    indicator = draw(indicators())
    return indicator, draw(cases(indicator.rounds[0]))
