"""Cases per second of the scoring engine, beside a naive baseline, in one run on one core.

    .venv/bin/python benchmarks/engine.py

Definitions are parsed once, before the clock starts; every result carries its whole trace, whose
sentences are rendered only when asked for. The baseline applies the same rules directly to the
definition, as one would write them down first, and keeps its reasons as plain dicts; both must
agree on every score. Figures a second depend on the machine: quote the ratio. The methods other
than milestones are timed on the worked cases, without a baseline.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scoring.case import Case  # noqa: E402  (the path above comes first)
from scoring.cases import LoadedCase, load_cases  # noqa: E402
from scoring.definition import Criterion, Indicator, Requirement, Round  # noqa: E402
from scoring.engine import score  # noqa: E402
from scoring.moments import last_instant  # noqa: E402
from scoring.parsing import parse_definition  # noqa: E402
from scoring.wording import sentences  # noqa: E402

GOAL = 20_000
CASES = 20_000
BASELINE_CASES = 4_000
SEED = 2568
WORKED = ("org-status-2564", "growth-measures", "org-frame-2564", "pmqa40-2565")
WORKED_REPEATS = 1_000
INDICATORS = ("rid-digitalize-2568", "process-improvement-2566", "fisheries-digital-2563")


Item = TypeVar("Item", Case, LoadedCase)


def main() -> None:
    """Prints a table per indicator and the figures that count."""
    print(f"{'indicator':<28}{'cases/s':>12}{'naive/s':>12}{'ratio':>8}{'steps':>8}")
    rates = []
    for name in INDICATORS:
        indicator = parse_definition((ROOT / f"fixtures/indicators/{name}.yaml").read_bytes())
        cases = made_cases(indicator, CASES)
        assert_agreement(indicator, cases[:2_000])
        rate = per_second(lambda case, i=indicator: score(i, case), cases)
        baseline = per_second(lambda case, i=indicator: naive(i, case), cases[:BASELINE_CASES])
        steps = sum(len(score(indicator, case).trace) for case in cases[:1_000]) / 1_000
        print(f"{name:<28}{rate:>12,.0f}{baseline:>12,.0f}{rate / baseline:>8.2f}{steps:>8.1f}")
        rates.append(rate)
    for name in WORKED:
        worked = load_cases([ROOT / f"fixtures/cases/{name}.yaml"]) * WORKED_REPEATS
        rate = per_second(lambda loaded: score(loaded.indicator, loaded.case), worked)
        steps = len(score(worked[0].indicator, worked[0].case).trace)
        print(f"{name:<28}{rate:>12,.0f}{'-':>12}{'-':>8}{steps:>8.1f}")
    print(
        f"\nslowest {min(rates):,.0f} cases/s, goal {GOAL:,}: {min(rates) / GOAL:.2f} of the goal"
    )
    worded = per_second(lambda case: sentences(score(indicator, case), "th"), cases[:2_000])
    print(f"with every sentence in Thai rendered: {worded:,.0f} cases/s")


def per_second(work: Callable[[Item], object], cases: list[Item], repeats: int = 3) -> float:
    """The best of a few passes in processor time: the rest is what else the machine was doing."""
    best = float("inf")
    for _ in range(repeats):
        started = time.process_time()
        for case in cases:
            work(case)
        best = min(best, time.process_time() - started)
    return len(cases) / best


def made_cases(indicator: Indicator, number: int) -> list[Case]:
    """Cases between nothing and everything accepted, on time and late, over all rounds."""
    dice = random.Random(SEED)
    groups = [None]
    if isinstance(indicator.weight, tuple):
        groups = [entry.group for entry in indicator.weight]
    return [
        made_case(dice, dice.choice(indicator.rounds), dice.choice(groups)) for _ in range(number)
    ]


def made_case(dice: random.Random, entry: Round, group: str | None) -> Case:
    """One case; the share of accepted evidence is drawn first, so that full ones occur too."""
    share = dice.choice((0.3, 0.7, 0.9, 1.0))
    accepted, values = {}, {}
    for _, _, requirement in entry.evidence():
        if requirement.at_least is not None:
            values[requirement.key] = Fraction(dice.randint(40, 120))
        elif dice.random() < share:
            accepted[requirement.key] = requirement.minimum
    due = last_instant(entry.due) if entry.due else datetime.now(UTC)
    submitted = due + timedelta(days=dice.randint(-5, 5))
    return Case(entry.key, submitted, accepted, values, group)


def assert_agreement(indicator: Indicator, cases: list[Case]) -> None:
    """The two must give the same final score, or the ratio compares nothing."""
    for case in cases:
        assert score(indicator, case).final == naive(indicator, case)[0], case


def naive(indicator: Indicator, case: Case) -> tuple[Fraction, list[dict[str, object]]]:
    """The final score by the rules, straight from the definition, with its reasons."""
    entry = indicator.round(case.round)
    reasons: list[dict[str, object]] = []
    total = Fraction(0)
    held = False
    for level in entry.levels:
        met = [naive_met(entry, criterion, case, reasons) for criterion in level.criteria]
        earned = Fraction(0)
        if all(met):
            earned = level.points
        else:
            for criterion, is_met in zip(level.criteria, met, strict=True):
                if is_met and criterion.share:
                    earned += level.points / len(level.criteria)
                elif is_met and criterion.points is not None:
                    earned += criterion.points
        if not held:
            total += earned
        held = held or not all(met)
        reasons.append(
            {
                "code": "level",
                "number": level.number,
                "title": level.title,
                "complete": all(met),
                "counted": not held,
            }
        )
    final = total - naive_deduction(entry, case, total)
    weight = indicator.weight_of(case.group)
    weighted = None if weight is None else final / entry.scale * weight
    reasons.append({"code": "weight", "final": final, "weight": weight, "weighted": weighted})
    return final, reasons


def naive_deduction(entry: Round, case: Case, total: Fraction) -> Fraction:
    """Rule 7 for calendar days without grace or cap, which is all that the fixtures use."""
    if entry.late is None or case.submitted_at is None or entry.due is None:
        return Fraction(0)
    due = last_instant(entry.due)
    if case.submitted_at <= due:
        return Fraction(0)
    days = max(1, (case.submitted_at.date() - due.date()).days)
    return min(total, days * entry.late.deduct)


def naive_met(
    entry: Round, criterion: Criterion, case: Case, reasons: list[dict[str, object]]
) -> bool:
    """Rules 1 and 2 for one criterion."""
    missing = []
    for _, owner, requirement in entry.evidence():
        if owner.key == criterion.key or criterion.key in requirement.also:
            accepted = naive_accepted(requirement, case)
            reasons.append(
                {
                    "code": "evidence",
                    "key": requirement.key,
                    "title": requirement.title,
                    "met": accepted,
                    "accepted": case.accepted.get(requirement.key, 0),
                }
            )
            if requirement.required and not accepted:
                missing.append(requirement.key)
    reasons.append({"code": "criterion", "key": criterion.key, "missing": missing})
    return not missing


def naive_accepted(requirement: Requirement, case: Case) -> bool:
    """Rule 1."""
    if requirement.at_least is not None:
        value = case.values.get(requirement.key)
        return value is not None and value >= requirement.at_least
    return case.accepted.get(requirement.key, 0) >= requirement.minimum


if __name__ == "__main__":
    main()
