"""Tables in WordprocessingML: ruled ones from a context, and unruled ones that hold a layout."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from forms_templates.contexts import Table
from forms_templates.rendering import measures as m
from forms_templates.rendering.tables import (
    Heading,
    PlacedCell,
    RowGroup,
    heading_rows,
    row_groups,
    widths,
)
from forms_templates.rendering.word.markup import (
    TWIPS_PER_CM,
    Layout,
    Type,
    aligned,
    paragraph,
    run,
    twips,
)
from forms_templates.rendering.wording import hangs, paragraphs

_EIGHTHS_PER_POINT = 8
_MM_PER_CM = 10
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_HANGING = twips(0.4)


@dataclass(frozen=True)
class Box:
    """A cell of an unruled table: paragraphs, width in twips, and whether dots run below."""

    content: str
    width: int
    dotted: bool = False
    valign: str = "bottom"


def ruled(table: Table, kind: Type, width_cm: float, whole: bool = False) -> str:
    """A context's table, ruled, its headings repeated on every page; a `whole` one is not split."""
    kind = replace(kind, size=m.FORM_SMALL_TABLE_PT if table.small else m.FORM_TABLE_PT)
    columns = [round(share * width_cm * TWIPS_PER_CM) for share in widths(table)]
    writer = _RuledWriter(columns, kind, table.row_height, whole)
    headings = heading_rows(table.columns) if table.show_headings else ()
    rows = [*writer.headings(headings), *writer.rows(row_groups(table))]
    rule = round(m.TABLE_RULE_PT * _EIGHTHS_PER_POINT)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{rule}" w:space="0" w:color="000000"/>' for side in _SIDES
    )
    return _table(columns, rows, borders, twips(m.TABLE_PADDING_CM))


def boxes(rows: Sequence[Sequence[Box]]) -> str:
    """An unruled table of layout boxes; its rows may divide the width differently."""
    edges = sorted({edge for row in rows for edge in accumulate(box.width for box in row)} | {0})
    columns = [right - left for left, right in pairwise(edges)]
    written = []
    for row in rows:
        left, cells = 0, []
        for box in row:
            right = left + box.width
            span = sum(1 for edge in edges if left < edge <= right)
            cells.append(_box(box, span))
            left = right
        written.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    return _table(columns, written, "", 0)


class _RuledWriter:
    """Writes the rows of one ruled table."""

    def __init__(self, columns: Sequence[int], kind: Type, row_height: int, whole: bool) -> None:
        self._columns = columns
        self._plain = kind
        self._bold = replace(kind, bold=True)
        self._whole = whole
        height = twips(row_height / _MM_PER_CM)
        self._height = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""

    def headings(self, rows: Sequence[Sequence[Heading]]) -> list[str]:
        """The heading rows; a heading over several rows is written in each of them."""
        written = []
        standing: dict[int, tuple[Heading, int]] = {}
        for number, row in enumerate(rows):
            cells = {heading.start: self._heading(heading) for heading in row}
            cells |= {
                start: self._cell("", heading.start, heading.columns, merge="continue")
                for start, (heading, last) in standing.items()
                if number <= last
            }
            standing |= {h.start: (h, number + h.rows - 1) for h in row if h.rows > 1}
            content = "".join(cells[start] for start in sorted(cells))
            written.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{content}</w:tr>")
        return written

    def rows(self, groups: Sequence[RowGroup]) -> list[str]:
        """The body's rows; those of a group keep to the page of the next."""
        written = []
        for group in groups:
            split = "<w:cantSplit/>" if group.unsplit else ""
            within = self._whole and group is not groups[-1]
            for number, row in enumerate(group.rows, 1):
                keep = within or (group.unsplit and number < len(group.rows))
                cells = "".join(self._body_cell(placed, keep) for placed in row)
                written.append(f"<w:tr><w:trPr>{split}{self._height}</w:trPr>{cells}</w:tr>")
        return written

    def _heading(self, heading: Heading) -> str:
        content = paragraph(run(heading.column.label, self._bold), Layout("center", keep_next=True))
        merge = "restart" if heading.rows > 1 else ""
        return self._cell(content, heading.start, heading.columns, merge, "center")

    def _body_cell(self, placed: PlacedCell, keep: bool) -> str:
        cell = placed.cell
        if placed.continued:
            return self._cell("", placed.start, cell.columns, "continue", keep=keep)
        kind = self._bold if cell.bold else self._plain
        layout = aligned(Layout(keep_next=keep), placed.align)
        hanging = replace(layout, left=_HANGING, first=-_HANGING)
        content = "".join(
            paragraph(run(line, kind), hanging if hangs(line) else layout)
            for line in paragraphs(cell.text)
        )
        merge = "restart" if cell.rows > 1 else ""
        return self._cell(content, placed.start, cell.columns, merge, keep=keep)

    def _cell(
        self,
        content: str,
        start: int,
        span: int,
        merge: str = "",
        valign: str = "top",
        keep: bool = False,
    ) -> str:
        width = sum(self._columns[start : start + span])
        parts = [
            f'<w:tcW w:w="{width}" w:type="dxa"/>',
            f'<w:gridSpan w:val="{span}"/>' if span > 1 else "",
            f'<w:vMerge w:val="{merge}"/>' if merge else "",
            f'<w:vAlign w:val="{valign}"/>',
        ]
        empty = self._empty(keep)
        return f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr>{content or empty}</w:tc>"

    def _empty(self, keep: bool) -> str:
        # The mark of an empty paragraph has a size too, and would stretch a row of small type.
        properties = Layout(keep_next=keep).properties().removesuffix("</w:pPr>")
        return f"<w:p>{properties}{self._plain.properties()}</w:pPr></w:p>"


def _box(box: Box, span: int) -> str:
    dots = round(m.DOT_SIZE_PT * _EIGHTHS_PER_POINT)
    parts = [
        f'<w:tcW w:w="{box.width}" w:type="dxa"/>',
        f'<w:gridSpan w:val="{span}"/>' if span > 1 else "",
        f'<w:tcBorders><w:bottom w:val="dotted" w:sz="{dots}" w:space="0" w:color="000000"/>'
        "</w:tcBorders>"
        if box.dotted
        else "",
        f'<w:vAlign w:val="{box.valign}"/>',
    ]
    return f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr>{box.content}</w:tc>"


def _table(columns: Sequence[int], rows: Sequence[str], borders: str, padding: int) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    ruled_by = f"<w:tblBorders>{borders}</w:tblBorders>" if borders else ""
    margins = "".join(f'<w:{side} w:w="{padding}" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/>'
        f'<w:tblInd w:w="0" w:type="dxa"/>{ruled_by}<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
