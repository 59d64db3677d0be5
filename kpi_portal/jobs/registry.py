"""Which function does which kind of work. Apps register theirs in their `tasks` module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from kpi_portal.jobs.models import Job
else:
    _StrOrPromise = object


class Report(Protocol):
    """How a handler tells its progress; see `kpi_portal.jobs.runner.Reporter`."""

    def __call__(self, done: int, total: int | None = None, text: str = "") -> None: ...


Handler = Callable[["Job", Report], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work: its handler, its name for people, and how often it may be tried."""

    name: str
    work: Handler
    title: _StrOrPromise
    max_attempts: int


class UnknownKindError(LookupError):
    """No app registered a handler for this kind of work."""


_kinds: dict[str, Kind] = {}


def register(
    kind: str, *, title: _StrOrPromise = "", max_attempts: int = 3
) -> Callable[[Handler], Handler]:
    """Declare a handler `def work(job, report) -> dict | None`.

    A handler must be idempotent: after a crash it runs again from its beginning. It keeps its own
    transactions short, and calls `report` outside of them, or nobody sees the progress. What it
    returns is kept as the job's result; a `url` in it becomes the link "Open the result".
    A `DomainError` ends the job at once with its sentence; any other error is tried again.
    """

    def decorate(work: Handler) -> Handler:
        known = _kinds.get(kind)
        if known is not None and known.work is not work:
            raise ValueError(f"two handlers for the kind of work {kind!r}")
        _kinds[kind] = Kind(kind, work, title or kind, max_attempts)
        return work

    return decorate


def find(kind: str) -> Kind:
    """The registered kind; loads the apps' `tasks` modules on the first miss.

    Raises `UnknownKindError` when no app knows it.
    """
    if kind not in _kinds:
        autodiscover_modules("tasks")
    try:
        return _kinds[kind]
    except KeyError:
        raise UnknownKindError(f"no handler is registered for the kind of work {kind!r}") from None
