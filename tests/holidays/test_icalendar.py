"""Calendar files: what is folded and escaped comes back, and the form is RFC 5545's."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.thai import BANGKOK
from submissions.domain.icalendar import Event, calendar_text, escaped, folded

NOW = datetime(2025, 2, 1, 5, 30, tzinfo=UTC)
# Everything that text may hold once `normalise_text` has been at it.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n")
)

DAYS = st.dates(date(2000, 1, 1), date(2600, 1, 1))


def unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


def unescaped(value: str) -> str:
    signs = {"n": "\n", "N": "\n"}
    return re.sub(r"\\(.)", lambda match: signs.get(match[1], match[1]), value)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n")))
def test_folding_comes_back_and_no_line_is_too_long(line):
    text = folded(line)
    assert unfolded(text) == line
    pieces = text.split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])


@given(TEXTS)
def test_escaping_comes_back_on_one_line(text):
    value = escaped(text)
    assert "\n" not in value
    assert unescaped(value) == text


def test_thai_is_folded_between_characters():
    """25 Thai characters of three octets fill a line exactly."""
    assert folded("ก" * 25) == "ก" * 25
    assert folded("ก" * 26) == "ก" * 25 + "\r\n ก"


def read(text):
    """The events of a file as the properties by name; the parser shares nothing with the writer."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    lines = unfolded(text).split("\r\n")[:-1]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert "VERSION:2.0" in lines
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    events, current = [], None
    for line in lines:
        if line == "BEGIN:VEVENT":
            assert current is None
            current = {}
        elif line == "END:VEVENT":
            events.append(current)
            current = None
        elif current is not None:
            name, value = line.split(":", 1)
            assert name not in current
            current[name] = unescaped(value)
    assert current is None
    return events


def test_a_moment_and_a_day():
    due = Event(
        "round-1-due@example",
        datetime(2025, 2, 25, 16, 30, tzinfo=BANGKOK),
        "สบอ-7 รอบ 5 เดือน: กำหนดส่ง",
        description="ชื่อ; ตัวชี้วัด, \\ ทั้งหมด\nบรรทัดสอง",
        url="https://example.go.th/rounds/1/",
        category="กำหนดส่ง",
    )
    off = Event("day-off@example", date(2025, 12, 31), "วันสิ้นปี")

    moment, day = read(calendar_text("ปฏิทิน, 2568", [due, off], stamp=NOW))

    assert moment["DTSTART"] == "20250225T093000Z"
    assert moment["DTSTAMP"] == day["DTSTAMP"] == "20250201T053000Z"
    assert moment["SUMMARY"] == due.summary
    assert moment["DESCRIPTION"] == due.description
    assert moment["URL"] == due.url
    assert (day["DTSTART;VALUE=DATE"], day["DTEND;VALUE=DATE"]) == ("20251231", "20260101")


@given(
    st.lists(
        st.builds(
            Event,
            uid=st.from_regex(r"[a-z0-9-]{1,80}@example", fullmatch=True),
            start=DAYS | st.builds(datetime.combine, DAYS, st.times(), st.just(BANGKOK)),
            summary=TEXTS.filter(bool),
            description=TEXTS,
        ),
        max_size=5,
    )
)
def test_what_is_written_is_read_again(events):
    found = read(calendar_text("x", events, stamp=NOW))

    assert [one["UID"] for one in found] == [event.uid for event in events]
    assert [one["SUMMARY"] for one in found] == [event.summary for event in events]
    for one, event in zip(found, events, strict=True):
        if isinstance(event.start, datetime):
            read_back = datetime.strptime(one["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            assert abs(read_back - event.start) < timedelta(seconds=1)
        else:
            assert one["DTSTART;VALUE=DATE"] == f"{event.start:%Y%m%d}"
