"""`manage.py portal` as a person starts it: address, answer, restart, one Ctrl-C, nothing left."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from tests.launch.processes import alive, descendants, wait_until

LEFT_OUT = {"DATABASE_URL", "REDIS_URL", "KPI_PORTAL_TEST_REDIS", "PUBLIC_URL", "ALLOWED_HOSTS"}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def portal(tmp_path, port):
    environment = {key: value for key, value in os.environ.items() if key not in LEFT_OUT}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "kpi_portal.settings.dev",
        "DATA_DIR": str(tmp_path / "var"),
        "PORT": str(port),
        "DEMO": "off",
    }
    log = tmp_path / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "portal"], env=environment, stdout=out, stderr=out
        )
    process.log = log
    yield process
    left = descendants(process.pid)
    process.kill()
    process.wait()
    for pid in left:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)


def health(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def test_the_whole_start(portal, port, tmp_path):
    wait_until(lambda: f"http://127.0.0.1:{port}" in portal.log.read_text(), 180)
    wait_until(lambda: health(port) == 200)
    assert (tmp_path / "var" / "portal.sqlite3").exists()

    web = next(pid for pid in descendants(portal.pid) if "granian" in command(pid))
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: "-9" in portal.log.read_text() and health(port) == 200)

    family = descendants(portal.pid)
    assert len(family) >= 4
    began = time.monotonic()
    portal.send_signal(signal.SIGINT)
    assert portal.wait(25) == 0, portal.log.read_text()
    assert time.monotonic() - began < 20
    assert [pid for pid in family if alive(pid)] == []
    assert "Traceback" not in portal.log.read_text()


def command(pid: int) -> str:
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read().replace(b"\0", b" ").decode()
