"""Small definitions and cases for the tests: only what a test is about is spelled out."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.case import Case, MeasureInput
from scoring.definition import Indicator
from scoring.moments import BANGKOK
from scoring.parsing import load_document, parse_definition

ROOT = Path(__file__).resolve().parents[2]
INDICATORS = ROOT / "fixtures" / "indicators"
CASES = ROOT / "fixtures" / "cases"

DUE = "2025-02-25"
ON_TIME = datetime(2025, 2, 20, 10, 0, tzinfo=BANGKOK)

Document = dict[str, Any]


def fixture(name: str) -> Indicator:
    """A shipped indicator."""
    return parse_definition((INDICATORS / f"{name}.yaml").read_bytes())


def requirement(key: str, kind: Any = "file", **settings: Any) -> Document:
    return {"key": key, "title": f"หลักฐาน {key}", "kind": kind, **settings}


def criterion(key: str, *evidence: Document, **settings: Any) -> Document:
    """A criterion; without evidence of its own it gets one file, `<key>-a`."""
    given = list(evidence) or [requirement(f"{key}-a")]
    return {"key": key, "title": f"เกณฑ์ {key}", "evidence": given, **settings}


def level(number: int, *criteria: Document, **settings: Any) -> Document:
    """A level; without criteria of its own it gets one, `<number>.1`."""
    given = list(criteria) or [criterion(f"{number}.1")]
    return {"number": number, "title": f"ระดับที่ {number}", "criteria": given, **settings}


def ladder(points: list[Any]) -> list[Document]:
    """Levels 1, 2, … with one criterion and one file each."""
    return [level(number, points=value) for number, value in enumerate(points, start=1)]


def round_document(levels: list[Document] | None = None, **settings: Any) -> Document:
    """A round `r` of scale 100 with three levels of 50, 30 and 20 points."""
    return {
        "key": "r",
        "name": "รอบทดสอบ",
        "opens": "2024-10-01",
        "due": DUE,
        "scale": 100,
        "levels": ladder([50, 30, 20]) if levels is None else levels,
        **settings,
    }


def document(*rounds: Document, **settings: Any) -> Document:
    return {
        "format": "kpi-indicator/1",
        "code": "ท-1",
        "fiscal_year": 2568,
        "name": "ตัวชี้วัดทดสอบ",
        "method": "milestones",
        "unit": "ระดับ",
        "weight": 5,
        **settings,
        "rounds": list(rounds) or [round_document()],
    }


def indicator(*levels: Document, weight: Any = 5, **settings: Any) -> Indicator:
    """An indicator with one round of these levels (three plain ones without any)."""
    return load_document(document(round_document(list(levels) or None, **settings), weight=weight))


def case(
    accepted: str | dict[str, int] = "",
    *,
    submitted_at: datetime | None = ON_TIME,
    values: dict[str, int] | None = None,
    **settings: Any,
) -> Case:
    """A case of round `r`; `accepted` may be keys separated by spaces, one piece each."""
    if isinstance(accepted, str):
        accepted = dict.fromkeys(accepted.split(), 1)
    numbers = {key: Fraction(value) for key, value in (values or {}).items()}
    return Case("r", submitted_at, accepted, numbers, **settings)


def bangkok(text: str) -> datetime:
    """A moment on Bangkok's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


def method_round(method: str, **settings: Any) -> Indicator:
    """An indicator of another method with one round `r` of scale 100 without lateness."""
    rules = {"key": "r", "name": "รอบทดสอบ", "scale": 100, **settings}
    return load_document(document(rules, method=method))


def target_indicator(points: Any = None, **settings: Any) -> Indicator:
    """A target of three points: 10 → 20, 20 → 50, 40 → 100."""
    given = [(10, 20), (20, 50), (40, 100)] if points is None else points
    if isinstance(given, list) and given and isinstance(given[0], tuple):
        given = [{"value": value, "score": score} for value, score in given]
    return method_round("target", points=given, **settings)


def growth_indicator(**settings: Any) -> Indicator:
    """Free measures, one counts, the printed bands on a scale of 500."""
    bands = [(None, 300), (5, 400), (10, 500)]
    rules: dict[str, Any] = {
        "scale": 500,
        "measures": "free",
        "count": 1,
        "bands": [{"above": above, "score": score} for above, score in bands],
    }
    return method_round("growth", **(rules | settings))


def entered(key: str, **settings: Any) -> Document:
    """An entered part of scale 100 and weight 1."""
    base: Document = {"key": key, "title": f"ส่วน {key}", "weight": 1, "scale": 100}
    return {**base, "entered": True, **settings}


def composite_indicator(*parts: Document, **settings: Any) -> Indicator:
    """The mean of these parts."""
    return method_round("composite", **({"combine": "mean", "parts": list(parts)} | settings))


def measure(target: Any, result: Any, *history: Any, **settings: Any) -> MeasureInput:
    """A reported measure; `history` oldest first."""
    past = tuple(Fraction(year) for year in history)
    return MeasureInput(Fraction(target), Fraction(result), past, **settings)
