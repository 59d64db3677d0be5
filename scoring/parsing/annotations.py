"""Reads the texts beside levels, criteria and parts that scoring ignores."""

from __future__ import annotations

from scoring.choices import LevelSource
from scoring.definition import NO_ANNOTATIONS, Annotations, TextMap, Texts
from scoring.faults import child
from scoring.parsing.reader import Reader


def read_annotations(reader: Reader) -> Annotations:
    """The annotations of the mapping; most mappings have none."""
    found = Annotations(
        guidance=_texts_at(reader, "guidance"),
        statements=_texts_at(reader, "statements"),
        definitions=_texts_at(reader, "definitions"),
        examples=_texts_at(reader, "examples"),
        hint=_texts_at(reader, "hint"),
        bullets=_texts_at(reader, "bullets"),
        min_bullets=reader.integer("min_bullets", least=0),
        gaps=_texts_at(reader, "gaps"),
        word_limit=reader.integer("word_limit", least=0),
        level_source=reader.optional_choice("level_source", LevelSource),
        printed_points=reader.number("printed_points"),
    )
    return NO_ANNOTATIONS if found == NO_ANNOTATIONS else found


def _texts_at(reader: Reader, key: str) -> Texts | None:
    value = reader.raw(key)
    return None if value is None else _texts(reader, value, reader.at(key))


def _texts(reader: Reader, value: object, path: str) -> Texts:
    """A text, a list of texts, or texts by name, nested as the source prints them."""
    if isinstance(value, list):
        return tuple(_texts(reader, item, f"{path}[{i}]") for i, item in enumerate(value))
    if isinstance(value, dict):
        return TextMap(
            tuple((key, _texts(reader, item, child(path, key))) for key, item in value.items())
        )
    return reader.as_text(value, path)
