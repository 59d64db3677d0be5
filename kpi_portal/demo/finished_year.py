"""สบอ-7 of fiscal year 2568: both rounds reported, judged and published, with varied results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from indicators.models import Indicator
from kpi_portal.accounts.enums import Role
from kpi_portal.demo import moments, papers, rounds, tree
from kpi_portal.demo.organisation import Organisation
from kpi_portal.demo.reporter import Reporter
from kpi_portal.demo.reviewing import Reviewer
from submissions.domain import clock
from submissions.domain.decisions import appoint
from submissions.domain.evidence_versions import Details
from submissions.domain.shared_evidence import publish_shared
from submissions.enums import State
from submissions.models import EvidenceVersion, Submission

MEETING = date(2025, 1, 10)


@dataclass(frozen=True, slots=True)
class Story:
    """How one unit fared: the level claimed, when it submitted (days before the due date), the
    requirement that was not accepted, and whether that was returned and answered."""

    level: int
    early: int = 3
    refused: str = ""
    answered: bool = False
    lapsed: bool = False


FIVE_MONTHS: dict[str, Story | None] = {
    "ยศ.": Story(3, 6),
    "บน.": Story(3, 4, refused="3.3-a", answered=True),
    "อท.": Story(3, 7),
    "ปว.": Story(2, 2),
    "ชน.": Story(3, 1, refused="3.1-a"),
    "ปข.": Story(1, 5),
    "อช.1": Story(3, 3),
    "อช.2": Story(2, -1),
    "อช.3": Story(3, 2),
    "อช.4": None,
    "อช.5": Story(2, 6, refused="2.1-a", lapsed=True),
    "อช.6": Story(3, 4),
    "อช.7": Story(1, 2),
    "อช.8": Story(2, 0),
}
TWELVE_MONTHS: dict[str, Story | None] = {
    "บท.": Story(3, 3),
    "ยศ.": Story(5, 5),
    "บน.": Story(5, 2, refused="4.2-a", answered=True),
    "อท.": Story(5, 9),
    "ปว.": Story(4, 3),
    "ชน.": Story(4, 1),
    "ปข.": Story(3, 4),
    "อช.1": Story(5, 6),
    "อช.2": Story(3, 2),
    "อช.3": Story(4, 3, refused="4.1-a"),
    "อช.4": Story(3, 1),
    "อช.5": Story(4, 2),
    "อช.6": Story(5, 4),
    "อช.7": Story(2, 1),
    "อช.8": Story(3, 0),
}


def tell(organisation: Organisation, indicator: Indicator) -> None:
    """Both rounds from opening to final results."""
    minutes = share_minutes(organisation, MEETING, "1/2568")
    _round(organisation, indicator, "m5", FIVE_MONTHS, minutes, _Dates(2025, 2, 25, 4, 10))
    _round(organisation, indicator, "m12", TWELVE_MONTHS, minutes, _Dates(2025, 8, 31, 10, 10))
    clock.tick(moments.at(date(2025, 11, 20)))


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
        return moments.at(self.due - timedelta(days=60), 13)

    def filed(self, story: Story) -> date:
        return self.due - timedelta(days=story.early)


def _round(
    organisation: Organisation,
    indicator: Indicator,
    key: str,
    stories: dict[str, Story | None],
    minutes: EvidenceVersion,
    dates: _Dates,
) -> None:
    drafts = rounds.opened(organisation, indicator, key, organisation.reporting(), dates.opened)
    for code, submission in drafts.items():
        if code not in stories:
            Reviewer(organisation, submission, dates.opened + timedelta(days=9)).exempt(
                "คส.สบอ. 5/2568", "ย้ายภารกิจไปสำนักเครื่องจักรกลระหว่างปรับโครงสร้าง"
            )
    for code, story in stories.items():
        if story is not None:
            _report(organisation, drafts[code], story, minutes, dates)
    clock.tick(moments.at(dates.confirmed - timedelta(days=2)))
    _conclude(organisation, drafts, dates)


def _report(
    organisation: Organisation,
    submission: Submission,
    story: Story,
    minutes: EvidenceVersion,
    dates: _Dates,
) -> None:
    day = dates.filed(story)
    unit = Reporter(organisation, submission, dates.opened).on(day - timedelta(days=20))
    unit.review_processes().select().minutes(minutes)
    if story.level >= 2:
        unit.plan(done=story.level).approve_plan()
    if story.level >= 3:
        unit.on(day - timedelta(days=6)).analyse()
        unit.report("3.3-a", "รายงานการพัฒนาระบบตามแผน", number=f"{unit.code} {submission.pk}/2568")
    if story.level >= 4:
        unit.screen("4.1-a", "หน้าจอระบบที่ใช้งานจริง")
        unit.link("4.2-a")
    if story.level >= 5:
        unit.look_back(in_use=True)
    unit.claim(story.level).on(day, 14).submit()
    _review(organisation, unit, story)


def _review(organisation: Organisation, unit: Reporter, story: Story) -> None:
    desk = _desk(organisation, unit)
    desk.at(unit.now + timedelta(days=2)).start()
    if story.refused:
        desk.refuse(story.refused, _COMMENTS[story.refused])
    desk.accept_all()
    if story.answered or story.lapsed:
        desk.send_back("ขอให้แก้ไขเฉพาะรายการที่ส่งคืน")
    if story.answered:
        _answer(unit, story.refused, desk.now + timedelta(days=3))
        desk.at(unit.now + timedelta(days=1)).start().accept_all()
    if story.lapsed:
        clock.tick(desk.now + timedelta(days=9))
        desk.at(desk.now + timedelta(days=10))
    desk.assess()


def _desk(organisation: Organisation, unit: Reporter) -> Reviewer:
    """Who judges: two reviewers in turn; the strategy section's own report goes to people named by
    the executive's order."""
    if unit.code != tree.STRATEGY:
        turn = "reviewer" if unit.submission.pk % 2 else "reviewer2"
        return Reviewer(organisation, unit.submission, unit.now, reviewer=turn)
    for person, role in (("usage.director", Role.REVIEWER), ("water.director", Role.HEAD)):
        appoint(
            unit.submission,
            actor=organisation.people["executive"],
            at=unit.now + timedelta(days=1),
            person=organisation.people[person],
            role=role,
            order_number="คส.สบอ. 12/2568",
            reason="ส่วนยุทธศาสตร์ประเมินรายงานของตนเองไม่ได้",
        )
    return Reviewer(
        organisation, unit.submission, unit.now, reviewer="usage.director", head="water.director"
    )


