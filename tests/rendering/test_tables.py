"""The grid of a table: grouped headings, spans, rows that stay together."""

import pytest

from forms_templates.contexts import Align, Cell, Column, Table
from forms_templates.rendering.tables import (
    LONGEST_UNSPLIT_CELL,
    heading_rows,
    leaves,
    row_groups,
    widths,
)

COLUMNS = (
    Column("ลำดับ", 10, Align.CENTER),
    Column(
        "ระยะเวลา",
        30,
        children=(Column("2567", children=(Column("ต.ค.", 15),)), Column("2568", 15)),
    ),
    Column("หมายเหตุ", 20),
)


def test_groups_reach_over_their_columns_and_single_columns_down():
    found = [
        [(h.column.label, h.start, h.rows, h.columns) for h in row] for row in heading_rows(COLUMNS)
    ]
    assert found == [
        [("ลำดับ", 0, 3, 1), ("ระยะเวลา", 1, 1, 2), ("หมายเหตุ", 3, 3, 1)],
        [("2567", 1, 1, 1), ("2568", 2, 2, 1)],
        [("ต.ค.", 1, 1, 1)],
    ]


def test_widths_are_shares_of_the_leaves():
    assert [leaf.label for leaf in leaves(COLUMNS)] == ["ลำดับ", "ต.ค.", "2568", "หมายเหตุ"]
    assert widths(Table(COLUMNS)) == pytest.approx((10 / 60, 15 / 60, 15 / 60, 20 / 60))


def test_rows_tied_by_a_spanning_cell_form_one_group():
    table = Table(
        COLUMNS,
        rows=(
            (Cell("1", rows=2), Cell("แผน"), Cell("50"), Cell("-", rows=2)),
            (Cell("ผล"), Cell("25")),
            (Cell("รวม", columns=3), Cell("75")),
        ),
    )
    first, second = row_groups(table)
    assert [[(p.cell.text, p.start, p.continued) for p in row] for row in first.rows] == [
        [("1", 0, False), ("แผน", 1, False), ("50", 2, False), ("-", 3, False)],
        [("1", 0, True), ("ผล", 1, False), ("25", 2, False), ("-", 3, True)],
    ]
    assert [p.start for p in second.rows[0]] == [0, 3]
    assert second.rows[0][0].align is Align.CENTER


def test_a_short_row_is_filled_up_and_a_long_one_is_a_fault():
    (group,) = row_groups(Table(COLUMNS, rows=((Cell("1"),),)))
    assert [placed.cell.text for placed in group.rows[0]] == ["1", "", "", ""]
    with pytest.raises(ValueError, match="more cells"):
        row_groups(Table(COLUMNS, rows=((Cell(),) * 5,)))


def test_a_row_that_could_outgrow_a_page_may_be_split():
    short, long = Cell("ก" * LONGEST_UNSPLIT_CELL), Cell("ก" * (LONGEST_UNSPLIT_CELL + 1))
    groups = row_groups(Table(COLUMNS, rows=((short,), (long,))))
    assert [group.unsplit for group in groups] == [True, False]
