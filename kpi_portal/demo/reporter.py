"""The unit's side of a report: forms, evidence, approval, claim, submitting — by the verbs."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile

from kpi_portal.accounts.models import User
from kpi_portal.demo import content, papers, sheets
from kpi_portal.demo.organisation import Organisation
from submissions import access
from submissions.domain import approvals, evidence, forms, forms_pictures, narrative, processes
from submissions.domain.evidence_versions import Details
from submissions.domain.shared_evidence import attach_shared
from submissions.domain.transition import perform
from submissions.enums import Action
from submissions.models import Approval, EvidenceUse, EvidenceVersion, Process, Submission

STEP = timedelta(minutes=7)


class Reporter:
    """One unit at work on one report. Each act takes the next few minutes of its day."""

    def __init__(self, organisation: Organisation, submission: Submission, now: datetime) -> None:
        self.organisation = organisation
        self.pk = submission.pk
        self._kept: Submission | None = None
        self._now = now
        self.code = submission.unit.code
        self.words = content.process_of(self.code)
        self.drafter: User = organisation.drafter(self.code)
        self._process: Process | None = None

    @property
    def now(self) -> datetime:
        """The moment of the latest act. Setting it begins a new stretch of work."""
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        self._now = moment
        self._kept = None

    @property
    def submission(self) -> Submission:
        """The report as it is now. Others move it only between stretches, so one reading serves a
        stretch; each act gets a copy of its own, for verbs keep what they read on the object."""
        if self._kept is None:
            self._kept = access.with_context(Submission.objects.filter(pk=self.pk)).get()
        return copy(self._kept)

    @property
    def director(self) -> User:
        """Who signs for the unit."""
        return self.organisation.director(self.code)

    def tick(self) -> datetime:
        """The moment of the next act."""
        self._now += STEP
        return self._now

    @property
    def process(self) -> Process:
        """The process that the unit chose, chosen on the first need."""
        if self._process is None:
            there = list(self.submission.processes.filter(removed_at=None))
            self._process = there[0] if there else self._choose()
        return self._process

    def _choose(self) -> Process:
        return processes.choose(
            self.submission, actor=self.drafter, at=self.tick(), name=self.words.name
        )

    def save(self, form: str, data: sheets.Data, *, repeats: bool = True) -> Reporter:
        """Fill in a form on top of what is there, as the page would have sent it."""
        process = self.process if repeats else None
        current = self.submission
        sheet = forms.open_sheet(current, form, process)
        merged = {**sheet.data, **data}
        for part in ("header", "answers", "tables"):
            if part in data and isinstance(sheet.data.get(part), dict):
                merged[part] = {**sheet.data[part], **data[part]}
        forms.save_answer(
            current,
            form,
            process,
            actor=self.drafter,
            at=self.tick(),
            revision=sheet.revision,
            data=merged,
        )
        return self

    def review_processes(self) -> Reporter:
        """Form 1."""
        return self.save("form-1", sheets.form_1(self.words), repeats=False)

    def select(self) -> Reporter:
        """Form 2."""
        return self.save("form-2", sheets.form_2(self.words))

    def plan(self, *, done: int = 0, whole: bool = True) -> Reporter:
        """Form 3."""
        return self.save("form-3", sheets.form_3(self.words, done=done, whole=whole))

    def analyse(self) -> Reporter:
        """Form 4 with its two pictures."""
        self.save("form-4", sheets.form_4(self.words))
        before = ("รับเรื่องเป็นกระดาษ", "รวบรวมและพิมพ์ซ้ำ", "เสนอลงนามและแจ้งผล")
        after = ("กรอกข้อมูลครั้งเดียวในระบบ", "ระบบตรวจความถูกต้อง", "แจ้งผลอัตโนมัติ")
        for field, name, steps in (
            ("diagram_before", "ผังการทำงานเดิม", before),
            ("diagram_after", "ผังการทำงานใหม่", after),
        ):
            forms_pictures.add(
                self.submission,
                "form-4",
                self.process,
                actor=self.drafter,
                at=self.tick(),
                field=field,
                upload=papers.diagram(name, steps=steps),
                caption=name,
            )
        return self

    def look_back(self, *, in_use: bool) -> Reporter:
        """Form 5."""
        return self.save("form-5", sheets.form_5(self.words, in_use=in_use))

    def minutes(self, shared: EvidenceVersion) -> Reporter:
        """The bureau's minutes, attached by reference."""
        attach_shared(self.submission, "1.2-a", version=shared, actor=self.drafter, at=self.tick())
        return self

    def ask_approval(self) -> Approval:
        """Ask, and leave it waiting."""
        return approvals.request(self.submission, "2.1-b", actor=self.drafter, at=self.tick())

    def approve(self, asked: Approval) -> Reporter:
        """The bureau's director approves form 3 as it was asked for."""
        approvals.approve(
            asked,
            actor=self.organisation.people["executive"],
            at=self.tick(),
            digest=asked.answers_digest,
        )
        return self

    def report(self, key: str, name: str, *lines: str, number: str = "") -> EvidenceUse:
        """Attach a report of the unit as PDF."""
        at = self.tick()
        upload = papers.report(
            name,
            unit=self.submission.unit_name,
            subject=f"{name} {self.words.name}",
            lines=lines or (f"ตามที่ได้รับอนุมัติแผนแล้วนั้น {self.words.change}", self.words.benefit),
            signed=self.drafter.display_name,
            at=at,
        )
        return self.attach(key, upload, caption=name, number=number, dated=self.now.date())

    def flowchart(self) -> EvidenceUse:
        """A diagram as a file, where the source allows that in place of form 4."""
        steps = ("รับข้อมูลจากสถานี", "ระบบตรวจค่าผิดปกติ", "ส่งต่อสำนักทันที", self.code)
        upload = papers.diagram("ผังการทำงานของระบบ", steps=steps)
        return self.attach("3.1-a", upload, caption="ผังการทำงานของระบบ")

    def carry_over(self, key: str, earlier: Submission) -> bool:
        """Use again what was accepted in an earlier round; False when there was nothing."""
        use = earlier.uses.filter(requirement=key, kind="file", removed_at=None).last()
        if use is None or use.version is None:
            return False
        evidence.reuse(
            self.submission, key, version=use.version, actor=self.drafter, at=self.tick()
        )
        return True

    def screen(self, key: str, name: str) -> EvidenceUse:
        """Attach a picture of the system in use."""
        lines = (self.words.change, self.words.benefit, "ผู้ใช้งานวันนี้ 12 คน")
        return self.attach(
            key, papers.screen(name, title=self.words.system, lines=lines), caption=name
        )

    def attach(
        self,
        key: str,
        upload: ContentFile[bytes],
        *,
        caption: str = "",
        number: str = "",
        dated: date | None = None,
    ) -> EvidenceUse:
        """Attach a file with what is said of it."""
        return evidence.attach_file(
            self.submission,
            key,
            actor=self.drafter,
            at=self.tick(),
            upload=upload,
            details=Details(caption, number, dated),
        )

    def renew(self, use: EvidenceUse, name: str, *lines: str) -> EvidenceUse:
        """Answer a return with a newer version."""
        at = self.tick()
        upload = papers.report(
            name,
            unit=self.submission.unit_name,
            subject=f"{name} {self.words.name}",
            lines=lines,
            signed=self.director.display_name,
            at=at,
        )
        return evidence.new_version(use, actor=self.drafter, at=at, upload=upload)

    def link(self, key: str) -> Reporter:
        """The address at which the system is open to the bureau."""
        evidence.attach_link(
            self.submission,
            key,
            actor=self.drafter,
            at=self.tick(),
            url="https://water.example.go.th/services/",
            details=Details(f"หน้าเว็บของสำนัก: {self.words.system}"),
        )
        return self

    def claim(self, level: int) -> Reporter:
        """State the level and the unit's own words."""
        current = self.submission
        results = {
            str(number): "ดำเนินการครบถ้วนตามเกณฑ์ มีหลักฐานแนบ"
            for number in (entry.number for entry in current.definition.levels)
            if number <= level
        }
        narrative.save_narrative(
            current,
            actor=self.drafter,
            at=self.tick(),
            revision=current.narrative_revision,
            claimed_level=level,
            level_results=results,
            texts={
                "supporting_factors": "ผู้บริหารสนับสนุนและเจ้าหน้าที่มีส่วนร่วม",
                "obstacles": "ภารกิจช่วงน้ำหลากทำให้เวลาพัฒนาน้อยลง",
                "solutions": "ทดลองกับผู้ใช้กลุ่มเล็กก่อนขยายผล",
            },
        )
        self._kept = None
        return self

    def submit(self, actor: User | None = None) -> Reporter:
        """The director signs and submits; what is missing is acknowledged."""
        current = self.submission
        perform(
            current,
            Action.SUBMIT,
            actor=actor or self.director,
            at=self.tick(),
            version=current.version,
            data={"gaps_acknowledged": True},
        )
        self._kept = None
        return self
