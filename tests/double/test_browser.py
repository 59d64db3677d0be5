"""Two reviewers and the head in real Chromium: judged apart, compared, settled; pages sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from submissions.models import Verdict
from tests.double.world import ACCEPTED, RETURNED, decision_of, judge, make_double
from tests.e2e.browser import Visitor
from tests.evidence.world import pdf_bytes
from tests.review.world import Review

pytestmark = pytest.mark.browser


@pytest.fixture
def review(transactional_db: None) -> Review:
    return make_double()


@pytest.fixture
def enter(chromium: Browser, live_server, review: Review) -> Iterator[Callable[[str], Visitor]]:
    visitors: list[Visitor] = []
    body = pdf_bytes()

    def enter(who: str) -> Visitor:
        visitor = Visitor(chromium, live_server.url, review.people[who])
        visitor._context.route(
            "**/evidence/*/view/",
            lambda route: route.fulfill(body=body, content_type="application/pdf"),
        )
        visitors.append(visitor)
        return visitor

    yield enter
    for visitor in visitors:
        visitor.leave()


def test_from_two_desks_to_the_third_person(enter, review: Review):
    uses = review.in_review("1.1-a", "2.1-a", "3.1-a")
    desk = f"/review/{review.submission.pk}/"
    for use in uses[:2]:
        judge(review, "reviewer", use, RETURNED, "ขาดลายมือชื่อ")
    judge(review, "reviewer", uses[2])
    for use, said in zip(uses[1:], (ACCEPTED, RETURNED), strict=True):
        judge(review, "second_reviewer", use, said, "ลงวันที่ไม่ตรงกับบันทึก")

    second = enter("second_reviewer")
    second.look(f"{desk}1.1-a/")
    page = second.open(f"{desk}1.1-a/")
    expect(page.locator("#desk-judge")).not_to_contain_text("ขาดลายมือชื่อ")
    page.locator("button[value=accepted]").click()
    expect(page.locator("#desk-judge")).to_contain_text("ขาดลายมือชื่อ")
    second.look(f"{desk}do/differences/")

    head = enter("head")
    head.look(f"{desk}do/differences/")
    page = head.open(f"{desk}do/differences/")
    first = page.locator(f"#piece-{uses[0].pk}")
    first.get_by_role("button").first.click()  # without a reason
    expect(page.locator(f"#settle-fault-{uses[0].pk}")).to_be_visible()
    head.page.locator(f"#reason-{uses[0].pk}").fill("ลายเซ็นอยู่หน้าสุดท้าย")
    page.locator(f"#piece-{uses[0].pk} button[value=accepted]").click()
    page.wait_for_url("**/do/differences/")
    assert decision_of(uses[0]) == "accepted"
    assert Verdict.objects.get(settles=True).comment == "ลายเซ็นอยู่หน้าสุดท้าย"
    head.look(f"{desk}do/differences/")
    head.look(f"{desk}1.1-a/")
    head.look(f"{desk}do/reviewers/")
    head.look(f"/rounds/{review.round.pk}/differences/")
    head.look("/review/?differs=1")


def test_the_switch_and_the_plan(enter, review: Review):
    configurer = enter("configurer")
    configurer.look(f"/rounds/{review.round.pk}/plan/")
    review.in_review("1.1-a")
    configurer.look(f"/rounds/{review.round.pk}/plan/")
    review.round.state = "planned"
    review.round.save()
    configurer.look(f"/rounds/{review.round.pk}/plan/")
