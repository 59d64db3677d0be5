"""Lines of a label and its dotted value, and other parts that memos and forms share."""

from collections.abc import Sequence
from dataclasses import replace

from forms_templates.contexts import QrLink
from forms_templates.rendering import measures as m
from forms_templates.rendering.pictures import qr_code
from forms_templates.rendering.typography import running_text
from forms_templates.rendering.word.document import WordDocument
from forms_templates.rendering.word.markup import Layout, Type, joined, paragraph, run, twips
from forms_templates.rendering.word.tables import Box, boxes
from forms_templates.rendering.wording import paragraphs

_BETWEEN_CM = 0.25


def official(text: str, kind: Type) -> str:
    """A run of running text in official typography."""
    return run(joined(running_text(text)), kind)


def label_box(label: str, kind: Type, width_cm: float, before: int = 0, left: int = 0) -> Box:
    """The label of a line, on the height of the value's first line."""
    content = paragraph(run(label, kind), Layout(before=before, left=left))
    return Box(content, twips(width_cm), valign="top")


def value_box(lines: Sequence[str], width: int, before: int = 0, drop: int = 0) -> Box:
    """The value of a line, dots below its last one. `lines` are runs; `drop` meets the label."""
    layouts = [Layout(before=before + drop), *[Layout()] * (len(lines) - 1)]
    written = [paragraph(line, layout) for line, layout in zip(lines, layouts, strict=False)]
    return Box("".join(written) or paragraph("", layouts[0]), width, dotted=True, valign="top")


def plain_line(label: str, value: str, kind: Type, width_cm: float) -> str:
    """A line of a form: label and dotted value in the same type."""
    label_cm = text_width_cm(label, kind.size) + _BETWEEN_CM
    lines = [run(line, kind) for line in paragraphs(value)]
    row = (
        label_box(label, replace(kind, bold=False), label_cm),
        value_box(lines, twips(width_cm) - twips(label_cm)),
    )
    return boxes([row])


def text_width_cm(text: str, size_pt: float) -> float:
    """Roughly how wide a text is set, rather wide than narrow: enough to give a label its cell."""
    ems = sum(_NARROW_EM if letter in _NARROW else _WIDE_EM for letter in text)
    ems -= sum(_WIDE_EM for letter in text if letter in _ZERO_WIDTH)
    return ems * size_pt / _POINTS_PER_INCH * _CM_PER_INCH


def after_signature(
    document: WordDocument, qr: QrLink | None, lines: Sequence[str], width_cm: float
) -> str:
    """The QR code with its caption and address, and the list of what is attached."""
    body = Type(document.face, m.BODY_PT)
    words = [paragraph(line, Layout(keep_lines=True)) for line in lines]
    if not qr:
        return "".join(words)
    small = Type(document.face, m.FORM_FURNITURE_PT)
    caption = [paragraph(official(qr.caption, body)), paragraph(run(qr.url, small))]
    code = paragraph(document.picture(qr_code(qr.url), m.QR_SIZE_CM, m.QR_SIZE_CM))
    left = twips(m.QR_SIZE_CM + 2 * _BETWEEN_CM)
    row = (
        Box(code, left, valign="center"),
        Box("".join(caption + words), twips(width_cm) - left, valign="center"),
    )
    return boxes([row])


# Marks above and below a letter take no room of their own.
_ZERO_WIDTH = (
    "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d"
)
_NARROW = " .:-()/เโใไ"
_NARROW_EM = 0.25
_WIDE_EM = 0.42
_POINTS_PER_INCH = 72
_CM_PER_INCH = 2.54
