"""Changes in a few words, as the button that takes them back and the trail name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from indicators.designing.fields import Field, Page
from indicators.designing.findings import item_at
from indicators.designing.pages.names import label_of
from indicators.designing.parts import part_at
from indicators.designing.places import place_of

_VERBS = {
    "add": gettext_noop("%(what)s: one more"),
    "add_after": gettext_noop("%(what)s: one more after it"),
    "duplicate": gettext_noop("%(what)s duplicated"),
    "up": gettext_noop("%(what)s moved up"),
    "down": gettext_noop("%(what)s moved down"),
    "remove": gettext_noop("%(what)s removed"),
}
_OTHERWISE = gettext_noop("%(what)s: another form")


def fields_changed(page: Page, fields: Sequence[Field]) -> str:
    """“Level 2: Points”, with the number of further fields."""
    words = f"{page.label}: {fields[0].label}"
    more = len(fields) - 1
    if not more:
        return words
    text = ngettext("%(words)s and %(n)s more field", "%(words)s and %(n)s more fields", more)
    return text % {"words": words, "n": more}


def act_done(document: Any, page: Page, act: str) -> str:
    """What an act did, told before it is done: “Criterion 1.2 removed”."""
    verb, _colon, text = act.partition(":")
    place = place_of(text) or []
    part = part_at(document, place)
    if part.place == place and place:
        what = label_of(document, part)
    else:
        inside = _inside(page, place)
        what = f"{page.label} › {inside}" if inside else page.label
    return _(_VERBS.get(verb, _OTHERWISE)) % {"what": what}


def _inside(page: Page, place: list[str | int]) -> str:
    """The section of the page in which a place lies."""
    item = item_at(page, place)
    for section in page.sections:
        if item is not None and any(one is item for one in section.items):
            return str(section.title)
    return next((str(key) for key in reversed(place) if isinstance(key, str)), "")
