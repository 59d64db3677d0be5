"""The memo to the collecting centre: whose it is, what it says, what it lists."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from forms_templates.contexts import MemoContext
from forms_templates.models import MemoTemplate
from forms_templates.rendering import render_docx, render_pdf
from kpi_portal.accounts.enums import Role
from kpi_portal.errors import NotAllowed
from submissions.documents import access
from submissions.documents.domain import drafting, issuing, memos, offers, to_centre
from submissions.documents.domain.register import Numbering
from submissions.documents.enums import DocumentKind
from submissions.documents.models import Document
from submissions.models import Submission
from tests import factories as f
from tests.documents.conftest import NOW, Office, office  # noqa: F401  # a fixture
from tests.rendering.tools import docx_paragraphs, pdf_text
from tests.review.world import supply

CENTRE = "ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร"
HANDLE = {"executive", "head", "reviewer"}


@pytest.fixture
def own(office: Office) -> Submission:  # noqa: F811
    version = office.submission.round.version
    f.rewrite(version, version.definition | {"card": {"data_collector": CENTRE}})
    office.__dict__["executive"] = f.MembershipFactory(
        role=Role.EXECUTIVE, unit=office.bureau, user__position="ผู้อำนวยการสำนัก"
    ).user
    report = f.SubmissionFactory(
        round=office.submission.round, unit=office.bureau, claimed_level=1, state="submitted"
    )
    supply(report, "1.1-a", office.__dict__["executive"])
    return report


def draft(office: Office, own: Submission, who: str = "executive") -> Document:  # noqa: F811
    return memos.draft_report(own, actor=getattr(office, who), at=NOW)


def words(document: Document) -> MemoContext:
    context = drafting.context_of(document)
    assert isinstance(context, MemoContext)
    return context


def test_it_goes_from_the_bureau_to_the_centre(office: Office, own: Submission) -> None:  # noqa: F811
    memo = words(draft(office, own))
    assert memo.agency_line.startswith(office.bureau.name)
    assert memo.addressees == (f"ผู้อำนวยการ{CENTRE}",)
    assert memo.signatory.name == office.__dict__["executive"].display_name
    assert memo.signatory.position_lines == ("ผู้อำนวยการสำนัก",)
    said = " ".join((memo.subject, *memo.cause, *memo.purpose, *memo.conclusion))
    for named in (own.round.indicator.code, own.round.name, "ระดับ 1", f"ต่อ{CENTRE}"):
        assert named in said
    assert memo.enclosures == ("เอกสารหลักฐานประกอบ จำนวน 1 รายการ (ตามบัญชีแนบท้าย)",)
    ((row,),) = [table.rows for table in memo.annexes[0].tables]
    assert [cell.text for cell in row][1:] == ["1.1-a รายงานการประชุม", "1.1-a.pdf", "2 หน้า"]


def test_who_stands_in_for_the_executive_signs(office: Office, own: Submission) -> None:  # noqa: F811
    stand_in = f.ActingFactory(
        role=Role.EXECUTIVE, unit=office.bureau, position="ผู้อำนวยการสำนัก"
    ).user
    memo = words(draft(office, own))
    assert memo.signatory.name == stand_in.display_name
    assert memo.signatory.acting_lines == ("รักษาราชการแทน ผู้อำนวยการสำนัก",)


def test_both_formats_say_the_same(office: Office, own: Submission) -> None:  # noqa: F811
    memo = words(draft(office, own))
    bare = [re.sub(r"\s", "", text) for text in (*memo.purpose, "บัญชีสิ่งที่ส่งมาด้วย", CENTRE)]
    word = re.sub(r"\s", "", "".join(docx_paragraphs(render_docx(memo))))
    printed = re.sub(r"\s", "", pdf_text(render_pdf(memo)))
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    for text in bare:
        assert text.translate(thai) in word.translate(thai)
        assert text.translate(thai) in printed.translate(thai)


@pytest.mark.parametrize(
    "who", ["executive", "head", "reviewer", "director", "drafter", "stranger"]
)
def test_the_bureaus_people_draft_and_its_executive_issues(
    office: Office,  # noqa: F811
    own: Submission,
    who: str,
) -> None:
    actor = getattr(office, who)
    if who not in HANDLE:
        with pytest.raises(NotAllowed):
            draft(office, own, who)
        return
    document = draft(office, own, who)
    assert document in access.visible_to(office.__dict__["executive"], at=NOW)
    assert (document in access.visible_to(actor, at=NOW)) is True
    assert access.may_issue(actor, office.bureau, DocumentKind.REPORT_MEMO, at=NOW) == (
        who == "executive"
    )
    offered = {one.kind: one for one in offers.offered_to(actor, at=NOW)}
    assert str(own.pk) in {o.about for o in offered[DocumentKind.REPORT_MEMO].offers}


def test_the_section_has_no_hand_in_a_units_memo(office: Office) -> None:  # noqa: F811
    with pytest.raises(NotAllowed):
        memos.draft_report(office.submission, actor=office.head, at=NOW)


def test_without_a_wording_of_its_own_it_says_what_a_units_report_says(
    office: Office,  # noqa: F811
    own: Submission,
) -> None:
    MemoTemplate.objects.filter(kind="centre").delete()
    memo = words(draft(office, own))
    assert f"ตามที่{CENTRE} ได้ขอให้รายงานผลการดำเนินงาน" in memo.cause[0]


@pytest.mark.parametrize(
    ("named", "addressed"),
    [
        ("กลุ่มพัฒนาระบบบริหาร", "ผู้อำนวยการกลุ่มพัฒนาระบบบริหาร"),
        ("ศูนย์สารสนเทศ\nกรมชลประทาน", "ผู้อำนวยการศูนย์สารสนเทศ กรมชลประทาน"),
        ("เลขานุการกรม", "เลขานุการกรม"),
        ("", "หน่วยรวบรวมข้อมูล"),
    ],
)
def test_to_whom_it_is_addressed(
    office: Office,  # noqa: F811
    own: Submission,
    named: str,
    addressed: str,
) -> None:
    version = own.round.version
    f.rewrite(version, version.definition | {"card": {"data_collector": named}})
    report = Submission.objects.get(pk=own.pk)
    assert words(draft(office, report)).addressees == (addressed,)


def test_the_record_begins_with_the_issued_memo(office: Office, own: Submission) -> None:  # noqa: F811
    executive = office.__dict__["executive"]
    document = draft(office, own)
    assert "memo_number" not in to_centre.offered(own, to_centre.memo_of(own, executive, at=NOW))
    issuing.issue(
        document,
        actor=executive,
        at=NOW,
        numbering=Numbering(typed="สบอ 1/2101"),
        dated=date(2025, 2, 6),
    )
    memo = to_centre.memo_of(own, office.reviewer, at=NOW)
    assert to_centre.offered(own, memo) == {
        "revision": 0,
        "centre": CENTRE,
        "memo_number": "สบอ 1/2101",
        "sent_on": "6/2/2568",
    }


def test_the_page_leads_to_the_memo(office: Office, own: Submission) -> None:  # noqa: F811
    client = Client()
    client.force_login(office.head)
    page = client.get(reverse("submissions:outside", args=[own.pk])).text
    assert f"{reverse('documents:new')}?kind=report&amp;about={own.pk}" in page
    document = draft(office, own)
    page = client.get(reverse("submissions:outside", args=[own.pk])).text
    assert reverse("documents:detail", args=[document.pk]) in page
