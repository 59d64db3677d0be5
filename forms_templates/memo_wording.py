"""The wording of memos as versioned data, and the safe filling of its named places. Pure."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

PARTS = ("cause", "purpose", "conclusion")


class WordingFault(ValueError):  # noqa: N818  (named like the rule it states)
    """A template names a place that does not exist, or lacks a part."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and the three parts of a memo's body, with places such as {due}."""

    kind: str
    subject: str
    cause: tuple[str, ...]
    purpose: tuple[str, ...]
    conclusion: tuple[str, ...]


def parse(text: str) -> Wording:
    """A wording from its YAML file; raises `WordingFault` naming what is missing or unknown."""
    data = yaml.safe_load(text)
    if not isinstance(data, Mapping):
        raise WordingFault("the wording is not a mapping")
    return from_data(data)


def from_data(data: Mapping[str, object]) -> Wording:
    """A wording from plain data, as the database keeps it."""
    unknown = set(data) - {"kind", "subject", *PARTS}
    if unknown:
        raise WordingFault(f"unknown key: {sorted(unknown)[0]}")
    parts = {part: _paragraphs(data.get(part), part) for part in PARTS}
    for name in ("kind", "subject"):
        if not isinstance(data.get(name), str) or not data[name]:
            raise WordingFault(f"{name} is missing")
    return Wording(kind=str(data["kind"]), subject=str(data["subject"]), **parts)


def as_data(wording: Wording) -> dict[str, object]:
    """The plain form that `from_data` reads."""
    return {
        "kind": wording.kind,
        "subject": wording.subject,
        **{part: list(getattr(wording, part)) for part in PARTS},
    }


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values into the named places; what is left of empty ones closes up.

    Only bare names are places: no attributes, indexes, formats. Raises `WordingFault` for any
    other place and for a name without a value.
    """
    filled = []
    for literal, name, spec, conversion in string.Formatter().parse(text):
        filled.append(literal)
        if name is None:
            continue
        if spec or conversion or not name.isidentifier() or name not in values:
            raise WordingFault(f"unknown place {{{name}}}")
        filled.append(values[name])
    return " ".join("".join(filled).split())


def fill_all(paragraphs: Sequence[str], values: Mapping[str, str]) -> tuple[str, ...]:
    """Every paragraph filled; one that is empty afterwards is left out."""
    return tuple(filter(None, (fill(paragraph, values) for paragraph in paragraphs)))


def _paragraphs(value: object, part: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise WordingFault(f"{part} is not a list of texts")
    return tuple(value)
