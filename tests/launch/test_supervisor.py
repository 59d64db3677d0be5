"""Children are watched, restarted, stopped by one signal, and never outlive their parent."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from kpi_portal.launch import supervisor
from kpi_portal.launch.child import Child
from kpi_portal.launch.preflight import Address
from kpi_portal.launch.supervisor import Supervisor
from tests.launch.processes import alive, wait_until

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('up', flush=True); time.sleep(60)",
]


@pytest.fixture
def nowhere() -> Address:
    return Address("127.0.0.1", 1)


def signal_later(number: int, *delays: float) -> None:
    def send() -> None:
        for delay in delays:
            time.sleep(delay)
            os.kill(os.getpid(), number)

    threading.Thread(target=send, daemon=True).start()


def test_one_signal_stops_every_child(nowhere):
    children = [Child("web", SLEEPS, os.environ), Child("worker", SLEEPS, os.environ)]
    said = []
    signal_later(signal.SIGINT, 0.6)
    before = signal.getsignal(signal.SIGINT)
    assert Supervisor(children, nowhere, said.append).run(lambda: None) == 0
    assert not any(child.alive for child in children)
    assert [child.exit_code for child in children] == [-signal.SIGTERM] * 2
    assert signal.getsignal(signal.SIGINT) is before
    assert len(said) == 1


def test_it_says_when_the_web_server_answers(nowhere):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        where = Address("127.0.0.1", server.getsockname()[1])
        ready = []
        signal_later(signal.SIGTERM, 0.8)
        Supervisor([Child("web", SLEEPS, os.environ)], where, ready.append).run(
            lambda: ready.append("ready")
        )
    assert ready[0] == "ready"
    assert ready.count("ready") == 1


def test_a_child_that_will_not_stop_is_ended_after_the_time(nowhere, monkeypatch):
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.5)
    child = Child("web", STUBBORN, os.environ)
    signal_later(signal.SIGINT, 0.8)
    began = time.monotonic()
    Supervisor([child], nowhere, lambda line: None).run(lambda: None)
    wait_until(lambda: not child.alive)
    assert child.exit_code == -signal.SIGKILL
    assert time.monotonic() - began < 5


def test_a_second_signal_ends_at_once(nowhere):
    child = Child("web", STUBBORN, os.environ)
    signal_later(signal.SIGINT, 0.8, 0.5)
    began = time.monotonic()
    Supervisor([child], nowhere, lambda line: None).run(lambda: None)
    assert time.monotonic() - began < 5
    wait_until(lambda: not child.alive)


def test_a_child_that_dies_is_started_again(nowhere):
    child = Child("worker", SLEEPS, os.environ)
    said, pids = [], []

    def kill_it() -> None:
        wait_until(lambda: child.pid is not None)
        pids.append(child.pid)
        os.kill(child.pid, signal.SIGKILL)
        wait_until(lambda: child.pid != pids[0])
        pids.append(child.pid)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=kill_it, daemon=True).start()
    assert Supervisor([child], nowhere, said.append).run(lambda: None) == 0
    assert pids[0] != pids[1]
    assert "worker" in said[0]
    assert "-9" in said[0]


def test_a_child_that_keeps_dying_ends_the_portal(nowhere, monkeypatch):
    monkeypatch.setattr(supervisor, "_LOOK_EVERY", 0.05)
    broken = Child("web", [sys.executable, "-c", "raise SystemExit(3)"], os.environ)
    other = Child("worker", SLEEPS, os.environ)
    said = []
    assert Supervisor([other, broken], nowhere, said.append).run(lambda: None) == 1
    assert not other.alive
    assert len(said) == 6
    assert "giving up" in said[-1]


def test_a_command_that_does_not_exist_stops_the_others(nowhere):
    other = Child("web", SLEEPS, os.environ)
    missing = Child("worker", ["/no/such/program"], os.environ)
    with pytest.raises(FileNotFoundError):
        Supervisor([other, missing], nowhere, lambda line: None).run(lambda: None)
    assert not other.alive


def test_children_die_with_a_killed_parent():
    program = textwrap.dedent(
        """
        import os, sys, time
        from kpi_portal.launch.child import Child
        child = Child("web", [sys.executable, "-c", "import time; time.sleep(60)"], os.environ)
        child.start(0.0)
        print(child.pid, flush=True)
        time.sleep(60)
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    with parent:
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    wait_until(lambda: not alive(child))
