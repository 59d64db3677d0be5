"""The facts that memos are filled with, worded for paper: Thai, whole sentences."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from forms_templates.contexts import Align, Cell, Column, Table
from indicators.models import Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role, UnitKind
from kpi_portal.accounts.models import Membership, Unit, User
from kpi_portal.errors import NotFound
from kpi_portal.thai import BANGKOK, thai_date
from scoring import wording
from scoring.numbers import two_places
from submissions.access import day_of
from submissions.domain import scores
from submissions.enums import ScoreBasis
from submissions.models import Submission


def strategy_section(actor: User, owner: Unit, *, at: datetime) -> Unit:
    """The section in which the actor reviews or heads for this owner: it issues the memo."""
    own = standing.of(actor, day_of(at))
    for role in (Role.HEAD, Role.REVIEWER):
        grant = own.grant_for(role, owner.path)
        if grant is not None:
            return Unit.objects.select_related("parent").get(pk=grant.unit_id)
    raise NotFound("no strategy section", code="not_found")


def section_of_owner(owner: Unit) -> Unit:
    """The section whose head confirms for this owner; the owner itself where there is none."""
    head = (
        Membership.objects.filter(role=Role.HEAD, scope=owner)
        .select_related("unit__parent")
        .order_by("-starts")
        .first()
    )
    return head.unit if head else owner


def agency_line(unit: Unit) -> str:
    """ส่วนราชการ: the unit, the bureau above it, the telephone."""
    names = [unit.name]
    if unit.parent is not None and unit.kind in (UnitKind.SECTION, UnitKind.CENTRE):
        names.append(unit.parent.name)
    line = " ".join(names)
    return f"{line} โทร. {unit.phone}" if unit.phone else line


def of_round(round_: Round, section: Unit) -> dict[str, str]:
    """What every memo of a round may name."""
    indicator = round_.indicator
    return {
        "code": indicator.code,
        "indicator": indicator.name,
        "round": round_.name,
        "fiscal_year": str(indicator.fiscal_year),
        "bureau": indicator.owner.name,
        "section": section.name,
        "email": section.email or "–",
        "phone": section.phone or "–",
        "due": thai_date(round_.due_at.astimezone(BANGKOK).date(), "long"),
    }


def of_result(submission: Submission, *, at: datetime) -> dict[str, str]:
    """Level, score and reasons of the confirmed result."""
    result = scores.evaluate(submission, ScoreBasis.CONFIRMED, at=at).result
    level = "" if result.level is None else f"ได้ระดับ {result.level}"
    claimed = submission.claimed_level
    claim = f"จากที่ขอรับระดับ {claimed}" if claimed else ""
    return {
        "unit": submission.unit_name,
        "level_line": f"{level} {claim}".strip(),
        "final": two_places(result.final),
        "scale": _plain(result.scale),
        "tier_line": f"({result.tier})" if result.tier else "",
        "reasons": wording.summary(result, "th"),
        "next_line": "",
    }


def of_claim(submission: Submission) -> dict[str, str]:
    """What the unit says of its own work."""
    claimed = submission.claimed_level
    parts = [
        ("ปัจจัยสนับสนุน", submission.supporting_factors),
        ("ปัญหาและอุปสรรค", submission.obstacles),
        ("แนวทางแก้ไข", submission.solutions),
    ]
    said = [f"{label}: {text}" for label, text in parts if text.strip()]
    return {
        "unit": submission.unit_name,
        "claim_line": f"โดยขอรับการประเมินที่ระดับ {claimed}" if claimed else "",
        "narrative": " ".join(said),
    }


def director_of(submission: Submission) -> str:
    """To whom a memo to the unit is addressed: the position, never a person's name."""
    return submission.unit.position_name or f"ผู้อำนวยการ{submission.unit_name}"


def result_table(submission: Submission, *, at: datetime) -> Table:
    """Level by level: what it asks, its points, what was earned."""
    result = scores.evaluate(submission, ScoreBasis.CONFIRMED, at=at).result
    earned = {outcome.number: outcome for outcome in result.levels}
    rows = []
    for level in submission.definition.levels:
        outcome = earned[level.number]
        rows.append(
            (
                Cell(str(level.number)),
                Cell(level.title),
                Cell(_plain(level.points)),
                Cell(two_places(outcome.points)),
                Cell("ครบถ้วน" if outcome.complete else "ยังไม่ครบ"),
            )
        )
    rows.append(
        (
            Cell("รวม", columns=2, bold=True, align=Align.RIGHT),
            Cell(_plain(result.scale), bold=True),
            Cell(two_places(result.final), bold=True),
            Cell(f"หัก {two_places(result.deduction)}" if result.deduction else ""),
        )
    )
    columns = (
        Column("ระดับ", 8, Align.CENTER),
        Column("รายละเอียดการดำเนินการ", 50),
        Column("คะแนน", 11, Align.CENTER),
        Column("คะแนนที่ได้", 13, Align.CENTER),
        Column("ผลตรวจ", 18, Align.CENTER),
    )
    return Table(columns=columns, rows=tuple(rows))


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else two_places(value)
