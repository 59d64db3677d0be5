"""What merging and taking out make of the rows of the bureau's form; plain data, no queries.

Merging only adds: rows that stand in the form keep their words, their identity and their order,
whether they were typed, merged, or merged and changed afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from submissions.domain import merge_rows
from submissions.domain.forms_shape import Data
from submissions.domain.merge_rows import NAME, Given
from submissions.models import MergedRow


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows as they shall stand, and the row into which each new origin goes."""

    rows: Sequence[Data]
    origins: Sequence[tuple[Given, str]]
    added: int

    @property
    def joined(self) -> int:
        """How many origins go into a row that has one already."""
        return len(self.origins) - self.added


def merged(
    rows: Sequence[Data],
    links: Collection[MergedRow],
    given: Iterable[Given],
    *,
    as_one: Collection[str],
    new_id: Callable[[], str],
) -> Plan:
    """The form after taking over `given`, in their order; what is merged already is left out.

    Processes in `as_one` (keys of names) become one row each: it says what the first division says,
    or stays as it is where one was merged before.
    """
    there = {(link.source_id, link.source_row) for link in links}
    places = _merged_by_name(rows, links, as_one)
    new: list[Data] = []
    origins: list[tuple[Given, str]] = []
    for one in given:
        if (one.source.pk, one.id) in there:
            continue
        place = places.get(one.key)
        if place is None:
            place = new_id()
            new.append({**one.row, "id": place})
            if one.key in as_one:
                places[one.key] = place
        origins.append((one, place))
    return Plan([*rows, *new], origins, len(new))


def leaving(links: Iterable[MergedRow], gone: Collection[MergedRow]) -> set[str]:
    """The rows that have no origin left without those that are gone."""
    stay = {link.row for link in links if link not in gone}
    return {link.row for link in gone} - stay


def without(rows: Iterable[Data], left: Collection[str]) -> list[Data]:
    """The rows without those that leave."""
    return [row for row in rows if row["id"] not in left]


def said_anew(rows: Iterable[Data], new: Mapping[str, Data]) -> list[Data]:
    """The rows with the words of `new`, by their identity; the others as they are."""
    return [{**new[row["id"]], "id": row["id"]} if row["id"] in new else row for row in rows]


def contested(words: Iterable[tuple[str, Given]]) -> str | None:
    """The first row for which several divisions say different things now, if there is one."""
    said: dict[str, str] = {}
    for row, given in words:
        if said.setdefault(row, given.digest) != given.digest:
            return row
    return None


def _merged_by_name(
    rows: Iterable[Data], links: Iterable[MergedRow], as_one: Collection[str]
) -> dict[str, str]:
    """Key of a process to be one row → the row in which it was merged already."""
    with_origin = {link.row for link in links}
    found: dict[str, str] = {}
    for row in rows:
        key = merge_rows.key_of(str(row.get(NAME, "")))
        if row["id"] in with_origin and key in as_one:
            found.setdefault(key, row["id"])
    return found
