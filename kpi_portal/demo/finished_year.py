"""สบอ-7 of fiscal year 2568: both rounds reported, judged and published, with varied results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from indicators.models import Indicator
from kpi_portal.accounts.enums import Role, UnitKind
from kpi_portal.demo import memos, moments, papers, readmitted, rounds, tree
from kpi_portal.demo.catalogue import APPEAL_DAYS
from kpi_portal.demo.organisation import Organisation
from kpi_portal.demo.reporter import Reporter
from kpi_portal.demo.reviewing import Reviewer
from kpi_portal.demo.timeline import Story, play
from submissions.domain import clock
from submissions.domain.decisions import appoint
from submissions.domain.evidence_versions import Details
from submissions.domain.shared_evidence import publish_shared
from submissions.models import EvidenceVersion, Submission

MEETING = date(2025, 1, 10)


@dataclass(frozen=True, slots=True)
class Unit:
    """How one unit fared: the level claimed, when it submitted (days before the due date), the
    requirement that was not accepted, and whether that was returned and answered; `ahead` attaches
    evidence of a level that is not claimed yet."""

    level: int
    early: int = 3
    refused: str = ""
    answered: bool = False
    lapsed: bool = False
    ahead: bool = False


FIVE_MONTHS: dict[str, Unit | None] = {
    "ยศ.": Unit(3, 6),
    "บน.": Unit(3, 4, refused="3.3-a", answered=True),
    "อท.": Unit(3, 7),
    "ปว.": Unit(2, 2),
    "ชน.": Unit(3, 1, refused="3.1-a"),
    "ปข.": Unit(1, 5),
    "อช.1": Unit(3, 3),
    "อช.2": Unit(2, -1),
    "อช.3": Unit(3, 2),
    "อช.4": None,
    "อช.5": Unit(2, 6, refused="2.1-a", lapsed=True),
    "อช.6": Unit(3, 4),
    "อช.7": Unit(1, 2),
    "อช.8": Unit(2, 0, ahead=True),
}
# Exempted: from the first round for good, from the second until readmitted much later.
_OUT = {
    "m5": {"บท.": "ย้ายภารกิจไปสำนักเครื่องจักรกลระหว่างปรับโครงสร้าง"},
    "m12": {readmitted.UNIT: "ระดมกำลังช่วยเหลือพื้นที่ประสบอุทกภัยตลอดช่วงท้ายปีงบประมาณ"},
}
# In the second round the centres take part through three pilots.
TWELVE_MONTHS: dict[str, Unit | None] = {
    "บท.": Unit(3, 3),
    "ยศ.": Unit(5, 5),
    "บน.": Unit(5, 2, refused="4.2-a", answered=True),
    "อท.": Unit(5, 9),
    "ปว.": Unit(4, 3),
    "ชน.": Unit(4, 1),
    "ปข.": Unit(3, 4),
    "อช.1": Unit(5, 6),
    "อช.3": Unit(4, 3, refused="4.1-a"),
    "อช.6": Unit(5, 4),
}


def tell(organisation: Organisation, indicator: Indicator) -> None:
    """Both rounds from opening to final results."""
    minutes = share_minutes(organisation, MEETING, "1/2568")
    _round(organisation, indicator, "m5", FIVE_MONTHS, minutes, _Dates(2025, 2, 25, 4, 10))
    _round(organisation, indicator, "m12", TWELVE_MONTHS, minutes, _Dates(2025, 8, 31, 10, 10))


def share_minutes(organisation: Organisation, day: date, number: str) -> EvidenceVersion:
    """The strategy section publishes the bureau's minutes for everybody to attach."""
    at = moments.at(day + timedelta(days=4), 10)
    document = publish_shared(
        owner=organisation.bureau,
        actor=organisation.people["reviewer"],
        at=at,
        upload=papers.report(
            "รายงานการประชุมสำนัก",
            unit="ส่วนยุทธศาสตร์ สำนักบริหารจัดการน้ำและอุทกวิทยา",
            subject=f"รายงานการประชุมสำนัก ครั้งที่ {number}",
            lines=(
                f"ที่ประชุมสำนัก ครั้งที่ {number} พิจารณาทบทวนกระบวนการของทุกส่วนและศูนย์",
                "มติที่ประชุม ให้ทุกหน่วยงานคัดเลือกกระบวนการอย่างน้อย 1 กระบวนการ เพื่อพัฒนาเป็นดิจิทัล",
            ),
            signed=organisation.people["head"].display_name,
            at=at,
        ),
        name=f"รายงานการประชุมสำนัก ครั้งที่ {number}",
        details=Details(f"รายงานการประชุมสำนัก ครั้งที่ {number}", f"สบอ 07/{number}", day),
    )
    return document.versions.get()


