"""The KPI card as it prints: the rows of the card, and the criteria of every round and method.

Printed cards are Thai, whatever the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction

from django.utils import translation

from forms_templates.contexts import Align, CardContext, CardRow, Cell, Column, Table
from indicators.domain import card
from indicators.domain.card import CardView, RoundPart
from kpi_portal.thai import thai_date
from scoring.choices import Above, Below, Combine, Method, Skip
from scoring.definition import Composite, Growth, Level, Part, Scheme, Target
from scoring.definition import Indicator as Definition
from scoring.numbers import exact_text

Row = tuple[Cell, ...]

_AFTER_TARGETS = ("importance", "contacts")
_BELOW = {
    Below.ZERO: "ต่ำกว่าจุดแรกได้ 0 คะแนน",
    Below.FIRST: "ต่ำกว่าจุดแรกได้คะแนนของจุดแรก",
    Below.EXTRAPOLATE: "ต่ำกว่าจุดแรกคิดตามสัดส่วนต่อ",
}
_ABOVE = {
    Above.CAP: "สูงกว่าจุดสุดท้ายได้คะแนนของจุดสุดท้าย",
    Above.EXTRAPOLATE: "สูงกว่าจุดสุดท้ายคิดตามสัดส่วนต่อ",
}
_COMBINE = {
    Combine.MEAN: "คะแนนรวมคือค่าเฉลี่ยของทุกส่วนตามน้ำหนัก",
    Combine.WEIGHTED_SUM: "คะแนนรวมคือผลรวมของคะแนนแต่ละส่วนคูณน้ำหนัก",
}


def build(definition: Definition, *, made_at: datetime, draft: bool = False) -> CardContext:
    """The card with its criteria; `draft` marks every page ร่าง."""
    with translation.override("th"):
        view = card.build(definition, {})
        rows = tuple(_rows(view))
    return CardContext(
        title=f"ตัวชี้วัด {definition.code} : {definition.name}",
        rows=rows,
        made_at=made_at,
        criteria_title=f"เกณฑ์การให้คะแนน ตัวชี้วัด{definition.name}",
        criteria=Table(
            columns=(
                Column("ระดับ", 26, Align.CENTER),
                Column("รายละเอียดการดำเนินการ", 88),
                Column("คะแนน", 18, Align.CENTER),
                Column("หลักฐาน", 60),
            ),
            rows=tuple(row for part in view.rounds for row in _round(part)),
        ),
        draft=draft,
    )


def _rows(view: CardView) -> Iterator[CardRow]:
    """As the source orders them: baseline and target values stand before why it matters."""
    last = [str(heading) for name, heading in card.ROWS if name in _AFTER_TARGETS]
    written = [CardRow(str(heading), text) for heading, text in view.rows]
    yield from (row for row in written if row.label not in last)
    yield from _baseline(view.definition)
    yield from _targets(view)
    yield from (row for row in written if row.label in last)


def _baseline(definition: Definition) -> Iterator[CardRow]:
    if definition.baseline:
        years = tuple(f"ปีงบประมาณ {entry.fiscal_year}" for entry in definition.baseline)
        yield CardRow("ข้อมูลพื้นฐาน", values=years, label_rows=2)
        yield CardRow("", values=tuple(entry.value or "-" for entry in definition.baseline))


def _targets(view: CardView) -> Iterator[CardRow]:
    if not view.one_target_table:
        return
    named = tuple(
        f"{name} ({exact_text(score)} คะแนน)" if score is not None else name
        for name, score in view.tier_names
    )
    heading = f"ค่าเป้าหมายปี พ.ศ. {view.definition.fiscal_year}"
    yield CardRow(heading, values=named, heading=True)
    for part in view.rounds:
        cells = tuple(_reached(tier) for tier in part.tiers)
        yield CardRow(part.definition.name or part.key, values=cells)


def _reached(tier: card.TierCell) -> str:
    if tier.level is None:
        return exact_text(tier.score) if tier.score is not None else "-"
    if tier.from_level is None:
        return f"ระดับ {tier.level}"
    return f"ระดับ {tier.from_level} - {tier.level}"


def _round(part: RoundPart) -> Iterator[Row]:
    entry = part.definition
    facts = [f"คะแนนเต็ม {exact_text(entry.scale)}"]
    if entry.due is not None:
        facts.append(f"ภายในวันที่ {thai_date(entry.due)}")
    if entry.late is not None:
        unit = "วันทำการ" if str(entry.late.count) == "working" else "วัน"
        facts.append(f"ส่งล่าช้าหักวันละ {exact_text(entry.late.deduct)} คะแนน ({unit})")
    yield _heading(f"{entry.name or part.key} · {' · '.join(facts)}")
    yield from _scheme(entry)


def _scheme(scheme: Scheme) -> Iterator[Row]:
    for level in scheme.levels:
        yield _level(level, scheme)
    if scheme.method is Method.MILESTONES and scheme.skip is Skip.FORBIDDEN:
        yield _said("ไม่สามารถข้ามระดับคะแนนได้")
    if scheme.target is not None:
        yield from _target(scheme.target)
    if scheme.growth is not None:
        yield from _growth(scheme.growth)
    if scheme.composite is not None:
        yield from _composite(scheme.composite)


def _level(level: Level, scheme: Scheme) -> Row:
    reached = [t.name for t in scheme.tiers if t.level is not None and level.number <= t.level]
    steps = []
    for criterion in level.criteria:
        points = f" ({exact_text(criterion.points)} คะแนน)" if criterion.points is not None else ""
        steps.append(f"{criterion.key} {criterion.title}{points}")
    proofs = [
        f"- {requirement.title}{'' if requirement.required else ' (ถ้ามี)'}"
        for criterion in level.criteria
        for requirement in criterion.evidence
    ]
    return (
        Cell("\n".join([str(level.number), *reached[:1]])),
        Cell("\n".join([level.title, *steps])),
        Cell(exact_text(level.points)),
        Cell("\n".join(proofs)),
    )


def _target(target: Target) -> Iterator[Row]:
    for group in target.groups:
        if group.group is not None:
            yield _said(f"กลุ่มเป้าหมาย: {group.group}", bold=True)
        for point in group.points:
            if point.value is not None:
                words = f"ผลการดำเนินงาน {exact_text(point.value)}"
            else:
                words = f"{exact_text(point.previous or Fraction(1))} เท่าของคะแนนปีที่ผ่านมา"
            yield _scored(words, point.score)
    ends = f"{_BELOW[target.below]} {_ABOVE[target.above]}"
    yield _said(f"ค่าระหว่างจุดเทียบบัญญัติไตรยางศ์ {ends}")


def _growth(growth: Growth) -> Iterator[Row]:
    yield _said(f"ตัววัดที่ใช้คิดคะแนน {growth.count} ตัววัด")
    for measure in growth.measures or ():
        group = f" ({measure.group})" if measure.group else ""
        yield _said(f"ตัววัด {measure.key}{group}")
    for wanted in growth.groups:
        yield _said(f"กลุ่มตัววัด {wanted.name}{' (ต้องมี)' if wanted.mandatory else ''}")
    for number, band in enumerate(growth.bands):
        yield _scored(_band_words(growth, number), band.score)
    yield _scored("เป้าหมายไม่ท้าทาย", growth.unchallenging)


def _band_words(growth: Growth, number: int) -> str:
    above = growth.bands[number].above
    if above is not None:
        return f"สูงกว่าเป้าหมายเกินร้อยละ {exact_text(above)}"
    others = [band.above for band in growth.bands if band.above is not None]
    return f"ไม่เกินร้อยละ {exact_text(min(others))} เหนือเป้าหมาย" if others else "ทุกผล"


def _composite(composite: Composite) -> Iterator[Row]:
    for part in composite.parts:
        weight = f" · น้ำหนัก {exact_text(part.weight)}" if part.weight is not None else ""
        full = f" · คะแนนเต็ม {exact_text(part.scale)}"
        yield _heading(f"{part.key} {part.title}{weight}{full}")
        yield from _part(part)
    keys = ", ".join(part.key for part in composite.parts)
    yield _said(f"{_COMBINE[composite.combine]} ({keys})")
    for derived in composite.derive:
        yield _said(f"{derived.name} = {derived.formula}")


def _part(part: Part) -> Iterator[Row]:
    if part.scheme is not None:
        yield from _scheme(part.scheme)
    elif part.indicator is not None:
        yield _said(f"ใช้ผลของตัวชี้วัด {part.indicator}")
    elif part.entered:
        yield _said("กรอกคะแนนของส่วนนี้")


def _heading(text: str) -> Row:
    return (Cell(text, columns=4, align=Align.LEFT, bold=True),)


def _said(text: str, *, bold: bool = False) -> Row:
    return (Cell(""), Cell(text, columns=3, bold=bold))


def _scored(text: str, score: Fraction) -> Row:
    return (Cell(""), Cell(text), Cell(exact_text(score)), Cell(""))
