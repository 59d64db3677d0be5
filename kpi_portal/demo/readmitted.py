"""A report of the finished year that is heard late: exempted then, readmitted by order now, with
evidence that was accepted in the year's first round."""

from __future__ import annotations

from datetime import datetime, timedelta

from indicators.models import Indicator
from kpi_portal.demo import moments
from kpi_portal.demo.organisation import Organisation
from kpi_portal.demo.reporter import Reporter
from kpi_portal.demo.reviewing import Reviewer
from kpi_portal.demo.timeline import Story
from submissions.domain.decisions import decide_extension, request_extension
from submissions.models import EvidenceVersion, Submission

UNIT = "อช.8"


def tell(organisation: Organisation, indicator: Indicator, now: datetime) -> Story:
    """The executive readmits, the head grants the time, the unit uses again what it has, and the
    reviewer has begun to look."""
    reports = Submission.objects.filter(round__indicator=indicator, unit__code=UNIT)
    first, second = reports.get(round__key="m5"), reports.get(round__key="m12")
    until = moments.at(moments.due_day(now) + timedelta(days=16), 16, 30)
    desk = Reviewer(organisation, second, now)
    desk.now = yield moments.back(now, 18, 10)
    desk.readmit(
        "คส.สบอ. 37/2570",
        "หน่วยงานกลับมาปฏิบัติงานตามปกติและมีผลงานครบถ้วนแล้ว จึงให้ประเมินย้อนหลัง",
        closes_at=until + timedelta(days=7),
    )
    unit = Reporter(organisation, second, now)
    unit.now = yield moments.back(now, 16, 9)
    asked = request_extension(
        unit.submission,
        actor=unit.director,
        at=unit.now,
        until=until,
        reason="ได้รับอนุมัติให้เสนอรายงานย้อนหลัง",
    )
    moment = yield moments.back(now, 15, 14)
    decide_extension(
        asked,
        actor=organisation.people["head"],
        at=moment,
        grant=True,
        order_number="คส.สบอ. 37/2570",
    )
    unit.now = yield moments.back(now, 9, 9, 20)
    unit.review_processes().select()
    unit.minutes(_minutes_of(first)).carry_over("3.3-a", first)
    unit.claim(1)
    unit.now = yield moments.back(now, 7, 11)
    unit.submit()
    desk.now = yield moments.back(now, 2, 15)
    desk.start()


def _minutes_of(report: Submission) -> EvidenceVersion:
    """The bureau's minutes as the report has them attached."""
    return EvidenceVersion.objects.get(
        uses__submission=report, uses__requirement="1.2-a", uses__removed_at=None
    )
