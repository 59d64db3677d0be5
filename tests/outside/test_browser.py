"""At the browser: the executive submits, the memo goes to the centre, its result beside ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from kpi_portal.accounts.enums import Role
from submissions.domain import decisions
from submissions.domain.review import give_verdict
from submissions.enums import Action, Decision, State
from tests import factories
from tests.archives.world import book_of
from tests.e2e.browser import Visitor
from tests.evidence.world import pdf_bytes
from tests.outside.test_elsewhere import TITLE
from tests.review.world import Review, make_review, supply

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[[str], Visitor]


@pytest.fixture
def own(transactional_db: None, settings, tmp_path) -> Review:
    """The bureau's own report, due in five days."""
    settings.MEDIA_ROOT = tmp_path / "media"
    made = make_review()
    now = timezone.now()
    made.round.due_at, made.round.closes_at = now + timedelta(days=5), now + timedelta(days=30)
    made.round.save()
    body = made.round.version.definition | {"card": {"data_collector": "ศูนย์เทคโนโลยีสารสนเทศ"}}
    factories.rewrite(made.round.version, body)
    call_command("load_memos", owner=made.bureau.code, verbosity=0)
    call_command("load_forms", owner=made.bureau.code, verbosity=0)
    made.submission = factories.SubmissionFactory(
        round=made.round, unit=made.bureau, unit_name=made.bureau.name, claimed_level=1
    )
    supply(made.submission, "1.1-a", made.executive, at=now)
    return made


@pytest.fixture
def enter(chromium: Browser, live_server, own: Review) -> Iterator[Enter]:
    visitors: dict[str, Visitor] = {}

    def enter(name: str) -> Visitor:
        if name not in visitors:
            visitors[name] = Visitor(chromium, live_server.url, own.people[name])
        return visitors[name]

    yield enter
    for visitor in visitors.values():
        visitor.leave()


def judged_by_those_named(own: Review) -> None:
    now = timezone.now()
    for who, role in (("far_reviewer", Role.REVIEWER), ("far_head", Role.HEAD)):
        decisions.appoint(
            own.fresh(),
            actor=own.executive,
            at=now,
            person=own.people[who],
            role=role,
            order_number="คส.7/2568",
            reason="รายงานของสำนักเอง",
        )
    own.do(Action.START_REVIEW, "far_reviewer", at=now)
    for use in own.submission.uses.all():
        give_verdict(use, actor=own.far_reviewer, at=now, decision=Decision.ACCEPTED)
    own.do(Action.ASSESS, "far_reviewer", at=now)
    own.do(Action.CONFIRM, "far_head", at=now)
    own.do(Action.PUBLISH, "far_head", at=now)


def test_the_report_goes_to_the_centre_and_its_result_stands_beside_ours(
    own: Review, enter: Enter
) -> None:
    report = own.submission.pk
    page_of_centre = reverse("submissions:outside", args=[report])

    executive = enter("executive")
    page = executive.look(reverse("submissions:check", args=[report]))
    page.check("input[name=statement]")
    if page.locator("input[name=gaps_acknowledged]").count():
        page.check("input[name=gaps_acknowledged]")
    page.click("button[name=act][value=submit]")
    page.wait_for_url("**/receipt/1/")
    assert own.fresh().state == State.SUBMITTED
    judged_by_those_named(own)

    # the memo: drafted by the section, issued by the executive
    reviewer = enter("reviewer")
    page = reviewer.look("/")
    page.click(f"main a[href='{page_of_centre}']")
    reviewer.look()
    page.click("main a[href*='kind=report']")
    page.locator("main form", has=page.locator("input[name=kind][value=report]")).locator(
        "button"
    ).click()
    page.wait_for_url("**/documents/*/")
    memo = page.url
    today = timezone.localdate()
    day = f"{today.day}/{today.month}/{today.year + 543}"
    page = executive.open(f"{memo}issue/")
    page.fill("input[name=number]", "สบอ 1/2101")
    page.fill("input[name=dated]", day)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/documents/*/")

    # number and day are offered from the memo; then the result
    page = reviewer.open(page_of_centre)
    expect(page.locator("#sent-memo_number")).to_have_value("สบอ 1/2101")
    page.click("button[name=do][value=sent]")
    page.wait_for_url(f"**{page_of_centre}")
    page.select_option("#given-level", "1")
    page.fill("#given-score", "๔๙.๕")
    page.fill("#given-received_on", day)
    page.set_input_files(
        "#given-scan",
        {"name": "หนังสือ.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()},
    )
    page.click("button[name=do][value=given]")
    page.wait_for_url(f"**{page_of_centre}")
    expect(page.locator("main")).to_contain_text("−0.50")
    reviewer.look(page_of_centre)
    executive.look(reverse("submissions:task_list", args=[report]))
    executive.look(reverse("submissions:round", args=[own.round.pk]))
    executive.look(reverse("submissions:round_results", args=[own.round.pk]))
    head, row = list(book_of(own, own.head, language="en", at=timezone.now())[TITLE].values)
    assert dict(zip(head, row, strict=True))["Difference to our base score"] == -0.5
