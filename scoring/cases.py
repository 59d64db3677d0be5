"""Case files: loading them with their indicators, and scoring them.

This is the whole of the `score` command but its arguments and exit codes, so that it runs without
Django and without a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from scoring.case import Case
from scoring.case_reading import read_case
from scoring.definition import Indicator
from scoring.engine import MethodNotSupported, score
from scoring.faults import CaseFaults, DefinitionFaults, FaultList, FormatFaults, Language
from scoring.parsing import parse_definition, read_tree_of_indicator
from scoring.parsing.reader import Reader
from scoring.parsing.yaml_source import MAX_BYTES, Unreadable, read_tree
from scoring.result import Result, result_as_dict


class LoadedCase(NamedTuple):
    """A case with the definition it is scored by, and the file it came from."""

    file: Path
    indicator: Indicator
    case: Case


class UnusableCase(Exception):
    """A case file, or the indicator it names, does not follow its format."""

    def __init__(self, file: Path, faults: FormatFaults, indicator_file: Path | None = None):
        super().__init__(str(file))
        self.file = file
        self.indicator_file = indicator_file
        self.faults = faults

    def one_line(self, language: Language = "en") -> str:
        """Which file, where and why."""
        files = [str(file) for file in (self.file, self.indicator_file) if file is not None]
        return ": ".join([*files, self.faults.one_line(language)])


def load_cases(files: Iterable[Path]) -> list[LoadedCase]:
    """All cases of all files in order.

    Raises UnusableCase at the first file that is at fault, and, only when every file is sound
    otherwise, MethodNotSupported for a definition whose one fault is a method nobody knows.
    """
    definitions: dict[Path, Indicator] = {}
    case_files = [_CaseFile(file, definitions) for file in files]
    cases = [case for case_file in case_files for case in case_file.load()]
    for case_file in case_files:
        for method in case_file.unknown_methods:
            raise MethodNotSupported(method)
    return cases


def run_cases(files: Iterable[Path]) -> list[Result]:
    """The results of all cases; nothing is scored before every file is known to be sound.

    Raises UnusableCase, or MethodNotSupported for a method that this engine cannot score.
    """
    return [score(loaded.indicator, loaded.case) for loaded in load_cases(files)]


def command_output(result: Result) -> dict[str, Any]:
    """What the `score` command prints for a result: exactly the keys of its reference."""
    output = result_as_dict(result)
    del output["engine"]
    return output


def read_bounded(file: Path) -> bytes:
    """The bytes of a file, at most one more than any document may have; raises OSError."""
    if not file.is_file():
        raise FileNotFoundError(2, "no such file", str(file))
    with file.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


class _CaseFile:
    """One file with one case, or with several under `cases:` beside shared keys."""

    def __init__(self, file: Path, definitions: dict[Path, Indicator]) -> None:
        self.file = file
        self.definitions = definitions
        self.inline: dict[int, Indicator] = {}
        self.unknown_methods: list[str] = []

    def load(self) -> list[LoadedCase]:
        tree, faults = self._read()
        cases = [
            LoadedCase(self.file, indicator, case)
            for reader in self._entries(tree, faults)
            if (indicator := self._indicator(reader)) is not None
            and (case := read_case(reader, indicator)) is not None
        ]
        if faults:
            raise UnusableCase(self.file, CaseFaults(faults))
        return cases

    def _read(self) -> tuple[object, FaultList]:
        try:
            return read_tree(read_bounded(self.file))
        except Unreadable as unreadable:
            raise UnusableCase(self.file, CaseFaults(unreadable.faults)) from None
        except OSError as error:
            raise UnusableCase(self.file, CaseFaults(_unreadable(self.file, error))) from None

    def _entries(self, tree: object, faults: FaultList) -> Iterator[Reader]:
        """A reader per case; what an entry says wins over what is shared."""
        top = Reader({}, "", faults).as_mapping(tree, "")
        if top is None or not isinstance(tree, dict):
            return
        if not top.mentions("cases"):
            yield top
            return
        shared = {key: value for key, value in tree.items() if key != "cases"}
        for entry, path in top.items("cases", required=True, least=1):
            if top.as_mapping(entry, path) is not None and isinstance(entry, dict):
                yield Reader(_merged(shared, entry), path, faults)

    def _indicator(self, reader: Reader) -> Indicator | None:
        name = reader.name("indicator_file")
        tree = reader.raw("indicator")
        if bool(name) == (tree is not None):
            if not reader.is_broken("indicator"):
                reader.fault("indicator_file", "case.indicator")
            return None
        if name:
            return self._from_file(self.file.parent / name)
        if id(tree) not in self.inline:
            self._read_inline(reader, tree)
        return self.inline.get(id(tree))

    def _read_inline(self, reader: Reader, tree: object) -> None:
        """The definition in the case itself, read once however many cases share it."""
        found = FaultList(reader.faults.lines)
        try:
            self.inline[id(tree)] = read_tree_of_indicator(tree, found, "indicator")
        except DefinitionFaults as faults:
            if not self._is_only_unknown_method(faults):
                reader.faults.extend(faults.faults)

    def _from_file(self, file: Path) -> Indicator | None:
        if file not in self.definitions:
            try:
                self.definitions[file] = parse_definition(read_bounded(file))
            except DefinitionFaults as faults:
                if not self._is_only_unknown_method(faults):
                    raise UnusableCase(self.file, faults, file) from None
            except OSError as error:
                raise UnusableCase(self.file, CaseFaults(_unreadable(file, error))) from None
        return self.definitions.get(file)

    def _is_only_unknown_method(self, faults: DefinitionFaults) -> bool:
        """Whether nothing is wrong but the name of a method, which is then remembered."""
        unknown = [
            dict(fault.facts)["value"]
            for fault in faults.faults
            if fault.code == "choice.unknown" and fault.path.rpartition(".")[2] == "method"
        ]
        self.unknown_methods.extend(unknown)
        return len(unknown) == len(faults.faults)


def _merged(shared: Mapping[str, object], entry: Mapping[str, object]) -> dict[str, object]:
    """An entry with its own indicator, in either form, does without the shared one."""
    own = {"indicator", "indicator_file"} & entry.keys()
    kept = {k: v for k, v in shared.items() if not own or k not in ("indicator", "indicator_file")}
    return {**kept, **entry}


def _unreadable(file: Path, error: OSError) -> FaultList:
    faults = FaultList()
    faults.add("", "case.unreadable", file=file, problem=error.strerror or type(error).__name__)
    return faults
