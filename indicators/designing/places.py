"""Places of a document as text: `rounds[0].levels[2].points`, as faults write them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from indicators.document_change import Place
from scoring.faults import shown

_WORD = re.compile(r"\.?([^.\[\]\"]+)")
_POSITION = re.compile(r"\[([0-9]{1,6})\]")
_QUOTED = re.compile(r'\[("(?:[^"\\]|\\.)*")\]')
_LOOSE = re.compile(r'\["(.*?)"\](?=[.\[]|$)', re.DOTALL)


def text_of(place: Sequence[str | int]) -> str:
    """The place as text; `place_of` reads it back."""
    text = ""
    for key in place:
        if isinstance(key, int):
            text += f"[{key}]"
        elif key.replace("-", "_").isidentifier():
            text += f".{key}" if text else key
        else:
            text += f"[{json.dumps(key, ensure_ascii=False)}]"
    return text


def place_of(text: str) -> Place | None:
    """The place that a text names; None for a text that names none."""
    place: Place = []
    at = 0
    while at < len(text):
        if match := _POSITION.match(text, at):
            place.append(int(match[1]))
        elif match := _QUOTED.match(text, at):
            place.append(_unquoted(match[1]))
        elif match := _LOOSE.match(text, at) or _word(text, at, first=not place):
            place.append(match[1])
        else:
            return None
        at = match.end()
    return place


def located(document: Any, text: str) -> Place:
    """The place that a fault's path names in this document.

    A fault quotes long names shortened: they are found again among the names that are there.
    A path that leads nowhere gives the deepest part it passes.
    """
    found: Place = []
    for key in place_of(text) or []:
        if isinstance(document, dict) and isinstance(key, str):
            key = next((name for name in document if key in (name, shown(name))), key)
            document = document.get(key)
        elif isinstance(document, list) and isinstance(key, int) and key < len(document):
            document = document[key]
        elif isinstance(key, int):
            break
        else:
            document = None
        found.append(key)
    return found


def value_at(document: Any, place: Sequence[str | int]) -> Any:
    """What stands at a place; None where nothing does."""
    for key in place:
        if isinstance(document, dict) and isinstance(key, str):
            document = document.get(key)
        elif isinstance(document, list) and isinstance(key, int) and 0 <= key < len(document):
            document = document[key]
        else:
            return None
    return document


def mapping_at(document: Any, place: Sequence[str | int]) -> dict[str, Any]:
    """The mapping at a place; an empty one where something else stands."""
    value = value_at(document, place)
    return value if isinstance(value, dict) else {}


def list_at(document: Any, place: Sequence[str | int]) -> list[Any]:
    """The list at a place; an empty one where something else stands."""
    value = value_at(document, place)
    return value if isinstance(value, list) else []


def is_within(place: Sequence[str | int], outer: Sequence[str | int]) -> bool:
    """Whether a place is `outer` or lies inside it."""
    return list(place[: len(outer)]) == list(outer)


def _word(text: str, at: int, *, first: bool) -> re.Match[str] | None:
    """A plain name; only the first of a path stands without a dot."""
    return None if (text[at] == ".") == first else _WORD.match(text, at)


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:  # a name that faults quote as it stands, backslashes included
        return text[1:-1]
