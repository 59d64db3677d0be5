"""What merging promises about rows, for any rows: nothing is lost, nothing invented, nothing that
stands in the form is touched, and doing it again changes nothing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.models import Indicator, Round
from submissions.domain import merge_origins, merge_plan
from submissions.domain.forms_shape import Data
from submissions.domain.merge_plan import Plan
from submissions.domain.merge_rows import NAME, Given, digest_of, is_edited, key_of
from submissions.models import MergedRow, Submission

# Few enough that divisions name their processes alike; the same name in another case and with a
# blank at its end, and none at all.
NAMES = ("การขอใช้น้ำ", "Permit", "PERMIT ", "การสอบเทียบ", "")
WORDS = ("", "ใช้เวลานาน", "ใหม่")


@dataclass(frozen=True)
class Desk:
    """The bureau's rows with the origins of some, and the rows that divisions handed in."""

    rows: list[Data]
    links: list[MergedRow]
    handed_in: list[Given]
    as_one: frozenset[str]


def report(number: int) -> Submission:
    """A division's report that never saw a database, with a name for failures to print."""
    round_ = Round(name="รอบ", indicator=Indicator(code="สบอ-7"))
    return Submission(pk=number, unit_name=f"ส่วนที่ {number}", round=round_)


def row(pk: str, name: str, words: str) -> Data:
    return {"id": pk, NAME: name, "problem_need": words}


def link(pk: int, one: Given, into: str) -> MergedRow:
    return MergedRow(pk=pk, row=into, source_id=one.source.pk, source_row=one.id, digest=one.digest)


def ids(kind: str) -> Callable[[], str]:
    numbers = itertools.count()
    return lambda: f"{kind}-{next(numbers)}"


@st.composite
def desks(draw: st.DrawFn) -> Desk:
    says = st.tuples(st.sampled_from(NAMES), st.sampled_from(WORDS))
    handed_in = [
        Given(report(number), f"r{n}", row(f"r{n}", *said))
        for number, rows in enumerate(draw(st.lists(st.lists(says, max_size=4), max_size=4)), 1)
        for n, said in enumerate(rows)
    ]
    typed = [row(f"own-{n}", *said) for n, said in enumerate(draw(st.lists(says, max_size=3)))]
    some = [one for one in handed_in if draw(st.booleans())]
    keys = st.sets(st.sampled_from([one.key for one in handed_in] or ["x"])).map(frozenset)
    before = merge_plan.merged(typed, [], some, as_one=draw(keys), new_id=ids("before"))
    rows = [draw(edited(one)) for one in before.rows]
    return Desk(list(draw(st.permutations(rows))), linked(before), handed_in, draw(keys))


def edited(one: Data) -> st.SearchStrategy[Data]:
    """The row as it is, or changed by the bureau since."""
    return st.sampled_from([one, one | {"problem_need": "แก้ไขโดยสำนัก"}])


def linked(plan: Plan, start: int = 1) -> list[MergedRow]:
    return [link(pk, one, into) for pk, (one, into) in enumerate(plan.origins, start)]


def merged(desk: Desk, picks: Collection[Given]) -> Plan:
    return merge_plan.merged(desk.rows, desk.links, picks, as_one=desk.as_one, new_id=ids("new"))


def places(plan: Plan, links: Sequence[MergedRow]) -> list[tuple[int, str, str]]:
    """Every origin with the row it is in: the report, its row, ours."""
    old = [(one.source_id, one.source_row, one.row) for one in links]
    return old + [(one.source.pk, one.id, into) for one, into in plan.origins]


@given(desks())
def test_every_row_is_in_the_form_once_with_its_origin(desk: Desk):
    plan = merged(desk, desk.handed_in)
    found = [(report, theirs) for report, theirs, _ours in places(plan, desk.links)]
    assert sorted(found) == sorted((one.source.pk, one.id) for one in desk.handed_in)
    assert {ours for _report, _theirs, ours in places(plan, desk.links)} <= {
        one["id"] for one in plan.rows
    }


@given(desks(), st.data())
def test_only_what_was_ticked_is_merged(desk: Desk, data: st.DataObject):
    picks = [one for one in desk.handed_in if data.draw(st.booleans())]
    plan = merged(desk, picks)
    assert [one for one, _into in plan.origins] == [
        one
        for one in picks
        if (one.source.pk, one.id) not in {(x.source_id, x.source_row) for x in desk.links}
    ]
    assert plan.added + plan.joined == len(plan.origins)


@given(desks())
def test_what_stands_in_the_form_is_left_alone(desk: Desk):
    """Typed or merged, changed afterwards or not: words, identity and order."""
    before = [dict(one) for one in desk.rows]
    plan = merged(desk, desk.handed_in)
    assert list(plan.rows[: len(before)]) == before
    assert desk.rows == before


@given(desks())
def test_nothing_is_invented(desk: Desk):
    """A new row says what the first division says that went into it; its identity is its own."""
    plan = merged(desk, desk.handed_in)
    new = plan.rows[len(desk.rows) :]
    assert len(new) == plan.added
    assert len({one["id"] for one in plan.rows}) == len(plan.rows)
    for ours in new:
        first = next(one for one, into in plan.origins if into == ours["id"])
        assert ours == {**first.row, "id": ours["id"]}
        assert not is_edited(ours, [link(1, first, ours["id"])])


