"""The trail that somebody may read, filtered; newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from kpi_portal.audit import access, reading
from kpi_portal.audit.access import Reach
from kpi_portal.audit.models import Entry
from kpi_portal.audit.reading import Line

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some lines, and the sequence before which the older ones lie (None: these are the last).

    Pages are cut by sequence instead of being counted, so a chain of any length costs the same.
    """

    lines: list[Line]
    older_than: int | None


def filtered(
    reaches: Iterable[Reach], chosen: Mapping[str, Any], *, reader: Any, at: datetime
) -> QuerySet[Entry]:
    """The entries that `reader` may read and that fit what was chosen, newest first."""
    entries = access.within(reaches).exclude(access.withheld_from(reader, at))
    if chosen.get("person"):
        people = access.directory().people_named(chosen["person"])
        entries = entries.filter(actor_id__in=people)
    if chosen.get("action"):
        entries = entries.filter(action=chosen["action"])
    if chosen.get("unit"):
        entries = entries.filter(unit_path__startswith=chosen["unit"])
    if chosen.get("subject"):
        entries = entries.filter(subject=chosen["subject"])
    days: Q = access.between(chosen.get("first"), chosen.get("last"))
    return reading.with_details(entries.filter(days)).order_by("-sequence")


def page_of(entries: QuerySet[Entry], *, before: int | None) -> TrailPage:
    """The page that ends just before the sequence `before`; the newest for None."""
    if before is not None:
        entries = entries.filter(sequence__lt=before)
    found = list(entries[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    more = len(found) > PER_PAGE
    return TrailPage([reading.line(entry) for entry in shown], shown[-1].sequence if more else None)


def exported(entries: QuerySet[Entry]) -> Iterator[list[str]]:
    """Rows of the export, its heading first; read in batches, so any length takes little memory."""
    yield list(COLUMNS)
    for entry in entries.iterator(chunk_size=2000):
        yield [_cell(value) for value in _row(entry)]


COLUMNS = (
    "sequence",
    "at",
    "who",
    "action",
    "sentence",
    "note",
    "changed",
    "object",
    "subject",
    "unit_path",
    "hash",
    "previous_hash",
)


def _row(entry: Entry) -> tuple[Any, ...]:
    line = reading.line(entry)
    changed = "; ".join(f"{field}: {before} → {after}" for field, before, after in line.changes)
    return (
        entry.sequence,
        entry.at.isoformat(),
        line.who,
        entry.action,
        line.sentence,
        line.note,
        changed,
        f"{entry.object_type}:{entry.object_id}",
        entry.subject,
        entry.unit_path,
        entry.hash,
        entry.previous_hash,
    )


def _cell(value: Any) -> str:
    """A spreadsheet must show what people typed, never run it as a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
