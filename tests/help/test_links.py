"""Every link and picture in the README and under docs leads to something that is there."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
# A picture may stand inside a link, so the address alone is looked for.
ADDRESS = re.compile(r"\]\(([^()\s]+)\)")
ELSEWHERE = ("http://", "https://", "mailto:")
PICTURES = ROOT / "docs" / "screenshots"


def _name(document: Path) -> str:
    return str(document.relative_to(ROOT))


def _written(document: Path) -> str:
    """The text without what is shown as code."""
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", "", text)


def _anchors(document: Path) -> set[str]:
    """The anchors of the headings, as repositories show them: letters, marks, figures, hyphens."""
    headings = re.findall(r"^#{1,6} +(.+?) *$", document.read_text(encoding="utf-8"), flags=re.M)
    return {
        "".join(
            "-" if letter == " " else letter
            for letter in heading.lower()
            if letter in " -_" or unicodedata.category(letter)[0] in "LMN"
        )
        for heading in headings
    }


def _leads_somewhere(document: Path, address: str) -> bool:
    if address.startswith(ELSEWHERE):
        return True
    if address.startswith("/"):  # a page of the portal, in the guides that it shows
        try:
            resolve(address.split("?")[0])
        except Resolver404:
            return False
        return True
    path, _, anchor = address.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not anchor or anchor in _anchors(target)


def _broken(document: Path) -> list[str]:
    addresses = ADDRESS.findall(_written(document))
    return [one for one in addresses if not _leads_somewhere(document, one)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_link_and_picture_leads_somewhere(document):
    assert _broken(document) == []


def test_what_leads_nowhere_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text(
        "# One two\n[here](#one-two) [gone](#three) ![no](none.png) [out](https://example.org)\n"
        "[![both](none-either.png)](page.md) `[code](no)` [portal](/help/) [not](/no-such-page/)\n",
        encoding="utf-8",
    )

    assert _broken(page) == ["#three", "none.png", "none-either.png", "/no-such-page/"]


def test_every_picture_is_shown_somewhere():
    shown = "".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)

    assert [one.name for one in sorted(PICTURES.iterdir()) if one.name not in shown] == []
