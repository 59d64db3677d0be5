"""The wording of memos as data: paragraphs with named places, filled without any evaluation.

A template names every place it uses and says what belongs there. A place is {name}; nothing else
in a paragraph is special, and what is filled in is never looked at again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_STRAY_BRACE = re.compile(r"[{}]")
_KEYS = ("kind", "version", "source", "places", "subject", "cause", "purpose", "conclusion")
_PARTS = ("cause", "purpose", "conclusion")
_PARAGRAPH_KEYS = {"text", "when", "unless"}


class WordingError(ValueError):
    """The template is faulty, or its places and the given values do not agree."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, printed only `when` a place has a value, or `unless` it has one."""

    text: str
    when: str = ""
    unless: str = ""

    def applies(self, values: Mapping[str, str]) -> bool:
        """Whether the paragraph is printed with these values."""
        return (not self.when or bool(values.get(self.when))) and not values.get(self.unless)


@dataclass(frozen=True)
class MemoTemplate:
    """One version of a memo's wording. `places` is every name it may use, with its meaning."""

    kind: str
    version: int
    places: Mapping[str, str]
    subject: str
    cause: tuple[Paragraph, ...]
    purpose: tuple[Paragraph, ...]
    conclusion: tuple[Paragraph, ...]


@dataclass(frozen=True)
class FilledMemo:
    """The wording of one memo, ready for its context."""

    subject: str
    cause: tuple[str, ...]
    purpose: tuple[str, ...]
    conclusion: tuple[str, ...]


def load_memo_template(text: str) -> MemoTemplate:
    """The template of a YAML file. Raises WordingError naming what is wrong and where."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise WordingError(f"cannot be read: {error}") from error
    return memo_template_from_data(data)


def memo_template_from_data(data: Any) -> MemoTemplate:
    """The template of plain data (the YAML's content, as it is also kept in the database)."""
    if not isinstance(data, Mapping) or set(data) != set(_KEYS):
        raise WordingError(f"must have exactly the keys {', '.join(_KEYS)}")
    places = data["places"]
    if not isinstance(places, Mapping) or not all(isinstance(key, str) for key in places):
        raise WordingError("places: must name every place and its meaning")
    if not isinstance(data["subject"], str) or type(data["version"]) is not int:
        raise WordingError("subject must be text and version a whole number")
    parts = {part: _paragraphs(data[part], part) for part in _PARTS}
    template = MemoTemplate(
        kind=str(data["kind"]),
        version=data["version"],
        places=dict(places),
        subject=data["subject"],
        **parts,
    )
    _check_places(template)
    return template


def fill_memo(template: MemoTemplate, values: Mapping[str, str]) -> FilledMemo:
    """The memo's wording. Every place of the template must be given, empty where it has none.

    Raises WordingError for a value that the template has no place for, or a place without value.
    """
    _check_values(template.places, values)
    parts = {
        part: fill([p.text for p in getattr(template, part) if p.applies(values)], values)
        for part in _PARTS
    }
    (subject,) = fill([template.subject], values)
    return FilledMemo(subject=subject, **parts)


def fill(paragraphs: Sequence[str], values: Mapping[str, str]) -> tuple[str, ...]:
    """The paragraphs with their places filled. Raises WordingError for an unknown place."""
    return tuple(_filled(text, values) for text in paragraphs)


def _filled(text: str, values: Mapping[str, str]) -> str:
    unknown = [name for name in _PLACE.findall(text) if name not in values]
    if unknown:
        raise WordingError(f"no value for {{{unknown[0]}}}")
    if _STRAY_BRACE.search(_PLACE.sub("", text)):
        raise WordingError(f"a brace that belongs to no place: {text[:60]!r}")
    return _PLACE.sub(lambda match: values[match[1]], text)


def _check_values(places: Mapping[str, str], values: Mapping[str, str]) -> None:
    missing = sorted(set(places) - set(values))
    foreign = sorted(set(values) - set(places))
    if missing:
        raise WordingError(f"no value for {', '.join(missing)}")
    if foreign:
        raise WordingError(f"the template has no place {', '.join(foreign)}")
    if not all(isinstance(value, str) for value in values.values()):
        raise WordingError("every value must be text")


def _paragraphs(entries: Any, part: str) -> tuple[Paragraph, ...]:
    if not isinstance(entries, list) or not entries:
        raise WordingError(f"{part}: must be a list of paragraphs")
    for number, entry in enumerate(entries):
        known = isinstance(entry, Mapping) and "text" in entry and set(entry) <= _PARAGRAPH_KEYS
        if not known or not all(isinstance(value, str) for value in entry.values()):
            raise WordingError(f"{part}[{number}]: must have text, and may have when and unless")
    return tuple(Paragraph(**entry) for entry in entries)


def _check_places(template: MemoTemplate) -> None:
    named = dict.fromkeys(template.places, "")
    _filled(template.subject, named)
    for part in _PARTS:
        for paragraph in getattr(template, part):
            _filled(paragraph.text, named)
            for condition in (paragraph.when, paragraph.unless):
                if condition and condition not in named:
                    raise WordingError(f"{part}: unknown place {condition!r} in a condition")
