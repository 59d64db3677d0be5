"""YAML text → plain tree, refusing what the format forbids.

The tree is built from the parser's events, one by one and without recursion: aliases are never
expanded, depth and size are bounded while reading, and a decimal is recognised by how it is
written, before any float could lose a digit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from scoring.faults import FaultList, child
from scoring.parsing.tree import BROKEN, MAX_DEPTH, MAX_VALUES, Broken

MAX_BYTES = 1024 * 1024

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True}
_BOOLEANS |= {"false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
DECIMAL = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|[0-9][0-9_]*[eE][-+]?[0-9]+|\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
# The signs that YAML does not allow in a text, lone surrogates among them.
_ODD = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unreadable(Exception):
    """The text cannot be read to its end; `faults` hold the reason."""

    def __init__(self, faults: FaultList) -> None:
        super().__init__("unreadable document")
        self.faults = faults


@dataclass(slots=True)
class _Frame:
    """A mapping or list being filled."""

    path: str
    container: dict[str, object] | list[object]
    key: str | None = None
    expects_key: bool = False
    seen: set[str] = field(default_factory=set)


def read_tree(source: str | bytes) -> tuple[object, FaultList]:
    """The plain tree of a YAML document with the faults of its writing.

    Raises Unreadable where nothing can be said about the content: not UTF-8, not YAML, too large,
    too deep, empty, or several documents.
    """
    text = _decode(source)
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        line = _line_of(error) or _line_of_odd_sign(text)
        builder.stop("yaml.syntax", line=line, problem=_problem(error))
    except UnicodeError:
        builder.stop("yaml.encoding", line=_line_of_odd_sign(text))
    if builder.documents == 0:
        builder.stop("yaml.empty")
    return builder.root, builder.faults


def _decode(source: str | bytes) -> str:
    """The text; the size is checked before anything looks inside."""
    faults = FaultList()
    if len(source) > MAX_BYTES:
        faults.add("", "yaml.too_large", most=MAX_BYTES)
        raise Unreadable(faults)
    if isinstance(source, str):
        return source
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        faults.add_at(line, "", "yaml.encoding")
        raise Unreadable(faults) from None


def _line_of(error: yaml.YAMLError) -> int | None:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark is not None else None


def _line_of_odd_sign(text: str) -> int | None:
    """The line of the first sign that YAML does not allow, which the reader does not tell."""
    odd = _ODD.search(text)
    return None if odd is None else text.count("\n", 0, odd.start()) + 1


def _problem(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or "invalid text")


class _Builder:
    """Takes the events in order and grows the tree."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.faults = FaultList(self.lines)
        self.root: object = None
        self.documents = 0
        self._stack: list[_Frame] = []
        self._values = 0

    def stop(self, code: str, *, line: int | None = None, **facts: object) -> NoReturn:
        self.faults.add_at(line, "", code, **facts)
        raise Unreadable(self.faults)

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.stop("yaml.several_documents", line=_line(event))
        elif isinstance(event, yaml.NodeEvent):
            self._take_node(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()

    def _take_node(self, event: yaml.NodeEvent) -> None:
        line = _line(event)
        self._values += 1
        if self._values > 2 * MAX_VALUES:  # keys are nodes too
            self.stop("yaml.too_many_values", line=line, most=MAX_VALUES)
        frame = self._stack[-1] if self._stack else None
        is_key = frame is not None and frame.expects_key
        path = frame.path if frame is not None and is_key else self._path()
        self._check_decorations(event, path, line)
        if frame is not None and is_key:
            self._take_key(frame, event, line)
        else:
            self._take_value(event, path, line)

    def _path(self) -> str:
        """The path of the value that comes next."""
        if not self._stack:
            return ""
        frame = self._stack[-1]
        if isinstance(frame.container, list):
            return f"{frame.path}[{len(frame.container)}]"
        return child(frame.path, frame.key) if frame.key is not None else frame.path

    def _check_decorations(self, event: yaml.NodeEvent, path: str, line: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.faults.add_at(line, path, "yaml.alias", name=event.anchor)
            return
        if event.anchor is not None:
            self.faults.add_at(line, path, "yaml.anchor", name=event.anchor)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.faults.add_at(line, path, "yaml.tag", tag=tag)

    def _take_key(self, frame: _Frame, event: yaml.NodeEvent, line: int) -> None:
        frame.expects_key = False
        frame.key = None
        if not isinstance(event, yaml.ScalarEvent):
            self.stop("yaml.key", line=line)
        if _is_decimal(event):
            self.faults.add_at(line, frame.path, "yaml.unquoted_decimal", value=event.value)
        if event.value in frame.seen:
            path = child(frame.path, event.value)
            self.faults.add_at(line, path, "yaml.duplicate_key", key=event.value)
            return
        frame.seen.add(event.value)
        frame.key = event.value

    def _take_value(self, event: yaml.NodeEvent, path: str, line: int) -> None:
        self.lines.setdefault(path, line)
        if isinstance(event, yaml.ScalarEvent):
            self._place(self._scalar(event, path, line))
        elif isinstance(event, yaml.AliasEvent):
            self._place(BROKEN)
        else:
            container: dict[str, object] | list[object]
            container = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._place(container)
            self._push(path, container, event)

    def _push(
        self, path: str, container: dict[str, object] | list[object], event: yaml.NodeEvent
    ) -> None:
        if len(self._stack) >= MAX_DEPTH:
            self.stop("yaml.too_deep", line=_line(event), most=MAX_DEPTH)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self._stack.append(_Frame(path, container, expects_key=is_mapping))

    def _place(self, value: object) -> None:
        """Put a finished or opened value where it belongs; a duplicate's value is thrown away."""
        if not self._stack:
            self.root = value
            return
        frame = self._stack[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
            return
        if frame.key is not None:
            frame.container[frame.key] = value
        frame.expects_key = True

    def _scalar(self, event: yaml.ScalarEvent, path: str, line: int) -> object:
        if event.tag is not None:
            return BROKEN  # reported as a forbidden tag
        if _is_decimal(event):
            self.faults.add_at(line, path, "yaml.unquoted_decimal", value=event.value)
            return BROKEN
        return _resolve(event)


def _line(event: yaml.Event) -> int:
    """The line the event starts on, counted from 1."""
    return event.start_mark.line + 1 if event.start_mark is not None else 0


def _is_plain(event: yaml.ScalarEvent) -> bool:
    return bool(event.implicit[0])


def _is_decimal(event: yaml.ScalarEvent) -> bool:
    return _is_plain(event) and DECIMAL.fullmatch(event.value) is not None


def _resolve(event: yaml.ScalarEvent) -> str | int | bool | Broken | None:
    """What an unquoted scalar means; a quoted one is always text.

    Integers that only look unusual (leading zeros, underscores, 16:20) stay text: a text field
    keeps them as written, a number field refuses them by the number's form.
    """
    value = str(event.value)
    if not _is_plain(event):
        return value
    if value in _NULLS:
        return None
    if value in _BOOLEANS:
        return _BOOLEANS[value]
    return int(value) if _INTEGER.fullmatch(value) else value
