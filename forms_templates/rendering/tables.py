"""Where each cell of a table stands: headings over several rows, spans, rows that stay together.

HTML lets a renderer leave covered cells out, Word wants them named; both read the grid from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from forms_templates.contexts import Align, Cell, Column, Table

# A row with a longer cell may be split over two pages; it could be taller than one.
LONGEST_UNSPLIT_CELL = 700
# A short table in running text is not split at all.
MOST_ROWS_KEPT = 10
MOST_LETTERS_KEPT = 1500


@dataclass(frozen=True)
class Heading:
    """A heading cell: its column or group, its first leaf column, and how far it reaches."""

    column: Column
    start: int
    rows: int
    columns: int


@dataclass(frozen=True)
class PlacedCell:
    """A cell on the grid. `continued` marks a place that a cell of an earlier row covers."""

    cell: Cell
    start: int
    align: Align
    continued: bool = False


@dataclass(frozen=True)
class RowGroup:
    """Rows tied together by cells that span them; `unsplit` rows move to the next page whole."""

    rows: tuple[tuple[PlacedCell, ...], ...]
    unsplit: bool


def leaves(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns that hold cells, groups resolved."""
    return tuple(
        leaf
        for column in columns
        for leaf in (leaves(column.children) if column.children else (column,))
    )


def heading_rows(columns: Sequence[Column]) -> tuple[tuple[Heading, ...], ...]:
    """The headings row by row, groups above their columns."""
    depth = _depth(columns)
    rows: list[list[Heading]] = [[] for _ in range(depth)]
    _place_headings(columns, 0, 0, rows)
    return tuple(map(tuple, rows))


def widths(table: Table) -> tuple[float, ...]:
    """Each leaf column's share of the width; they add up to 1."""
    shares = [leaf.width for leaf in leaves(table.columns)]
    return tuple(share / sum(shares) for share in shares)


def row_groups(table: Table) -> tuple[RowGroup, ...]:
    """The rows on their grid, joined where a cell spans several."""
    columns = leaves(table.columns)
    groups: list[RowGroup] = []
    rows: list[tuple[PlacedCell, ...]] = []
    # Per column: the cell that covers it from above, and for how many rows more.
    covered: dict[int, tuple[Cell, int]] = {}
    for cells in table.rows:
        row, covered = _placed(cells, columns, covered)
        rows.append(row)
        if not covered:
            groups.append(_group(rows))
            rows = []
    if rows:
        groups.append(_group(rows))
    return tuple(groups)


def stays_whole(table: Table) -> bool:
    """Whether the table is short enough to be moved to the next page as one."""
    letters = sum(len(cell.text) for row in table.rows for cell in row)
    return len(table.rows) <= MOST_ROWS_KEPT and letters <= MOST_LETTERS_KEPT


def _depth(columns: Sequence[Column]) -> int:
    return max((1 + _depth(column.children) for column in columns), default=0)


def _place_headings(
    columns: Sequence[Column], row: int, start: int, rows: list[list[Heading]]
) -> None:
    for column in columns:
        span = len(leaves((column,)))
        height = 1 if column.children else len(rows) - row
        rows[row].append(Heading(column, start, height, span))
        _place_headings(column.children, row + 1, start, rows)
        start += span


def _placed(
    cells: Sequence[Cell], columns: Sequence[Column], covered: dict[int, tuple[Cell, int]]
) -> tuple[tuple[PlacedCell, ...], dict[int, tuple[Cell, int]]]:
    """One row on the grid, and what it and the rows before it still cover below."""
    row: list[PlacedCell] = []
    below: dict[int, tuple[Cell, int]] = {}
    waiting = iter(cells)
    start = 0
    while start < len(columns):
        above, rows_left = covered.get(start, (None, 0))
        cell = above or next(waiting, Cell())
        rows_left = rows_left or cell.rows
        align = cell.align or columns[start].align
        row.append(PlacedCell(cell, start, align, continued=above is not None))
        if rows_left > 1:
            below[start] = (cell, rows_left - 1)
        start += cell.columns
    if next(waiting, None) is not None or start > len(columns):
        raise ValueError(f"a row of the table has more cells than its {len(columns)} columns")
    return tuple(row), below


def _group(rows: list[tuple[PlacedCell, ...]]) -> RowGroup:
    longest = max((len(placed.cell.text) for row in rows for placed in row), default=0)
    return RowGroup(tuple(rows), unsplit=longest <= LONGEST_UNSPLIT_CELL)
