"""A case as data in the words of the `score` command: read, written, fitted to other rules.

Case files lie on disk; what a person saves while rehearsing, and the inputs kept with a stored
score, are the same words in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.case import TARGET_VALUE, Case, Inputs, MeasureInput, PartInput
from scoring.case_reading import read_case
from scoring.choices import Kind, Method
from scoring.definition import Indicator, Scheme
from scoring.faults import CaseFaults, FaultList
from scoring.moments import moment_text
from scoring.numbers import plain_number
from scoring.parsing.reader import Reader
from scoring.parsing.tree import plain_tree
from scoring.parsing.yaml_source import Unreadable, read_tree

Document = dict[str, Any]

_DEFINED_BY = ("indicator", "indicator_file")


def read_case_document(document: Mapping[str, object], indicator: Indicator) -> Case:
    """The case that data in memory describes; raises CaseFaults naming everything wrong with it."""
    faults = FaultList()
    reader = Reader({}, "", faults).as_mapping(plain_tree(document, faults), "")
    case = None if reader is None else read_case(reader, indicator)
    if faults or case is None:
        raise CaseFaults(faults)
    return case


def case_document(case: Case) -> Document:
    """The case as data that `read_case_document` reads back; what says nothing is left out."""
    document: Document = {
        "round": case.round,
        "submitted_at": None if case.submitted_at is None else case.submitted_at.isoformat(),
        "group": case.group,
        "due": moment_text(case.due) if isinstance(case.due, date) else None,
        "waiver": case.waiver,
        "holidays": sorted(day.isoformat() for day in case.holidays),
        **_inputs(case),
    }
    return {k: v for k, v in document.items() if v or k == "submitted_at"}


def case_entries(source: bytes) -> list[Document]:
    """The cases that a case file's text holds, each complete, without the indicators they name.

    Raises CaseFaults for a text that is no case file at all; what a single case gets wrong is said
    when it is read.
    """
    try:
        tree, faults = read_tree(source)
    except Unreadable as unreadable:
        raise CaseFaults(unreadable.faults) from None
    top = Reader({}, "", faults).as_mapping(tree, "")
    entries: list[Document] = []
    if top is not None and isinstance(tree, dict):
        shared = {k: v for k, v in tree.items() if k not in (*_DEFINED_BY, "cases")}
        given = (
            top.items("cases", required=True, least=1) if top.mentions("cases") else [(tree, "")]
        )
        for entry, path in given:
            if top.as_mapping(entry, path) is not None and isinstance(entry, dict):
                own = {k: v for k, v in entry.items() if k not in (*_DEFINED_BY, "cases")}
                entries.append({**shared, **own})
    if faults:
        raise CaseFaults(faults)
    return entries


@dataclass(frozen=True, slots=True)
class Fitted:
    """Inputs as other rules can take them, and what these have no place for."""

    document: Document
    left_out: tuple[str, ...]


def fitted(document: Mapping[str, Any], scheme: Scheme) -> Fitted:
    """The inputs without what the scheme does not ask for.

    A case written for one version of the rules is read by another so: evidence of a requirement
    that is gone no longer counts, and its key is named.
    """
    left_out: list[str] = []
    return Fitted(_fit(document, scheme, "", left_out), tuple(left_out))


def _inputs(inputs: Inputs) -> Document:
    """What a case and a part of a composite share; empty ones are left out."""
    document: Document = {
        "target_group": inputs.target_group,
        "previous": None if inputs.previous is None else plain_number(inputs.previous),
        "accepted": dict(inputs.accepted),
        "values": {key: plain_number(value) for key, value in inputs.values.items()},
        "measures": {key: _measure(given) for key, given in inputs.measures.items()},
        "parts": {key: _part(given) for key, given in inputs.parts.items()},
    }
    return {key: value for key, value in document.items() if value not in (None, {})}


def _part(given: PartInput) -> Document:
    return _inputs(given) if given.score is None else {"score": plain_number(given.score)}


def _measure(given: MeasureInput) -> Document:
    document: Document = {
        "name": given.name,
        "group": given.group,
        "better": None if given.better is None else str(given.better),
        "history": [plain_number(number) for number in given.history],
        "target": plain_number(given.target),
        "result": plain_number(given.result),
    }
    return {k: v for k, v in document.items() if v or k in ("target", "result")}


def _fit(inputs: Mapping[str, Any], scheme: Scheme, at: str, left_out: list[str]) -> Document:
    document = dict(inputs)
    known = {
        "accepted": {requirement.key for _l, _c, requirement in scheme.evidence()},
        "values": _measured(scheme),
        "measures": _measures(scheme),
        "parts": None if scheme.composite is None else {p.key for p in scheme.composite.parts},
    }
    for name, keys in known.items():
        given = document.get(name) or {}
        kept = {key: value for key, value in given.items() if keys is not None and key in keys}
        if name == "measures" and scheme.growth is not None and scheme.growth.measures is None:
            kept = dict(given)
        left_out.extend(f"{at}{key}" for key, value in given.items() if key not in kept and value)
        if name in document:
            document[name] = kept
    if scheme.composite is not None and document.get("parts"):
        schemes = {part.key: part for part in scheme.composite.parts}
        document["parts"] = {
            key: _fit_part(given, schemes[key].scheme, f"{at}{key}/", left_out)
            for key, given in document["parts"].items()
        }
    return document


def _fit_part(
    given: Mapping[str, Any], scheme: Scheme | None, at: str, left_out: list[str]
) -> Document:
    """A part with rules of its own takes no entered score, and one without takes nothing else."""
    if scheme is None:
        wanted = {"score"}
    else:
        wanted = {"accepted", "values", "measures", "parts", "target_group", "previous"}
    left_out.extend(f"{at}{key}" for key, value in given.items() if key not in wanted and value)
    kept = {key: value for key, value in given.items() if key in wanted}
    return kept if scheme is None else _fit(kept, scheme, at, left_out)


def _measured(scheme: Scheme) -> set[str]:
    if scheme.method is Method.TARGET:
        return {TARGET_VALUE}
    return {r.key for _level, _criterion, r in scheme.evidence() if Kind.NUMBER in r.kinds}


def _measures(scheme: Scheme) -> set[str] | None:
    if scheme.growth is None or scheme.growth.measures is None:
        return None
    return {measure.key for measure in scheme.growth.measures}
