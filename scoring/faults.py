"""Faults of a definition or a case: where, which rule, and a sentence in Thai and in English.

A fault's `code` is stable (tests, the designer and the importer rely on it); its sentence is
rendered from the code and its facts only when asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from scoring.fault_messages import MESSAGES

Language = Literal["th", "en"]
Facts = tuple[tuple[str, str], ...]

SHOWN = 60
MOST_FAULTS = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one place.

    `path` reads like `rounds[0].levels[2].points` (empty for the document itself); `line` is the
    line of the YAML source, counted from 1, where it is known.
    """

    path: str
    code: str
    facts: Facts = ()
    line: int | None = None

    def message(self, language: Language = "th") -> str:
        """The sentence for a person, without the path."""
        thai, english = MESSAGES[self.code]
        return (thai if language == "th" else english).format_map(dict(self.facts))

    def located(self, language: Language = "th") -> str:
        """The sentence with its place in front, on one line."""
        line_word = "บรรทัด" if language == "th" else "line"
        where = self.path
        if self.line is not None:
            where = f"{where} ({line_word} {self.line})" if where else f"{line_word} {self.line}"
        text = self.message(language)
        return f"{where}: {text}" if where else text


def fault_as_dict(fault: Fault) -> dict[str, Any]:
    """A fault as it is stored: without words, which each reader gets in their own language."""
    return {"path": fault.path, "code": fault.code, "facts": dict(fault.facts)}


def fault_from_dict(stored: Mapping[str, Any]) -> Fault:
    """A stored fault again."""
    return Fault(stored["path"], stored["code"], tuple(stored["facts"].items()))


class FormatFaults(ValueError):
    """A document does not follow its format; `faults` names everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.one_line("en"))

    def one_line(self, language: Language = "th", at_most: int = 8) -> str:
        """All faults on one line, the first `at_most` in full and the number of the others."""
        text = "; ".join(fault.located(language) for fault in self.faults[:at_most])
        left = len(self.faults) - at_most
        if left > 0:
            text += f"; และอีก {left} แห่ง" if language == "th" else f"; and {left} more"
        return text


class DefinitionFaults(FormatFaults):
    """An indicator definition does not follow kpi-indicator/1."""


class CaseFaults(FormatFaults):
    """A case does not follow the format of the `score` command."""


def shown(value: object) -> str:
    """A value as a message may quote it: on one line, printable, cut to a readable length."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**SHOWN:
        return "…"  # turning a huge integer into digits is itself an attack
    text = value if isinstance(value, str) else str(value)
    text = text[: SHOWN + 1]
    clean = "".join(c if c.isprintable() else "�" for c in text)
    return clean[:SHOWN] + "…" if len(clean) > SHOWN else clean


def child(path: str, key: str) -> str:
    """The path of a key below `path`: dotted for a plain word, quoted for anything else."""
    if key.replace("-", "_").isidentifier():
        return f"{path}.{key}" if path else key
    return f'{path}["{shown(key)}"]'


class FaultList:
    """Collects the faults of one document in the order found, at most `MOST_FAULTS` of them."""

    def __init__(self, lines: dict[str, int] | None = None) -> None:
        self._faults: list[Fault] = []
        self.lines = {} if lines is None else lines
        self._overflowed = False

    def add(self, path: str, code: str, **facts: object) -> None:
        """A fault at a path; its line is looked up."""
        self.add_at(None, path, code, **facts)

    def add_at(self, line: int | None, path: str, code: str, **facts: object) -> None:
        """A fault whose line is known."""
        if len(self._faults) >= MOST_FAULTS:
            self._overflowed = True
            return
        pairs = tuple((name, shown(value)) for name, value in facts.items())
        self._faults.append(Fault(path, code, pairs, line or self._line_of(path)))

    def extend(self, faults: Iterable[Fault]) -> None:
        self._faults.extend(faults)

    def _line_of(self, path: str) -> int | None:
        """The line of the nearest enclosing value that the source knows."""
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path)

    def __bool__(self) -> bool:
        return bool(self._faults)

    def __iter__(self) -> Iterator[Fault]:
        """The faults, those with a known line in the order of their lines."""
        found = sorted(self._faults, key=lambda fault: fault.line or 0)
        if self._overflowed:
            found.append(Fault("", "too_many_faults", (("most", str(MOST_FAULTS)),)))
        return iter(found)
