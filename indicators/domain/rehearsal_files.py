"""Named cases as a file of the `score` command, and such files taken in.

Names and expectations, which the command does not know, stand in comments of one line before each
case, so that a file brought back is complete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from textwrap import indent
from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.domain import rehearsals
from indicators.domain.loading import Actor
from indicators.domain.rehearsals import Outcome
from indicators.models import Indicator, RehearsalCase
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import InvalidInput
from scoring.case_documents import case_document, case_entries, read_case_document
from scoring.cases import command_output
from scoring.definition import Indicator as Definition
from scoring.engine import score
from scoring.faults import CaseFaults, Language
from scoring.parsing import to_yaml

_MARK = "# rehearsal: "
_MARKED = re.compile(rf"^\s*{re.escape(_MARK)}(\{{.*\}})\s*$", re.MULTILINE)
_SHOWN_FAULTS = 5


def case_file(definition: Definition, outcomes: Iterable[Outcome]) -> str:
    """A case file with the definition inside; a case that this definition cannot read is only
    named, because one faulty case makes the command refuse the file."""
    lines, unread = [], []
    for outcome in outcomes:
        case = outcome.case
        mark = _MARK + _json({"name": case.name, "expected": case.expected})
        if outcome.result is None:
            unread.append(f"# {case.round_key}: {_json(case.name)} ({outcome.faults[0].code})")
        else:
            lines += [f"  {mark}", f"  - {_json(case.case)}"]
    head = "indicator:\n" + indent(to_yaml(definition), "  ")
    left_out = ["# not readable by this definition:", *unread] if unread else []
    body = ["cases:", *lines] if lines else ["# no case"]
    return "\n".join([head.rstrip("\n"), *left_out, *body]) + "\n"


def take_in(
    indicator: Indicator,
    source: bytes,
    definition: Definition,
    *,
    file_name: str,
    language: Language,
    actor: Actor,
    at: datetime,
) -> list[RehearsalCase]:
    """Keep every case of a file; the indicator that the file names is left aside.

    What a case is expected to come to is read from the file's comments, else computed by
    `definition`. All or nothing. Side effects: those of `rehearsals.save`. Raises `InvalidInput`
    with the first faults when the file or a case in it cannot be read.
    """
    try:
        entries = case_entries(source)
    except CaseFaults as unsound:
        raise _refused(unsound.one_line(language, _SHOWN_FAULTS)) from None
    marks = _marks(source)
    stem = file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0][:100] or "case"
    with audit.act(actor=actor, at=at):
        return [
            _take(
                indicator,
                entry,
                definition,
                marks[number] if len(marks) == len(entries) else {},
                name=stem if len(entries) == 1 else f"{stem} {number + 1}",
                where=f"{number + 1}",
                language=language,
                actor=actor,
                at=at,
            )
            for number, entry in enumerate(entries)
        ]


def _take(
    indicator: Indicator,
    entry: dict[str, Any],
    definition: Definition,
    mark: dict[str, Any],
    *,
    name: str,
    where: str,
    language: Language,
    actor: Actor,
    at: datetime,
) -> RehearsalCase:
    try:
        case = read_case_document(entry, definition)
        computed = command_output(score(definition, case))
    except CaseFaults as unsound:
        said = _("Case %(number)s") % {"number": where}
        raise _refused(f"{said}: {unsound.one_line(language, _SHOWN_FAULTS)}") from None
    kept = mark.get("expected")
    expected = kept if kept and _is_expectation(kept) else rehearsals.expectation(computed)
    return rehearsals.save(
        indicator,
        name=rehearsals.free_name(indicator, case.round, str(mark.get("name") or name)),
        case=case_document(case),
        expected=expected,
        actor=actor,
        at=at,
    )


def _marks(source: bytes) -> list[dict[str, Any]]:
    """What the comments say of each case; nothing where they are not as this module writes them."""
    found = []
    for match in _MARKED.finditer(source.decode("utf-8", errors="replace")):
        try:
            found.append(json.loads(match[1]))
        except ValueError:
            return []
    return found


def _is_expectation(value: Any) -> bool:
    return isinstance(value, dict) and set(value) <= set(rehearsals.EXPECTED)


def _refused(faults: str) -> InvalidInput:
    return InvalidInput(
        _("The file cannot be taken in: %(faults)s") % {"faults": faults}, code="case_file"
    )


def _json(value: object) -> str:
    """One line that is also YAML."""
    return json.dumps(value, ensure_ascii=False)