@given(desks())
def test_new_rows_stand_in_the_order_of_the_divisions(desk: Desk):
    plan = merged(desk, desk.handed_in)
    new = [one["id"] for one in plan.rows[len(desk.rows) :]]
    assert new == list(dict.fromkeys(into for _one, into in plan.origins if into in new))


@given(desks())
def test_merging_again_changes_nothing(desk: Desk):
    first = merged(desk, desk.handed_in)
    links = [*desk.links, *linked(first, 100)]
    again = merge_plan.merged(
        first.rows, links, desk.handed_in, as_one=desk.as_one, new_id=lambda: "never"
    )
    assert (list(again.rows), list(again.origins), again.added) == (list(first.rows), [], 0)


@given(desks())
def test_one_name_is_one_row_only_where_that_was_asked_for(desk: Desk):
    plan = merged(desk, desk.handed_in)
    for key in {one.key for one, _into in plan.origins}:
        into = [place for one, place in plan.origins if one.key == key]
        assert len(set(into)) == (1 if key in desk.as_one else len(into))
    typed = {one["id"] for one in desk.rows} - {one.row for one in desk.links}
    assert not typed & {into for _one, into in plan.origins}


@given(desks())
def test_a_further_origin_joins_the_first_merged_row_of_its_name(desk: Desk):
    """Also where rows of that name were merged apart before."""
    with_origin = {one.row for one in desk.links}
    for one, into in merged(desk, desk.handed_in).origins:
        alike = [
            ours["id"]
            for ours in desk.rows
            if ours["id"] in with_origin and key_of(ours[NAME]) == one.key
        ]
        if alike and one.key in desk.as_one:
            assert into == alike[0]


@given(desks(), st.integers(0, 16))
def test_in_one_go_or_in_two(desk: Desk, cut: int):
    """What is in one row, and in which order the rows stand, does not hang on how often somebody
    pressed the button."""

    def outcome(rows: Sequence[Data], links: Sequence[MergedRow]) -> list[object]:
        of_row: dict[str, list[tuple[int, str]]] = {}
        for one in links:
            of_row.setdefault(one.row, []).append((one.source_id, one.source_row))
        return [(digest_of(one), sorted(of_row.get(one["id"], []))) for one in rows]

    whole = merged(desk, desk.handed_in)
    first = merged(desk, desk.handed_in[:cut])
    links = [*desk.links, *linked(first, 100)]
    second = merge_plan.merged(
        first.rows, links, desk.handed_in[cut:], as_one=desk.as_one, new_id=ids("second")
    )
    assert outcome(second.rows, [*links, *linked(second, 200)]) == outcome(
        whole.rows, [*desk.links, *linked(whole, 100)]
    )


@given(desks())
def test_taking_out_undoes_merging(desk: Desk):
    plan = merged(desk, desk.handed_in)
    new = linked(plan, 100)
    left = merge_plan.leaving([*desk.links, *new], new)
    assert merge_plan.without(plan.rows, left) == desk.rows


@given(desks(), st.data())
def test_taking_out_spares_rows_with_another_origin(desk: Desk, data: st.DataObject):
    gone = [one for one in desk.links if data.draw(st.booleans())]
    stay = [one.row for one in desk.links if one not in gone]
    left = merge_plan.leaving(desk.links, gone)
    kept = merge_plan.without(desk.rows, left)
    assert left.isdisjoint(stay)
    assert {one.row for one in gone} == left | ({one.row for one in gone} & set(stay))
    assert kept == [one for one in desk.rows if one["id"] not in left]


@given(desks(), st.data())
def test_a_divisions_new_words_go_into_its_own_row_alone(desk: Desk, data: st.DataObject):
    now = {
        (one.source.pk, one.id): Given(one.source, one.id, data.draw(edited(one.row)))
        for one in desk.handed_in
    }
    ticked = [one for one in desk.links if data.draw(st.booleans())]
    words = [(one.row, now[one.source_id, one.source_row]) for one in ticked]
    if (row := merge_plan.contested(words)) is not None:
        assert len({theirs.digest for ours, theirs in words if ours == row}) > 1
        return
    rows = merge_plan.said_anew(desk.rows, {ours: theirs.row for ours, theirs in words})
    assert [one["id"] for one in rows] == [one["id"] for one in desk.rows]
    by_id = {one["id"]: one for one in rows}
    for ours, theirs in words:
        assert digest_of(by_id[ours]) == theirs.digest
    for before, after in zip(desk.rows, rows, strict=True):
        assert before == after or before["id"] in {ours for ours, _theirs in words}


@given(st.sets(st.integers(1, 60), min_size=1))
@settings(max_examples=60)
def test_numbers_on_paper_name_each_row_once(numbers: set[int]):
    said = merge_origins._ranges(sorted(numbers))
    runs = [list(map(int, re.findall(r"\d+", part))) for part in said.split(", ")]
    assert [n for run in runs for n in range(run[0], run[-1] + 1)] == sorted(numbers)
    assert all(a[-1] + 1 < b[0] for a, b in itertools.pairwise(runs))
