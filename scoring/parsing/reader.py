"""Reads one mapping of the plain tree key by key, collecting every fault on the way.

A reader never stops at a fault: it notes it and hands back a stand-in (None or the default), so
that one pass names everything that is wrong. Keys that nobody asked for are unknown keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from scoring.faults import FaultList, child
from scoring.moments import BUDDHIST_YEAR_FROM, Moment, parse_moment
from scoring.numbers import exact_text, parse_number
from scoring.parsing.tree import BROKEN

Choice = TypeVar("Choice", bound=StrEnum)
Item = TypeVar("Item")

EARLIEST_YEAR = 1900
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Reader:
    """A mapping at `path`. Every question about a key marks the key as known."""

    def __init__(self, data: dict[str, object], path: str, faults: FaultList) -> None:
        self.path = path
        self.faults = faults
        self._data = data
        self._known: set[str] = set()

    def at(self, key: str) -> str:
        """The path of a key of this mapping."""
        return child(self.path, key)

    def fault(self, key: str, code: str, /, **facts: object) -> None:
        """Note a fault at a key, or at the mapping itself where `key` is empty."""
        self.faults.add(self.at(key) if key else self.path, code, **facts)

    def has(self, key: str) -> bool:
        """Whether the key is there with a value; does not mark it as known."""
        return self._data.get(key) is not None

    def mentions(self, key: str) -> bool:
        """Whether the key is written at all, be it with null."""
        return key in self._data

    def entries(self, key: str) -> Iterator[tuple[str, object, str]]:
        """Name, value and path of each entry of the mapping at a key whose names are free.

        Entries that are null or already reported are left out.
        """
        mapping = self.mapping(key)
        for name, value in ({} if mapping is None else mapping._data).items():
            if mapping is not None and value is not None and value is not BROKEN:
                yield name, value, mapping.at(name)

    def raw(self, key: str, *, required: bool = False) -> object:
        """The value as it stands; None where absent, null or already reported as broken."""
        self._known.add(key)
        value = self._data.get(key)
        if value is None and required:
            self.fault(key, "missing", key=key)
        return None if value is BROKEN else value

    def is_broken(self, key: str) -> bool:
        """Whether the value is there but was already reported."""
        return self._data.get(key) is BROKEN

    def refuse_other(self, keys: frozenset[str], method: str) -> None:
        """Report the keys that belong to another method."""
        for key in sorted(keys & self._data.keys()):
            self._known.add(key)
            self.fault(key, "key.other_method", key=key, method=method)

    def finish(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self._data:
            if key not in self._known:
                self.fault(key, "key.unknown", key=key)

    # single values

    def text(self, key: str, *, required: bool = False) -> str:
        """A text; an unquoted integer (a telephone number, a code) is read as written."""
        value = self.raw(key, required=required)
        return self.as_text(value, self.at(key)) if value is not None else ""

    def as_text(self, value: object, path: str) -> str:
        """One value as text."""
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
            return str(value)
        if not isinstance(value, str):
            if value is not BROKEN:
                self.faults.add(path, "text.form")
            return ""
        if _CONTROL.search(value):
            self.faults.add(path, "text.control")
            return ""
        return value

    def name(self, key: str, *, required: bool = False) -> str:
        """A text that must not be blank: a key, code or name by which others refer to it."""
        text = self.text(key, required=required)
        written = self._data.get(key)
        if isinstance(written, str) and not written.strip():
            self.fault(key, "missing", key=key)
        return text

    def optional_name(self, key: str) -> str | None:
        """Like `name`, None where absent."""
        return self.name(key) or None

    def boolean(self, key: str, *, default: bool) -> bool:
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(key, "boolean.form", value=value)
            return default
        return value

    def choice(self, key: str, choices: type[Choice], default: Choice) -> Choice:
        """One of the named values; the default where absent."""
        found = self.optional_choice(key, choices)
        return default if found is None else found

    def optional_choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """One of the named values; None where absent."""
        return None if self.raw(key) is None else self.required_choice(key, choices)

    def required_choice(self, key: str, choices: type[Choice]) -> Choice | None:
        value = self.raw(key, required=True)
        return None if value is None else self.as_choice(value, choices, self.at(key))

    def as_choice(self, value: object, choices: type[Choice], path: str) -> Choice | None:
        """One value as one of the named values."""
        names = [str(choice.value) for choice in choices]
        if isinstance(value, str) and value in names:
            return choices(value)
        if value is not BROKEN:
            self.faults.add(path, "choice.unknown", value=value, choices=", ".join(names))
        return None

    def number(
        self,
        key: str,
        *,
        required: bool = False,
        least: int | None = None,
        positive: bool = False,
    ) -> Fraction | None:
        value = self.raw(key, required=required)
        if value is None:
            return None
        return self.as_number(value, self.at(key), least=least, positive=positive)

    def as_number(
        self, value: object, path: str, *, least: int | None = None, positive: bool = False
    ) -> Fraction | None:
        """One value as an exact number within its bounds."""
        if value is BROKEN:
            return None
        number = parse_number(value)
        if number is None:
            self.faults.add(path, "number.form", value=value)
        elif positive and number <= 0:
            self.faults.add(path, "number.positive", value=exact_text(number))
        elif least is not None and number < least:
            self.faults.add(path, "number.least", value=exact_text(number), least=least)
        else:
            return number
        return None

    def integer(self, key: str, *, required: bool = False, least: int | None = None) -> int | None:
        value = self.raw(key, required=required)
        return None if value is None else self.as_integer(value, self.at(key), least=least)

    def as_integer(self, value: object, path: str, *, least: int | None = None) -> int | None:
        """One value as a whole number within its bound."""
        number = self.as_number(value, path, least=least)
        if number is None:
            return None
        if number.denominator != 1:
            self.faults.add(path, "number.integer", value=exact_text(number))
            return None
        return number.numerator

    def moment(self, key: str) -> Moment | None:
        """A date or date-time; None where absent."""
        value = self.raw(key)
        return None if value is None else self.as_moment(value, self.at(key))

    def as_moment(self, value: object, path: str) -> Moment | None:
        """One value as a date or date-time of a plausible year of the Christian era."""
        if value is BROKEN:
            return None
        moment = parse_moment(value) if isinstance(value, str) else None
        if moment is None:
            self.faults.add(path, "moment.form", value=value)
        elif not EARLIEST_YEAR <= moment.year < BUDDHIST_YEAR_FROM:
            self.faults.add(path, "moment.year", value=moment.year)
            return None
        return moment

    def as_date_only(self, value: object, path: str) -> Moment | None:
        """One value as a date without time."""
        moment = self.as_moment(value, path)
        if isinstance(moment, datetime):
            self.faults.add(path, "moment.date_only", value=value)
            return None
        return moment

    # nested values

    def mapping(self, key: str, *, required: bool = False) -> Reader | None:
        """A reader of the mapping at a key; None where absent or not a mapping."""
        value = self.raw(key, required=required)
        return None if value is None else self.as_mapping(value, self.at(key))

    def as_mapping(self, value: object, path: str) -> Reader | None:
        """A reader of one value that must be a mapping."""
        if isinstance(value, dict):
            return Reader(value, path, self.faults)
        if value is not BROKEN:
            self.faults.add(path, "shape.mapping")
        return None

    def items(
        self, key: str, *, required: bool = False, least: int = 0
    ) -> Iterator[tuple[object, str]]:
        """The entries of the list at a key, each with its path; none where absent."""
        value = self.raw(key, required=required)
        if value is None:
            return
        if not isinstance(value, list):
            self.fault(key, "shape.list")
            return
        if len(value) < least:
            code = "list.empty" if least == 1 else "list.too_short"
            self.fault(key, code, least=least)
        for index, item in enumerate(value):
            yield item, f"{self.at(key)}[{index}]"

    def mappings(self, key: str, *, required: bool = False, least: int = 0) -> Iterator[Reader]:
        """Readers of the mappings listed at a key."""
        for item, path in self.items(key, required=required, least=least):
            reader = self.as_mapping(item, path)
            if reader is not None:
                yield reader

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return self.each(key, self.as_text)

    def each(self, key: str, read: Callable[[object, str], Item]) -> tuple[Item, ...]:
        """A list whose entries are read one by one."""
        return tuple(read(item, path) for item, path in self.items(key))


class Names:
    """Notices a name used twice within one list."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def take(self, reader: Reader, key: str, name: str) -> None:
        """Note the name; report it at `key` of the reader when it was used before."""
        if name and name in self._seen:
            reader.fault(key, "duplicate", value=name)
        self._seen.add(name)

    def __contains__(self, name: str) -> bool:
        return name in self._seen
