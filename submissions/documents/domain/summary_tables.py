"""The results of a round as a summary memo tells them: sentences, tables and the chart. Pure.

Scores are exact: what stands in a table is what was confirmed, and the mean is computed from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from forms_templates.contexts import Align, Annex, Bar, Cell, Chart, Column, Table
from kpi_portal.thai import thai_date
from scoring.numbers import two_places

# A longer list would bury the figures; the table at the end names every unit.
MOST_NAMED = 8
BANDS = 5
ANNEX_TITLE = "บัญชีสรุปผลการประเมินรายหน่วยงาน"
_STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the round came to for one unit. `score` is the confirmed one, None before that."""

    unit: str
    score: Decimal | None = None
    level: int | None = None
    reported_on: date | None = None
    days_late: int = 0
    not_reported: bool = False
    exempted: bool = False
    order: str = ""
    extended_until: date | None = None
    waiver: str = ""
    under_correction: bool = False

    @property
    def settled(self) -> bool:
        """It counts in the figures."""
        return self.score is not None and not self.exempted

    @property
    def reported(self) -> bool:
        return self.reported_on is not None and not self.not_reported and not self.exempted


@dataclass(frozen=True, slots=True)
class Summary:
    """A round's outcomes in the order of its units, with the full score; `levels` are the numbers
    of its levels, none for methods without."""

    outcomes: tuple[Outcome, ...]
    scale: Fraction
    levels: tuple[int, ...] = ()

    @property
    def settled(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.settled)

    @property
    def scores(self) -> tuple[Decimal, ...]:
        return tuple(o.score for o in self.settled if o.score is not None)

    @property
    def mean(self) -> Fraction | None:
        """Of the confirmed scores, exact; exempted units stand outside."""
        if not self.scores:
            return None
        return sum((Fraction(score) for score in self.scores), Fraction(0)) / len(self.scores)


def places(summary: Summary) -> dict[str, str]:
    """The figures and lists of the memo's text."""
    counted = [o for o in summary.outcomes if not o.exempted]
    reported = [o for o in counted if o.reported]
    late = [o for o in reported if o.days_late]
    scores = summary.scores
    return {
        "units": str(len(counted)),
        "reported": str(len(reported)),
        "on_time": str(len(reported) - len(late)),
        "late": str(len(late)),
        "not_reported": str(sum(o.not_reported for o in counted)),
        "settled": str(len(scores)),
        "mean": _mean(summary),
        "highest": str(max(scores)) if scores else "-",
        "lowest": str(min(scores)) if scores else "-",
        "scale": plain(summary.scale),
        "levels": _levels(summary),
        "late_units": _named((o.unit, f"{o.days_late} วัน") for o in late),
        "missing_units": _named((o.unit, "") for o in counted if o.not_reported),
        "exempted_units": _named(
            (o.unit, f"คำสั่งที่ {o.order}" if o.order else "") for o in summary.outcomes if o.exempted
        ),
        "extended_units": _named(
            (o.unit, f"ถึงวันที่ {thai_date(o.extended_until)}") for o in counted if o.extended_until
        ),
        "open_units": _named((o.unit, "") for o in counted if not o.settled),
    }


def distribution(summary: Summary) -> tuple[Table, Chart]:
    """How many units reached which fifth of the full score, as a table and as a chart of it."""
    bands = _bands(summary)
    every = len(summary.scores)
    rows = [
        (Cell(label), Cell(str(count)), Cell(two_places(Fraction(count * 100, every or 1))))
        for label, count in bands
    ]
    total = two_places(Fraction(100 if every else 0))
    rows.append((Cell("รวม", bold=True), Cell(str(every), bold=True), Cell(total, bold=True)))
    table = Table(
        columns=(
            Column("ช่วงคะแนน", 40, Align.CENTER),
            Column("จำนวนหน่วยงาน", 30, Align.CENTER),
            Column("ร้อยละ", 30, Align.CENTER),
        ),
        rows=tuple(rows),
        title="การกระจายของคะแนน",
    )
    told = ", ".join(f"{label} คะแนน {count} หน่วยงาน" for label, count in bands)
    chart = Chart(
        title="จำนวนหน่วยงานจำแนกตามช่วงคะแนน",
        bars=tuple(Bar(label, str(count)) for label, count in bands),
        words=f"แผนภูมิแท่งแสดงจำนวนหน่วยงานจำแนกตามช่วงคะแนน {told}",
        value_title="หน่วยงาน",
        label_title="ช่วงคะแนน",
    )
    return table, chart