class _Dates:
    """The moments that a finished round turns on."""

    def __init__(self, year: int, due_month: int, due_day: int, month: int, day: int) -> None:
        self.due = date(year, due_month, due_day)
        self.confirmed = date(year, month, day)

    @property
    def opened(self) -> datetime:
        return moments.at(self.due - timedelta(days=40), 13)

    @property
    def closing(self) -> datetime:
        return moments.at(self.confirmed - timedelta(days=2), 0, 5)

    @property
    def final(self) -> date:
        """The days for a reconsideration are over."""
        return self.confirmed + timedelta(days=8 + APPEAL_DAYS)

    def filed(self, story: Unit) -> date:
        return self.due - timedelta(days=story.early)


def _round(
    organisation: Organisation,
    indicator: Indicator,
    key: str,
    stories: dict[str, Unit | None],
    minutes: EvidenceVersion,
    dates: _Dates,
) -> None:
    units = [
        organisation.units[code] for code in tree.REPORTING if code in stories or code in _OUT[key]
    ]
    drafts = rounds.opened(organisation, indicator, key, units, dates.opened)
    told = [
        _closing(dates),
        memos.requested(organisation, indicator, key, moments.at(dates.due - timedelta(days=19))),
        memos.told(organisation, drafts["อท."], moments.at(dates.confirmed + timedelta(days=8))),
    ]
    for number, (code, submission) in enumerate(drafts.items()):
        if code not in stories:
            told.append(_exempted(organisation, submission, dates, _OUT[key][code]))
            continue
        story = stories[code]
        if story is not None:
            teller = _Teller(organisation, submission, dates, number)
            told.append(teller.reported(story, minutes))
        else:
            told.append(_unreported(organisation, submission, dates, number))
    play(told)
    clock.tick(moments.at(dates.final))


def _closing(dates: _Dates) -> Story:
    """The clock closes what nobody submitted."""
    moment = yield dates.closing
    clock.tick(moment)


def _exempted(organisation: Organisation, submission: Submission, dates: _Dates, why: str) -> Story:
    moment = yield dates.opened + timedelta(days=9)
    Reviewer(organisation, submission, moment).exempt("คส.สบอ. 5/2568", why)


def _unreported(
    organisation: Organisation, submission: Submission, dates: _Dates, number: int
) -> Story:
    yield dates.closing
    yield from _conclude(Reviewer(organisation, submission, dates.closing), dates, number)


