"""The whole job in real Chromium, from an empty draft to memos on paper."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from submissions.enums import State
from submissions.models import Process
from tests.e2e import division, papers, review
from tests.e2e.conftest import Enter
from tests.e2e.world import World

pytestmark = pytest.mark.browser


def test_a_division_reports_and_the_strategy_section_scores_it(world: World, enter: Enter) -> None:
    report, desk = f"/submissions/{world.report.pk}/", f"/review/{world.report.pk}/"
    _division_reports(world, enter, report)
    _review_with_one_return(enter, report, desk)
    _result_is_published(enter, report, desk)
    world.report.refresh_from_db()
    assert (world.report.state, world.report.claimed_level) == (State.PUBLISHED, 3)
    assert world.report.confirmed_final == 100
    _memos(world, enter)


def _division_reports(world: World, enter: Enter, report: str) -> None:
    drafter = enter("drafter")
    for path in ("/", "/submissions/", report):
        drafter.look(path)
    division.fill_form_1(drafter, report)
    division.choose_process(drafter, report)
    process = Process.objects.get(submission=world.report)
    division.fill_forms_2_to_5(drafter, report, process.pk)
    division.attach(drafter, report, "1.2-a", "รายงานการประชุมคัดเลือก.pdf")
    division.attach(drafter, report, "3.3-a", "รายงานการพัฒนาระบบ.pdf")
    division.state_level(drafter, report, 3)
    division.ask_approval(drafter, report)
    division.approve_plan(enter("executive"))
    division.submit(enter("director"), report)


def _review_with_one_return(enter: Enter, report: str, desk: str) -> None:
    reviewer = enter("reviewer")
    review.start(reviewer, desk)
    review.accept(reviewer, desk, "1.2-a")
    review.send_back(reviewer, desk, "3.3-a", "รายงานยังไม่ลงวันที่ โปรดแนบฉบับที่ลงนามแล้ว")
    division.answer_return(enter("drafter"), report, "3.3-a", "รายงานการพัฒนาระบบ-ลงนาม.pdf")
    division.submit(enter("director"), report)
    review.start(reviewer, desk)
    review.accept(reviewer, desk, "3.3-a")
    review.accept_the_rest(reviewer, desk)
    review.propose(reviewer, desk)


def _result_is_published(enter: Enter, report: str, desk: str) -> None:
    review.confirm(enter("head"), desk)
    review.endorse(enter("executive"), desk)
    review.publish(enter("head"), desk)
    director = enter("director")
    for path in ("/", report, f"{report}score/", f"{report}history/", "/notifications/"):
        director.look(path)


def _memos(world: World, enter: Enter) -> None:
    """(a) the request, (b) the feedback, (c) the division's report with its forms."""
    head, director = enter("head"), enter("director")
    papers.make(head, "request", str(world.report.round_id))
    head.look()
    papers.issue(head, "สบอ 07/114")
    head.look()
    papers.check_files(head, "สบอ 07/114", "สบอ-๗", "แบบฟอร์ม ๑")
    papers.make(head, "feedback", str(world.report.pk))
    papers.issue(head, "สบอ 07/208")
    papers.check_files(head, "สบอ 07/208", "ส่วนอุทกวิทยา", "๑๐๐")
    papers.make(director, "report", str(world.report.pk))
    papers.issue(director, "สบอ 03/57")
    papers.check_files(director, "สบอ 03/57", division.PROCESS, "ระดับ ๓")
    for path in ("/documents/", "/documents/register/", "/rounds/"):
        head.look(path)
    head.look(f"/rounds/{world.report.round_id}/")
    head.look(f"/indicators/{world.report.round.indicator_id}/")


def test_two_days_late_cost_what_the_explanation_says(world: World, enter: Enter) -> None:
    report = f"/submissions/{world.late.pk}/"
    drafter, director = enter("drafter"), enter("director")
    for key, number in (("1.1-a", "๘๐"), ("2.1-a", "100")):
        division.give_number(drafter, report, key, number)
    drafter.look()
    for key in ("3.1-a", "3.2-a", "4.1-a", "5.1-a"):
        division.attach(drafter, report, key, f"หลักฐานข้อ {key}.pdf", look=False)
    division.state_level(drafter, report, 5)
    page = director.open(f"{report}check/")
    expect(page.locator("main")).to_contain_text("0.20")
    division.submit(director, report)
    page = director.look(f"{report}score/")
    expect(page.locator("main")).to_contain_text(re.compile(r"หัก 0\.20 .*2 วัน"))
    page.get_by_role("button", name="EN: English").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"0\.20 .*2 days"))
    world.late.refresh_from_db()
    assert world.late.projected_final == Decimal("4.80")
