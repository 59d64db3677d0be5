"""A small world for tests of evidence: a bureau, its strategy section, a reporting section with its
people, and a report whose round asks for every kind of evidence."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from indicators.models import Round
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from submissions.enums import Decision, State
from submissions.models import EvidenceUse, ReturnItem, ReturnNotice, Submission
from tests.factories import (
    BureauFactory,
    IndicatorFactory,
    MembershipFactory,
    RoundFactory,
    SubmissionFactory,
    UnitFactory,
    UserFactory,
    definition,
)

NOON = datetime(2025, 2, 20, 5, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def _evidence(key: str, title: str, kind: str | list[str], **more: Any) -> dict[str, Any]:
    return {"key": key, "title": title, "kind": kind, **more}


def every_kind() -> dict[str, Any]:
    """A round that asks for files, links, alternatives, a form, a number, an answer, approval."""
    first = {
        "key": "1.1",
        "title": "มีการทบทวนกระบวนการของสำนัก/กอง",
        "evidence": [
            _evidence("1.1-a", "รายงานการประชุม", "file", minimum=1, maximum=3, also=["1.2"]),
            _evidence("1.1-b", "แบบฟอร์ม 1", "form", form="form-1"),
        ],
        "guidance": "รายงานที่แสดงวิธีคัดเลือกกระบวนการ",
        "examples": ["รายงานการประชุมสำนัก ครั้งที่ 1/2568"],
    }
    second = {
        "key": "1.2",
        "title": "แสดงวิธีการคัดเลือก",
        "evidence": [_evidence("1.2-a", "หลักฐานการเผยแพร่", ["file", "link"])],
    }
    third = {
        "key": "2.1",
        "title": "ความก้าวหน้าตามแผน",
        "evidence": [
            _evidence("2.1-a", "ร้อยละความก้าวหน้า", "number", at_least=80),
            _evidence("2.1-b", "คำตอบ", "answer"),
            _evidence("2.1-c", "แผนที่ ผอ.สำนัก อนุมัติ", "approval", approver="executive"),
        ],
    }
    fourth = {
        "key": "3.1",
        "title": "รายงานผล",
        "evidence": [
            _evidence("3.1-a", "รายงานผล (PDF)", "file", types=["pdf"], max_bytes=200_000),
            _evidence("3.1-b", "ลิงก์หน้าเว็บไซต์", "link", required=False),
        ],
    }
    return definition(
        [
            {"number": 1, "title": "ทบทวน", "points": 50, "criteria": [first, second]},
            {"number": 2, "title": "แผน", "points": 25, "criteria": [third]},
            {"number": 3, "title": "พัฒนา", "points": 25, "criteria": [fourth]},
        ]
    )


@dataclass
class World:
    """Units, one person per role, and a report in draft."""

    bureau: Unit
    strategy: Unit
    section: Unit
    other: Unit
    round: Round
    submission: Submission
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def in_state(self, state: State, *, returned: tuple[str, ...] = ()) -> Submission:
        """The report put into a state as a fact of the test, with returned items if any."""
        Submission.objects.filter(pk=self.submission.pk).update(
            state=state, answer_by=NOON + timedelta(days=7) if state == State.RETURNED else None
        )
        if state == State.RETURNED:
            notice = ReturnNotice.objects.create(
                submission=self.submission,
                number=self.submission.returns.count() + 1,
                at=NOON,
                by=self.reviewer,
                answer_by=NOON + timedelta(days=7),
                note="โปรดแก้ไข",
            )
            for key in returned:
                ReturnItem.objects.create(notice=notice, requirement=key, comment="ยังไม่ชัดเจน")
        self.submission = Submission.objects.get(pk=self.submission.pk)
        return self.submission


def make_world() -> World:
    bureau = BureauFactory(name="สำนักบริหารจัดการน้ำและอุทกวิทยา")
    strategy = UnitFactory(name="ส่วนยุทธศาสตร์", parent=bureau)
    section = UnitFactory(name="ส่วนอุทกวิทยา", parent=bureau)
    other = UnitFactory(name="ส่วนประมวลวิเคราะห์", parent=bureau)
    indicator = IndicatorFactory(owner=bureau, code="สบอ-7")
    opened = RoundFactory(indicator=indicator, body=every_kind())
    submission = SubmissionFactory(round=opened, unit=section)
    world = World(bureau, strategy, section, other, opened, submission)
    held = {
        "drafter": (Role.DRAFTER, section, section),
        "director": (Role.DIRECTOR, section, section),
        "reviewer": (Role.REVIEWER, strategy, bureau),
        "head": (Role.HEAD, strategy, bureau),
        "executive": (Role.EXECUTIVE, bureau, bureau),
        "configurer": (Role.CONFIGURER, strategy, bureau),
        "auditor": (Role.AUDITOR, bureau, bureau),
        "neighbour": (Role.DRAFTER, other, other),
    }
    for name, (role, unit, scope) in held.items():
        person = UserFactory(username=name, first_name=name)
        MembershipFactory(user=person, unit=unit, scope=scope, role=role)
        world.people[name] = person
    world.people["stranger"] = UserFactory(username="stranger")
    return world


def judge(use: EvidenceUse, decision: Decision) -> EvidenceUse:
    """The effective verdict as a fact of the test."""
    EvidenceUse.objects.filter(pk=use.pk).update(decision=decision)
    use.refresh_from_db()
    return use


@cache
def pdf_bytes(text: str = "report", pages: int = 2) -> bytes:
    """A small sound PDF; another `text` gives other bytes."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    document.docinfo["/Title"] = text
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


@cache
def scanned_pdf(kilobytes: int, seed: int = 1) -> bytes:
    """A PDF with one grey picture of noise: about `kilobytes` large, and not to be compressed."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    picture = document.make_stream(Random(seed).randbytes(kilobytes * 1024))
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height, picture.BitsPerComponent = 1024, kilobytes, 8
    picture.ColorSpace = pikepdf.Name.DeviceGray
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    page.Contents = document.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    out = io.BytesIO()
    document.save(out, deterministic_id=True, compress_streams=False)
    return out.getvalue()


@cache
def png_bytes(shade: int = 128) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, shade, shade)).save(out, "PNG")
    return out.getvalue()


@cache
def docx_bytes() -> bytes:
    from docx import Document

    document = Document()
    document.add_paragraph("รายงานการประชุม")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zip_bytes(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def a_pdf(name: str = "รายงานการประชุม.pdf", text: str = "report") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes(text), "application/pdf")
