"""Which pages there are, read from the matrix of addresses, and in whose hands each is looked at.

A row of tests/matrix/table.py is a page as soon as somebody gets 200 for it; nothing is listed here
but what the table cannot know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.matrix.table import ACCOUNTS, INSIDERS, PORTAL

OK = 200
# The person whose work a part of the portal is; where they see nothing, the first who does.
AT_WORK = {
    "submissions": "drafter",
    "review": "reviewer",
    "rounds": "head",
    "documents": "director",
    "approvals": "executive",
    "forms": "configurer",
    "indicators": "configurer",
    "units": "configurer",
    "people": "configurer",
    "audit": "auditor",
}
# These say something else to each kind of person.
BY_PERSON = ("", "help/", "people/me/", "submissions/", "documents/", "rounds/", "indicators/")
# Pieces that scripts fetch into a page: no documents of their own.
PIECES = {
    "indicators/<int:pk>/designer/state/": "what a saved field changes around it",
    "people/acting/preview/": "the signature under the form of an appointment",
    "review/<int:pk>/do/comments/<str:key>/": "the usual comments beside a verdict",
    "review/<int:pk>/do/contradictions/count/": "the number of contradictions in the desk's bar",
    "review/<int:pk>/do/news/": "what others did meanwhile, above the desk",
    "review/<int:pk>/do/preview/<int:version>/": "a Word or Excel file as PDF, once it is made",
}
# What people meet besides: refusals, and other states of a page that are asked for in the address.
BESIDES = (
    ("errors", "/no-such-page/", "drafter", 404),
    ("errors", "/submissions/{report}/", "neighbour", 404),
    ("errors", "/people/new/", "director", 403),
    ("errors", "/review/{report}/do/return/", "reviewer", 409),
    ("submissions", "/submissions/{report}/forms/form-3/{process}/?edit=plan", "drafter", OK),
    ("submissions", "/submissions/{report}/forms/form-1/?check=1", "drafter", OK),
    # The bureau's own report, with rows and evidence of its divisions.
    ("submissions", "/submissions/{own}/", "executive", OK),
    ("submissions", "/submissions/{own}/forms/form-1/", "reviewer", OK),
    ("submissions", "/submissions/{own}/processes/", "reviewer", OK),
    ("submissions", "/submissions/{own}/requirements/1.2-a/", "reviewer", OK),
    ("review", "/review/{report}/1.2-a/", "auditor", OK),
    ("rounds", "/rounds/{round}/?show=late", "head", OK),
    ("indicators", "/indicators/?year=2400", "configurer", OK),
    ("indicators", "/indicators/{indicator}/designer/?faults", "configurer", OK),
    ("people", "/people/?q=xyz", "configurer", OK),
)


@dataclass(frozen=True)
class Visit:
    """An address with `{…}` for objects, who opens it and what they get."""

    area: str
    url: str
    who: str
    status: int = OK


def visits() -> Iterator[Visit]:
    """Every page of the portal, and those of the library for accounts."""
    for route, row in PORTAL.items():
        if route not in PIECES:
            area = _area(row.url)
            for who in _who(route, area, row.get):
                yield Visit(area, row.url, who)
    for route, (anonymous, signed_in) in ACCOUNTS.items():
        if "<" not in route and anonymous == OK:
            yield Visit("accounts", f"/{route}", "anonymous")
        if "<" not in route and signed_in == OK:
            yield Visit("accounts", f"/{route}", "drafter")
    for area, url, who, status in BESIDES:
        yield Visit(area, url, who, status)


def areas() -> list[str]:
    """The parts of the portal, by the first word of their addresses."""
    return sorted({visit.area for visit in visits()})


def _area(url: str) -> str:
    return url.split("/")[1] or "home"


def _who(route: str, area: str, get: Mapping[str, int]) -> list[str]:
    able = [who for who, status in get.items() if status == OK]
    if route in BY_PERSON:
        return [who for who in INSIDERS if who in able]
    if "anonymous" in able:
        return ["anonymous"]
    at_work = AT_WORK.get(area, "drafter")
    return [at_work] if at_work in able else able[:1]
