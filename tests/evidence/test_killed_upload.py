"""kill -9 of the web process at any point of an upload: afterwards it is whole or absent."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from kpi_portal.launch.plan import web
from kpi_portal.launch.preflight import Address
from tests.evidence.world import scanned_pdf

ROOT = Path(settings.BASE_DIR)
KILOBYTES = 6 * 1024
BOUNDARY = "upload-boundary"

PREPARE = """
import django; django.setup()
from importlib import import_module
from django.conf import settings
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
from tests.evidence.world import make_world
world = make_world()
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(world.drafter.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
session[HASH_SESSION_KEY] = world.drafter.get_session_auth_hash()
session.save()
import json
print(json.dumps({"report": world.submission.pk, "session": session.session_key}))
"""


@dataclass
class Portal:
    """A web server on its own data folder, as `make run` starts it, to be killed and begun anew."""

    folder: Path
    port: int
    facts: dict[str, Any]
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            "DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "kpi_portal.settings.dev",
            "SECRET_KEY": "only-for-this-test-" + "x" * 40,
            "DEMO": "false",
            "PYTHONPATH": str(ROOT),
        }
        inherited = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        return inherited | ours

    def run(self, code: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def start(self) -> None:
        where = Address("127.0.0.1", self.port)
        self.process = subprocess.Popen(
            web(where),
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while True:
            with suppress(OSError), closing(self.connect()) as probe:
                probe.sendall(b"HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if probe.recv(64).startswith(b"HTTP/1.1 302"):
                    return
            assert time.monotonic() < deadline, "the server did not come up"
            time.sleep(0.1)

    def kill(self) -> None:
        """As the machine's memory guard would: no time to put anything away."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def request(self, content: bytes, name: str) -> bytes:
        token = "t" * 32
        head = (
            f"--{BOUNDARY}\r\n"
            f'Content-Disposition: form-data; name="uploads"; filename="{name}"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode()
        body = head + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        return (
            f"POST /submissions/{self.facts['report']}/requirements/1.2-a/files/ HTTP/1.1\r\n"
            "Host: 127.0.0.1\r\n"
            "Accept: application/json\r\n"
            f"Cookie: sessionid={self.facts['session']}; csrftoken={token}\r\n"
            f"X-CSRFToken: {token}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
            f"Content-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n"
        ).encode() + body

    def stored(self) -> dict[str, Path]:
        return {p.name: p for p in (self.folder / "media" / "evidence").glob("*/*")}

    def unfinished(self) -> list[Path]:
        places = (self.folder / "incoming", self.folder / "media" / "incoming")
        return [path for place in places if place.exists() for path in place.iterdir()]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path / "data", free_port(), {})
    portal.facts = portal.run(PREPARE)
    yield portal
    if portal.process is not None and portal.process.poll() is None:
        portal.kill()


def send_until_killed(portal: Portal, share: float, wait: float, number: int) -> bytes:
    """Send that share of an upload, wait, kill; whatever the server answered before."""
    request = portal.request(scanned_pdf(KILOBYTES, number), f"{number}.pdf")
    with closing(portal.connect()) as connection:
        connection.sendall(request[: int(len(request) * share)])
        answer = b""
        connection.settimeout(wait)
        with suppress(TimeoutError):
            answer = connection.recv(4096)
        portal.kill()
    return answer


def check_whole_or_absent(portal: Portal) -> set[str]:
    """Every row's bytes are there, whole; the digests of the rows."""
    with closing(sqlite3.connect(portal.folder / "portal.sqlite3")) as database:
        versions = dict(
            database.execute("SELECT sha256, size FROM submissions_evidenceversion").fetchall()
        )
        [uses] = database.execute("SELECT count(*) FROM submissions_evidenceuse").fetchone()
    stored = portal.stored()
    assert uses == len(versions)
    assert {name: stored[name].stat().st_size for name in versions} == versions
    for name, path in stored.items():
        # even bytes that no row refers to yet are never half
        assert sha256(path.read_bytes()).hexdigest() == name
    return set(versions)


def test_an_upload_is_whole_or_absent_whenever_the_server_dies(portal):
    acknowledged = set()
    # half a file; then all of it, and ever later points of keeping it
    points = [(0.5, 0.3), (1, 0.02), (1, 0.06), (1, 0.12), (1, 10)]
    for number, (share, wait) in enumerate(points):
        portal.start()
        answer = send_until_killed(portal, share, wait, number)
        if b" 201 " in answer.partition(b"\r\n")[0]:
            acknowledged.add(sha256(scanned_pdf(KILOBYTES, number)).hexdigest())
        assert acknowledged <= check_whole_or_absent(portal)

    portal.start()  # the same file again after the crash, as a person would send it
    request = portal.request(scanned_pdf(KILOBYTES, 0), "0.pdf")
    with closing(portal.connect()) as connection:
        connection.sendall(request)
        assert b" 201 " in connection.recv(4096)
    portal.kill()
    kept = check_whole_or_absent(portal)
    assert sha256(scanned_pdf(KILOBYTES, 0)).hexdigest() in kept

    subprocess.run(
        [sys.executable, "manage.py", "sweep_uploads", "--hours", "0"],
        env=portal.environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    assert portal.unfinished() == []
    assert set(portal.stored()) == kept == check_whole_or_absent(portal)
