"""Memos in the browser: drafted, numbered, issued, downloaded in both formats."""

from __future__ import annotations

import io
import subprocess

from docx import Document as WordDocument
from playwright.sync_api import expect

from kpi_portal.thai import to_thai_digits
from tests.e2e.browser import Visitor


def make(who: Visitor, kind: str, about: str) -> None:
    """A draft from the portal's own data."""
    page = who.open("/documents/new/")
    form = page.locator(f"form:has([name=kind][value={kind}])")
    form.locator("select[name=about]").select_option(about)
    form.locator("button.btn-primary").click()
    page.wait_for_url("**/documents/*/")


def issue(who: Visitor, number: str) -> None:
    """Give the open draft the number that the register gave."""
    page = who.page
    page.locator("a[href$='/issue/']").click()
    page.wait_for_url("**/issue/")
    who.look()
    page.fill("[name=number]", number)
    page.fill("[name=dated]", "๖ ก.พ. ๖๘")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/documents/*/")
    expect(page.locator(".page-head")).to_contain_text(number)


def check_files(who: Visitor, number: str, *words: str) -> None:
    """PDF and Word of the open document: the same bytes each time, with number and words."""
    page = who.page
    links = page.locator("aside a[href*='/file/']")
    expect(links).to_have_count(2)
    files = {}
    for link in links.all():
        path = str(link.get_attribute("href"))
        with page.expect_download() as download:
            link.click()
        first = download.value.path().read_bytes()
        assert who.fetch(path) == first, f"{path} changed between two downloads"
        files["pdf" if "/pdf/" in path else "docx"] = first
    wanted = [to_thai_digits(number), *words]
    for kind, text in (("pdf", _pdf_text(files["pdf"])), ("docx", _word_text(files["docx"]))):
        for word in wanted:
            assert _solid(word) in _solid(text), f"{word!r} is not in the {kind}"


def _pdf_text(data: bytes) -> str:
    told = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True
    )
    return told.stdout.decode()


def _word_text(data: bytes) -> str:
    document = WordDocument(io.BytesIO(data))
    return "\n".join(
        "".join(node.itertext()) for node in document.element.body.iter() if _is_p(node)
    )


def _is_p(node: object) -> bool:
    return str(getattr(node, "tag", "")).endswith("}p")


def _solid(text: str) -> str:
    """Without white space and the invisible places where Thai may break."""
    return "".join(text.replace("\u200b", "").split())
