"""A request for reconsideration at the browser raises a score; every page of it is sound at both
widths in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from submissions.domain import decisions
from submissions.enums import Decision, State
from submissions.models import EvidenceUse, Submission, Verdict
from tests import factories
from tests.e2e.browser import Visitor
from tests.e2e.review import staying
from tests.evidence.world import pdf_bytes
from tests.reconsider.world import ARGUMENT, DAY, Asked, published
from tests.review.world import WEEK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[[str], Visitor]


@pytest.fixture
def asked(transactional_db: None) -> Asked:
    """Published yesterday."""
    made = published()
    Submission.objects.filter(pk=made.report.pk).update(published_at=timezone.now() - DAY)
    return made


@pytest.fixture
def enter(chromium: Browser, live_server, asked: Asked) -> Iterator[Enter]:
    visitors: dict[str, Visitor] = {}

    def enter(name: str) -> Visitor:
        if name not in visitors:
            visitor = Visitor(chromium, live_server.url, asked.review.people[name])
            # The pieces of this report are rows without bytes; the viewer gets a sound file.
            visitor._context.route(
                "**/evidence/*/view/",
                lambda route: route.fulfill(body=pdf_bytes(), content_type="application/pdf"),
            )
            visitors[name] = visitor
        return visitors[name]

    yield enter
    for visitor in visitors.values():
        visitor.leave()


def test_a_request_raises_the_score(enter: Enter, asked: Asked, tmp_path: Path) -> None:
    pk = asked.report.pk
    director = enter("director")
    page = director.open(f"/submissions/{pk}/")
    page.click(f"a[href='/submissions/{pk}/reconsideration/']")
    director.look(f"/submissions/{pk}/reconsideration/")
    page.check("[name='contest-2.1-a']")
    page.check("[name='contest-3.1-a']")
    page.fill("[name='say-3.1-a']", ARGUMENT)
    page.fill("[name='note']", "ขอให้ตรวจอีกครั้ง")
    page.click("main form button.btn-primary")
    # one argument is missing: what was typed is still there
    expect(page.locator("[name='say-3.1-a']")).to_have_value(ARGUMENT)
    expect(page.locator("[name='note']")).to_have_value("ขอให้ตรวจอีกครั้ง")
    page.fill("[name='say-2.1-a']", "ลงนามแล้วในหน้า 3")
    page.click("main form button.btn-primary")
    request = f"/submissions/{pk}/reconsideration/1/"
    page.wait_for_url(f"**{request}")
    director.look()
    paper = tmp_path / "หลักฐานใหม่.pdf"
    paper.write_bytes(pdf_bytes("new"))
    page = director.look(f"/submissions/{pk}/requirements/3.1-a/")
    page.set_input_files("input[name=uploads]", paper)
    expect(page.locator("#pieces > ul > li")).to_have_count(1)

    head = enter("head")
    page = head.look(request)
    second = asked.review.second_reviewer
    page.select_option("[name=reviewer]", str(second.pk))
    page.click("section[aria-labelledby=again] button")
    page.wait_for_url(f"**{request}")

    reviewer = enter("second_reviewer")
    page = reviewer.look(request)
    reviewer.look(f"/review/{pk}/")
    for key in ("2.1-a", "3.1-a"):
        page = staying(reviewer, f"/review/{pk}/{key}/")
        page.click("button[value=accepted]")
        expect(page.locator("#desk-judge [role=status]")).to_be_visible()
    page = reviewer.open(request)
    page.fill("[name=opinion]", "ลงนามครบ และหลักฐานใหม่ใช้ได้")
    page.click("section[aria-labelledby=opinion] button.btn-primary")
    page.wait_for_url(f"**{request}")
    judged = Verdict.objects.filter(reviewer=second, decision=Decision.ACCEPTED)
    assert judged.count() == 2
    assert EvidenceUse.objects.filter(submission=pk, decision=Decision.PENDING).count() == 0

    executive = enter("executive")
    page = executive.look("/")
    page.click(f"a[href='{request}decide/']")
    page = executive.look(f"{request}decide/")
    page.fill("[name=note]", "ปรับผลตามความเห็น")
    page.click("main form.card button.btn-primary")
    page.wait_for_url(f"**{request}")
    assert (asked.report.state, str(asked.report.confirmed_final)) == (State.PUBLISHED, "100.00")

    page = director.look(request)
    expect(page.locator("main")).to_contain_text("100.00")
    expect(page.locator("main")).to_contain_text("50.00")
    executive.look(request)


def test_the_pages_of_the_round_are_sound(enter: Enter, asked: Asked) -> None:
    review = asked.review
    pk = review.round.pk
    decisions.waive_late(
        factories.SubmissionFactory(round=review.round),
        actor=review.head,
        at=review.round.due_at + WEEK,
        order_number="3/2568",
        reason="เหตุสุดวิสัย",
    )
    review.submission = factories.SubmissionFactory(round=review.round)
    review.do("exempt", "executive", at=review.round.due_at - WEEK, order_number="5/2568")
    review.submission = asked.published
    head = enter("head")
    head.look(f"/rounds/{pk}/decisions/")
    head.look(f"/rounds/{pk}/reconsiderations/")
    asked.ask(at=timezone.now())
    head.look(f"/rounds/{pk}/reconsiderations/")
    for state in (State.ASSESSED, State.ENDORSED):
        factories.SubmissionFactory(
            round=review.round,
            state=state,
            assessed_by=review.reviewer,
            confirmed_final=50,
            under_correction=state == State.ENDORSED,
        )
    head.look(f"/rounds/{pk}/do/publish/")
    head.look(f"/rounds/{pk}/do/confirm/")
