"""Units read from a pasted text: codes, abbreviations or names, one a line or several."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import successors
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import _StrOrPromise
from kpi_portal.thai import normalise_text

_BETWEEN = re.compile(r"[\t;,]+")
# What a unit is called, tried in this order.
_CALLED: tuple[Callable[[Unit], str], ...] = (
    lambda unit: unit.code,
    lambda unit: unit.abbreviation,
    lambda unit: unit.name,
    lambda unit: unit.name_en,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A pasted line, or a part of one, that names no unit, or more than one."""

    number: int
    text: str
    why: _StrOrPromise


def read_names(text: str, units: Iterable[Unit], *, day: date) -> tuple[list[Unit], list[Line]]:
    """The units named, ended ones only where no other is called so, and what names none.

    A whole line is tried first, so that a name may hold the signs that separate several.
    """
    index = _Index(units, day)
    found: dict[int, Unit] = {}
    lines: list[Line] = []
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        whole = normalise_text(raw.replace("\t", ";"), multiline=False).strip(" ,;")
        pieces = [whole] if index.find(whole) else _BETWEEN.split(whole)
        for piece in filter(None, (piece.strip() for piece in pieces)):
            named = index.find(piece)
            if len(named) == 1:
                found.setdefault(named[0].pk, named[0])
            else:
                lines.append(Line(number, piece, _why(named)))
    return list(found.values()), lines


def _why(named: list[Unit]) -> _StrOrPromise:
    if not named:
        return _("No unit is called so.")
    names = ", ".join(f"{unit.name} ({unit.code})" for unit in named)
    return _("Several units are called so: %(names)s. Write the code.") % {"names": names}


class _Index:
    """Spaces, full stops and capitals do not tell names apart."""

    def __init__(self, units: Iterable[Unit], day: date) -> None:
        self._day = day
        self._by: list[dict[str, list[Unit]]] = [{} for _called in _CALLED]
        for unit in units:
            for by, called in zip(self._by, _CALLED, strict=True):
                if key := _key(called(unit)):
                    by.setdefault(key, []).append(unit)

    def find(self, text: str) -> list[Unit]:
        key = _key(text)
        for by in self._by:
            if found := by.get(key):
                return [u for u in found if successors.exists_on(u, self._day)] or found
        return []


def _key(text: str) -> str:
    return re.sub(r"[\s.]+", "", text).casefold()
