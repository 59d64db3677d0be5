"""One process tree: the web server and the background worker, started, watched and stopped."""

from __future__ import annotations

import contextlib
import signal
import socket
import time
from collections.abc import Callable, Sequence
from types import FrameType

from kpi_portal.launch.child import Child
from kpi_portal.launch.preflight import Address

STOP_SECONDS = 18.0  # the promise is 20
_LOOK_EVERY = 0.2
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Runs until a signal asks it to stop, or until a child cannot be kept alive."""

    def __init__(
        self, children: Sequence[Child], where: Address, say: Callable[[str], object]
    ) -> None:
        self._children = children
        self._where = where
        self._say = say
        self._signals = 0

    def run(self, when_ready: Callable[[], object]) -> int:
        """Start the children, call `when_ready` once the web server answers, watch until the end.

        Returns the exit status: 0 after a stop that was asked for, 1 after a failure.
        """
        before = {number: signal.signal(number, self._note) for number in _STOP_SIGNALS}
        try:
            for child in self._children:
                child.start(time.monotonic())
            return self._watch(when_ready)
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1

    def _watch(self, when_ready: Callable[[], object]) -> int:
        waiting = True
        while not self._signals:
            if waiting and _answers(self._where):
                waiting = False
                when_ready()
            if not self._all_alive():
                return 1
            time.sleep(_LOOK_EVERY)
        return 0

    def _all_alive(self) -> bool:
        for child in self._children:
            if child.alive:
                continue
            child.kill()  # what its leader left behind in its session
            now, code = time.monotonic(), child.exit_code
            if child.keeps_dying(now):
                self._say(f"{child.name}: หยุดซ้ำหลายครั้ง จึงปิดพอร์ทัล · keeps stopping, giving up")
                return False
            self._say(f"{child.name}: หยุด ({code}) กำลังเริ่มใหม่ · stopped ({code}), starting again")
            child.start(now)
        return True

    def _stop(self) -> None:
        """Ask all, wait, then end what is left. A second signal ends everything at once."""
        asked = self._signals
        if asked:
            with contextlib.suppress(OSError):  # the terminal may be gone
                self._say("กำลังปิด … · stopping …")
        for child in self._children:
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.alive for child in self._children):
            if time.monotonic() > deadline or self._signals > max(asked, 1):
                break
            time.sleep(_LOOK_EVERY / 4)
        for child in self._children:
            child.kill()


def _answers(where: Address) -> bool:
    host = "127.0.0.1" if where.everywhere else where.host
    try:
        socket.create_connection((host, where.port), timeout=0.5).close()
    except OSError:
        return False
    return True
