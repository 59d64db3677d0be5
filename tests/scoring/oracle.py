"""A second opinion: scores worked out from the written rules alone, by brute force.

It reads plain documents and plain cases and shares nothing with the engine: no parser, no dates,
no rounding helper. Slow and literal on purpose.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Document = dict[str, Any]

BANGKOK = timezone(timedelta(hours=7))


def number(value: Any) -> Fraction:
    return Fraction(value)


def judge(document: Document, case: Document) -> Document:
    """All numbers of the result, exact: raw, final, deduction, days, level, tier, weighted …"""
    entry = next(r for r in document["rounds"] if r["key"] == case["round"])
    raw, level = raw_score(document["method"], entry, case)
    final, deduction, days = lateness(entry, case, raw)
    weight = document.get("weight")
    if isinstance(weight, dict):
        weight = weight.get(case.get("group"))
    scale = number(entry["scale"])
    return {
        "raw": raw,
        "level": level,
        "final": final,
        "deduction": deduction,
        "days_late": days,
        "tier": tier(entry, case, level, final),
        "percent": final / scale * 100,
        "weighted": None if weight is None else final / scale * number(weight),
    }


def raw_score(method: str, rules: Document, given: Document) -> tuple[Fraction, int | None]:
    """Rule 6 on top of the method's own rule."""
    scale = number(rules["scale"])
    if method == "milestones":
        earned, level = milestones(rules, given)
    else:
        methods = {"target": target, "growth": growth, "composite": composite}
        earned, level = methods[method](rules, given), None
    raw = min(earned, scale)
    if method != "milestones":
        raw = max(raw, Fraction(0))
    tiers = rules.get("tiers") or []
    if rules.get("below_first_tier") == "zero" and tiers:
        if level is not None and level < tiers[0]["level"]:
            raw = Fraction(0)
        if level is None and raw < number(tiers[0]["score"]):
            raw = Fraction(0)
    return raw, level


# rules 1 to 5


def met(requirement: Document, given: Document) -> bool:
    kinds = requirement["kind"] if isinstance(requirement["kind"], list) else [requirement["kind"]]
    for kind in kinds:
        if kind == "number":
            value = given.get("values", {}).get(requirement["key"])
            least = requirement.get("at_least")
            if value is not None and (least is None or number(value) >= number(least)):
                return True
        elif given.get("accepted", {}).get(requirement["key"], 0) >= requirement.get("minimum", 1):
            return True
    return False


def milestones(rules: Document, given: Document) -> tuple[Fraction, int]:
    everything = [
        (criterion["key"], requirement)
        for level in rules["levels"]
        for criterion in level["criteria"]
        for requirement in criterion["evidence"]
    ]

    def criterion_met(key: str) -> bool:
        for owner, requirement in everything:
            if not requirement.get("required", True):
                continue
            if (owner == key or key in requirement.get("also", [])) and not met(requirement, given):
                return False
        return True

    total, achieved, broken = Fraction(0), 0, False
    for level in rules["levels"]:
        criteria = level["criteria"]
        held = [c for c in criteria if criterion_met(c["key"])]
        complete = len(held) == len(criteria)
        credit = Fraction(0)
        for criterion in held:
            points = criterion.get("points")
            if points == "share":
                credit += number(level["points"]) / len(criteria)
            elif points is not None:
                credit += number(points)
        if complete and not broken:
            achieved = level["number"]
        if rules.get("skip") == "allowed" or not broken:
            total += number(level["points"]) if complete else credit
        broken = broken or not complete
    return total, achieved


# rule 10


def half_up(value: Fraction) -> Fraction:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def target(rules: Document, given: Document) -> Fraction:
    value = given.get("values", {}).get("value")
    if value is None:
        return Fraction(0)
    value = number(value)
    points = rules["points"]
    if isinstance(points, dict):
        points = points[given["target_group"]]
    line = []
    for point in points:
        at = point["value"]
        if isinstance(at, dict):
            at = half_up(number(given["previous"]) * number(at["previous"]))
        line.append((number(at), number(point["score"])))
    if line[0][0] > line[1][0]:  # falling: look at it in a mirror
        line = [(-at, score) for at, score in line]
        value = -value
    for at, score in line:
        if at == value:
            return score

    def through(a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction]) -> Fraction:
        return a[1] + (value - a[0]) / (b[0] - a[0]) * (b[1] - a[1])

    if value < line[0][0]:
        below = rules.get("below", "zero")
        if below == "extrapolate":
            return through(line[0], line[1])
        return Fraction(0) if below == "zero" else line[0][1]
    if value > line[-1][0]:
        above = rules.get("above", "cap")
        return through(line[-2], line[-1]) if above == "extrapolate" else line[-1][1]
    found = [
        through(line[i], line[i + 1])
        for i in range(len(line) - 1)
        if line[i][0] < value < line[i + 1][0]
    ]
    (score,) = found
    return score


