"""The whole job in real Chromium, from an empty draft to memos on paper."""

from __future__ import annotations

import pytest

from submissions.models import Process
from tests.e2e import division
from tests.e2e.conftest import Enter
from tests.e2e.world import World

pytestmark = pytest.mark.browser


def test_a_division_reports_and_the_strategy_section_scores_it(world: World, enter: Enter) -> None:
    report = f"/submissions/{world.report.pk}/"
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
    for path in (report, f"{report}score/", f"{report}history/"):
        enter("director").look(path)
