"""The one stylesheet of all documents, its figures filled in from measures.py."""

from base64 import b64encode
from pathlib import Path
from string import Template

from forms_templates.rendering import measures as m


def stylesheet() -> str:
    """document.css with every $name replaced by its figure."""
    source = Path(__file__).with_name("document.css").read_text(encoding="utf-8")
    return Template(source).substitute(_figures())


def _figures() -> dict[str, object]:
    sizes = {
        "body": m.BODY_PT,
        "title": m.TITLE_PT,
        "label": m.LABEL_PT,
        "mark": m.MARK_PT,
        "form_title": m.FORM_TITLE_PT,
        "form_body": m.FORM_BODY_PT,
        "table": m.FORM_TABLE_PT,
        "small_table": m.FORM_SMALL_TABLE_PT,
        "furniture": m.FORM_FURNITURE_PT,
        "draft": m.DRAFT_MARK_PT,
    }
    scaled = {name: m.laksaman_pt(size) for name, size in sizes.items()}
    lines = {f"{name}_line": m.line_pt(size) for name, size in sizes.items()}
    return scaled | lines | _lengths() | {"title_line": m.TITLE_LINE_PT, "dot": _dot()}


def _lengths() -> dict[str, object]:
    return {
        "margin_top": m.MARGIN_TOP_CM,
        "margin_right": m.MARGIN_RIGHT_CM,
        "margin_bottom": m.MARGIN_BOTTOM_CM,
        "margin_left": m.MARGIN_LEFT_CM,
        "following_top": m.FOLLOWING_PAGE_TOP_CM,
        "number_top": m.PAGE_NUMBER_TOP_CM,
        "secrecy_top": m.SECRECY_TOP_CM,
        "secrecy_bottom": m.SECRECY_BOTTOM_CM,
        "draft_top": m.DRAFT_TOP_CM,
        "draft_width": m.DRAFT_WIDTH_CM,
        "emblem": m.EMBLEM_HEIGHT_CM,
        "space_before": m.SPACE_BEFORE_PT,
        "indent": m.PARAGRAPH_INDENT_CM,
        "signature_left": m.SIGNATURE_LEFT_CM,
        "signature_room": m.SIGNATURE_BLANK_LINES * m.line_pt(m.BODY_PT),
        "rank_room": (m.SIGNATURE_BLANK_LINES - 1) * m.line_pt(m.BODY_PT),
        "qr": m.QR_SIZE_CM,
        "qr_column": m.QR_SIZE_CM + m.QR_GAP_CM,
        "dot_pitch": m.DOT_PITCH_PT,
        "dot_size": m.DOT_SIZE_PT,
        "dot_drop": m.DOT_DROP_PT,
        "mark_colour": m.MARK_COLOUR,
        "form_side": m.FORM_MARGIN_CM,
        "form_top": m.FORM_MARGIN_TOP_CM,
        "form_bottom": m.FORM_MARGIN_BOTTOM_CM,
        "form_number_top": m.FORM_PAGE_NUMBER_TOP_CM,
        "rule": m.TABLE_RULE_PT,
        "padding": m.TABLE_PADDING_CM,
        "picture": m.PICTURE_MAX_HEIGHT_CM,
        "chart": m.CHART_HEIGHT_CM,
    }


def _dot() -> str:
    """One dot and the space after it; repeated, it is far cheaper than a dotted border."""
    pitch, size = m.DOT_PITCH_PT, m.DOT_SIZE_PT
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {pitch} {size}" '
        f'width="{pitch}pt" height="{size}pt"><rect width="{size}" height="{size}"/></svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
