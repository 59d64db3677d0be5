"""The reminder and the summary: what they say, who may write them, when they go stale."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from forms_templates.contexts import MemoContext, Urgency
from kpi_portal.accounts.enums import ActingKind
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import DomainError, GuardRefused, NotAllowed, NotFound
from submissions.documents import access
from submissions.documents.domain import drafting, memos, round_facts, round_memos
from submissions.documents.domain.reminder_tables import TITLE, units_in
from submissions.documents.enums import DocumentKind
from submissions.documents.forms.memo import MemoForm
from submissions.documents.models import Document
from submissions.enums import State
from submissions.models import Submission
from tests import factories as f
from tests.documents.conftest import NOW, Office
from tests.documents.test_issuing import issued


def words(document: Document) -> MemoContext:
    context = drafting.context_of(document)
    assert isinstance(context, MemoContext)
    return context


def report(office: Office, name: str, state: State, **facts: object) -> Submission:
    unit: Unit = f.UnitFactory(name=name, parent=office.bureau)
    made = f.SubmissionFactory(round=office.submission.round, unit=unit)
    Submission.objects.filter(pk=made.pk).update(state=state, **facts)
    made.refresh_from_db()
    return made


def put(submission: Submission, **facts: object) -> None:
    Submission.objects.filter(pk=submission.pk).update(**facts)
    submission.refresh_from_db()


# --- reminder ----------------------------------------------------------------------------------


def test_the_circular_names_every_unit_that_has_not_reported_and_no_other(office: Office) -> None:
    names = [f"ส่วนที่ {n}" for n in range(1, 11)]
    for name in names:
        report(office, name, State.DRAFT)
    late = office.submission.round.due_at + timedelta(days=3)
    memo = words(round_memos.draft_reminder(office.submission.round, actor=office.head, at=late))
    (annex,) = memo.annexes
    assert annex.title == TITLE
    assert units_in(annex.tables[0]) == tuple(names)
    assert [row[3].text for row in annex.tables[0].rows] == ["3"] * 10
    assert memo.addressees == tuple(f"ผู้อำนวยการ{name}" for name in names)
    assert memo.urgency is Urgency.URGENT
    assert "10 หน่วยงาน" in " ".join(memo.purpose)


def test_few_units_stand_in_the_text(office: Office) -> None:
    report(office, "ส่วนที่ 1", State.DRAFT)
    memo = words(round_memos.draft_reminder(office.submission.round, actor=office.head, at=NOW))
    assert memo.annexes == ()
    assert units_in(memo.tables[0]) == ("ส่วนที่ 1",)
    assert memo.urgency is Urgency.NORMAL


def test_nobody_is_reminded_where_everybody_has_reported(office: Office) -> None:
    with pytest.raises(GuardRefused):
        round_memos.draft_reminder(office.submission.round, actor=office.head, at=NOW)
    with pytest.raises(GuardRefused):
        round_memos.draft_reminder_of(office.submission, actor=office.head, at=NOW)


def test_one_unit_is_reminded_by_its_own_dates_with_what_is_missing(office: Office) -> None:
    due = office.submission.round.due_at + timedelta(days=2)
    put(office.submission, state=State.DRAFT, due_at=due)
    office.submission.refresh_from_db()
    at = due + timedelta(days=4)
    memo = words(round_memos.draft_reminder_of(office.submission, actor=office.reviewer, at=at))
    said = " ".join((*memo.cause, *memo.purpose))
    assert "เกินกำหนดแล้ว 4 วัน" in said
    assert "หลักฐานที่ยังไม่ได้จัดส่ง ได้แก่" in said
    assert "จะถือว่าไม่รายงาน" in said
    assert memo.addressees == ("ผู้อำนวยการส่วนอุทกวิทยา",)


def test_a_reminder_is_not_issued_to_a_unit_that_reported_meanwhile(office: Office) -> None:
    put(office.submission, state=State.DRAFT)
    other = report(office, "ส่วนที่ 1", State.DRAFT)
    single = round_memos.draft_reminder_of(office.submission, actor=office.head, at=NOW)
    circular = round_memos.draft_reminder(office.submission.round, actor=office.head, at=NOW)
    put(office.submission, state=State.SUBMITTED)
    for document in (single, circular):
        with pytest.raises(GuardRefused) as refusal:
            issued(office, document)
        assert refusal.value.code == "reported_meanwhile"
    again = round_memos.draft_reminder_of(other, actor=office.head, at=NOW)
    assert issued(office, again).number == "สบอ 9/1568"


@pytest.mark.parametrize("who", ["director", "drafter", "stranger"])
def test_only_the_strategy_section_reminds_and_sums_up(office: Office, who: str) -> None:
    actor = getattr(office, who)
    report(office, "ส่วนที่ 1", State.DRAFT)
    for draft in (round_memos.draft_reminder, round_memos.draft_summary):
        with pytest.raises(DomainError) as refusal:
            draft(office.submission.round, actor=actor, at=NOW)
        assert isinstance(refusal.value, NotAllowed | NotFound)
    assert not Document.objects.exists()


# --- summary -----------------------------------------------------------------------------------


def outcome(office: Office) -> None:
    put(office.submission, confirmed_final=Decimal("75.50"), confirmed_level=2)
    report(office, "ส่วนที่ 1", State.PUBLISHED, confirmed_final=Decimal("50.25"), confirmed_level=1)
    report(office, "ส่วนที่ 2", State.EXEMPTED, order_number="สบอ 12/2568")
    report(office, "ส่วนที่ 3", State.CONFIRMED, confirmed_final=Decimal(0), not_reported=True)
    report(office, "ส่วนที่ 4", State.IN_REVIEW, projected_final=Decimal(99))


def test_the_summary_counts_confirmed_results_exactly(office: Office) -> None:
    outcome(office)
    memo = words(round_memos.draft_summary(office.submission.round, actor=office.head, at=NOW))
    said = " ".join(memo.purpose)
    # (75.50 + 50.25 + 0) / 3, and the exempted unit stands outside
    assert "คะแนนเฉลี่ย 41.92 คะแนน" in said
    assert "คะแนนสูงสุด 75.50 คะแนน คะแนนต่ำสุด 0.00 คะแนน" in said
    assert "ได้รับยกเว้นการประเมิน ซึ่งไม่นำมารวมคำนวณ ได้แก่ ส่วนที่ 2 (คำสั่งที่ สบอ 12/2568)" in said
    assert "ไม่รายงาน ได้แก่ ส่วนที่ 3" in said
    assert "ยังไม่มีข้อสรุปผลการประเมิน ได้แก่ ส่วนที่ 4" in said
    rows = [[cell.text for cell in row] for row in memo.annexes[0].tables[0].rows]
    scores = {row[1]: row[4] for row in rows[:-1]}
    assert scores == {
        "ส่วนอุทกวิทยา": "75.50",
        "ส่วนที่ 1": "50.25",
        "ส่วนที่ 2": "-",
        "ส่วนที่ 3": "0.00",
        "ส่วนที่ 4": "-",
    }
    assert "99" not in str(rows)


def test_the_chart_shows_the_numbers_of_its_table(office: Office) -> None:
    outcome(office)
    memo = words(round_memos.draft_summary(office.submission.round, actor=office.head, at=NOW))
    (table,), (chart,) = memo.tables, memo.charts
    bands = [(row[0].text, row[1].text) for row in table.rows[:-1]]
    assert [(bar.label, bar.value) for bar in chart.bars] == bands
    assert sum(int(count) for _band, count in bands) == 3


def test_no_summary_before_any_result_is_confirmed(office: Office) -> None:
    put(office.submission, state=State.IN_REVIEW)
    with pytest.raises(GuardRefused):
        round_memos.draft_summary(office.submission.round, actor=office.head, at=NOW)


def test_a_summary_is_not_issued_when_a_result_has_changed(office: Office) -> None:
    outcome(office)
    document = round_memos.draft_summary(office.submission.round, actor=office.head, at=NOW)
    put(office.submission, confirmed_final=Decimal("75.00"))
    with pytest.raises(GuardRefused) as refusal:
        issued(office, document)
    assert refusal.value.code == "result_changed"
    put(office.submission, confirmed_final=Decimal("75.50"))
    assert issued(office, document).number == "สบอ 9/1568"


def test_whoever_may_not_know_a_result_neither_writes_nor_reads_the_summary(
    office: Office,
) -> None:
    outcome(office)
    document = round_memos.draft_summary(office.submission.round, actor=office.head, at=NOW)
    own = f.SubmissionFactory(round=office.submission.round, unit=office.strategy)
    put(own, state=State.IN_REVIEW)
    with pytest.raises(NotAllowed):
        round_memos.draft_summary(office.submission.round, actor=office.head, at=NOW)
    assert document not in access.visible_to(office.head, at=NOW)


def test_facts_of_a_summary_cost_the_same_for_many_units(
    office: Office, django_assert_num_queries
) -> None:
    for number in range(12):
        report(office, f"ส่วนที่ {number}", State.CONFIRMED, confirmed_final=Decimal(50))
    office.submission.round.definition  # noqa: B018  parsed once per process
    with django_assert_num_queries(1):
        found = round_facts.summary_of(office.submission.round)
    assert len(found.outcomes) == 13


# --- replacing, editing, pages -----------------------------------------------------------------


@pytest.mark.parametrize("kind", list(DocumentKind)[:5])
def test_a_memo_of_any_kind_cancels_the_one_it_replaces_in_its_text(
    office: Office, kind: DocumentKind
) -> None:
    put(office.submission, state=State.PUBLISHED, confirmed_final=Decimal(50))
    report(office, "ส่วนที่ 1", State.DRAFT)
    round_ = office.submission.round
    made = {
        DocumentKind.REQUEST_MEMO: lambda: memos.draft_request(round_, actor=office.head, at=NOW),
        DocumentKind.FEEDBACK_MEMO: lambda: memos.draft_feedback(
            office.submission, actor=office.head, at=NOW
        ),
        DocumentKind.REPORT_MEMO: lambda: memos.draft_report(
            office.submission, actor=office.director, at=NOW
        ),
        DocumentKind.REMINDER_MEMO: lambda: round_memos.draft_reminder(
            round_, actor=office.head, at=NOW
        ),
        DocumentKind.SUMMARY_MEMO: lambda: round_memos.draft_summary(
            round_, actor=office.head, at=NOW
        ),
    }[kind]()
    old = issued(office, made)
    actor = office.director if kind == DocumentKind.REPORT_MEMO else office.head
    new = memos.draft_replacement(old, words(old), actor=actor, at=NOW)
    said = [text for text in words(new).purpose if "ขอยกเลิกบันทึกฉบับเดิม" in text]
    assert len(said) == 1
    assert "ที่ สบอ 9/1568 ลงวันที่ 6 กุมภาพันธ์ 2568" in said[0]


@pytest.mark.parametrize("kind", list(ActingKind))
def test_the_form_keeps_and_changes_every_word(office: Office, kind: ActingKind) -> None:
    memo = words(memos.draft_request(office.submission.round, actor=office.head, at=NOW))
    typed = MemoForm.initial_of(memo) | {
        "addressees": "\n".join(f"ผู้รับ {n}" for n in range(12)),
        "references": "บันทึกที่ สบอ 9/1",
        "enclosures": "เกณฑ์ 1 ชุด\nแบบ 2 ชุด",
        "rank": "ว่าที่ร้อยตรี",
        "acting": kind.value,
        "acting_for": "ผู้อำนวยการส่วนยุทธศาสตร์",
        "urgency": "most_urgent",
        "secrecy": "secret",
    }
    form = MemoForm(typed)
    assert form.is_valid(), form.errors
    changed = form.apply(memo)
    assert len(changed.addressees) == 12
    assert changed.enclosures == ("เกณฑ์ 1 ชุด", "แบบ 2 ชุด")
    assert changed.signatory.acting_lines == (f"{kind.signature_words} ผู้อำนวยการส่วนยุทธศาสตร์",)
    assert changed.signatory.rank == "ว่าที่ร้อยตรี"
    again = MemoForm.initial_of(changed)
    assert {name: again[name] for name in typed} == typed


def test_a_way_of_standing_in_needs_its_position(office: Office) -> None:
    memo = words(memos.draft_request(office.submission.round, actor=office.head, at=NOW))
    form = MemoForm(MemoForm.initial_of(memo) | {"acting": ActingKind.DEPUTISING.value})
    assert not form.is_valid()
    assert "acting_for" in form.errors


def test_the_page_offers_what_can_be_written_and_makes_the_draft(
    office: Office, client: Client
) -> None:
    outcome(office)
    waiting = report(office, "ส่วนที่ 9", State.DRAFT)
    round_ = office.submission.round
    type(round_).objects.filter(pk=round_.pk).update(state="open")
    client.force_login(office.head)
    address = reverse("documents:new")
    page = client.get(address, {"kind": "reminder", "round": round_.pk}).content.decode()
    for kind in ("request", "reminder", "feedback", "summary"):
        assert f'id="kind-{kind}"' in page
    assert f'<option value="round-{round_.pk}" selected>' in page
    for kind, about in (
        ("reminder", f"round-{round_.pk}"),
        ("reminder", str(waiting.pk)),
        ("summary", str(round_.pk)),
    ):
        answer = client.post(address, {"kind": kind, "about": about})
        assert answer.status_code == 302
        assert Document.objects.order_by("-pk")[0].kind == kind


@pytest.mark.parametrize("units", [1, 14])
def test_the_page_costs_the_same_for_many_units(
    office: Office, client: Client, units: int, django_assert_max_num_queries
) -> None:
    outcome(office)
    for number in range(units):
        report(office, f"ส่วนที่ {number + 20}", State.DRAFT)
    client.force_login(office.head)
    with django_assert_max_num_queries(15):
        assert client.get(reverse("documents:new")).status_code == 200
