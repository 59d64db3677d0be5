"""The guides of docs/guides as HTML: a small, safe part of Markdown and nothing else.

Headings, paragraphs, lists, bold, code, and links to pages of the portal. Everything is escaped
first; whatever is not known shows as it was written.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from kpi_portal.accounts.enums import Role

FOLDER = Path(settings.BASE_DIR) / "docs" / "guides"
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_ITEM = re.compile(r"(?:-|(\d+)\.) (.*)")
_LINK = re.compile(r"\[([^\]]+)\]\((/[A-Za-z0-9/_-]*)\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_CODE = re.compile(r"`([^`]+)`")


@cache
def guide(role: Role, language: str, *, linked: bool = True) -> tuple[str, SafeString]:
    """Title and body of a role's guide; Thai where the language has none.

    Not `linked` leaves only the words of links: to people without the role their pages are closed.
    Pictures are for readers of the repository and are left out here.
    """
    path = FOLDER / f"{role.value}.{'en' if language == 'en' else 'th'}.md"
    title, _, rest = path.read_text(encoding="utf-8").partition("\n")
    return title.removeprefix("# ").strip(), render(rest if linked else _LINK.sub(r"\1", rest))


def render(text: str) -> SafeString:
    """The text's blocks, divided by empty lines."""
    blocks = [_block(block) for block in re.split(r"\n\s*\n", text.strip())]
    return format_html_join("\n", "{}", ((block,) for block in blocks if block))


def _block(block: str) -> SafeString:
    lines = [line.strip() for line in block.splitlines() if not _PICTURE.fullmatch(line.strip())]
    if not lines:
        return SafeString("")
    if lines[0].startswith("## "):
        return format_html("<h2>{}</h2>", _inline(lines[0][3:]))
    found = [_ITEM.fullmatch(line) for line in lines]
    if all(found):
        items = format_html_join("", "<li>{}</li>", ((_inline(m[2]),) for m in found if m))
        numbered = found[0] is not None and found[0][1] is not None
        return format_html("<ol>{}</ol>" if numbered else "<ul>{}</ul>", items)
    return format_html("<p>{}</p>", _inline(" ".join(lines)))


def _inline(text: str) -> SafeString:
    """Links, bold and code in a line; the line is escaped before any tag is put in."""
    safe = str(escape(text))
    safe = _LINK.sub(r'<a href="\2">\1</a>', safe)
    safe = _BOLD.sub(r"<strong>\1</strong>", safe)
    return SafeString(_CODE.sub(r"<code>\1</code>", safe))
