"""The facts that memos are filled with, worded for paper: Thai, whole sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction

from forms_templates.contexts import Align, Cell, Column, Table
from indicators.models import Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role, UnitKind
from kpi_portal.accounts.holders import in_force
from kpi_portal.accounts.models import Membership, Unit, User
from kpi_portal.errors import NotFound
from kpi_portal.thai import BANGKOK, thai_date
from scoring import wording
from scoring.methods import growth as measures
from scoring.methods.composite import CompositeOutcome
from scoring.numbers import two_places
from scoring.result import Result
from submissions.access import day_of
from submissions.documents.enums import DocumentKind, DocumentState, NumberState
from submissions.documents.models import Document
from submissions.domain import deadlines, pieces, requirements, score_inputs, scores
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


def section_of_owner(owner: Unit, *, at: datetime) -> Unit:
    """The section whose head confirms for this owner; the owner itself where there is none."""
    head = (
        Membership.objects.filter(in_force(day_of(at)), role=Role.HEAD, scope=owner)
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


def for_request(round_: Round, section: Unit, *, addressees: str) -> dict[str, str]:
    """The places of the request memo. A meeting is written in by whoever edits the draft."""
    indicator = round_.indicator
    return named(round_) | {
        "section": section.name,
        "bureau": indicator.owner.name,
        "addressees": addressees,
        "fiscal_year": str(indicator.fiscal_year),
        "due_date": in_words(round_.due_at),
        "contact": contact_of(section) or "ระบบรายงานตัวชี้วัด",
        "forms": "แบบฟอร์ม 1 - 5",
        "meeting": "",
        "meeting_date": "",
        "meeting_time": "",
        "meeting_venue": "",
        "meeting_matter": "",
    }


def for_feedback(
    submission: Submission, section: Unit, *, at: datetime, replaces: str = ""
) -> dict[str, str]:
    """The places of the feedback memo: level, score and reasons of the confirmed result."""
    result = scores.evaluate(submission, ScoreBasis.CONFIRMED, at=at).result
    appeal = deadlines.appeal_ends_at(submission) if submission.round.appeal_days else None
    return named(submission.round) | {
        "section": section.name,
        "unit": submission.unit_name,
        "fiscal_year": str(submission.round.indicator.fiscal_year),
        "submitted_on": _reported_on(submission),
        "level_reached": f"ระดับ {result.level}" if result.level is not None else "ผล",
        "score": two_places(result.final),
        "scale": _plain(result.scale),
        "tier": result.tier or "",
        "reasons": wording.summary(result, "th"),
        "endorsed_by": submission.endorsement_reference or submission.round.endorsement_reference,
        "answer_until": in_words(appeal) if appeal else "",
        "replaces": replaces,
    }


def _reported_on(submission: Submission) -> str:
    """The day of the newest filing that stands: of a report on paper when it was received, which
    is earlier than when it was entered."""
    standing_filings = submission.filings.filter(withdrawn_at=None).order_by("-number")
    moment = standing_filings.values_list("at", flat=True).first() or submission.submitted_at
    return in_words(moment) if moment else ""


def for_report(
    submission: Submission, section: Unit, *, form_numbers: Sequence[str]
) -> dict[str, str]:
    """The places of a unit's reporting memo: what it claims and says of its own work."""
    places = requirements.index(submission.definition)
    figures = {key for key, place in places.items() if place.figure is not None}
    pieces_given = sum(
        use.supplied and use.requirement not in figures for use in pieces.active(submission)
    )
    return (
        told_of(submission, form_numbers=form_numbers)
        | asked_by(submission.round)
        | {
            "unit": submission.unit_name,
            "section": section.name,
            "evidence_count": str(pieces_given) if pieces_given else "",
        }
    )


