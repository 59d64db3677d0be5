"""A round of ten units in real Chromium, from the request memo to the dossier: reviewed twice by
the keyboard alone, settled, confirmed, endorsed, published, reconsidered, written to, archived."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from submissions.enums import State
from submissions.models import Submission, Verdict
from tests.e2e import ten_archives, ten_cases, ten_desk, ten_memos, ten_world
from tests.e2e.browser import Visitor
from tests.e2e.conftest import Enter
from tests.e2e.ten_world import (
    CONTESTED,
    DIFFERS,
    MORE_TIME,
    ON_PAPER,
    UNITS,
    WAIVED,
    Office,
)

pytestmark = pytest.mark.browser
# Ten memos or verdicts after one another on a busy machine.
PATIENT = 40_000
REASON = "ลายมือชื่ออยู่หน้าสุดท้าย"


@pytest.fixture
def world(transactional_db: None, chromium: Browser) -> Office:
    # `chromium` sets its own for each module
    expect.set_options(timeout=PATIENT)
    return ten_world.build(timezone.now())


@pytest.fixture
def patient(enter: Enter) -> Enter:
    """Signs people in whose browser waits longer."""

    def enter_patiently(name: str) -> Visitor:
        visitor = enter(name)
        visitor.page.set_default_timeout(PATIENT)
        visitor.page.set_default_navigation_timeout(PATIENT)
        return visitor

    return enter_patiently


def test_a_round_of_ten_units(
    world: Office, patient: Enter, chromium: Browser, tmp_path: Path
) -> None:
    _asked_and_reminded(world, patient)
    _handed_in(world, patient)
    _judged(world, patient)
    _published(world, patient)
    ten_cases.reconsidered(world, patient, CONTESTED, "2.1-a")
    _written_to(world, patient)
    _archived(world, patient, chromium, tmp_path)


def _asked_and_reminded(office: Office, enter: Enter) -> None:
    head = enter("head")
    asked = ten_memos.issue_for_all(head, office, "request", look=True)
    reminded = ten_memos.issue_for_all(head, office, "reminder")
    assert len({*asked, *reminded}) == 2 * UNITS


def _handed_in(office: Office, enter: Enter) -> None:
    ten_cases.more_time(office, enter, MORE_TIME)
    ten_cases.late_and_waived(office, enter("head"), WAIVED)
    ten_cases.on_paper(office, enter)
    for number in range(UNITS):
        if number not in (MORE_TIME, WAIVED, ON_PAPER):
            ten_world.prepare(office, number)
            ten_world.hand_in(office, number)
    states = Submission.objects.filter(round=office.round).values_list("state", flat=True)
    assert list(states) == [State.SUBMITTED] * UNITS


def _judged(office: Office, enter: Enter) -> None:
    """Both return one item of the contested report; of another only the second returns one."""
    unsigned = {(office.reports[CONTESTED].pk, "2.1-a"): "ไม่มีลายมือชื่อ"}
    differs = office.reports[DIFFERS].pk
    ten_desk.share_out(enter("head"), office)
    ten_desk.judge_all(enter("one"), office, unsigned)
    ten_desk.judge_all(enter("two"), office, unsigned | {(differs, "3.1-a"): "ขาดลายมือชื่อ"})
    assert Verdict.objects.count() == 2 * 3 * UNITS
    ten_desk.settle(enter("three"), differs, "3.1-a", REASON)
    settled = Verdict.objects.get(settles=True)
    assert (settled.reviewer, settled.comment) == (office.people["three"], REASON)


def _published(office: Office, enter: Enter) -> None:
    ten_desk.propose_all(enter("one"), office)
    ten_desk.act_on_all(enter("head"), office, "confirm")
    ten_desk.act_on_all(enter("executive"), office, "endorse", reference="ประชุมสำนัก ครั้งที่ 3/2570")
    ten_desk.act_on_all(enter("head"), office, "publish")
    office.round.refresh_from_db()
    assert office.round.endorsement_reference == "ประชุมสำนัก ครั้งที่ 3/2570"
    scores = [office.fresh(number).confirmed_final for number in range(UNITS)]
    assert scores == [50 if number == CONTESTED else 100 for number in range(UNITS)]
    enter("head").look(f"/rounds/{office.round.pk}/")


def _written_to(office: Office, enter: Enter) -> None:
    head = enter("head")
    ten_memos.issue_for_all(head, office, "feedback")
    ten_memos.reports(office, enter(f"director{MORE_TIME}"))
    ten_memos.summary(head, office)
    ten_memos.check_register(office)
    head.look("/documents/register/")


def _archived(office: Office, enter: Enter, chromium: Browser, folder: Path) -> None:
    head = enter("head")
    downloads = f"/rounds/{office.round.pk}/downloads/"
    ten_archives.check_workbook(office, ten_archives.made(head, downloads, "workbook"))
    head.look(downloads)
    whole = ten_archives.made(head, downloads, "dossier")
    ten_archives.check_dossier(chromium, whole, folder / "round", reports=UNITS)
    director = enter(f"director{CONTESTED}")
    own = f"/submissions/{office.reports[CONTESTED].pk}/downloads/"
    single = ten_archives.made(director, own)
    ten_archives.check_dossier(chromium, single, folder / "report", reports=1)