# rule 11


def growth(rules: Document, given: Document) -> Fraction:
    total = Fraction(0)
    for key, reported in given.get("measures", {}).items():
        better = reported.get("better") or "higher"
        if rules["measures"] != "free":
            better = next(m for m in rules["measures"] if m["key"] == key).get("better", "higher")
        total += growth_measure(rules, reported, better)
    return total / rules["count"]


def growth_measure(rules: Document, reported: Document, better: str) -> Fraction:
    aim, result = number(reported["target"]), number(reported["result"])
    past = [number(year) for year in reported.get("history", [])]
    tests = []
    if past:
        tests.append(past[-1])
    if len(past) >= 2:
        tests.append(sum(past[-2:], Fraction(0)) / 2)
    challenging = False
    for test in tests:
        challenging = challenging or (aim <= test if better == "lower" else aim >= test)
    if not challenging:
        return number(rules.get("unchallenging", 0))
    bands = rules["bands"]
    if aim == 0:
        return number(bands[0]["score"])
    margin = (aim - result if better == "lower" else result - aim) / abs(aim) * 100
    if margin < 0:
        return number(bands[0]["score"])
    for index, band in enumerate(bands):
        low = band["above"]
        high = bands[index + 1]["above"] if index + 1 < len(bands) else None
        if (low is None or number(low) <= margin) and (high is None or margin < number(high)):
            return number(band["score"])
    raise AssertionError("the bands leave a gap")


# rule 12


def composite(rules: Document, given: Document) -> Fraction:
    shares, weights = [], []
    for part in rules["parts"]:
        reported = given.get("parts", {}).get(part["key"])
        score = Fraction(0)
        if reported is not None and "method" in part:
            score, _ = raw_score(part["method"], part, reported)
        elif reported is not None and reported.get("score") is not None:
            score = number(reported["score"])
        shares.append(score / number(part["scale"]))
        weights.append(number(part["weight"]))
    scale = number(rules["scale"])
    if rules["combine"] == "mean":
        return sum(shares, Fraction(0)) / len(shares) * scale
    pairs = zip(weights, shares, strict=True)
    return sum((w * s for w, s in pairs), Fraction(0)) / sum(weights) * scale


# rules 7 and 9


def lateness(
    entry: Document, case: Document, raw: Fraction
) -> tuple[Fraction, Fraction, int | None]:
    if case["submitted_at"] is None:
        return Fraction(0), Fraction(0), None
    late = entry.get("late")
    if late is None:
        return raw, Fraction(0), None
    sent = datetime.fromisoformat(case["submitted_at"]).astimezone(BANGKOK)
    due, clock = due_of(entry, case)
    if sent.date() < due or (sent.date() == due and (clock is None or sent.time() <= clock)):
        return raw, Fraction(0), 0
    off = {date.fromisoformat(day) for day in case.get("holidays", [])}
    days, day = 0, due
    while day < sent.date():
        day += timedelta(days=1)
        if late.get("count") != "working" or (day.isoweekday() <= 5 and day not in off):
            days += 1
    days = max(0, max(1, days) - late.get("grace_days", 0))
    if case.get("waiver"):
        return raw, Fraction(0), days
    deduction = days * number(late["deduct"])
    if late.get("cap") is not None:
        deduction = min(deduction, number(late["cap"]))
    deduction = min(deduction, raw)
    return raw - deduction, deduction, days


def due_of(entry: Document, case: Document) -> tuple[date, time | None]:
    """The day and the hour, if any; an extension that names only a day has the round's hour."""
    said = case.get("due") or entry["due"]
    clock = said[11:] or entry["due"][11:]
    return date.fromisoformat(said[:10]), time.fromisoformat(clock) if clock else None


def tier(entry: Document, case: Document, level: int | None, final: Fraction) -> str | None:
    if case["submitted_at"] is None:
        return None
    reached = None
    for named in entry.get("tiers") or []:
        if level is not None and named["level"] <= level:
            reached = named["name"]
        if level is None and number(named["score"]) <= final:
            reached = named["name"]
    return reached
