"""Reads the inputs of a case from a plain tree and checks them against the round's definition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

from scoring.case import TARGET_VALUE, Case, MeasureInput, PartInput
from scoring.case_checks import case_faults
from scoring.choices import Better, Kind, Method
from scoring.definition import Indicator, Part, Round, Scheme
from scoring.moments import last_instant
from scoring.parsing.reader import Reader


def read_case(reader: Reader, indicator: Indicator) -> Case | None:
    """The case at the reader; None where its round is unknown. Faults go to the reader's list."""
    entry = _read_round(reader, indicator)
    submitted_at = _read_submitted_at(reader)
    group = reader.optional_name("group")
    due = reader.moment("due")
    waiver = reader.boolean("waiver", default=False)
    holidays = reader.each("holidays", reader.as_date_only)
    inputs = _read_inputs(reader, entry)
    reader.finish()
    if entry is None:
        return None
    if entry.late is not None and entry.due is None and due is None:
        reader.fault("due", "case.needs_due")
    case = Case(
        round=entry.key,
        submitted_at=submitted_at,
        accepted=inputs.accepted,
        values=inputs.values,
        group=group,
        target_group=inputs.target_group,
        previous=inputs.previous,
        due=due,
        waiver=waiver,
        holidays=frozenset(day for day in holidays if isinstance(day, date)),
        measures=inputs.measures,
        parts=inputs.parts,
    )
    for fault in case_faults(entry, case, reader.path):
        reader.faults.add(fault.path, fault.code, **dict(fault.facts))
    return case


def _read_round(reader: Reader, indicator: Indicator) -> Round | None:
    key = reader.name("round", required=True)
    for entry in indicator.rounds:
        if entry.key == key:
            return entry
    if key:
        choices = ", ".join(entry.key for entry in indicator.rounds)
        reader.fault("round", "case.round", value=key, choices=choices)
    return None


def _read_submitted_at(reader: Reader) -> datetime | None:
    """The counted moment. It must be stated, null included: a forgotten line is not a zero."""
    if not reader.mentions("submitted_at"):
        reader.fault("submitted_at", "missing", key="submitted_at")
    moment = reader.moment("submitted_at")
    return None if moment is None else last_instant(moment)


def _read_inputs(reader: Reader, scheme: Scheme | None) -> PartInput:
    """The inputs that a case and a part of a composite share.

    Without a scheme (its round or part is unknown, which is reported) any name is taken.
    """
    return PartInput(
        accepted=_read_accepted(reader, scheme),
        values=_read_values(reader, scheme),
        target_group=reader.optional_name("target_group"),
        previous=reader.number("previous"),
        measures=_read_measures(reader),
        parts=_read_parts(reader, scheme),
    )


def _read_accepted(reader: Reader, scheme: Scheme | None) -> dict[str, int]:
    """Accepted pieces per requirement."""
    known = None if scheme is None else {r.key for _, _, r in scheme.evidence()}
    accepted = {}
    for key, value, path in reader.entries("accepted"):
        pieces = reader.as_integer(value, path, least=0)
        if known is not None and key not in known:
            reader.faults.add(path, "case.no_requirement", key=key)
        elif pieces is not None:
            accepted[key] = pieces
    return accepted


def _read_values(reader: Reader, scheme: Scheme | None) -> dict[str, Fraction]:
    """Accepted numbers per requirement; for a target the one measured value."""
    known = None if scheme is None else _measured_names(scheme)
    values = {}
    for key, value, path in reader.entries("values"):
        number = reader.as_number(value, path)
        if known is not None and key not in known:
            reader.faults.add(path, "case.no_number", key=key)
        elif number is not None:
            values[key] = number
    return values


def _measured_names(scheme: Scheme) -> set[str]:
    if scheme.method is Method.TARGET:
        return {TARGET_VALUE}
    return {r.key for _, _, r in scheme.evidence() if Kind.NUMBER in r.kinds}


def _read_measures(reader: Reader) -> dict[str, MeasureInput]:
    """What was reported per measure of a growth indicator."""
    measures = {}
    for key, value, path in reader.entries("measures"):
        entry = reader.as_mapping(value, path)
        if entry is not None:
            measures[key] = _read_measure(entry)
    return measures


def _read_measure(reader: Reader) -> MeasureInput:
    history = reader.each("history", reader.as_number)
    measure = MeasureInput(
        target=reader.number("target", required=True) or Fraction(0),
        result=reader.number("result", required=True) or Fraction(0),
        history=tuple(number for number in history if number is not None),
        group=reader.optional_name("group"),
        name=reader.text("name"),
        better=reader.optional_choice("better", Better),
    )
    reader.finish()
    return measure


def _read_parts(reader: Reader, scheme: Scheme | None) -> dict[str, PartInput]:
    """What was reported per part of a composite; an unknown part is reported by the checks."""
    composite = None if scheme is None else scheme.composite
    known = {} if composite is None else {part.key: part for part in composite.parts}
    parts = {}
    for key, value, path in reader.entries("parts"):
        if scheme is not None and composite is None:
            reader.faults.add(path, "case.no_part", key=key)
        entry = reader.as_mapping(value, path)
        if entry is not None:
            parts[key] = _read_part(entry, known.get(key))
    return parts


def _read_part(reader: Reader, part: Part | None) -> PartInput:
    """A part's inputs, or its score where it is entered or another indicator's result."""
    if part is not None and part.scheme is None:
        given = PartInput(score=reader.number("score"))
    else:
        given = _read_inputs(reader, None if part is None else part.scheme)
    if part is None:
        given = replace(given, score=reader.number("score"))
    reader.finish()
    return given