def _answer(unit: Reporter, key: str, moment: datetime) -> None:
    unit.now = moment
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


_COMMENTS = {
    "2.1-a": "แผนยังไม่ระบุผู้รับผิดชอบของแต่ละกิจกรรม",
    "3.1-a": "ผังการทำงานใหม่ยังไม่แสดงจุดที่ระบบตรวจข้อมูล",
    "3.3-a": "รายงานยังไม่มีลายมือชื่อผู้อำนวยการ และไม่แสดงผลการทดสอบกับผู้ใช้",
    "4.1-a": "ภาพหน้าจอไม่แสดงวันที่และจำนวนผู้ใช้งานจริง",
    "4.2-a": "เปิดลิงก์แล้วไม่พบหน้าของระบบ ขอภาพแบนเนอร์บนหน้าเว็บของสำนัก",
}


def _conclude(organisation: Organisation, drafts: dict[str, Submission], dates: _Dates) -> None:
    """Confirm, endorse and publish everything that has a proposed result."""
    for number, (code, submission) in enumerate(drafts.items()):
        submission.refresh_from_db()
        if submission.state != State.ASSESSED:
            continue
        head = "water.director" if code == tree.STRATEGY else "head"
        start = moments.at(dates.confirmed, 9, number)
        desk = Reviewer(organisation, submission, start, head=head)
        desk.confirm()
        desk.at(start + timedelta(days=4)).endorse("ที่ประชุมสำนัก ครั้งที่ 2/2568")
        desk.at(start + timedelta(days=7)).publish()
