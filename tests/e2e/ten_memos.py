"""Memos to all units of a round in the browser, and what the register says afterwards."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

from django.utils import timezone
from playwright.sync_api import Page, expect

from kpi_portal.thai import BANGKOK
from submissions.documents.domain import issuing, memos
from submissions.documents.domain.register import Numbering
from submissions.documents.enums import PROOFS, DocumentKind, DocumentState, NumberState
from submissions.documents.models import Document, RegisterNumber
from tests.e2e import papers
from tests.e2e.browser import Visitor, ready
from tests.e2e.ten_world import UNITS, Office

# Ten memos are drafted, or made in both formats, before the answer comes: work is done in place.
SLOW = 180_000
_BATCH = re.compile(r"/documents/batches/\d+/$")


def issue_for_all(head: Visitor, office: Office, kind: str, *, look: bool = False) -> list[str]:
    """One batch for the ten units: drafted, numbered from the portal's register, issued with both
    files. The numbers, in the order of the list."""
    page = head.open(f"/documents/batches/new/?round={office.round.pk}&kind={kind}")
    expect(page.locator("main form [name=unit]:checked")).to_have_count(UNITS)
    if look:
        head.look()
    page.click("main form.stack button[data-needs-selection]", timeout=SLOW)
    page.wait_for_url(_BATCH, timeout=SLOW)
    ready(page)
    page.click("main a[href$='/issue/'], .page-head a[href$='/issue/']")
    page.wait_for_url("**/issue/")
    page.check("[name=source][value=own]")
    page.fill("[name=dated]", _today())
    page.click("main form .form-end button[type=submit]", timeout=SLOW)
    page.wait_for_url(_BATCH, timeout=SLOW)
    ready(page)
    if look:
        head.look()
    return _files_of(head, page)


def _files_of(head: Visitor, page: Page) -> list[str]:
    """Every memo is there as Word and PDF, alone and in the archive."""
    expect(page.locator("main tbody a[href$='/file/pdf/']")).to_have_count(UNITS, timeout=SLOW)
    archive = page.locator("main a[href$='memos.zip']").get_attribute("href")
    with zipfile.ZipFile(io.BytesIO(head.fetch(str(archive)))) as together:
        assert together.testzip() is None
        kinds = Counter(name.rpartition(".")[2] for name in together.namelist())
    assert kinds == {"pdf": UNITS, "docx": UNITS, "json": 1}  # the data for an e-saraban system
    numbers = page.locator("main tbody td:nth-child(3)").all_inner_texts()
    return [number.strip() for number in numbers]


def _today() -> str:
    day = timezone.now().astimezone(BANGKOK).date()
    return f"{day.day}/{day.month}/{day.year + 543}"


def summary(head: Visitor, office: Office) -> None:
    """The results of the round, put before the executive."""
    papers.make(head, "summary", str(office.round.pk))
    papers.issue(head, "สบอ 07/900")
    papers.check_files(head, "สบอ 07/900", "สบอ-๗", office.reports[-1].unit_name[:-2])


def reports(office: Office, director: Visitor) -> None:
    """Each director's own memo about the report: the first in the browser, the others by verb."""
    papers.make(director, "report", str(office.reports[0].pk))
    papers.issue(director, "สบอ 21/57")
    papers.check_files(director, "สบอ 21/57", "ระดับ ๓")
    for number in range(1, UNITS):
        actor, now = office.people[f"director{number}"], timezone.now()
        memo = memos.draft_report(office.fresh(number), actor=actor, at=now)
        today = now.astimezone(BANGKOK).date()
        issuing.issue(memo, actor=actor, at=now, numbering=Numbering(), dated=today)


def check_register(office: Office) -> None:
    """All five kinds are issued, and each of them holds a number of its own."""
    issued = Document.objects.exclude(state=DocumentState.DRAFT).exclude(kind__in=PROOFS)
    assert Counter(issued.values_list("kind", flat=True)) == {
        DocumentKind.REQUEST_MEMO: UNITS,
        DocumentKind.REMINDER_MEMO: UNITS,
        DocumentKind.FEEDBACK_MEMO: UNITS,
        DocumentKind.REPORT_MEMO: UNITS,
        DocumentKind.SUMMARY_MEMO: 1,
    }
    given = [(memo.owner_id, memo.number) for memo in issued]
    kept = RegisterNumber.objects.filter(series="memo", state=NumberState.TAKEN)
    assert Counter(given) == Counter(kept.values_list("owner_id", "text"))
    assert max(Counter(given).values()) == 1
