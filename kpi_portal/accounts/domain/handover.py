"""What a person leaves behind when a role ends. Apps above say what counts as open work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import Membership, User
from kpi_portal.errors import GuardRefused, _StrOrPromise


@dataclass(frozen=True, slots=True)
class OpenWork:
    """One thing to hand over: what it is, what is to be done with it, and where it lies."""

    what: str
    to_do: _StrOrPromise
    url: str

    def __str__(self) -> str:
        return f"{self.what}: {self.to_do}"


class Handler(Protocol):
    """Work that lies with a person by name and can be given to another. Apps above bring theirs;
    what lies with a unit or an office passes to the next holder by itself."""

    def takers(self, membership: Membership, at: datetime) -> Iterable[User]:
        """The people who could take over this work from `membership`; none where it has none."""
        ...

    def hand_over(self, membership: Membership, to: User, *, actor: Actor, at: datetime) -> int:
        """Give the work to `to`, audited; returns how many things changed hands."""
        ...


Finder = Callable[[Membership, datetime], Iterable[OpenWork]]
# A role that ends, the keys of all that end with it, and the first day without them.
Warner = Callable[[Membership, Collection[int], date], Iterable[_StrOrPromise]]
_warners: list[Warner] = []
_finders: list[Finder] = []
_at_the_end: list[Finder] = []
_handlers: list[Handler] = []


def finds_open_work(finder: Finder) -> Finder:
    """Declare a finder; it stands in an app's `open_work` module."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def finds_at_the_end(finder: Finder) -> Finder:
    """Declare a finder of what is of interest only when a role ends."""
    if finder not in _at_the_end:
        _at_the_end.append(finder)
    return finder


def warns(warner: Warner) -> Warner:
    """Declare what else is said before a role ends; it stands in an app's `open_work` module."""
    if warner not in _warners:
        _warners.append(warner)
    return warner


def hands_over(handler: Handler) -> Handler:
    """Declare a handler; it stands in an app's `open_work` module."""
    if handler not in _handlers:
        _handlers.append(handler)
    return handler


def takers(membership: Membership, *, at: datetime) -> list[User]:
    """Who could take over what lies with this person by name, in the order of their names."""
    autodiscover_modules("open_work")
    found = {user.pk: user for h in _handlers for user in h.takers(membership, at)}
    return sorted(found.values(), key=lambda user: (user.first_name, user.last_name, user.pk))


def hand_over(membership: Membership, to: User, *, actor: Actor, at: datetime) -> int:
    """Give what lies with this person by name to `to`; returns how many things changed hands.

    Side effects: those of the handlers. Raises `GuardRefused` for somebody who may not take over.
    """
    if to.pk not in {user.pk for user in takers(membership, at=at)}:
        raise GuardRefused(_("This person cannot take over the work."), code="no_taker")
    return sum(h.hand_over(membership, to, actor=actor, at=at) for h in _handlers)


def waiting(membership: Membership, *, at: datetime) -> tuple[OpenWork, ...]:
    """What waits for this person in this role at `at`."""
    autodiscover_modules("open_work")
    return tuple(work for finder in _finders for work in finder(membership, at))


def open_work(membership: Membership, *, at: datetime) -> tuple[OpenWork, ...]:
    """Everything that this person leaves behind when the role ends: what waits, what was begun."""
    begun = (work for finder in _at_the_end for work in finder(membership, at))
    return (*waiting(membership, at=at), *begun)


def warnings(ending: Sequence[Membership], *, day: date) -> tuple[str, ...]:
    """What comes to a stop when these roles of one person are gone on `day`, in sentences that say
    how to mend it."""
    autodiscover_modules("open_work")
    keys = frozenset(membership.pk for membership in ending)
    said = (str(words) for m in ending for warner in _warners for words in warner(m, keys, day))
    return tuple(dict.fromkeys(said))
