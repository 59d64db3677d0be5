"""Evidence made by code: memos as PDF, screens and diagrams as PNG. Nothing is copied."""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from forms_templates.contexts import MemoContext, Signatory
from forms_templates.rendering import render_pdf
from forms_templates.rendering.errors import RenderingError
from forms_templates.rendering.pdf.fonts import font_file
from kpi_portal.thai import local_date

_RIVER, _TINT, _INK, _LINE = "#0B5675", "#E4F0F5", "#1B2733", "#7A8794"
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def report(
    name: str, *, unit: str, subject: str, lines: tuple[str, ...], signed: str, at: datetime
) -> ContentFile[bytes]:
    """A report of a unit as an official memo in PDF; a picture of it where no PDF can be made."""
    context = MemoContext(
        kind="report",
        agency_line=unit,
        subject=subject,
        addressees=("ผู้อำนวยการสำนักบริหารจัดการน้ำและอุทกวิทยา",),
        cause=lines[:1],
        purpose=lines[1:],
        conclusion=("จึงเรียนมาเพื่อโปรดทราบ",),
        signatory=Signatory(name=signed),
        made_at=at,
        date=local_date(at),
    )
    try:
        return ContentFile(render_pdf(context), name=f"{name}.pdf")
    except (RenderingError, OSError):
        # the machine lacks the font or the library that PDF needs; the demo goes on without
        return screen(name, title=subject, lines=(unit, *lines))


def screen(name: str, *, title: str, lines: tuple[str, ...]) -> ContentFile[bytes]:
    """A screen of a system, drawn: a bar with its title and a few lines."""
    picture = Image.new("RGB", (960, 540), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 960, 72), fill=_RIVER)
    draw.text((28, 16), title, fill="white", font=_font(30))
    for place, text in enumerate(lines):
        top = 104 + place * 76
        draw.rounded_rectangle((28, top, 932, top + 60), radius=8, outline=_LINE, fill=_TINT)
        draw.text((48, top + 12), text[:80], fill=_INK, font=_font(24))
    return _png(picture, name)


def diagram(name: str, *, steps: tuple[str, ...]) -> ContentFile[bytes]:
    """A chain of boxes: the steps of a process from top to bottom."""
    height = 60 + 110 * len(steps)
    picture = Image.new("RGB", (720, height), "white")
    draw = ImageDraw.Draw(picture)
    for place, text in enumerate(steps):
        top = 40 + place * 110
        draw.rounded_rectangle((90, top, 630, top + 64), radius=10, outline=_RIVER, width=3)
        draw.text((112, top + 14), f"{place + 1}. {text}", fill=_INK, font=_font(24))
        if place + 1 < len(steps):
            draw.line((360, top + 64, 360, top + 110), fill=_RIVER, width=3)
            draw.polygon(((352, top + 98), (368, top + 98), (360, top + 110)), fill=_RIVER)
    return _png(picture, name)


def emblem() -> bytes:
    """A plain placeholder drawn here: waves in a ring. It is no agency's emblem."""
    picture = Image.new("RGBA", (480, 480), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((12, 12, 468, 468), outline=_RIVER, width=14, fill="white")
    for row in range(3):
        for column in range(5):
            left, top = 72 + column * 68, 190 + row * 60
            draw.arc((left, top, left + 68, top + 56), 180, 360, fill=_RIVER, width=12)
    draw.ellipse((206, 84, 274, 152), fill=_RIVER)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def _font(size: int) -> _Font:
    try:
        return ImageFont.truetype(str(font_file("Laksaman.ttf")), size)
    except (RenderingError, OSError):
        return ImageFont.load_default(size)


def _png(picture: Image.Image, name: str) -> ContentFile[bytes]:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return ContentFile(out.getvalue(), name=f"{name}.png")
