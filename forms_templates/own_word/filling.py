"""A Word file with its places filled. docxtpl does the work on the file, our sandbox on the marks.

The library is heavy, so this module is loaded at the first file only.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage

from forms_templates.own_word.places import PictureValue, Values
from forms_templates.own_word.sandbox import Sandbox
from forms_templates.rendering.errors import RenderingError
from forms_templates.rendering.pictures import printable, size_of
from forms_templates.rendering.typography import writable
from forms_templates.rendering.word.document import timeless

MOST_OUTPUT = 12_000_000


class _Template(DocxTemplate):
    """docxtpl with bounds, filling nothing but body, headers and footers."""

    def render_xml_part(
        self, src_xml: str, part: Any, context: Mapping[str, Any], jinja_env: Any = None
    ) -> str:
        """As the library does, but giving up where the output grows beyond any document."""
        self.current_rendering_part = part
        template = jinja_env.from_string(src_xml)
        pieces, size = [], 0
        for piece in template.generate(context):
            size += len(piece)
            if size > MOST_OUTPUT:
                raise RenderingError("the filled document is larger than any document may be")
            pieces.append(piece)
        filled: str = self.resolve_listing("".join(pieces))
        return filled

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """The properties of the file stay as they are."""

    def render_footnotes(self, context: Any, jinja_env: Any = None) -> None:
        """Footnotes carry no marks."""

    def marks(self) -> list[str]:
        """The source of each part that can carry marks, as the sandbox will read it."""
        self.init_docx()
        sources = [self.patch_xml(self.get_xml())]
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            sources += [
                self.patch_xml(self.get_part_xml(part))
                for _relation, part in self.get_headers_footers(uri)
            ]
        return [re.sub(r"<w:p([ >])", r"\n<w:p\1", source) for source in sources]


def marks_of(data: bytes) -> list[str]:
    """The marks of body, headers and footers with the text around them."""
    return _Template(io.BytesIO(data)).marks()


def fill(data: bytes, values: Values) -> bytes:
    """The file with its places filled; equal values give equal bytes.

    The file must have been read without faults (`forms_templates.own_word.reading`). Raises
    RenderingError where the result would be larger than any document, or a picture is none.
    """
    template = _Template(io.BytesIO(data))
    template.init_docx()
    template.render(_printable(values, template), Sandbox(), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return timeless(out)


def _printable(value: Any, template: _Template) -> Any:
    """Values that print as text or pictures, and hold nothing else."""
    match value:
        case dict():
            return {name: _printable(inner, template) for name, inner in value.items()}
        case list():
            return [_printable(inner, template) for inner in value]
        case PictureValue():
            data = printable(value.data)
            wide, high = size_of(data)
            scale = min(value.width_cm / wide, value.height_cm / high)
            return InlineImage(template, io.BytesIO(data), Cm(wide * scale), Cm(high * scale))
        case _:
            return writable(str(value))
