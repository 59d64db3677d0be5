"""Lines of a label and its dotted value, and other parts that memos and forms share."""

from collections.abc import Sequence
from dataclasses import replace

from forms_templates.contexts import QrLink
from forms_templates.rendering import measures as m
from forms_templates.rendering.pictures import qr_code
from forms_templates.rendering.typography import label_width_cm, running_text
from forms_templates.rendering.word.document import WordDocument
from forms_templates.rendering.word.markup import Layout, Type, joined, paragraph, run, twips
from forms_templates.rendering.word.tables import Box, boxes
from forms_templates.rendering.wording import paragraphs


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
    label_cm = label_width_cm(label, kind.size)
    lines = [run(line, kind) for line in paragraphs(value)]
    row = (
        label_box(label, replace(kind, bold=False), label_cm),
        value_box(lines, twips(width_cm) - twips(label_cm)),
    )
    return boxes([row])


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
    code = paragraph(
        document.picture(qr_code(qr.url), m.QR_SIZE_CM, m.QR_SIZE_CM, f"QR CODE {qr.url}")
    )
    left = twips(m.QR_SIZE_CM + m.QR_GAP_CM)
    row = (
        Box(code, left, valign="center"),
        Box("".join(caption + words), twips(width_cm) - left, valign="center"),
    )
    return boxes([row])
