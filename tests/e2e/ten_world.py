"""A bureau whose ten sections report one round, reviewed by two people each; three levels ask for
one file each, and every day late costs a point."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from indicators.models import Round
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.thai import fiscal_year_of, local_date
from submissions.domain.evidence import attach_file
from submissions.domain.narrative import save_narrative
from submissions.domain.transition import perform
from submissions.enums import Action
from submissions.models import Submission
from tests import factories as f
from tests.evidence.world import a_pdf
from tests.review.world import person, three_levels

UNITS = 10
KEYS = ("1.1-a", "2.1-a", "3.1-a")
LATE = {"deduct": "1.00", "per": "day", "count": "calendar", "basis": "first"}
# What each of these units meets; the others are plain.
MORE_TIME, WAIVED, ON_PAPER, DIFFERS, CONTESTED = range(5)


@dataclass
class Office:
    """The round, its ten reports in the order of their units, and people by name: `director0` and
    `drafter0` of the first section and so on, the reviewers `one`, `two` and `three`."""

    bureau: Unit
    strategy: Unit
    round: Round
    reports: list[Submission]
    people: dict[str, User]

    def fresh(self, number: int) -> Submission:
        return Submission.objects.get(pk=self.reports[number].pk)


def build(now: datetime) -> Office:
    """Everything up to the open round with empty drafts, due in five days."""
    bureau = f.BureauFactory(
        code="สบอ.",
        name="สำนักบริหารจัดการน้ำและอุทกวิทยา",
        abbreviation="สบอ.",
        document_code="สบอ",
        position_name="ผู้อำนวยการสำนักบริหารจัดการน้ำและอุทกวิทยา",
    )
    strategy = _section(bureau, "ส่วนยุทธศาสตร์", "ยศ.", "สบอ 07")
    call_command("load_memos", owner=bureau.code, verbosity=0)
    call_command("load_forms", owner=bureau.code, verbosity=0)
    round_ = _round(bureau, now)
    units = [
        _section(bureau, f"ส่วนบริหารจัดการน้ำที่ {n}", f"จน.{n}", f"สบอ {n + 20}")
        for n in range(1, UNITS + 1)
    ]
    reports = [f.SubmissionFactory(round=round_, unit=unit) for unit in units]
    return Office(bureau, strategy, round_, reports, _people(bureau, strategy, units))


def _section(bureau: Unit, name: str, short: str, code: str) -> Unit:
    return f.UnitFactory(
        name=name,
        parent=bureau,
        abbreviation=short,
        document_code=code,
        position_name=f"ผู้อำนวยการ{name}",
    )


def _round(bureau: Unit, now: datetime) -> Round:
    due, closes = now + timedelta(days=5), now + timedelta(days=35)
    year = fiscal_year_of(local_date(due))
    body: dict[str, Any] = three_levels(
        due=local_date(due).isoformat(), closes=local_date(closes).isoformat(), late=LATE
    )
    indicator = f.IndicatorFactory(owner=bureau, code="สบอ-7", fiscal_year=year)
    return f.RoundFactory(
        indicator=indicator,
        body=body | {"fiscal_year": year},
        opens_on=local_date(now - timedelta(days=40)),
        due_at=due,
        closes_at=closes,
        double_review=True,
        appeal_days=15,
    )


def _people(bureau: Unit, strategy: Unit, units: list[Unit]) -> dict[str, User]:
    held = dict.fromkeys(("one", "two", "three"), (Role.REVIEWER, strategy, bureau))
    held |= {
        "head": (Role.HEAD, strategy, bureau),
        "executive": (Role.EXECUTIVE, bureau, bureau),
    }
    for number, unit in enumerate(units):
        held[f"director{number}"] = (Role.DIRECTOR, unit, unit)
        held[f"drafter{number}"] = (Role.DRAFTER, unit, unit)
    return {name: person(name, *place) for name, place in held.items()}


def prepare(office: Office, number: int) -> Submission:
    """The section's drafter attaches a file for each requirement and claims the third level."""
    report, drafter = office.fresh(number), office.people[f"drafter{number}"]
    now = timezone.now()
    for key in KEYS:
        words = f"{report.unit_name} {key}"
        attach_file(report, key, actor=drafter, at=now, upload=a_pdf(f"{words}.pdf", words))
    return save_narrative(
        office.fresh(number),
        actor=drafter,
        at=now,
        revision=report.narrative_revision,
        claimed_level=3,
        level_results={},
        texts={},
    )


def hand_in(office: Office, number: int) -> Submission:
    """The section's director submits what `prepare` made."""
    report = office.fresh(number)
    return perform(
        report,
        Action.SUBMIT,
        actor=office.people[f"director{number}"],
        at=timezone.now(),
        version=report.version,
        data={"gaps_acknowledged": True},
    )
