"""Workbook and dossier had made, downloaded and verified in real Chromium."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser

from submissions.archives.enums import ExportKind
from submissions.archives.models import Export
from submissions.enums import State
from tests.e2e.browser import Visitor
from tests.review.world import NOON, Review, make_review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def handed_in(transactional_db: None) -> Review:
    made = make_review()
    made.put(State.IN_REVIEW, claimed_level=1, submitted_at=NOON)
    return made


@pytest.fixture
def head(chromium: Browser, live_server, handed_in: Review) -> Iterator[Visitor]:
    visitor = Visitor(chromium, live_server.url, handed_in.head)
    yield visitor
    visitor.leave()


def made_and_taken(head: Visitor, path: str, kind: str, target: Path) -> Export:
    """Press, wait until it is ready, download."""
    page = head.open(path)
    offer = page.locator("form", has=page.locator(f"input[name=kind][value={kind}]"))
    (offer if offer.count() else page.locator("main .task form").first).locator("button").click()
    page.wait_for_selector("#exports form button")
    with page.expect_download() as waiting:
        page.locator("#exports form button").first.click()
    waiting.value.save_as(target)
    export = Export.objects.latest("pk")
    assert waiting.value.suggested_filename == export.name
    return export


def test_the_head_takes_the_workbook_of_a_round(
    handed_in: Review, head: Visitor, tmp_path: Path
) -> None:
    path = f"/rounds/{handed_in.round.pk}/downloads/"
    head.look(path)
    file = tmp_path / "book.xlsx"
    export = made_and_taken(head, path, ExportKind.WORKBOOK, file)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == export.sha256
    assert openpyxl.load_workbook(file).worksheets[1].max_row == 2
    head.look(path)


def test_the_head_takes_the_dossier_of_a_report(
    handed_in: Review, head: Visitor, tmp_path: Path
) -> None:
    path = f"/submissions/{handed_in.submission.pk}/downloads/"
    head.look(path)
    file = tmp_path / "dossier.zip"
    made_and_taken(head, path, ExportKind.DOSSIER, file)
    folder = tmp_path / "unpacked"
    zipfile.ZipFile(file).extractall(folder)
    subprocess.run(["sha256sum", "-c", "--quiet", "manifest.sha256"], cwd=folder, check=True)
    head.look(path)
