"""From the raw to the final score: late submission, waiver, cap, or nothing submitted (rule 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from scoring.case import Case
from scoring.definition import Late, Round
from scoring.lateness import days_over
from scoring.moments import extended, last_instant
from scoring.plan import ZERO
from scoring.trace import Rule, Step


class NoDueDate(ValueError):
    """A late rule is set but neither the round nor the case says when the report was due."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The final score with what was taken away and why; `days` is after grace."""

    final: Fraction
    deduction: Fraction
    days: int | None
    steps: tuple[Step, ...] = ()


def settle(entry: Round, case: Case, raw: Fraction) -> Settlement:
    """The final score of a raw one; raises NoDueDate where lateness cannot be judged."""
    if case.submitted_at is None:
        step = Step(Rule.NOT_SUBMITTED, {"raw": raw}, ZERO - raw)
        return Settlement(ZERO, ZERO, None, (step,))
    if entry.late is None:
        return Settlement(raw, ZERO, None)
    due = due_moment(entry, case)
    over = days_over(due, case.submitted_at, entry.late.count, case.holidays)
    if over == 0:
        return Settlement(raw, ZERO, 0)
    return _settle_late(entry.late, case, raw, over)


def due_moment(entry: Round, case: Case) -> datetime:
    """The due moment of the case: its extension where there is one, else the round's own."""
    if case.due is not None:
        return extended(entry.due or case.due, case.due)
    if entry.due is None:
        raise NoDueDate(entry.key)
    return last_instant(entry.due)


def _settle_late(late: Late, case: Case, raw: Fraction, over: int) -> Settlement:
    days = max(0, over - late.grace_days)
    amount = late.deduct * days
    facts = {
        "days": days,
        "days_over": over,
        "grace_days": late.grace_days,
        "count": str(late.count),
        "per_day": late.deduct,
        "amount": amount,
    }
    if case.waiver:
        step = Step(Rule.WAIVER, facts | {"order": case.waiver_order})
        return Settlement(raw, ZERO, days, (step,))
    steps = [Step(Rule.LATE, facts, ZERO - amount)]
    deduction = amount
    for reason, limit in (("late", late.cap), ("raw", raw)):
        if limit is not None and deduction > limit:
            cap = {"reason": reason, "amount": deduction, "limit": limit}
            steps.append(Step(Rule.CAP, cap, deduction - limit))
            deduction = limit
    return Settlement(raw - deduction, deduction, days, tuple(steps))
