"""The words around a plan to carry an indicator: where a text stands, why a year moves or stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.carrying.years import Why
from indicators.domain.difference_words import ENTRIES, IDENTITY, field_label
from kpi_portal.errors import _StrOrPromise

REASONS: Mapping[Why, _StrOrPromise] = {
    Why.FISCAL_YEAR: _("the fiscal year itself"),
    Why.NEXT_YEAR: _("the year after it"),
    Why.DATE_OF_THE_YEAR: _("a date of the fiscal year"),
    Why.CODE: _("part of a code"),
    Why.EARLIER: _("an earlier year"),
    Why.LATER: _("a later year"),
    Why.PERIOD: _("a period of several years"),
    Why.CITATION: _("a resolution, order or edition that is cited"),
    Why.OTHER_DATE: _("a date outside the fiscal year"),
    Why.PLAIN_NUMBER: _("perhaps no year"),
    Why.NOTE: _("a note about the source"),
    Why.EXAMPLE: _("an example"),
    Why.BASELINE: _("a result of an earlier year"),
}


def place_words(document: Any, place: Sequence[str | int]) -> str:
    """The way to a part, outermost first: “รอบ 5 เดือน › Level 1 › Title”."""
    words: list[str] = []
    part, within = document, ""
    for key in place:
        part = _below(part, key)
        if isinstance(key, int):
            # an entry takes the place of its list's name
            words[-1:] = [_entry(within, key, part)]
        else:
            words.append(field_label(key, within))
            within = key
    return " › ".join(words)


def _below(part: Any, key: str | int) -> Any:
    try:
        return part[key]
    except (KeyError, IndexError, TypeError):
        return None


def _entry(within: str, index: int, entry: Any) -> str:
    named: Any = None
    if isinstance(entry, Mapping):
        named = entry.get(IDENTITY.get(within, ""))
        if within == "rounds" and entry.get("name"):
            return str(entry["name"])
    template = ENTRIES.get(within)
    shown = named if named not in (None, "") else index + 1
    return str(template) % {"key": shown} if template else f"{field_label(within)} {shown}"
