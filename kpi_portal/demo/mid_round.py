"""The current round, due in five days: every unit at another point of the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from indicators.models import Indicator
from kpi_portal.demo import moments, rounds
from kpi_portal.demo.finished_year import share_minutes
from kpi_portal.demo.organisation import Organisation
from kpi_portal.demo.reporter import Reporter
from kpi_portal.demo.reviewing import Reviewer
from kpi_portal.thai import buddhist_year, local_date
from submissions.domain.decisions import request_extension
from submissions.models import EvidenceVersion, Submission

OPENED_DAYS_AGO = 40


def tell(organisation: Organisation, indicator: Indicator, now: datetime) -> None:
    """Open the round and bring each unit to its point."""
    opened = moments.back(now, OPENED_DAYS_AGO)
    day = local_date(moments.back(now, 34))
    minutes = share_minutes(organisation, day, f"1/{buddhist_year(day.year)}")
    drafts = rounds.opened(organisation, indicator, "m5", organisation.reporting(), opened)
    scene = _Scene(organisation, minutes, now)
    for code, play in _SCENES.items():
        play(scene, drafts[code])


class _Scene:
    """What every unit's story needs."""

    def __init__(self, organisation: Organisation, minutes: EvidenceVersion, now: datetime) -> None:
        self.organisation = organisation
        self.minutes = minutes
        self.now = now

    def back(self, days: int, hour: int = 9) -> datetime:
        return moments.back(self.now, days, hour)

    def unit(self, submission: Submission, days_ago: int) -> Reporter:
        return Reporter(self.organisation, submission, self.back(days_ago))

    def desk(self, submission: Submission, days_ago: int, by: str = "reviewer") -> Reviewer:
        return Reviewer(self.organisation, submission, self.back(days_ago, 13), reviewer=by)

    def whole(self, submission: Submission, *, filed: int, level: int = 3) -> Reporter:
        """A complete report for `level`, submitted `filed` days ago."""
        unit = self.unit(submission, filed + 6)
        unit.review_processes().select().minutes(self.minutes)
        if level >= 2:
            unit.plan(done=2).approve_plan()
        if level >= 3:
            unit.analyse()
            unit.report("3.3-a", "รายงานการพัฒนาระบบตามแผน")
        unit.claim(level)
        unit.now = self.back(filed, 10)
        return unit.submit()


def _half_filled(scene: _Scene, submission: Submission) -> None:
    """Two forms complete, the plan still without a responsible person, one file attached."""
    unit = scene.unit(submission, 3)
    unit.review_processes().select().minutes(scene.minutes)
    unit.now = scene.back(1, 13)
    unit.plan(done=1, whole=False)


def _returned(scene: _Scene, submission: Submission) -> None:
    """Returned two days ago with two comments, to be answered within the week."""
    scene.whole(submission, filed=8)
    desk = scene.desk(submission, 3)
    desk.start()
    desk.refuse("3.1-a", "ผังการทำงานใหม่ยังไม่แสดงจุดที่ระบบตรวจค่าผิดปกติ")
    desk.refuse("3.3-a", "ขอรายงานฉบับที่ผู้อำนวยการศูนย์ลงนาม และผลการทดสอบกับผู้ใช้")
    desk.accept_all()
    desk.at(scene.back(2, 11)).send_back("แก้ไขเฉพาะ 2 รายการที่ส่งคืน รายการอื่นผ่านแล้ว")


def _ready(scene: _Scene, submission: Submission) -> None:
    """Everything is there; whoever stands in for the director has only to check and submit."""
    unit = scene.unit(submission, 6)
    unit.review_processes().select().minutes(scene.minutes).plan(done=2).approve_plan().analyse()
    unit.report("3.3-a", "รายงานการพัฒนาระบบตามแผน")
    unit.look_back(in_use=False).claim(3)


def _asked_approval(scene: _Scene, submission: Submission) -> None:
    """The plan waits for the bureau's director."""
    unit = scene.unit(submission, 2)
    unit.review_processes().select().minutes(scene.minutes).plan(done=1)
    unit.ask_approval()


def _begun(scene: _Scene, submission: Submission) -> None:
    scene.unit(submission, 4).review_processes()


def _submitted(scene: _Scene, submission: Submission) -> None:
    scene.whole(submission, filed=1)


def _submitted_early(scene: _Scene, submission: Submission) -> None:
    scene.whole(submission, filed=4, level=2)


def _in_review(scene: _Scene, submission: Submission) -> None:
    """Some pieces judged, others waiting."""
    scene.whole(submission, filed=6)
    scene.desk(submission, 1).start().refuse("3.3-a", "รายงานไม่แสดงผลการทดสอบกับผู้ใช้ตามแผน")


def _judged(scene: _Scene, submission: Submission) -> None:
    """Every piece judged; the proposal is next."""
    scene.whole(submission, filed=9, level=2)
    scene.desk(submission, 2, "reviewer2").start().accept_all()


def _assessed(scene: _Scene, submission: Submission) -> None:
    scene.whole(submission, filed=12)
    scene.desk(submission, 5, "reviewer2").start().accept_all().assess()


def _confirmed(scene: _Scene, submission: Submission) -> None:
    scene.whole(submission, filed=14)
    scene.desk(submission, 9).start().accept_all().assess().at(scene.back(3)).confirm()


def _exempted(scene: _Scene, submission: Submission) -> None:
    scene.desk(submission, 20).exempt("คส.สบอ. 41/2570", "อยู่ระหว่างย้ายภารกิจธุรการไปส่วนกลางของกรม")


def _asks_for_time(scene: _Scene, submission: Submission) -> None:
    unit = scene.unit(submission, 7)
    unit.review_processes().select()
    until = moments.at(moments.due_day(scene.now) + timedelta(days=10), 16, 30)
    request_extension(
        submission,
        actor=unit.director,
        at=scene.back(1, 15),
        until=until,
        reason="เจ้าหน้าที่ทั้งหมดออกปฏิบัติงานช่วยเหลือพื้นที่น้ำท่วม",
    )


_SCENES: dict[str, Callable[[_Scene, Submission], None]] = {
    "อท.": _half_filled,
    "อช.1": _returned,
    "ปว.": _ready,
    "ปข.": _asked_approval,
    "ยศ.": _begun,
    "บน.": _submitted,
    "อช.6": _submitted_early,
    "ชน.": _in_review,
    "อช.2": _judged,
    "อช.3": _assessed,
    "อช.5": _confirmed,
    "บท.": _exempted,
    "อช.8": _asks_for_time,
}
