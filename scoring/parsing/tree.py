"""The plain tree that every document becomes before it is read: dict, list, str, int, bool, None.

Both doors, YAML text and data already in memory, end here, so that one set of rules reads both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from scoring.faults import FaultList, child

MAX_DEPTH = 40
MAX_VALUES = 20_000


class Broken:
    """Stands for a value whose fault is already reported, so that it is not reported twice."""

    def __repr__(self) -> str:
        return "BROKEN"


BROKEN: Final = Broken()


def plain_tree(document: Mapping[str, object], faults: FaultList) -> object:
    """A copy of data in memory as a plain tree; what no document can hold becomes BROKEN."""
    return _Copier(faults).copy(document, "", 1)


class _Copier:
    def __init__(self, faults: FaultList) -> None:
        self.faults = faults
        self.values = 0

    def copy(self, value: object, path: str, depth: int) -> object:
        self.values += 1
        if depth > MAX_DEPTH:
            return self._refuse(path, "yaml.too_deep", most=MAX_DEPTH)
        if self.values > MAX_VALUES:
            return self._refuse("", "yaml.too_many_values", most=MAX_VALUES)
        if value is None or isinstance(value, bool | int | str):
            return value
        if isinstance(value, float):
            return self._refuse(path, "yaml.unquoted_decimal", value=value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Mapping):
            return self._copy_mapping(value, path, depth)
        if isinstance(value, list | tuple):
            return [self.copy(v, f"{path}[{i}]", depth + 1) for i, v in enumerate(value)]
        return self._refuse(path, "text.form")

    def _copy_mapping(
        self, value: Mapping[object, object], path: str, depth: int
    ) -> dict[str, object]:
        copied: dict[str, object] = {}
        for key, item in value.items():
            if isinstance(key, int) and not isinstance(key, bool) and abs(key) < 10**15:
                key = str(key)
            if not isinstance(key, str):
                self._refuse(path, "yaml.key")
            elif key in copied:
                self._refuse(child(path, key), "yaml.duplicate_key", key=key)
            else:
                copied[key] = self.copy(item, child(path, key), depth + 1)
        return copied

    def _refuse(self, path: str, code: str, **facts: object) -> Broken:
        self.faults.add(path, code, **facts)
        return BROKEN
