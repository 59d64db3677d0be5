"""One object of every kind in the hands of the hydrology section, for addresses to point at."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from forms_templates.domain import drafts as form_drafts
from forms_templates.domain import word_subjects, word_templates
from forms_templates.models import FormTemplate, MemoTemplate
from indicators.domain import drafts
from indicators.domain.holidays import declare_holiday
from indicators.models import Assignment
from kpi_portal import jobs
from kpi_portal.accounts.domain import absences, deputies, importing
from kpi_portal.accounts.domain.acting import appoint_acting
from kpi_portal.accounts.enums import ActingKind, Role
from kpi_portal.accounts.sheets import writing
from kpi_portal.jobs.models import Job, JobState
from kpi_portal.notifications.models import Notification
from kpi_portal.thai import local_date
from submissions.archives.domain import exports
from submissions.archives.enums import ExportKind
from submissions.documents.domain import (
    batch_kinds,
    batch_work,
    batches,
    issuing,
    memos,
    renditions,
)
from submissions.documents.domain.batch_wishes import Wishes
from submissions.documents.domain.register import Numbering
from submissions.documents.enums import DocumentKind, Format
from submissions.domain import (
    approvals,
    conflicts,
    contributing,
    decisions,
    even_assigning,
    evidence,
    forms,
    forms_pictures,
    narrative,
    processes,
    return_reasons,
    saved_views,
    shared_evidence,
    what_if,
)
from submissions.domain.queue_filters import Filters
from submissions.domain.transition import perform
from submissions.enums import Action, ReconsiderationOutcome
from submissions.models import EvidenceVersion, Reconsideration
from tests.e2e.world import World
from tests.evidence.world import a_pdf, png_bytes
from tests.factories import UnitFactory
from tests.forms.world import form_1, form_3
from tests.matrix import bureaus_own

FILE_KEY = "1.2-a"
WEEK = timedelta(days=7)


def make(world: World) -> dict[str, Any]:
    """Parameters of addresses by name. The section's report has been submitted and withdrawn, so
    that it has a receipt and stays open to its people."""
    report, drafter, at = world.report, world.drafter, world.now
    by: dict[str, Any] = {"actor": drafter, "at": at}
    forms.save_answer(report, "form-1", None, revision=0, data=form_1(), **by)
    process = processes.choose(report, name="การขอใช้น้ำ", **by)
    forms.save_answer(report, "form-3", process, revision=0, data=form_3(), **by)
    picture = SimpleUploadedFile("ผัง.png", png_bytes(), "image/png")
    forms_pictures.add(report, "form-4", process, field="diagram_before", upload=picture, **by)
    piece = evidence.attach_file(report, FILE_KEY, upload=a_pdf(), **by)
    approval = approvals.request(report, "2.1-b", **by)
    narrative.save_narrative(report, revision=0, claimed_level=1, level_results={}, texts={}, **by)
    filing = _filed(world)
    extension = decisions.request_extension(
        report, actor=world.director, at=at, until=report.effective_due_at + WEEK, reason="น้ำท่วม"
    )
    drafts.begin(report.round.indicator, actor=world.people["configurer"], at=at)
    shared = shared_evidence.publish_shared(
        owner=world.units["bureau"], actor=world.reviewer, at=at, upload=a_pdf("มติ.pdf", "shared")
    )
    request_memo = memos.draft_request(report.round, actor=world.head, at=at)
    issued = issuing.issue(
        request_memo,
        actor=world.head,
        at=at,
        numbering=Numbering(typed="สบอ 07/1"),
        dated=at.date(),
        public_root="http://testserver",
    )
    report_memo = memos.draft_report(report, actor=world.director, at=at)
    for document in (issued, report_memo):
        renditions.make(document, Format.WORD)
    with transaction.atomic():
        job = jobs.enqueue(
            "documents.render", payload={"document": report_memo.pk}, requested_by=drafter, at=at
        )
    memo = MemoTemplate.objects.get(kind="request")
    own_word = word_subjects.of_memo(memo)
    word_file = word_templates.upload(
        own_word, data=own_word.starter(), name="memo.docx", actor=world.configurer, at=at
    )
    run = what_if.ask(report.round, version=1, actor=world.head, at=at)
    what_if.compute(run, at=at)
    export = exports.ask_of_round(report.round, ExportKind.WORKBOOK, actor=world.head, at=at)
    assignment = Assignment.objects.get(round=report.round, unit=report.unit)
    asked = UnitFactory(name="ส่วนปฏิบัติการ", parent=world.units["bureau"])
    (part,) = contributing.ask(assignment, asked, ["level-3"], actor=world.configurer, at=at)
    batch = batches.make(
        batch_kinds.kind_of(DocumentKind.REQUEST_MEMO),
        report.round,
        [report.pk],
        Wishes(),
        actor=world.head,
        at=at,
    )
    batch_work.step(batch.pk, actor=world.head, clock=lambda: at)
    _answered_request(world)
    own = bureaus_own.make(world)
    return {
        "own": own,
        "sharing": _plan_carried_out(world),
        "batch": batch.pk,
        "conflict": _conflict_taken_back(world),
        "view": saved_views.save(world.reviewer, "ของฉัน", Filters(mine=True), at=at).pk,
        "part": part.pk,
        "contributor": asked.pk,
        "what_if": run.pk,
        "export": export.pk,
        "report": report.pk,
        "unit": report.unit_id,
        "round": report.round_id,
        "assignment": report.round.assignments.get(unit=report.unit_id).pk,
        "indicator": report.round.indicator_id,
        "year": report.round.indicator.fiscal_year,
        "process": process.pk,
        "template": FormTemplate.objects.filter(code="form-3").latest("pk").pk,
        "wording": memo.pk,
        "word_file": word_file.pk,
        "form_draft": form_drafts.begin(
            FormTemplate.objects.filter(code="form-3").latest("pk"),
            actor=world.configurer,
            at=at,
        ).pk,
        "reason": return_reasons.add_reason(
            world.units["bureau"], actor=world.head, at=at, text="ไม่มีลายเซ็น"
        ).pk,
        "picture": EvidenceVersion.objects.get(media_type="image/png").sha256,
        "piece": piece.pk,
        "version": piece.version_id,
        "shared": shared.pk,
        "approval": approval.pk,
        "filing": filing.pk,
        "extension": extension.pk,
        "memo": report_memo.pk,
        "token": issued.public_token,
        "notice": Notification.objects.filter(recipient=drafter).latest("pk").pk,
        "job": job.pk,
        "holiday": declare_holiday(
            world.units["bureau"], actor=world.configurer, at=at, day=at.date(), name="วันหยุด"
        ).pk,
    } | _people(world)


def _plan_carried_out(world: World) -> Any:
    """Reports given to reviewers in the background, one refused."""
    refused = [[world.report.pk, "มีผู้ตรวจประเมินแล้ว"]]
    return Job.objects.create(
        kind=even_assigning.JOB,
        state=JobState.DONE,
        requested_by=world.head,
        not_before=world.now,
        created_at=world.now,
        finished_at=world.now,
        result={"done": 2, "refused": refused},
    ).pk


def _answered_request(world: World) -> None:
    """A request of the section that was answered."""
    Reconsideration.objects.create(
        submission=world.report,
        number=1,
        requested_at=world.now,
        requested_by=world.director,
        reason="ขอทบทวนผล",
        outcome=ReconsiderationOutcome.UPHELD,
        resolved_at=world.now,
        resolved_by=world.people["executive"],
        answer="ยืนตามเดิม",
        before={"level": 1, "final": "50.00", "scale": "100.00", "items": {}},
        after={"level": 1, "final": "50.00", "scale": "100.00", "items": {}},
    )


def _conflict_taken_back(world: World) -> int:
    """The reviewer stepped back from the section's report by mistake, and may judge it again."""
    by: dict[str, Any] = {"actor": world.reviewer, "at": world.now}
    declared = conflicts.declare(world.report, reason="เลือกผิดฉบับ", **by)
    return conflicts.withdraw(declared, **by).pk


