"""Who holds a lease: a process, named so that its host can tell whether it still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path

_PROC = Path("/proc")


def own_name() -> str:
    """This process as `host|pid namespace|pid|start`; the start guards against reused pids."""
    pid = os.getpid()
    return f"{_here()}|{pid}|{_started(pid) or '?'}"


def is_dead(name: str) -> bool:
    """True only when the holder ran on this host and is certainly gone."""
    place, _, start = name.rpartition("|")
    place, _, pid = place.rpartition("|")
    if place != _here() or not pid.isdigit() or start == "?":
        return False
    return _started(int(pid)) != start


def _here() -> str:
    try:
        namespace = os.readlink(_PROC / "self/ns/pid")
    except OSError:
        namespace = "?"
    return f"{socket.gethostname()}|{namespace}"


def _started(pid: int) -> str | None:
    """Start time in clock ticks since boot; None when there is no such process, or a zombie."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] == "Z" else fields[19]