def annex(summary: Summary, lines: Sequence[str]) -> Annex:
    """Every unit with its level, its score and what is to be said of it."""
    levels = bool(summary.levels)
    rows = [
        _row(number, outcome, levels) for number, outcome in enumerate(summary.outcomes, start=1)
    ]
    rows.append(
        (
            Cell("คะแนนเฉลี่ย", columns=4 if levels else 3, bold=True, align=Align.RIGHT),
            Cell(_mean(summary), bold=True),
            Cell(f"{len(summary.scores)} หน่วยงาน"),
        )
    )
    columns = [
        Column("ลำดับ", 9, Align.CENTER),
        Column("หน่วยงาน", 44),
        Column("วันที่รายงาน", 19, Align.CENTER),
        *([Column("ระดับ", 9, Align.CENTER)] if levels else []),
        Column(f"คะแนน (เต็ม {plain(summary.scale)})", 15, Align.CENTER),
        Column("หมายเหตุ", 29),
    ]
    return Annex(ANNEX_TITLE, tuple(lines), (Table(tuple(columns), tuple(rows)),))


def plain(value: Fraction) -> str:
    """A number of points without needless decimals."""
    return str(value.numerator) if value.denominator == 1 else two_places(value)


def _row(number: int, outcome: Outcome, levels: bool) -> tuple[Cell, ...]:
    told = outcome.settled
    level = "-" if outcome.level is None or not told else str(outcome.level)
    day = thai_date(outcome.reported_on, "short") if outcome.reported_on else "-"
    return (
        Cell(str(number)),
        Cell(outcome.unit),
        Cell("-" if outcome.exempted or outcome.not_reported else day),
        *((Cell(level),) if levels else ()),
        Cell(str(outcome.score) if told else "-"),
        Cell("\n".join(_remarks(outcome))),
    )


def _remarks(outcome: Outcome) -> Iterable[str]:
    if outcome.exempted:
        yield f"ยกเว้นการประเมิน{f' คำสั่งที่ {outcome.order}' if outcome.order else ''}"
        return
    if outcome.not_reported:
        yield "ไม่รายงาน"
    if outcome.extended_until:
        yield f"ขยายเวลาถึง {thai_date(outcome.extended_until, 'short')}"
    if outcome.days_late and not outcome.not_reported:
        yield f"รายงานล่าช้า {outcome.days_late} วัน"
    if outcome.waiver:
        yield f"ยกเว้นการหักคะแนน คำสั่งที่ {outcome.waiver}"
    if outcome.under_correction:
        yield "อยู่ระหว่างทบทวน"
    elif not outcome.settled:
        yield "ยังไม่มีข้อสรุป"


def _bands(summary: Summary) -> list[tuple[str, int]]:
    """The fifths of the full score; a score on an edge belongs to the lower one."""
    edges = [summary.scale * number / BANDS for number in range(1, BANDS + 1)]
    counts = [0] * BANDS
    for score in summary.scores:
        counts[next((i for i, edge in enumerate(edges) if score <= edge), BANDS - 1)] += 1
    labels = [f"0 - {plain(edges[0])}"]
    for lower, upper in pairwise(edges):
        # Confirmed scores have two decimals, so nothing lies between two bands.
        start = Decimal(two_places(lower)) + _STEP
        labels.append(f"{start} - {plain(upper)}")
    return list(zip(labels, counts, strict=True))


def _levels(summary: Summary) -> str:
    counted = [o.level for o in summary.settled]
    told = [
        f"ระดับ {level} จำนวน {counted.count(level)} หน่วยงาน"
        for level in summary.levels
        if counted.count(level)
    ]
    below = sum(level not in summary.levels for level in counted)
    if told and below:
        told.append(f"ไม่ถึงระดับใดจำนวน {below} หน่วยงาน")
    return " ".join(told)


def _mean(summary: Summary) -> str:
    return "-" if summary.mean is None else two_places(summary.mean)


def _named(units: Iterable[tuple[str, str]]) -> str:
    """The units with what is said of each; many are only counted."""
    listed = [f"{unit} ({said})" if said else unit for unit, said in units]
    if len(listed) > MOST_NAMED:
        return f"หน่วยงานตามบัญชีแนบท้ายจำนวน {len(listed)} หน่วยงาน"
    return ", ".join(listed)
