"""The process-improvement indicator of 2566: partial credit, and a report two days late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from indicators.models import Indicator
from kpi_portal.demo import moments, rounds
from kpi_portal.demo.organisation import Organisation
from kpi_portal.demo.reporter import Reporter
from kpi_portal.demo.reviewing import Reviewer
from kpi_portal.demo.timeline import Story, play
from submissions.domain import clock, supply
from submissions.models import Submission

UNITS = ("บน.", "อท.")


@dataclass(frozen=True, slots=True)
class _Half:
    """One of the two rounds: its dates, the numbers typed and the reports attached."""

    key: str
    opened: date
    filed: dict[str, datetime]
    numbers: dict[str, str]
    reports: dict[str, str]
    level: int


_FIRST = _Half(
    "r1",
    date(2022, 10, 10),
    {code: moments.at(date(2023, 3, 28), 11) for code in UNITS},
    {"5.1-a": "55"},
    {"1.1-a": "รายงานผลการทบทวนกระบวนการ", "3.1-a": "แผนและแนวทางการปรับปรุงกระบวนการ"},
    5,
)
_SECOND = _Half(
    "r2",
    date(2023, 5, 2),
    {
        "บน.": moments.at(date(2023, 9, 12), 10),
        "อท.": moments.at(date(2023, 9, 17), 16),  # two days after the due date
    },
    {"1.1-a": "85", "2.1-a": "100"},
    {"3.1-a": "ผังกระบวนการงานและคู่มือการปฏิบัติงาน"},
    3,
)


def tell(organisation: Organisation, indicator: Indicator) -> None:
    """Both rounds of two units, from opening to final results."""
    for half in (_FIRST, _SECOND):
        _report(organisation, indicator, half)
    clock.tick(moments.at(date(2023, 12, 1)))


def _report(organisation: Organisation, indicator: Indicator, half: _Half) -> None:
    units = [organisation.units[code] for code in UNITS]
    drafts = rounds.opened(organisation, indicator, half.key, units, moments.at(half.opened))
    play(
        _told(organisation, submission, half, half.filed[code])
        for code, submission in drafts.items()
    )


def _told(
    organisation: Organisation, submission: Submission, half: _Half, filed: datetime
) -> Story:
    unit = Reporter(organisation, submission, filed)
    unit.now = yield filed - timedelta(hours=6)
    for key, typed in half.numbers.items():
        supply.set_number(unit.submission, key, actor=unit.drafter, at=unit.tick(), typed=typed)
    for key, name in half.reports.items():
        unit.report(key, name)
    unit.claim(half.level)
    unit.now = yield filed
    unit.submit()
    desk = Reviewer(organisation, submission, filed)
    desk.now = yield filed + timedelta(days=12)
    desk.start().accept_all().assess()
    desk.now = yield filed + timedelta(days=20)
    desk.confirm()
    desk.now = yield filed + timedelta(days=25)
    desk.endorse("ที่ประชุมสำนัก ครั้งที่ 4/2566")
    desk.now = yield filed + timedelta(days=30)
    desk.publish()
