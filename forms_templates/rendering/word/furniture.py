"""Page numbers, secrecy, version codes and the mark ร่าง around the pages of a Word file."""

from forms_templates.rendering import measures as m
from forms_templates.rendering.word.document import Furniture, PageSetup
from forms_templates.rendering.word.markup import (
    TWIPS_PER_POINT,
    Layout,
    Type,
    field,
    gap,
    paragraph,
    run,
    twips,
)
from forms_templates.rendering.word.type import Typeface
from forms_templates.rendering.wording import DRAFT_MARK

# Where the heads begin, so near the edge that a page number can still stand at its 3 cm.
_HEAD_DISTANCE_CM = 0.5
_CORNER_CM = 5.0
_MARK_LINE = round(m.MARK_PT * 1.2 * TWIPS_PER_POINT)
_FRAME_BORDER = "".join(
    f'<w:{side} w:val="single" w:sz="8" w:space="2" w:color="{m.MARK_COLOUR}"/>'
    for side in ("top", "left", "bottom", "right")
)


def memo_page(secret: bool) -> PageSetup:
    """The paper of a memo. The heads of page 2 and later push the text down to its place."""
    return PageSetup(
        top=m.SECRET_TOP_CM if secret else m.MARGIN_TOP_CM,
        bottom=m.MARGIN_BOTTOM_CM,
        left=m.MARGIN_LEFT_CM,
        right=m.MARGIN_RIGHT_CM,
        head_distance=_HEAD_DISTANCE_CM,
        foot_distance=m.SECRECY_BOTTOM_CM,
    )


def sheet_page(landscape: bool) -> PageSetup:
    """The paper of a form, a card or a receipt."""
    return PageSetup(
        top=m.FORM_MARGIN_TOP_CM,
        bottom=m.FORM_MARGIN_BOTTOM_CM,
        left=m.FORM_MARGIN_CM,
        right=m.FORM_MARGIN_CM,
        head_distance=_HEAD_DISTANCE_CM,
        foot_distance=m.FORM_FOOT_CM,
        landscape=landscape,
    )


def memo_furniture(face: Typeface, secrecy: str, draft: bool) -> Furniture:
    """Secrecy above and below every page, the number above every page but the first."""
    mark = _mark(face, secrecy) if secrecy else ""
    above = _draft(face) if draft else ""
    used = _HEAD_DISTANCE_CM + (_MARK_LINE / twips(1) if secrecy else 0)
    body_line_cm = m.line_pt(m.BODY_PT) * TWIPS_PER_POINT / twips(1)
    number = _page_number(
        face,
        before=m.PAGE_NUMBER_TOP_CM - used,
        after=m.FOLLOWING_PAGE_TOP_CM - m.PAGE_NUMBER_TOP_CM - body_line_cm,
    )
    return Furniture(
        head=above + mark + number,
        foot=mark,
        first_head=above + (mark or gap(1)),
        first_foot=mark,
    )


def sheet_furniture(
    face: Typeface,
    code: str,
    draft: bool,
    first: bool,
    secrecy: str = "",
    landscape: bool = False,
) -> Furniture:
    """The version code below, the page number above, except on a document's first page.

    A secret memo's sheets bear its mark in the middle, so number and code step aside.
    """
    above = _draft(face) if draft else ""
    code_type = Type(face, m.FORM_FURNITURE_PT)
    if secrecy:
        mark = _mark(face, secrecy)
        number = _framed(_number_runs(face), m.FORM_PAGE_NUMBER_TOP_CM)
        height = m.PAPER_WIDTH_CM if landscape else m.PAPER_HEIGHT_CM
        corner = _framed(run(code, code_type), height - m.FORM_CODE_ABOVE_EDGE_CM)
        return Furniture(head=above + number + mark, foot=corner + mark)
    number = _page_number(face, before=m.FORM_PAGE_NUMBER_TOP_CM - _HEAD_DISTANCE_CM, after=0)
    foot = paragraph(run(code, code_type)) if code else ""
    return Furniture(
        head=above + number,
        foot=foot,
        first_head=above + gap(1) if first else None,
        first_foot=foot,
    )


def _page_number(face: Typeface, before: float, after: float) -> str:
    layout = Layout("center", before=twips(max(before, 0)), after=twips(max(after, 0)))
    return paragraph(_number_runs(face), layout)


def _number_runs(face: Typeface) -> str:
    kind = Type(face, m.BODY_PT)
    return run("- ", kind) + field("PAGE", kind) + run(" -", kind)


def _mark(face: Typeface, text: str) -> str:
    kind = Type(face, m.MARK_PT, bold=True, colour=m.MARK_COLOUR)
    return paragraph(run(text, kind), Layout("center", line=_MARK_LINE))


def _draft(face: Typeface) -> str:
    """The word ร่าง, framed, in the upper right corner."""
    kind = Type(face, m.DRAFT_MARK_PT, bold=True, colour=m.MARK_COLOUR)
    border = f"<w:pBdr>{_FRAME_BORDER}</w:pBdr>"
    place = f'w:xAlign="right" w:y="{twips(m.DRAFT_TOP_CM)}"'
    frame = _frame(m.DRAFT_WIDTH_CM, place)
    return paragraph(run(DRAFT_MARK, kind), Layout("center", frame=frame, border=border))


def _framed(content: str, top_cm: float) -> str:
    place = f'w:xAlign="left" w:y="{twips(top_cm)}"'
    return paragraph(content, Layout(frame=_frame(_CORNER_CM, place)))


def _frame(width_cm: float, place: str) -> str:
    """A frame on the page, where it moves no other line."""
    return (
        f'<w:framePr w:w="{twips(width_cm)}" w:wrap="around" w:vAnchor="page" '
        f'w:hAnchor="margin" {place}/>'
    )
