"""One circular to many units from the batch page, and memos for each under one number."""

from __future__ import annotations

import pytest
from django.urls import reverse

from forms_templates import snapshots
from forms_templates.rendering.memo_heading import ADDRESSEES_ATTACHED, ADDRESSEES_TITLE
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound
from kpi_portal.jobs.models import Job
from submissions.documents.domain import batch_kinds, batch_reading, circulars, drafting, issuing
from submissions.documents.domain.batch_wishes import Wishes
from submissions.documents.domain.register import Numbering
from submissions.documents.enums import DocumentKind, NumberSource
from submissions.documents.models import Batch, Document, RegisterNumber
from submissions.enums import State
from tests.batches.test_pages import browser
from tests.batches.world import NOW, Office, make_office
from tests.rendering.tools import bare, docx_paragraphs, pdf_text

pytestmark = pytest.mark.django_db
REQUEST = DocumentKind.REQUEST_MEMO


def drafted(
    office: Office, kind: DocumentKind = REQUEST, who: str = "head", chosen: slice = slice(None)
) -> Document:
    return circulars.draft(
        batch_kinds.kind_of(kind),
        office.round,
        [report.pk for report in office.reports[chosen]],
        Wishes(urgency="urgent", paragraph="ขอให้จัดส่งภายใน 7 วัน"),
        actor=office.people[who],
        at=NOW,
    )


def test_one_memo_with_one_circular_number_lists_every_chosen_office(office: Office) -> None:
    memo = drafted(office, chosen=slice(0, 2))
    assert memo.addressees == ["ผู้อำนวยการส่วนงานที่ 1", "ผู้อำนวยการส่วนงานที่ 2"]
    assert (memo.urgency, memo.submission, memo.round) == ("002", None, office.round)
    assert drafting.context_of(memo).purpose[-1] == "ขอให้จัดส่งภายใน 7 วัน"
    assert Job.objects.filter(kind="documents.render").count() == 1
    assert not Batch.objects.exists()
    issued = issuing.issue(
        memo, actor=office.head, at=NOW, numbering=Numbering(circular=True), dated=NOW.date()
    )
    assert issued.number == "สบอ 9/ว 1"
    assert RegisterNumber.objects.get().documents.get() == issued


def test_many_addressees_stand_on_a_page_of_their_own_in_both_formats(db: None) -> None:
    from forms_templates.rendering import render_docx, render_pdf

    office = make_office(12)
    context = drafting.context_of(drafted(office))
    printed = bare([pdf_text(render_pdf(context))])
    word = bare(docx_paragraphs(render_docx(context)))
    for text in (printed, word):
        assert ADDRESSEES_ATTACHED in text
        assert ADDRESSEES_TITLE in text
        assert all(bare([f"ผู้อำนวยการส่วนงานที่{n}"]) in text for n in "๑๒๓๔๕๖๗๘๙")


def test_a_circular_reminder_goes_to_the_ticked_units_alone(office: Office) -> None:
    for report in office.reports:
        office.put(report, State.DRAFT, published_at=None)
    memo = drafted(office, DocumentKind.REMINDER_MEMO, chosen=slice(0, 2))
    assert memo.addressees == ["ผู้อำนวยการส่วนงานที่ 1", "ผู้อำนวยการส่วนงานที่ 2"]
    assert "ส่วนงานที่ 3" not in str(memo.context)


def test_a_result_is_never_told_to_others(office: Office) -> None:
    with pytest.raises(GuardRefused) as refused:
        drafted(office, DocumentKind.FEEDBACK_MEMO)
    assert refused.value.code == "not_together"
    assert not Document.objects.exists()


def test_only_units_to_which_it_is_due(office: Office) -> None:
    office.put(office.reports[0], State.EXEMPTED)
    with pytest.raises(GuardRefused):
        drafted(office)
    with pytest.raises(InvalidInput):
        drafted(office, chosen=slice(0, 0))
    assert not Document.objects.exists()


@pytest.mark.parametrize("who", ["executive", "director", "stranger"])
def test_others_draft_none(office: Office, who: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        drafted(office, who=who)
    assert not Document.objects.exists()


@pytest.mark.parametrize("who", ["head", "reviewer"])
def test_the_page_offers_one_circular_or_a_memo_for_each(office: Office, who: str) -> None:
    person = browser(office, who)
    url = reverse("documents:batch_new")
    for kind, offered in (("request", 1), ("feedback", 0)):
        page = person.get(url, {"round": office.round.pk, "kind": kind})
        assert page.content.decode().count('name="together"') == offered
    sent = {
        "round": office.round.pk,
        "kind": "request",
        "unit": [report.pk for report in office.reports],
        "urgency": "normal",
        "secrecy": "normal",
        "together": "1",
    }
    answer = person.post(url, sent)
    memo = Document.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("documents:detail", args=[memo.pk]))
    if who == "head":  # a memo to many proposes the ว
        page = person.get(reverse("documents:issue", args=[memo.pk])).content.decode()
        box = page[page.index('name="circular"') :]
        assert "checked" in box[: box.index(">")]
    refused = person.post(url, sent | {"unit": []})
    assert refused.status_code == 422
    assert Document.objects.count() == 1


def test_under_one_number_each_memo_names_its_own_unit_alone(office: Office) -> None:
    batch = office.issued(office.drafted(kind=REQUEST), NumberSource.CIRCULAR, first="สบอ 9/ว 7")
    names = [report.unit_name for report in office.reports]
    for item in batch_reading.items(batch):
        assert item.document is not None
        said = str(snapshots.as_json(drafting.context_of(item.document)))
        assert [name for name in names if name in said] == [item.submission.unit_name]
        assert item.document.number == "สบอ 9/ว 7"
