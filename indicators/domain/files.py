"""Reading definition files all at once: either every file is sound, or nothing is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import get_language, gettext

from indicators.domain.loading import Actor, Loaded, load_definition
from kpi_portal.accounts.models import Unit
from kpi_portal.audit import recorder as audit
from scoring.definition import Indicator as Definition
from scoring.faults import DefinitionFaults, Language
from scoring.parsing import parse_definition


class UnsoundFiles(Exception):
    """Some file cannot be loaded; `lines` names every fault with its file and path."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__(f"{len(self.lines)} faults")


@dataclass(frozen=True, slots=True)
class _Sound:
    path: Path
    definition: Definition
    owner: Unit


def load_files(
    paths: Iterable[Path],
    *,
    owner: Unit | None,
    actor: Actor,
    at: datetime,
    pass_over: Callable[[str], None] | None = None,
) -> list[tuple[Path, Loaded]]:
    """Load every file in one transaction. A file that names no owner goes to `owner`.

    A file whose owner is not known here is a fault, or, with `pass_over`, told to it and left out.
    Raises `UnsoundFiles` naming every fault of every file; then nothing was loaded.
    """
    faults: list[str] = []
    unowned = pass_over or faults.append
    sound = [entry for path in paths for entry in _read(path, owner, faults, unowned)]
    faults.extend(_told_twice(sound))
    if faults:
        raise UnsoundFiles(faults)
    with audit.act(actor=actor, at=at):
        return [
            (
                entry.path,
                load_definition(
                    entry.definition,
                    owner=entry.owner,
                    actor=actor,
                    at=at,
                    reason=entry.path.name,
                ),
            )
            for entry in sound
        ]


def language() -> Language:
    """The language in which faults are named."""
    return "en" if get_language() == "en" else "th"


def _read(
    path: Path, owner: Unit | None, faults: list[str], unowned: Callable[[str], None]
) -> Iterator[_Sound]:
    try:
        definition = parse_definition(path.read_bytes())
    except OSError as unreadable:
        faults.append(f"{path}: {unreadable.strerror}")
        return
    except DefinitionFaults as unsound:
        faults.extend(f"{path}: {fault.located(language())}" for fault in unsound.faults)
        return
    unit = owner
    if definition.owner is not None:
        unit = Unit.objects.filter(code=definition.owner).first()
        if unit is None:
            words = gettext("no unit has the code “%(code)s”") % {"code": definition.owner}
            unowned(f"{path}: owner: {words}")
            return
    if unit is None:
        words = gettext("the file names no owner; name one with --owner")
        unowned(f"{path}: owner: {words}")
        return
    yield _Sound(path, definition, unit)


def _told_twice(sound: list[_Sound]) -> Iterator[str]:
    first: dict[tuple[int, int, str], Path] = {}
    for entry in sound:
        key = (entry.owner.pk, entry.definition.fiscal_year, entry.definition.code)
        other = first.setdefault(key, entry.path)
        if other is not entry.path:
            words = gettext("the same indicator stands in %(other)s") % {"other": other}
            yield f"{entry.path}: code: {words}"
