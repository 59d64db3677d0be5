"""What each role finds in its navigation, as data: five entries at most, four on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST = 5
MOST_ON_PHONE = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A place one can go to. `names` are tried in order; a place no route leads to is left out."""

    names: tuple[str, ...]
    label: str | Promise
    icon: str
    phone: bool = True


HOME = Place(("home",), _("Home"), "house-door")
MINE = Place(("submissions:mine",), _("Our indicators"), "list-check")
SHARED = Place(("submissions:shared",), _("Shared evidence"), "folder2-open")
PAPERS = Place(("documents:list",), _("Documents"), "file-earmark-text", phone=False)
HELP = Place(("help",), _("Help"), "question-circle")
QUEUE = Place(("submissions:queue",), _("Review queue"), "inbox")
ROUNDS = Place(("submissions:rounds",), _("Rounds"), "grid-3x3-gap")
# the strategy section and its head live by them, on a phone too
DOCUMENTS = replace(PAPERS, phone=True)
HISTORY = Place(("audit:trail", "audit:history"), _("History"), "clock-history", phone=False)
OUTBOX = Place(("submissions:outbox",), _("Outbox"), "send", phone=False)
APPROVALS = Place(("submissions:approvals",), _("Awaiting approval"), "pen")
INDICATORS = Place(("indicators:list",), _("Indicators"), "bullseye")
FORMS = Place(("forms_templates:list",), _("Forms"), "ui-checks-grid")
EMBLEM = Place(("documents:emblem",), _("Emblem"), "award", phone=False)
UNITS = Place(("accounts:units", "units"), _("Units and people"), "diagram-3")
TRAIL = Place(("audit:trail", "audit:history"), _("Audit trail"), "shield-check")

# In the order of precedence for people who hold several roles: what others wait for comes first.
PLACES: dict[str, tuple[Place, ...]] = {
    "head": (HOME, QUEUE, ROUNDS, DOCUMENTS, HISTORY, SHARED, OUTBOX),
    "reviewer": (HOME, QUEUE, ROUNDS, DOCUMENTS, HISTORY, SHARED, OUTBOX),
    "executive": (HOME, APPROVALS, ROUNDS, PAPERS, HELP),
    "director": (HOME, MINE, SHARED, PAPERS, HELP),
    "drafter": (HOME, MINE, SHARED, PAPERS, HELP),
    "configurer": (HOME, INDICATORS, FORMS, UNITS, EMBLEM, HELP),
    "auditor": (HOME, TRAIL, ROUNDS, PAPERS, HELP),
}
NO_ROLE = (HOME, HELP)


def places_of(roles: Iterable[str]) -> tuple[list[Place], list[Place]]:
    """The places of the navigation and, for people with several roles, those that go into the
    menu of the person because five is the most."""
    held = set(roles)
    wanted: dict[tuple[str, ...], Place] = {}
    for role, places in PLACES.items():
        if role in held:
            for place in places:
                wanted.setdefault(place.names, place)
    if not wanted:
        wanted = {place.names: place for place in NO_ROLE}
    # Help gives way first: the footer leads there too.
    ordered = sorted(wanted.values(), key=lambda place: place is HELP)
    reachable = [place for place in ordered if address_of(place)]
    return reachable[:MOST], reachable[MOST:]


def address_of(place: Place) -> str:
    """Where the place lies, or an empty text while no route has one of its names."""
    return next((url for url in map(first_address, place.names) if url), "")


def first_address(*names: str) -> str:
    """The address of the first of these route names that exists, or an empty text."""
    return _address(get_urlconf() or settings.ROOT_URLCONF, names)


@cache
def _address(urlconf: str, names: tuple[str, ...]) -> str:
    # Kept per table of routes: a missing name costs an exception each time it is looked up.
    for name in names:
        try:
            return reverse(name, urlconf)
        except NoReverseMatch:
            continue
    return ""
