"""The current round, due in five days: every unit at another point of the way."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date, datetime, timedelta
from functools import cached_property

from django.core.files.base import ContentFile

from indicators.models import Indicator
from kpi_portal.demo import bureaus_own, memos, moments, papers, readmitted, rounds
from kpi_portal.demo.finished_year import share_minutes
from kpi_portal.demo.organisation import Organisation, stand_in
from kpi_portal.demo.reporter import Reporter
from kpi_portal.demo.reviewing import Reviewer
from kpi_portal.demo.timeline import Story, play
from kpi_portal.thai import buddhist_year, fiscal_year_span, local_date
from submissions.domain.decisions import request_extension
from submissions.models import EvidenceUse, EvidenceVersion, Submission

OPENED_DAYS_AGO = 40
Filed = Generator[datetime, datetime, Reporter]


def tell(organisation: Organisation, indicator: Indicator, now: datetime) -> None:
    """Open the round and bring each unit to its point."""
    opened = moments.back(now, OPENED_DAYS_AGO)
    day = local_date(moments.back(now, 34))
    drafts = rounds.opened(organisation, indicator, "m5", organisation.reporting(), opened)
    minutes = share_minutes(organisation, day, f"1/{buddhist_year(day.year)}")
    scene = _Scene(organisation, minutes, now)
    stories = [tell_of(scene, drafts[code]) for code, tell_of in _SCENES.items()]
    request = memos.requested(organisation, indicator, "m5", scene.back(26, 10))
    own = bureaus_own.tell(organisation, indicator, scene.back(30), scene.back(1, 11, 30))
    heard_late = readmitted.tell(organisation, _year_before(indicator), now)
    play([_somebody_stands_in(scene), request, own, heard_late, *stories])


def _year_before(indicator: Indicator) -> Indicator:
    """The indicator of the finished year that this one was copied from."""
    return Indicator.objects.get(copies=indicator)


class _Scene:
    """What every unit's story needs."""

    def __init__(self, organisation: Organisation, minutes: EvidenceVersion, now: datetime) -> None:
        self.organisation = organisation
        self.minutes = minutes
        self.now = now

    def back(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        return moments.back(self.now, days, hour, minute)

    def unit(self, submission: Submission) -> Reporter:
        return Reporter(self.organisation, submission, self.now)

    def desk(self, submission: Submission, by: str = "reviewer") -> Reviewer:
        return Reviewer(self.organisation, submission, self.now, reviewer=by)

    def summary(
        self, unit: Reporter, *, key: str = "1.2-a", dated: date | None = None
    ) -> EvidenceUse:
        """Attach the paper that two units took from the same place."""
        name = "สรุปผลการคัดเลือกกระบวนงาน"
        paper = ContentFile(self._summary, name=f"{name}.pdf")
        return unit.attach(key, paper, caption=name, dated=dated)

    @cached_property
    def _summary(self) -> bytes:
        """Made once, so that its bytes are the same wherever it is attached."""
        paper = papers.report(
            "สรุปผลการคัดเลือกกระบวนงาน",
            unit="สำนักบริหารจัดการน้ำและอุทกวิทยา",
            subject="สรุปผลการคัดเลือกกระบวนงานเพื่อพัฒนาเป็นดิจิทัล",
            lines=(
                "พิจารณากระบวนงานทั้งหมดตามความพร้อมของข้อมูล จำนวนผู้ใช้ และประโยชน์ที่จะได้รับ",
                "เห็นควรคัดเลือกกระบวนงานที่ลดขั้นตอนการรับส่งเอกสารได้มากที่สุด",
            ),
            signed=self.organisation.people["head"].display_name,
            at=self.back(60),
        )
        return paper.read()

    def whole(
        self,
        submission: Submission,
        *,
        filed: int,
        level: int = 3,
        beside: Callable[[Reporter], object] | None = None,
    ) -> Filed:
        """A complete report for `level`, submitted `filed` days ago; `beside` attaches more."""
        unit = self.unit(submission)
        unit.now = yield self.back(filed + 6, 9, unit.pk % 20)
        unit.review_processes().select().minutes(self.minutes)
        asked = unit.plan(done=2).ask_approval()
        unit.now = yield self.back(filed + 5, 8, 30 + unit.pk % 20)
        unit.approve(asked)
        if level >= 3:
            unit.now = yield self.back(filed + 1, 10, unit.pk % 20)
            unit.analyse()
            unit.report("3.3-a", "รายงานการพัฒนาระบบตามแผน")
        if beside is not None:
            beside(unit)
        unit.claim(level)
        unit.now = yield self.back(filed, 14, unit.pk % 20)
        return unit.submit()


def _somebody_stands_in(scene: _Scene) -> Story:
    yield scene.back(7, 8)
    stand_in(scene.organisation, scene.now)


def _half_filled(scene: _Scene, submission: Submission) -> Story:
    """Two forms complete, the plan still without a responsible person, one file attached."""
    unit = scene.unit(submission)
    unit.now = yield scene.back(3)
    unit.review_processes().select().minutes(scene.minutes)
    unit.now = yield scene.back(1, 13)
    unit.plan(done=1, whole=False)


def _returned(scene: _Scene, submission: Submission) -> Story:
    """Returned two days ago with two comments, to be answered within the week."""
    yield from scene.whole(submission, filed=8)
    desk = scene.desk(submission)
    desk.now = yield scene.back(3, 13)
    desk.start()
    desk.refuse("3.1-a", "ผังการทำงานใหม่ยังไม่แสดงจุดที่ระบบตรวจค่าผิดปกติ")
    desk.refuse("3.3-a", "ขอรายงานฉบับที่ผู้อำนวยการศูนย์ลงนาม และผลการทดสอบกับผู้ใช้")
    desk.accept_all()
    desk.now = yield scene.back(2, 11)
    desk.send_back("แก้ไขเฉพาะ 2 รายการที่ส่งคืน รายการอื่นผ่านแล้ว")


def _ready(scene: _Scene, submission: Submission) -> Story:
    """Everything is there; whoever stands in for the director has only to check and submit."""
    unit = scene.unit(submission)
    unit.now = yield scene.back(7, 9, 40)
    asked = unit.review_processes().select().minutes(scene.minutes).plan(done=2).ask_approval()
    unit.now = yield scene.back(6, 8, 40)
    unit.approve(asked).analyse()
    unit.report("3.3-a", "รายงานการพัฒนาระบบตามแผน")
    unit.look_back(in_use=False).claim(3)


def _asked_approval(scene: _Scene, submission: Submission) -> Story:
    """The plan waits for the bureau's director."""
    unit = scene.unit(submission)
    unit.now = yield scene.back(2, 13)
    unit.review_processes().select().minutes(scene.minutes).plan(done=1)
    unit.ask_approval()


def _begun(scene: _Scene, submission: Submission) -> Story:
    unit = scene.unit(submission)
    unit.now = yield scene.back(4, 15)
    unit.review_processes()


def _submitted(scene: _Scene, submission: Submission) -> Story:
    yield from scene.whole(submission, filed=1)


def _submitted_early(scene: _Scene, submission: Submission) -> Story:
    yield from scene.whole(submission, filed=4, level=2, beside=scene.summary)


def _in_review(scene: _Scene, submission: Submission) -> Story:
    """Some pieces judged, others waiting."""
    yield from scene.whole(submission, filed=6)
    desk = scene.desk(submission)
    desk.now = yield scene.back(1, 13, 30)
    desk.start().refuse("3.3-a", "รายงานไม่แสดงผลการทดสอบกับผู้ใช้ตามแผน")


def _judged(scene: _Scene, submission: Submission) -> Story:
    """Every piece judged; before the proposal three contradictions are looked at: a paper of the
    year before, attached twice, which another unit handed in as its own too."""

    def same_paper_twice(unit: Reporter) -> None:
        day, _last = fiscal_year_span(unit.submission.round.indicator.fiscal_year)
        scene.summary(unit, dated=day - timedelta(days=23))
        scene.summary(unit, key="3.3-a")

    yield from scene.whole(submission, filed=9, level=2, beside=same_paper_twice)
    desk = scene.desk(submission, "reviewer2")
    desk.now = yield scene.back(2, 14)
    desk.start().accept_all()


def _assessed(scene: _Scene, submission: Submission) -> Story:
    yield from scene.whole(submission, filed=12)
    desk = scene.desk(submission, "reviewer2")
    desk.now = yield scene.back(5, 13)
    desk.start().accept_all().assess()


def _confirmed(scene: _Scene, submission: Submission) -> Story:
    yield from scene.whole(submission, filed=14)
    desk = scene.desk(submission)
    desk.now = yield scene.back(9, 13)
    desk.start().accept_all().assess()
    desk.now = yield scene.back(3, 9, 30)
    desk.confirm()


def _exempted(scene: _Scene, submission: Submission) -> Story:
    desk = scene.desk(submission)
    desk.now = yield scene.back(20, 13)
    desk.exempt("คส.สบอ. 41/2570", "อยู่ระหว่างย้ายภารกิจธุรการไปส่วนกลางของกรม")


def _asks_for_time(scene: _Scene, submission: Submission) -> Story:
    unit = scene.unit(submission)
    unit.now = yield scene.back(7, 11)
    unit.review_processes().select()
    moment = yield scene.back(1, 15)
    request_extension(
        unit.submission,
        actor=unit.director,
        at=moment,
        until=moments.at(moments.due_day(scene.now) + timedelta(days=10), 16, 30),
        reason="เจ้าหน้าที่ทั้งหมดออกปฏิบัติงานช่วยเหลือพื้นที่น้ำท่วม",
    )


_SCENES: dict[str, Callable[[_Scene, Submission], Story]] = {
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
