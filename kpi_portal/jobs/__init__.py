"""Background work whose truth is a row in the database.

`enqueue` writes a row inside the caller's transaction; the message to Celery follows the commit.
`register` names the function that does one kind of work. Messages may be lost or doubled: the
row's lease decides who works, and the sweeper gives back what a dead worker held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kpi_portal.jobs.registry import register

if TYPE_CHECKING:
    from kpi_portal.jobs.queue import cancel, enqueue, retry

__all__ = ["cancel", "enqueue", "register", "retry"]


def __getattr__(name: str) -> Any:
    # Django imports this package before any model may load, so the queue is fetched on first use.
    if name in {"cancel", "enqueue", "retry"}:
        from kpi_portal.jobs import queue

        return getattr(queue, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