class _Teller:
    """The story of one unit's report; `number` sets its minutes apart from the others'."""

    def __init__(
        self, organisation: Organisation, submission: Submission, dates: _Dates, number: int
    ) -> None:
        self.organisation = organisation
        self.dates = dates
        self.number = number
        self.unit = Reporter(organisation, submission, dates.opened)
        self.earlier = (
            Submission.objects.filter(
                unit=submission.unit, round__indicator=submission.round.indicator
            )
            .exclude(pk=submission.pk)
            .first()
        )

    def reported(self, story: Unit, minutes: EvidenceVersion) -> Story:
        """From the first form to the published result."""
        yield from self._prepare(story, minutes)
        day = self.dates.filed(story)
        self.unit.now = yield moments.at(day, 14, self.number)
        self.unit.submit()
        desk = _desk(self.organisation, self.unit)
        yield from self._judge(desk, story)
        yield from _conclude(desk, self.dates, self.number)

    def _prepare(self, story: Unit, minutes: EvidenceVersion) -> Story:
        unit, day = self.unit, self.dates.filed(story)
        unit.now = yield moments.at(day - timedelta(days=20), 9, self.number)
        unit.review_processes().select().minutes(minutes)
        if story.level >= 2:
            asked = unit.plan(done=story.level).ask_approval()
            unit.now = yield moments.at(day - timedelta(days=19), 8, 30 + self.number)
            unit.approve(asked)
        if story.level >= 3:
            unit.now = yield moments.at(day - timedelta(days=6), 10, self.number)
            self._improve()
        if story.ahead:
            unit.report("3.3-a", "รายงานการพัฒนาระบบตามแผน")
        if story.level >= 4:
            unit.screen("4.1-a", "หน้าจอระบบที่ใช้งานจริง")
            unit.link("4.2-a")
        if story.level >= 5:
            unit.look_back(in_use=True)
        unit.claim(story.level)

    def _improve(self) -> None:
        """Level 3: form 4 in the sections, a diagram in the centres; the second round uses the
        report of the first again."""
        unit = self.unit
        if unit.submission.unit.kind == UnitKind.CENTRE:
            unit.flowchart()
        else:
            unit.analyse()
        if self.earlier is None or not unit.carry_over("3.3-a", self.earlier):
            number = f"{unit.code} {unit.pk}/2568"
            unit.report("3.3-a", "รายงานการพัฒนาระบบตามแผน", number=number)

    def _judge(self, desk: Reviewer, story: Unit) -> Story:
        desk.now = yield self.unit.now + timedelta(days=2)
        desk.start()
        if story.refused:
            desk.refuse(story.refused, _COMMENTS[story.refused])
        desk.accept_all()
        if story.answered or story.lapsed:
            desk.send_back("ขอให้แก้ไขเฉพาะรายการที่ส่งคืน")
        if story.answered:
            self.unit.now = yield desk.now + timedelta(days=3)
            _answer(self.unit, story.refused)
            desk.now = yield self.unit.now + timedelta(days=1)
            desk.start().accept_all()
        if story.lapsed:
            clock.tick((yield desk.now + timedelta(days=9)))
            desk.now = yield desk.now + timedelta(days=10)
        desk.assess()


def _desk(organisation: Organisation, unit: Reporter) -> Reviewer:
    """Who judges: two reviewers in turn; the strategy section's own report goes to people named by
    the executive's order."""
    submission = unit.submission
    if unit.code != tree.STRATEGY:
        turn = "reviewer" if unit.pk % 2 else "reviewer2"
        return Reviewer(organisation, submission, unit.now, reviewer=turn)
    for person, role in (("usage.director", Role.REVIEWER), ("water.director", Role.HEAD)):
        appoint(
            submission,
            actor=organisation.people["executive"],
            at=unit.tick(),
            person=organisation.people[person],
            role=role,
            order_number="คส.สบอ. 12/2568",
            reason="ส่วนยุทธศาสตร์ประเมินรายงานของตนเองไม่ได้",
        )
    return Reviewer(
        organisation, submission, unit.now, reviewer="usage.director", head="water.director"
    )


def _answer(unit: Reporter, key: str) -> None:
    if key == "4.2-a":
        unit.screen(key, "แบนเนอร์บนหน้าเว็บของสำนัก")
    else:
        use = unit.submission.uses.get(requirement=key, removed_at=None)
        unit.renew(
            use,
            "รายงานการพัฒนาระบบตามแผน (ฉบับลงนาม)",
            "ผู้อำนวยการส่วนลงนามรับรองแล้ว และเพิ่มผลการทดสอบกับผู้ใช้ 5 คน",
            unit.words.benefit,
        )
    unit.submit()


def _conclude(desk: Reviewer, dates: _Dates, number: int) -> Story:
    """Confirmed one by one, endorsed by the bureau's meeting, published together."""
    desk.now = yield moments.at(dates.confirmed, 9, number)
    desk.confirm()
    desk.now = yield moments.at(dates.confirmed + timedelta(days=4), 13, number)
    desk.endorse("ที่ประชุมสำนัก ครั้งที่ 2/2568")
    desk.now = yield moments.at(dates.confirmed + timedelta(days=7), 9, number)
    desk.publish()


_COMMENTS = {
    "2.1-a": "แผนยังไม่ระบุผู้รับผิดชอบของแต่ละกิจกรรม",
    "3.1-a": "ผังการทำงานใหม่ยังไม่แสดงจุดที่ระบบตรวจข้อมูล",
    "3.3-a": "รายงานยังไม่มีลายมือชื่อผู้อำนวยการ และไม่แสดงผลการทดสอบกับผู้ใช้",
    "4.1-a": "ภาพหน้าจอไม่แสดงวันที่และจำนวนผู้ใช้งานจริง",
    "4.2-a": "เปิดลิงก์แล้วไม่พบหน้าของระบบ ขอภาพแบนเนอร์บนหน้าเว็บของสำนัก",
}
