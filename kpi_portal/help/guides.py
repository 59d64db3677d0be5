"""The guides of docs/guides as HTML: a small, safe part of Markdown and nothing else.

Headings, paragraphs, lists, bold, code, links to pages of the portal, and its pictures of
`docs/screenshots`. Everything is escaped first; whatever is not known shows as it was written.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from PIL import Image

from kpi_portal.accounts.enums import Role

FOLDER = Path(settings.BASE_DIR) / "docs" / "guides"
PICTURES = Path(settings.BASE_DIR) / "docs" / "screenshots"
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
_OURS = re.compile(r"\.\./screenshots/([a-z0-9-]+)\.png")
_ITEM = re.compile(r"(?:-|(\d+)\.) (.*)")
_LINK = re.compile(r"\[([^\]]+)\]\((/[A-Za-z0-9/_-]*)\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_CODE = re.compile(r"`([^`]+)`")


@cache
def guide(role: Role, language: str, *, linked: bool = True) -> tuple[str, SafeString]:
    """Title and body of a role's guide; Thai where the language has none.

    Not `linked` leaves only the words of links: to people without the role their pages are closed.
    """
    path = FOLDER / f"{role.value}.{'en' if language == 'en' else 'th'}.md"
    title, _, rest = path.read_text(encoding="utf-8").partition("\n")
    return title.removeprefix("# ").strip(), render(rest if linked else _LINK.sub(r"\1", rest))


def render(text: str) -> SafeString:
    """The text's blocks, divided by empty lines."""
    blocks = [_block(block) for block in re.split(r"\n\s*\n", text.strip())]
    return format_html_join("\n", "{}", ((block,) for block in blocks if block))


def _block(block: str) -> SafeString:
    """A heading, a picture, a list or a paragraph. A line set in goes on with the item above it."""
    lines = block.strip().splitlines()
    if shown := _PICTURE.fullmatch(lines[0].strip()):
        rest = "\n".join(lines[1:])
        return _picture(*shown.groups()) + (_block(rest) if rest else SafeString(""))
    if lines[0].startswith("## "):
        return format_html("<h2>{}</h2>", _inline(lines[0][3:]))
    found = [_ITEM.fullmatch(item) for item in _items(lines)]
    if all(found):
        items = format_html_join("", "<li>{}</li>", ((_inline(m[2]),) for m in found if m))
        numbered = found[0] is not None and found[0][1] is not None
        return format_html("<ol>{}</ol>" if numbered else "<ul>{}</ul>", items)
    return format_html("<p>{}</p>", _inline(" ".join(line.strip() for line in lines)))


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if items and line.startswith("  "):
            items[-1] += f" {line.strip()}"
        else:
            items.append(line.strip())
    return items


def _picture(words: str, place: str) -> SafeString:
    """A picture of the portal, linked to itself in full size; nothing where none is kept."""
    ours = _OURS.fullmatch(place)
    if ours is None or not (file := PICTURES / f"{ours[1]}.png").is_file():
        return SafeString("")
    with Image.open(file) as picture:
        width, height = picture.size
    return format_html(
        '<figure><a href="{0}">'
        '<img src="{0}" alt="{1}" width="{2}" height="{3}" loading="lazy"></a>'
        "<figcaption>{1}</figcaption></figure>",
        reverse("help_picture", args=[ours[1]]),
        words,
        width,
        height,
    )


def _inline(text: str) -> SafeString:
    """Links, bold and code in a line; the line is escaped before any tag is put in."""
    safe = str(escape(text))
    safe = _LINK.sub(r'<a href="\2">\1</a>', safe)
    safe = _BOLD.sub(r"<strong>\1</strong>", safe)
    return SafeString(_CODE.sub(r"<code>\1</code>", safe))