def _people(world: World) -> dict[str, Any]:
    """The section's drafter, who is first deputy of its director and away next week."""
    keeper, at = world.configurer, world.now
    office = world.director.memberships.get()
    today = local_date(at)
    named = deputies.name_deputy(
        office,
        actor=keeper,
        at=at,
        deputy=world.drafter,
        rank=1,
        order_number="1/2568",
        starts=today,
    )
    acting = appoint_acting(
        world.drafter,
        actor=keeper,
        at=at,
        kind=ActingKind.ON_BEHALF,
        role=Role.DIRECTOR,
        unit=world.units["strategy"],
        scope=world.units["strategy"],
        covers=world.head,
        position="ผู้อำนวยการส่วนยุทธศาสตร์",
        order_number="2/2568",
        starts=today + WEEK * 40,
        ends=today + WEEK * 41,
    )
    absence = absences.declare_absence(
        world.drafter, actor=world.drafter, at=at, starts=today + WEEK, ends=today + WEEK
    )
    book = writing.template()
    upload = importing.Upload(io.BytesIO(book), "คน.xlsx", len(book))
    sheet = importing.read_workbook(upload, actor=keeper, at=at)
    return {
        "person": world.drafter.pk,
        "role": world.drafter.memberships.get().pk,
        "office": office.pk,
        "deputy": named.pk,
        "acting": acting.pk,
        "absence": absence.pk,
        "import": sheet.pk,
    }


def _filed(world: World) -> Any:
    report = world.report
    data = {"gaps_acknowledged": True}
    director = world.director
    report.refresh_from_db()
    done = perform(
        report, Action.SUBMIT, actor=director, at=world.now, version=report.version, data=data
    )
    perform(done, Action.WITHDRAW, actor=director, at=world.now, version=done.version, note="แก้ไข")
    report.refresh_from_db()
    return report.filings.get()
