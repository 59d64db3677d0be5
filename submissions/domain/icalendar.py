r"""Calendar files by RFC 5545, as text: all that a download of dates needs.

No library: what is used of the format is one component with eight properties. The rules that are
easy to get wrong are four (escaping, folding at 75 octets, CR LF, stamps in UTC); they stand here
and are tested with a round trip. A library would bring recurrences, alarms and time zones, another
package to pin and to watch, and none of the decisions that matter: which dates, which names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MEDIA_TYPE = "text/calendar; charset=utf-8"
_FOLD_AT = 75
_PRODUCT = "-//KPI Portal//Year calendar//TH"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: a whole day, or a moment without length. `uid` is the same in every download, so
    that a calendar that takes the file in again renews the event instead of doubling it."""

    uid: str
    start: date
    summary: str
    description: str = ""
    url: str = ""
    category: str = ""


def calendar_text(name: str, events: Iterable[Event], *, stamp: datetime) -> str:
    """The whole file. `stamp` is the moment of the download."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for event in events for line in _event(event, stamp)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """A text as the value of a property: backslash, semicolon, comma and line end are marked."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    return plain.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, never inside a character; each further piece begins
    with a space, which counts."""
    pieces: list[str] = []
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _FOLD_AT:
            pieces.append(piece)
            piece, size = " ", 1
        piece += sign
        size += octets
    return "\r\n".join([*pieces, piece])


def _event(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_utc(stamp)}"
    if isinstance(event.start, datetime):
        yield f"DTSTART:{_utc(event.start)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.start + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.category:
        yield f"CATEGORIES:{escaped(event.category)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
