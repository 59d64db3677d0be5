"""What the memos about a whole round are filled with: who has not reported, what came of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from fractions import Fraction

from indicators.models import Round
from kpi_portal.accounts.models import Unit
from kpi_portal.thai import local_date
from scoring.choices import DayCount
from scoring.numbers import two_places
from submissions import access
from submissions.documents.domain import memo_facts, reminder_tables, summary_tables
from submissions.documents.domain.reminder_tables import Waiting
from submissions.documents.domain.summary_tables import Outcome, Summary
from submissions.domain import completeness, queue, requirements
from submissions.enums import State
from submissions.models import Submission
from submissions.workflow import SETTLED

# More titles than this are counted instead.
MOST_MISSING = 6


def waiting(round_: Round, *, at: datetime, only: Collection[int] | None = None) -> list[Waiting]:
    """The units whose report is still a draft, in the order of the round, or those of the reports
    `only`; one query."""
    drafts = Submission.objects.filter(round=round_, state=State.DRAFT)
    if only is not None:
        drafts = drafts.filter(pk__in=only)
    return [one(draft, at=at) for draft in access.with_context(drafts).order_by("unit_id", "pk")]


def one(draft: Submission, *, at: datetime) -> Waiting:
    """How one unit stands that has not reported."""
    due = draft.effective_due_at
    ahead = (local_date(at) - local_date(due)).days
    return Waiting(
        unit=draft.unit_name,
        addressee=memo_facts.director_of(draft),
        due_on=local_date(due),
        days_over=queue.days_between(due, at) or min(ahead, 0),
        supplied=draft.supplied_total,
        required=draft.required_total,
        report=draft.pk,
    )


def for_reminder(
    round_: Round, section: Unit, reminded: list[Waiting], *, at: datetime
) -> dict[str, str]:
    """The places of the reminder to all units that have not reported."""
    return _reminded(round_, section, due=round_.due_at, closes=round_.closes_at, at=at) | {
        "unit": "",
        "unit_count": str(len(reminded)),
        "standing": "",
        "missing": "",
        "list": reminder_tables.places_of_list(reminded),
    }


def for_reminder_of(draft: Submission, section: Unit, *, at: datetime) -> dict[str, str]:
    """The places of the reminder to one unit, by its own dates."""
    due, closes = draft.effective_due_at, draft.effective_closes_at
    return _reminded(draft.round, section, due=due, closes=closes, at=at) | {
        "unit": draft.unit_name,
        "unit_count": "",
        "standing": reminder_tables.standing(one(draft, at=at).days_over),
        "missing": _missing(draft),
        "list": "",
    }


def for_summary(round_: Round, section: Unit, summary: Summary) -> dict[str, str]:
    """The places of the summary."""
    return (
        memo_facts.named(round_)
        | {
            "section": section.name,
            "bureau": round_.indicator.owner.name,
            "fiscal_year": str(round_.indicator.fiscal_year),
            "due_date": memo_facts.in_words(round_.due_at),
            "asks": "1" if round_.endorse_required else "",
        }
        | summary_tables.places(summary)
    )


def summary_of(round_: Round) -> Summary:
    """What the round came to, unit by unit: confirmed scores and no others. One query."""
    reports = list(
        Submission.objects.filter(round=round_)
        .select_related("waiver", "round")
        .order_by("unit_id", "pk")
    )
    definition = round_.definition
    return Summary(
        outcomes=tuple(_outcome(report) for report in reports),
        scale=Fraction(definition.scale),
        levels=tuple(level.number for level in definition.levels),
    )


def _outcome(report: Submission) -> Outcome:
    settled = report.state in SETTLED or report.under_correction
    waiver = getattr(report, "waiver", None)
    exempted = report.state == State.EXEMPTED
    filed = report.first_filed_at
    return Outcome(
        unit=report.unit_name,
        score=report.confirmed_final if settled and not exempted else None,
        level=report.confirmed_level if settled else None,
        reported_on=None if filed is None else local_date(filed),
        days_late=_days_late(report) if settled else 0,
        not_reported=report.not_reported,
        exempted=exempted,
        order=report.order_number if exempted else "",
        extended_until=local_date(report.due_at) if report.due_at else None,
        waiver=waiver.order_number if waiver is not None else "",
        under_correction=report.under_correction,
    )


def _days_late(report: Submission) -> int:
    """As the score counts them; where its rules count none, days of the calendar."""
    if report.days_late is not None:
        return report.days_late
    return queue.days_between(report.effective_due_at, report.first_filed_at)


def _reminded(
    round_: Round, section: Unit, *, due: datetime, closes: datetime, at: datetime
) -> dict[str, str]:
    return (
        memo_facts.named(round_)
        | memo_facts.asked_by(round_)
        | {
            "section": section.name,
            "fiscal_year": str(round_.indicator.fiscal_year),
            "due_date": memo_facts.in_words(due),
            "as_of": memo_facts.in_words(at),
            "closes_on": memo_facts.in_words(closes),
            "lateness": _lateness(round_),
            "contact": memo_facts.contact_of(section),
        }
    )


def _lateness(round_: Round) -> str:
    """What being late costs, by the round's own rule."""
    late = round_.definition.late if round_.version is not None else None
    if late is None or not late.deduct:
        return ""
    days = "วันทำการ" if late.count is DayCount.WORKING else "วันปฏิทิน"
    said = [
        "ทั้งนี้ การรายงานหลังวันครบกำหนดจะถูกหักคะแนน"
        f"วันละ {summary_tables.plain(late.deduct)} คะแนน นับตาม{days}"
    ]
    if late.grace_days:
        said.append(f"โดยผ่อนผันให้ {late.grace_days} วัน")
    if late.cap is not None:
        said.append(f"แต่ไม่เกิน {two_places(late.cap)} คะแนน")
    return " ".join(said)


def _missing(draft: Submission) -> str:
    """The pieces of evidence that are not there yet, by their titles."""
    there = set(completeness.supplied_keys(draft))
    places = requirements.index(draft.definition)
    left = [
        places[key].requirement.title
        for key in completeness.required_up_to(draft.definition, draft.claimed_level)
        if key not in there
    ]
    if len(left) > MOST_MISSING:
        return f"{', '.join(left[:MOST_MISSING])} และรายการอื่นอีก {len(left) - MOST_MISSING} รายการ"
    return ", ".join(left)
