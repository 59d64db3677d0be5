"""What a person leaves behind when a role ends. Apps above say what counts as open work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.module_loading import autodiscover_modules

from kpi_portal.accounts.models import Membership
from kpi_portal.errors import _StrOrPromise


@dataclass(frozen=True, slots=True)
class OpenWork:
    """One thing to hand over: what it is, what is to be done with it, and where it lies."""

    what: str
    to_do: _StrOrPromise
    url: str

    def __str__(self) -> str:
        return f"{self.what}: {self.to_do}"


Finder = Callable[[Membership, datetime], Iterable[OpenWork]]
_finders: list[Finder] = []


def finds_open_work(finder: Finder) -> Finder:
    """Declare a finder; it stands in an app's `open_work` module."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def open_work(membership: Membership, *, at: datetime) -> tuple[OpenWork, ...]:
    """Everything that waits for this person in this role at `at`."""
    autodiscover_modules("open_work")
    return tuple(work for finder in _finders for work in finder(membership, at))
