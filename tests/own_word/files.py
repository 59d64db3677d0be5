"""Word files for tests: a real package around the paragraphs and rows one wants to see filled."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from docx import Document

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(*paragraphs: str, rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A file with these paragraphs and a table of these rows."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    """The file with a text of one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == name:
                assert old.encode() in content, (name, old)
                content = content.replace(old.encode(), new.encode())
            target.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_field(instruction: str) -> bytes:
    """A file with a Word field besides its text."""
    run = f'<w:fldSimple w:instr="{escape(instruction)}"/></w:p>'
    return changed(word("ก"), "word/document.xml", "</w:p>", run)
