"""Rows among each other: codes given twice, parents in a ring, one person told in two ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi_portal.accounts.sheets.columns import PEOPLE, PERSON_KEYS, UNITS
from kpi_portal.accounts.sheets.faults import Fault
from kpi_portal.accounts.sheets.reading import Row

_OPEN_END = "9999-12-31"


def check(units: Sequence[Row], people: Sequence[Row]) -> list[Fault]:
    """Every fault that shows by comparing rows."""
    return [
        *_codes_twice(units),
        *_loops(units),
        *_persons_told_twice(people),
        *_dates(people),
        *_roles_twice(people),
    ]


def parents_first(units: Sequence[Row]) -> list[Row]:
    """The rows so that each stands after its parent; rows in a ring come last."""
    by_code = {row.values["code"]: row for row in units if "code" in row.values}
    ordered: dict[int, Row] = {}
    for row in units:
        chain: list[Row] = []
        above: Row | None = row
        while above is not None and above.number not in ordered and above not in chain:
            chain.append(above)
            above = by_code.get(above.values.get("parent", ""))
        for one in reversed(chain):
            ordered.setdefault(one.number, one)
    return list(ordered.values())


def _codes_twice(units: Sequence[Row]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in units:
        code = row.values.get("code", "")
        if code and first.setdefault(code, row.number) != row.number:
            yield Fault(UNITS, row.number, "code", "code_twice", {"row": first[code]})


def _loops(units: Sequence[Row]) -> Iterator[Fault]:
    parents = {
        row.values["code"]: row.values.get("parent", "") for row in units if row.values.get("code")
    }
    for row in units:
        code = row.values.get("code", "")
        seen: set[str] = set()
        above = parents.get(code, "")
        while above and above != code and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if code and above == code:
            yield Fault(UNITS, row.number, "parent", "parent_loop")


def _persons_told_twice(people: Sequence[Row]) -> Iterator[Fault]:
    told: dict[tuple[str, str], Row] = {}
    for row in people:
        username = row.values.get("username", "").casefold()
        for key in PERSON_KEYS:
            value = row.values.get(key, "")
            if not username or not value:
                continue
            first = told.setdefault((username, key), row)
            if first.values[key] != value:
                facts = {"row": first.number, "value": first.values[key]}
                yield Fault(PEOPLE, row.number, key, "details_differ", facts)


def _dates(people: Sequence[Row]) -> Iterator[Fault]:
    for row in people:
        for first, last in (("starts", "ends"), ("period_from", "period_to")):
            if _both_days(row, first, last) and row.values[last] < row.values[first]:
                yield Fault(PEOPLE, row.number, last, "ends_before")


def _roles_twice(people: Sequence[Row]) -> Iterator[Fault]:
    held: dict[tuple[str, ...], list[Row]] = {}
    for row in people:
        values = row.values
        if not values.get("username") or not values.get("role"):
            continue
        unit = values.get("unit", "")
        key = (values["username"].casefold(), unit, values["role"], values.get("scope") or unit)
        earlier = held.setdefault(key, [])
        for other in earlier:
            if _overlap(other, row):
                yield Fault(PEOPLE, row.number, "role", "role_twice", {"row": other.number})
                break
        earlier.append(row)


def _overlap(one: Row, other: Row) -> bool:
    """ISO days sort as the calendar does."""
    first, second = one.values, other.values
    return first.get("starts", "") <= second.get("ends", _OPEN_END) and second.get(
        "starts", ""
    ) <= first.get("ends", _OPEN_END)


def _both_days(row: Row, first: str, last: str) -> bool:
    return _is_day(row.values.get(first, "")) and _is_day(row.values.get(last, ""))


def _is_day(text: str) -> bool:
    """Whether the cell was read as a day; one with a fault keeps what stood in it."""
    return len(text) == 10 and text[4] == text[7] == "-"
