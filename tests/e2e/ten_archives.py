"""The workbook and the dossiers, downloaded and verified without the portal."""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import openpyxl
from lxml import html
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, expect

from tests.e2e.browser import Visitor, ready
from tests.e2e.ten_world import UNITS, Office

SLOW = 120_000


def made(who: Visitor, path: str, kind: str = "") -> bytes:
    """Have it made on the page of downloads and take it."""
    page = who.open(path)
    form = (
        f"form:has([name=kind][value={kind}])" if kind else "section[aria-labelledby=offers] form"
    )
    before = page.locator("#exports li").count()
    page.locator(f"main {form} button").click(timeout=SLOW)
    expect(page.locator("#exports li")).to_have_count(before + 1, timeout=SLOW)
    ready(page)
    ending = ".xlsx" if kind == "workbook" else ".zip"
    line = page.locator("#exports li", has_text=ending)
    with page.expect_download() as download:
        line.locator("button").first.click()
    assert download.value.suggested_filename.endswith(ending)
    return download.value.path().read_bytes()


def check_workbook(office: Office, data: bytes) -> None:
    """A cover and four sheets; ten results with real numbers and dates."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == [
        "เกี่ยวกับ",
        "ผลการประเมิน",
        "ทะเบียนหลักฐาน",
        "รายชื่อส่งล่าช้า",
        "ขยายเวลาและยกเว้น",
    ]
    results, evidence, late, decisions = (_rows(sheet) for sheet in book.worksheets[1:])
    assert {row["หน่วยงาน"] for row in results} == {one.unit_name for one in office.reports}
    assert len(results) == UNITS
    for row in results:
        assert isinstance(row["คะแนนที่ยืนยันแล้ว"], int | float)
        assert row["คะแนนที่ยืนยันแล้ว"] == 100
        assert isinstance(row["กำหนดส่ง"], datetime)
    assert len(evidence) >= 3 * UNITS
    assert len(late) == 1
    assert len(decisions) == 2


def _rows(sheet: Worksheet) -> list[dict[str, object]]:
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), line, strict=True)) for line in body]


def check_dossier(chromium: Browser, data: bytes, folder: Path, *, reports: int) -> None:
    """It holds so many reports with three pieces each; unpacked, its hashes hold, every link
    resolves, and a browser reads it from the disk."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
        names = archive.namelist()
    assert sum("/evidence/" in name for name in names) >= 3 * reports
    checked = subprocess.run(
        ["sha256sum", "-c", "--quiet", "--strict", "manifest.sha256"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout) == (0, b""), checked.stderr
    pages = list(folder.rglob("*.html"))
    for page in pages:
        for address in html.parse(str(page)).xpath("//@href | //@src"):
            place = unquote(address.partition("#")[0])
            assert not place or (page.parent / place).is_file(), (page, address)
    _read(chromium, folder / "index.html", reports)


def _read(chromium: Browser, index: Path, reports: int) -> None:
    """Open it from its file and go on to the first report."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: faults.append(request.url))
    page.goto(index.as_uri())
    expect(page.locator("h1").first).to_be_visible()
    links = page.locator("th[scope=row] a[href$='index.html']")
    expect(links).to_have_count(reports)
    unit = links.first.inner_text()
    links.first.click()
    page.wait_for_url(lambda url: url != index.as_uri())
    expect(page.locator("main, body").first).to_contain_text(unit)
    assert faults == []
    context.close()
