"""A PostgreSQL and a Redis that live as long as a `with` block: free ports, temporary folders."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PATIENCE_SECONDS = 20.0
# nothing here outlives the run, so nothing is forced to disk
_POSTGRES_IN_A_HURRY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")

# as in docker-compose.yml: an index read here and there costs little more than one read through
_ON_A_SOLID_STATE_DISK = "random_page_cost=1.1"


@contextmanager
def postgres() -> Iterator[str]:
    """A fresh PostgreSQL server; yields its `DATABASE_URL`."""
    tools = _postgres_tools()
    with _folder("kpi-portal-postgres-") as folder:
        account = _server_account(folder)
        data, port = folder / "data", free_port()
        make = [tools / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        make += ["--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=folder, **account)
        serve = [tools / "postgres", "-D", data, "-p", str(port), "-k", folder]
        settings = ("listen_addresses=127.0.0.1", _ON_A_SOLID_STATE_DISK, *_POSTGRES_IN_A_HURRY)
        for setting in settings:
            serve += ["-c", setting]
        ready = [tools / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        with _server(serve, folder, lambda: _succeeds(ready), account):
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"


@contextmanager
def redis() -> Iterator[str]:
    """A fresh Redis server that keeps nothing; yields its `REDIS_URL`, without a database."""
    with _folder("kpi-portal-redis-") as folder:
        port = free_port()
        serve = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        serve += ["--save", "", "--appendonly", "no"]
        with _server(serve, folder, lambda: _listens(port), {}):
            yield f"redis://127.0.0.1:{port}"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _server(
    command: list[Any], folder: Path, ready: Callable[[], bool], account: dict[str, Any]
) -> Iterator[None]:
    log = folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=folder, **account)
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{Path(command[0]).name} did not start:\n{log.read_text()}")
            time.sleep(0.05)
        yield
    finally:
        # a fast shutdown for both servers: PostgreSQL's SIGTERM would wait for its clients
        process.send_signal(2)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_account(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root; Debian's package brings the account for it."""
    if os.geteuid() != 0:
        return {}
    postgres_user = pwd.getpwnam("postgres")
    os.chown(folder, postgres_user.pw_uid, postgres_user.pw_gid)
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _postgres_tools() -> Path:
    """The newest Debian server's folder, or where PATH finds one."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda tool: int(tool.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    if found is None:
        raise SystemExit(
            "PostgreSQL's server programs are missing: sudo apt-get install postgresql"
        )
    return Path(found).parent


def _succeeds(command: list[Any]) -> bool:
    return not subprocess.run(command, capture_output=True, check=False).returncode


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