def told_of(submission: Submission, *, form_numbers: Sequence[str]) -> dict[str, str]:
    """What any memo that carries a report says of it: the indicator, the level claimed, the forms,
    and the unit's own words."""
    numbers = ", ".join(dict.fromkeys(n.removeprefix("แบบฟอร์ม ") for n in form_numbers))
    return named(submission.round) | {
        "fiscal_year": str(submission.round.indicator.fiscal_year),
        "level_claimed": _claimed(submission, submission.claimed_level),
        "forms": f"แบบฟอร์ม {numbers}" if numbers else "",
        "supporting_factors": _one_line(submission.supporting_factors),
        "obstacles": _one_line(submission.obstacles),
        "solutions": _one_line(submission.solutions),
    }


def contact_of(section: Unit) -> str:
    """How to reach the section; empty where nothing is known."""
    contact = [f"E-mail : {section.email}"] if section.email else []
    contact += [f"โทร. {section.phone}"] if section.phone else []
    return " ".join(contact)


def asked_by(round_: Round) -> dict[str, str]:
    """The request memo by which the round was asked for; empty where none was issued."""
    asked = (
        Document.objects.filter(round=round_, kind=DocumentKind.REQUEST_MEMO)
        .exclude(state=DocumentState.DRAFT)
        .exclude(register_number__state=NumberState.VOIDED)
        .first()
    )
    return {
        "request_number": asked.number if asked else "",
        "request_date": thai_date(asked.dated, "long") if asked and asked.dated else "",
    }


def _claimed(submission: Submission, level: int | None) -> str:
    if not submission.definition.levels:
        return "ทุกรายการที่รายงาน"
    return f"ระดับ {level}" if level else "ทุกระดับที่มีหลักฐาน"


def named(round_: Round) -> dict[str, str]:
    """The indicator and its round by name."""
    return {
        "indicator_code": round_.indicator.code,
        "indicator_name": round_.indicator.name,
        "round": round_.name,
    }


def in_words(moment: datetime) -> str:
    """Bangkok's day of a moment, as sentences name it."""
    return thai_date(moment.astimezone(BANGKOK).date(), "long")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def director_of(submission: Submission) -> str:
    """To whom a memo to the unit is addressed: the position, never a person's name."""
    return submission.unit.position_name or f"ผู้อำนวยการ{submission.unit_name}"


def result_table(submission: Submission, *, at: datetime) -> Table:
    """Level by level: what it asks, its points, what was earned."""
    result = scores.evaluate(submission, ScoreBasis.CONFIRMED, at=at).result
    if not submission.definition.levels:
        return _table_of_parts(submission, result)
    earned = {outcome.number: outcome for outcome in result.levels}
    rows: list[tuple[Cell, ...]] = []
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


def _table_of_parts(submission: Submission, result: Result) -> Table:
    """Part by part, or measure by measure: its full score and what was earned."""
    rows: list[tuple[Cell, ...]] = [
        (Cell(key), Cell(title), Cell(_plain(most)), Cell(two_places(score)))
        for key, title, most, score in _shares(submission, result)
    ]
    rows.append(
        (
            Cell("รวม", columns=2, bold=True, align=Align.RIGHT),
            Cell(_plain(result.scale), bold=True),
            Cell(two_places(result.final), bold=True),
        )
    )
    columns = (
        Column("ที่", 10, Align.CENTER),
        Column("รายการ", 58),
        Column("คะแนนเต็ม", 16, Align.CENTER),
        Column("คะแนนที่ได้", 16, Align.CENTER),
    )
    return Table(columns=columns, rows=tuple(rows))


def _shares(
    submission: Submission, result: Result
) -> Iterator[tuple[str, str, Fraction, Fraction]]:
    if isinstance(result.outcome, CompositeOutcome):
        for found in result.outcome.parts:
            yield found.part.key, found.part.title, found.part.scale, found.score
        return
    growth = submission.definition.growth
    if growth is None:
        yield "1", "ค่าที่วัดได้", result.scale, result.raw
        return
    most = max(band.score for band in growth.bands)
    for key, use in score_inputs.accepted_measures(submission):
        found_measure = measures.scored(growth, key, score_inputs.measure_of(use))
        name = str(use.figures.get("name") or key)
        yield key, name, most, found_measure.score


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else two_places(value)
