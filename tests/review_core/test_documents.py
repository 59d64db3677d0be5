"""Who sees a draft, what an issued memo may say, and how often something is made."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kpi_portal.accounts.enums import Role
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import DomainError, GuardRefused, NotAllowed
from submissions.documents import access
from submissions.documents.domain import (
    drafting,
    issuing,
    memos,
    numbers,
    public_page,
    receipts,
    register,
    signing,
)
from submissions.documents.domain.register import Numbering
from submissions.documents.enums import DocumentKind
from submissions.documents.models import Document
from submissions.enums import Decision, State
from submissions.models import Submission
from tests import factories as f
from tests.documents.conftest import NOW, Office
from tests.review.world import file_now, judged, supply

DAY = date(2025, 2, 6)
ROOT = "https://kpi.example.go.th"


def issue(office: Office, document: Document, typed: str = "สบอ 9/1", **more: object) -> Document:
    given = {"actor": office.head, "at": NOW, "dated": DAY, "public_root": ROOT} | more
    return issuing.issue(document, numbering=Numbering(typed=typed), **given)  # type: ignore[arg-type]


def put(office: Office, state: State) -> Submission:
    Submission.objects.filter(pk=office.submission.pk).update(state=state)
    office.submission = Submission.objects.get(pk=office.submission.pk)
    return office.submission


def sees(user: object, document: Document) -> bool:
    return access.visible_to(user, at=NOW).filter(pk=document.pk).exists()  # type: ignore[arg-type]


def test_a_units_draft_is_its_own_until_it_is_issued(office: Office) -> None:
    memo = memos.draft_report(office.submission, actor=office.drafter, at=NOW)
    assert [sees(u, memo) for u in (office.drafter, office.director)] == [True, True]
    assert [sees(u, memo) for u in (office.reviewer, office.head)] == [False, False]
    issue(office, memo, actor=office.director)
    assert [sees(u, memo) for u in (office.reviewer, office.head)] == [True, True]


def test_a_feedback_memo_is_issued_once_the_result_is_published(office: Office) -> None:
    memo = memos.draft_feedback(office.submission, actor=office.head, at=NOW)
    with pytest.raises(GuardRefused) as refused:
        issue(office, memo)
    assert refused.value.code == "not_published"
    put(office, State.PUBLISHED)
    assert issue(office, memo).number == "สบอ 9/1"


def test_a_draft_that_tells_an_older_result_is_not_issued(office: Office) -> None:
    memo = memos.draft_feedback(office.submission, actor=office.head, at=NOW)
    judged(supply(office.submission, "1.1-a", office.drafter), Decision.ACCEPTED)
    put(office, State.PUBLISHED)
    with pytest.raises(GuardRefused) as refused:
        issue(office, memo)
    assert refused.value.code == "result_changed"


def test_the_memo_that_replaces_feedback_tells_the_new_result(office: Office) -> None:
    file_now(office.submission, office.director, at=NOW)
    put(office, State.PUBLISHED)
    old = issue(office, memos.draft_feedback(office.submission, actor=office.head, at=NOW))
    judged(supply(office.submission, "1.1-a", office.drafter), Decision.ACCEPTED)
    put(office, State.PUBLISHED)
    words = drafting.context_of(old)
    new = memos.draft_replacement(old, words, actor=office.head, at=NOW)  # type: ignore[arg-type]
    told = drafting.context_of(new)
    assert told.tables != words.tables  # type: ignore[union-attr]
    assert any("สบอ 9/1" in line for line in told.purpose)  # type: ignore[union-attr]
    assert issue(office, new, "สบอ 9/2").replaces == old


def test_a_draft_is_not_replaced(office: Office) -> None:
    memo = memos.draft_request(office.submission.round, actor=office.head, at=NOW)
    words = drafting.context_of(memo)
    with pytest.raises(GuardRefused):
        memos.draft_replacement(memo, words, actor=office.head, at=NOW)  # type: ignore[arg-type]


def test_without_an_address_no_code_is_printed(office: Office) -> None:
    memo = memos.draft_request(office.submission.round, actor=office.head, at=NOW)
    done = issue(office, memo, public_root="")
    assert drafting.context_of(done).qr is None  # type: ignore[union-attr]


def test_a_confidential_memo_has_no_public_page(office: Office) -> None:
    from dataclasses import replace

    from forms_templates.contexts import Secrecy

    memo = memos.draft_request(office.submission.round, actor=office.head, at=NOW)
    words = replace(drafting.context_of(memo), secrecy=Secrecy.CONFIDENTIAL)  # type: ignore[arg-type]
    memo = drafting.edit_memo(memo, words, actor=office.head, at=NOW)
    done = issue(office, memo)
    assert (done.public_token, drafting.context_of(done).qr) == (None, None)  # type: ignore[union-attr]


def test_a_voided_memo_goes_nowhere(office: Office) -> None:
    memo = issue(office, memos.draft_request(office.submission.round, actor=office.head, at=NOW))
    issuing.discard(memo, actor=office.head, at=NOW, reason="พิมพ์ผิด")
    with pytest.raises(GuardRefused):
        issuing.mark_sent(memo, actor=office.head, at=NOW)
    with pytest.raises(DomainError):
        public_page.document_for(memo.public_token or "")


def test_the_number_of_a_sent_memo_is_not_voided(office: Office) -> None:
    memo = issue(office, memos.draft_request(office.submission.round, actor=office.head, at=NOW))
    issuing.mark_sent(memo, actor=office.head, at=NOW)
    with pytest.raises(GuardRefused):
        issuing.discard(memo, actor=office.head, at=NOW, reason="พิมพ์ผิด")


def test_other_spaces_do_not_make_another_number(office: Office) -> None:
    given = {"actor": office.head, "at": NOW, "dated": DAY}
    register.take(office.strategy, Numbering(circular=True), **given)  # type: ignore[arg-type]
    with pytest.raises(GuardRefused):
        register.take(office.strategy, Numbering(typed="สบอ9/ว1"), **given)  # type: ignore[arg-type]


def test_an_auditor_reads_the_register_of_the_granted_period(office: Office) -> None:
    issue(office, memos.draft_request(office.submission.round, actor=office.head, at=NOW))
    granted = {"role": Role.AUDITOR, "unit": office.bureau, "scope": office.bureau}
    outside = f.MembershipFactory(**granted, period_to=date(2024, 12, 31)).user
    inside = f.MembershipFactory(**granted, period_from=date(2025, 1, 1)).user
    counts = [numbers.visible_to(u, at=NOW).count() for u in (outside, inside)]
    assert counts == [0, 1]


def receipt_of(office: Office, at: datetime) -> Document:
    filing = file_now(office.submission, office.director, at=at)
    with audit.act(actor=office.director, at=at):
        return receipts.ensure(filing)


def test_a_receipt_bears_the_day_in_bangkok(office: Office) -> None:
    assert receipt_of(office, datetime(2025, 2, 5, 18, 0, tzinfo=UTC)).dated == DAY


def test_nobody_marks_a_receipt_as_printed_or_sent(office: Office) -> None:
    made = receipt_of(office, NOW)
    with pytest.raises(NotAllowed):
        issuing.mark_sent(made, actor=office.head, at=NOW)


def test_an_auditor_asks_for_no_files(office: Office) -> None:
    auditor = f.MembershipFactory(role=Role.AUDITOR, unit=office.bureau, scope=office.bureau).user
    with pytest.raises(NotAllowed):
        drafting.ask_again(receipt_of(office, NOW), actor=auditor, at=NOW)


def test_the_bureaus_own_memo_is_its_executives(office: Office) -> None:
    executive = f.MembershipFactory(role=Role.EXECUTIVE, unit=office.bureau).user
    own = f.SubmissionFactory(round=office.submission.round, unit=office.bureau)
    memo = memos.draft_report(own, actor=executive, at=NOW)
    assert signing.director_of(own, at=NOW).name == executive.display_name
    assert access.may_issue(executive, office.bureau, DocumentKind.REPORT_MEMO, at=NOW)
    assert issue(office, memo, actor=executive).state == "issued"
