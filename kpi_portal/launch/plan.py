"""What the children are: their command lines and the environment they get."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from kpi_portal.launch.child import Child
from kpi_portal.launch.preflight import Address

_WORKER_PROCESSES = 2  # each keeps its renderers warm, in some 150 MB
_WEB_THREADS = "16"  # a slow upload holds a thread; pages must not wait for uploads


def children(where: Address, environment: Mapping[str, str]) -> list[Child]:
    """The web server and the worker, which is its own clock (`--beat`)."""
    shared = child_environment(where, environment)
    # a trial on a fresh machine often runs as root, and Celery's warning would hide the sign-ins
    quiet = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    return [Child("web", web(where), shared), Child("worker", worker(), quiet | shared)]


def web(where: Address) -> list[str]:
    """Granian: streams uploads to disk, drains on SIGTERM, one process with threads for SQLite."""
    return [
        *(str(Path(sys.executable).parent / "granian"), "kpi_portal.wsgi:application"),
        *("--interface", "wsgi", "--host", where.listen, "--port", str(where.port)),
        *("--workers", "1", "--blocking-threads", _WEB_THREADS),
        *("--workers-kill-timeout", "15", "--no-access-log", "--log-level", "error"),
    ]


def worker() -> list[str]:
    """One Celery worker with a process for each of two cores, so that memos for all units use both;
    the options drop the chatter between many workers."""
    processes = str(min(_WORKER_PROCESSES, os.cpu_count() or 1))
    return [
        *(sys.executable, "-m", "celery", "-A", "kpi_portal.celery", "--quiet", "worker"),
        *("--beat", "--pool", "prefork", "--concurrency", processes, "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def child_environment(where: Address, environment: Mapping[str, str]) -> dict[str, str]:
    """The given environment, completed by what follows from the address."""
    complete = dict(environment)
    complete.setdefault("PUBLIC_URL", where.url)
    if "ALLOWED_HOSTS" not in complete:
        # a trial opened to the network is reached under names nobody can list beforehand
        names = ["localhost", "127.0.0.1", "[::1]", where.host]
        complete["ALLOWED_HOSTS"] = "*" if where.everywhere else ",".join(names)
    return complete
