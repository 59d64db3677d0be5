"""Reads the rounds of an indicator."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from scoring.choices import Basis, DayCount, Method
from scoring.definition import Late, Round
from scoring.moments import first_instant, last_instant
from scoring.parsing.reader import Names, Reader
from scoring.parsing.scheme import accept_any_method, read_scheme

PER_DAY = "day"


def read_rounds(reader: Reader, method: Method | None) -> tuple[Round, ...]:
    """The rounds at `rounds`; without a known method only what does not depend on it."""
    keys = Names()
    rounds = []
    for entry in reader.mappings("rounds", required=True, least=1):
        read = _read_round(entry, method)
        keys.take(entry, "key", read.key)
        rounds.append(read)
    return tuple(rounds)


def _read_round(reader: Reader, method: Method | None) -> Round:
    key = reader.name("key", required=True)
    scale = reader.number("scale", required=True, positive=True)
    fields = accept_any_method(reader) if method is None else read_scheme(reader, method, scale)
    read = Round(
        method=method or Method.MILESTONES,
        scale=scale or Fraction(1),
        key=key,
        name=reader.text("name"),
        opens=reader.moment("opens"),
        due=reader.moment("due"),
        closes=reader.moment("closes"),
        appeal_days=reader.integer("appeal_days", least=0),
        answer_days=reader.integer("answer_days", least=0),
        reminders=tuple(
            day for day in reader.each("reminders", reader.as_integer) if day is not None
        ),
        late=_read_late(reader),
        **fields,
    )
    reader.finish()
    _check_dates(reader, read)
    return read


def _read_late(reader: Reader) -> Late | None:
    late = reader.mapping("late")
    if late is None:
        return None
    deduct = late.number("deduct", required=True, least=0)
    per = late.raw("per")
    if per not in (None, PER_DAY):
        late.fault("per", "choice.unknown", value=per, choices=PER_DAY)
    grace = late.integer("grace_days", least=0)
    read = Late(
        deduct=deduct or Fraction(0),
        count=late.choice("count", DayCount, DayCount.CALENDAR),
        grace_days=grace or 0,
        cap=late.number("cap", least=0),
        basis=late.choice("basis", Basis, Basis.FIRST),
    )
    late.finish()
    return read


def _check_dates(reader: Reader, read: Round) -> None:
    """Opening, due and closing follow one another; a late rule has something to be late for."""
    named = [
        (name, moment)
        for name, moment in (("opens", read.opens), ("due", read.due), ("closes", read.closes))
        if moment is not None
    ]
    for (earlier, before), (later, after) in pairwise(named):
        if last_instant(after) < first_instant(before):
            reader.fault(later, "round.dates", earlier=earlier, later=later)
    if read.late is not None and not reader.has("due"):
        reader.fault("due", "late.needs_due")
