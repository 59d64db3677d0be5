"""Random documents and cases of every method, as plain data for the engine and the oracle alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

Document = dict[str, Any]
Pair = tuple[Document, Document]

DUE = date(2025, 2, 25)
KINDS = ["file", "link", "form", "approval", "answer", "number"]


def decimal(dice: Random, low: int, high: int) -> Any:
    """An integer, or a decimal of up to three places as text."""
    if dice.random() < 0.6:
        return dice.randint(low, high)
    places = dice.choice([1, 2, 3])
    scaled = dice.randint(low * 10**places, high * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{'-' if scaled < 0 else ''}{whole}.{rest:0{places}d}"


def rising(dice: Random, count: int, low: int, high: int) -> list[int]:
    return sorted(dice.sample(range(low, high), count))


def milestones(dice: Random) -> Pair:
    levels = [_level(dice, number) for number in rising(dice, dice.randint(1, 5), 1, 8)]
    keys = [criterion["key"] for level in levels for criterion in level["criteria"]]
    accepted, values = {}, {}
    for level in levels:
        for criterion in level["criteria"]:
            for evidence in criterion["evidence"]:
                if dice.random() < 0.2:
                    evidence["also"] = [dice.choice(keys)]
                accepted[evidence["key"]] = dice.choice([0, 1, 1, 2, 3, 3])
                if "number" in evidence["kind"] and dice.random() < 0.7:
                    values[evidence["key"]] = decimal(dice, -10, 110)
    rules = {
        "scale": sum(level["points"] for level in levels),
        "skip": dice.choice(["forbidden", "allowed"]),
        "levels": levels,
    }
    if dice.random() < 0.5:
        numbers = rising(dice, dice.randint(1, 3), 1, 8)
        rules["tiers"] = [{"name": f"ขั้น {n}", "level": n} for n in numbers]
        rules["below_first_tier"] = dice.choice(["points", "zero"])
    return rules, {"accepted": accepted, "values": values}


def _level(dice: Random, number: int) -> Document:
    points = dice.randint(1, 40)
    criteria = [_criterion(dice, f"{number}.{index}") for index in range(dice.randint(0, 3))]
    style, left = dice.choice(["none", "share", "own"]), points
    for criterion in criteria:
        if style == "share":
            criterion["points"] = "share"
        elif style == "own" and dice.random() < 0.6:
            criterion["points"] = dice.randint(0, left)
            left -= criterion["points"]
    return {"number": number, "title": "", "points": points, "criteria": criteria}


def _criterion(dice: Random, key: str) -> Document:
    evidence = []
    for letter in "abc"[: dice.randint(0, 2)]:
        kinds = dice.sample(KINDS, dice.randint(1, 2))
        built = {
            "key": f"{key}-{letter}",
            "title": "",
            "kind": kinds,
            "minimum": dice.randint(1, 3),
            "required": dice.random() < 0.8,
        }
        if "number" in kinds and dice.random() < 0.6:
            built["at_least"] = decimal(dice, 0, 100)
        evidence.append(built)
    return {"key": key, "title": "", "evidence": evidence}


def target(dice: Random) -> Pair:
    rules: Document = {
        "scale": dice.choice([5, 100, "99.5"]),
        "below": dice.choice(["zero", "first", "extrapolate"]),
        "above": dice.choice(["cap", "extrapolate"]),
    }
    previous = None
    if dice.random() < 0.4:
        previous = decimal(dice, 300, 500)
        factors = dice.choice([["1"], ["1", "1.02"], ["0.9", "1", "1.155"]])
        values: list[Any] = [{"previous": factor} for factor in factors]
        if len(values) == 1 or dice.random() < 0.5:
            values.insert(0, dice.randint(0, 200))
    else:
        values = rising(dice, dice.randint(2, 5), -200, 600)
        if dice.random() < 0.5:
            values.reverse()
    scores = rising(dice, len(values), -10, 120)
    points = [{"value": v, "score": s} for v, s in zip(values, scores, strict=True)]
    given: Document = {"previous": previous}
    if dice.random() < 0.3:
        given["target_group"] = "ก"
        rules["points"] = {"ข": [{"value": 1, "score": 1}, {"value": 2, "score": 2}], "ก": points}
    else:
        rules["points"] = points
    if dice.random() < 0.95:
        exact = [value for value in values if not isinstance(value, dict)]
        at_a_point = bool(exact) and dice.random() < 0.2
        given["values"] = {"value": dice.choice(exact) if at_a_point else decimal(dice, -300, 700)}
    _add_score_tiers(dice, rules)
    return rules, given


def _add_score_tiers(dice: Random, rules: Document) -> None:
    if dice.random() < 0.5:
        scores = rising(dice, dice.randint(1, 3), 0, 110)
        rules["tiers"] = [{"name": f"ขั้น {score}", "score": score} for score in scores]
        rules["below_first_tier"] = dice.choice(["points", "zero"])


def growth(dice: Random) -> Pair:
    count = dice.randint(1, 5)
    above = [None, *rising(dice, dice.randint(0, 3), -20, 40)]
    rules: Document = {
        "scale": dice.choice([100, 500]),
        "measures": "free",
        "count": count,
        "bands": [{"above": low, "score": dice.randint(0, 500)} for low in above],
        "unchallenging": dice.choice([0, 0, 20]),
    }
    measures = {f"ม{n}": _measure(dice) for n in range(dice.randint(0, count))}
    if dice.random() < 0.3:
        fixed = [{"key": key, "better": dice.choice(["higher", "lower"])} for key in measures]
        rules["measures"] = [*fixed, {"key": "อื่น"}]
        for measure in measures.values():
            measure.pop("better", None)
    _add_score_tiers(dice, rules)
    return rules, {"measures": measures}


def _measure(dice: Random) -> Document:
    history = [decimal(dice, -50, 150) for _ in range(dice.choice([0, 1, 1, 2, 2, 2, 3, 4]))]
    aim = dice.choice([decimal(dice, -50, 150), 0, *history])
    result = decimal(dice, -60, 180)
    if dice.random() < 0.3 and isinstance(aim, int):  # on the edge of a band
        result = aim * (100 + dice.choice([0, 5, 10])) // 100
    measure = {"history": history, "target": aim, "result": result}
    if dice.random() < 0.5:
        measure["better"] = dice.choice(["higher", "lower"])
    return measure


def composite(dice: Random, depth: int = 0) -> Pair:
    parts, given = [], {}
    for index in range(dice.randint(1, 4)):
        key = f"ส{index}"
        part, inputs = _part(dice, depth)
        parts.append({"key": key, "title": "", "weight": decimal(dice, 1, 9), **part})
        if dice.random() < 0.85:
            given[key] = inputs
    rules = {
        "scale": dice.choice([5, 100, 500]),
        "combine": dice.choice(["mean", "weighted_sum"]),
        "parts": parts,
    }
    _add_score_tiers(dice, rules)
    return rules, {"parts": given}


def _part(dice: Random, depth: int) -> Pair:
    kinds = ["entered", "indicator", "milestones", "target", "growth"]
    kind = dice.choice([*kinds, "composite"] if depth < 3 else kinds)
    if kind in ("entered", "indicator"):
        scale = dice.choice([5, 100, 500])
        source = {"entered": True} if kind == "entered" else {"indicator": "ก-1", "round": "m"}
        score = {"score": decimal(dice, 0, scale)} if dice.random() < 0.9 else {}
        return {"scale": scale, **source}, score
    rules, inputs = composite(dice, depth + 1) if kind == "composite" else METHODS[kind](dice)
    return {"method": kind, **rules}, inputs


METHODS: dict[str, Callable[[Random], Pair]] = {
    "milestones": milestones,
    "target": target,
    "growth": growth,
    "composite": composite,
}


def _moments(day: date) -> list[str]:
    """The end of the day, or the hour at which offices close."""
    return [day.isoformat(), f"{day.isoformat()}T16:30:00"]


def drawn(method: str, dice: Random) -> Pair:
    """An indicator's document and a case of it, on time or late, waived, extended or unsent."""
    rules, inputs = METHODS[method](dice)
    late = {
        "deduct": dice.choice([0, 1, "0.10", "0.333333", 15]),
        "count": dice.choice(["calendar", "working"]),
        "grace_days": dice.randint(0, 3),
        "cap": dice.choice([None, 0, "2.5", 10]),
    }
    entry = {"key": "r", "due": dice.choice(_moments(DUE)), **rules}
    if dice.random() < 0.6:
        entry["late"] = late
    document = {
        "format": "kpi-indicator/1",
        "code": "ท-1",
        "fiscal_year": 2568,
        "name": "ตัวชี้วัดทดสอบ",
        "method": method,
        "weight": dice.choice([5, {"ก": 5, "ข": "2.5"}]),
        "rounds": [entry],
    }
    sent = DUE + timedelta(days=dice.randint(-5, 25))
    clock = f"{dice.randint(0, 23):02d}:{dice.randint(0, 59):02d}:00+07:00"
    case = {
        "round": "r",
        "group": dice.choice([None, "ก", "ค"]),
        "submitted_at": None if dice.random() < 0.1 else f"{sent.isoformat()}T{clock}",
        "waiver": dice.random() < 0.2,
        "due": dice.choice([None, None, *_moments(DUE + timedelta(days=7))]),
        "holidays": [(DUE + timedelta(days=d)).isoformat() for d in dice.sample(range(30), 3)],
        **inputs,
    }
    return document, case
