"""A child process in its own session, which cannot outlive its parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence

_PR_SET_PDEATHSIG = 1
_RESTARTS = 5
_WITHIN_SECONDS = 60.0
_libc = ctypes.CDLL(None, use_errno=True)


class Child:
    """One long-running command. Its own session keeps Ctrl-C of the terminal away from it, so
    that the supervisor alone decides when it stops."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = list(command)
        self._environment = dict(environment)
        self._starts: deque[float] = deque(maxlen=_RESTARTS + 1)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, now: float) -> None:
        """Start it; `now` is monotonic seconds."""
        self._starts.append(now)
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            preexec_fn=_die_with_parent(os.getpid()),
        )

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        """Whether its leader runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended; negative for a signal, None while it runs or before its start."""
        return self._process.returncode if self._process else None

    def keeps_dying(self, now: float) -> bool:
        """It was started too often of late: starting it again would not help."""
        recent = [start for start in self._starts if now - start < _WITHIN_SECONDS]
        return len(recent) > _RESTARTS

    def terminate(self) -> None:
        """Ask it to finish what it has in hand and end; the leader tells its own children."""
        if self._process is not None and self.alive:
            self._process.terminate()

    def kill(self) -> None:
        """End it and everything in its session at once."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _die_with_parent(parent: int) -> Callable[[], None]:
    def before_exec() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return before_exec
