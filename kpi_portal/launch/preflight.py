"""What must hold before the start. Each fault is one line, in Thai and in English."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = "8000"
_ANY_ADDRESS = {"0.0.0.0", "::", ""}  # noqa: S104  recognised here, never the default


class NotReady(Exception):
    """The start cannot go on; the text says why and what to do, in both languages."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(f"{thai} · {english}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the portal listens."""

    host: str
    port: int

    @property
    def everywhere(self) -> bool:
        """Whether it listens on every network of the machine."""
        return self.host in _ANY_ADDRESS

    @property
    def listen(self) -> str:
        """The host as the web server takes it."""
        return self.host or "0.0.0.0"  # noqa: S104  an empty HOST asks for every network

    @property
    def url(self) -> str:
        """The address to open on this machine."""
        host = "127.0.0.1" if self.everywhere else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def address(environment: Mapping[str, str]) -> Address:
    """Read `HOST` and `PORT`. Raises `NotReady` when PORT is no port number."""
    text = environment.get("PORT") or DEFAULT_PORT
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise NotReady(
            f"PORT ต้องเป็นตัวเลข 1–65535 ไม่ใช่ “{text}”",
            f"PORT must be a number from 1 to 65535, not “{text}”.",
        )
    return Address(environment.get("HOST") or DEFAULT_HOST, int(text))


def check_port(where: Address) -> None:
    """Raises `NotReady` when the portal could not listen there."""
    host, port = where.host, where.port
    try:
        family, kind, protocol, _name, target = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(target)
    except socket.gaierror:
        raise NotReady(
            f"ไม่รู้จักที่อยู่ HOST={host}", f"HOST={host} is not an address of this machine."
        ) from None
    except OSError as fault:
        raise _port_fault(where, fault.errno) from fault


def check_folder(folder: Path) -> None:
    """Raises `NotReady` unless the data folder and what lies in it can be written."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"1")
        probe.unlink()
    except OSError as fault:
        raise _folder_fault(folder, fault) from fault
    for kept in folder.glob("portal.sqlite3*"):
        if not os.access(kept, os.R_OK | os.W_OK):
            raise _folder_fault(kept, PermissionError(errno.EACCES, "not writable"))


def only_one(folder: Path) -> IO[str]:
    """Hold the data folder for this process. Keep the file open: closing it lets go.

    Raises `NotReady` while another portal runs on the same folder.
    """
    lock = (folder / "portal.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        holder = lock.read().strip() or "?"
        lock.close()
        raise NotReady(
            f"พอร์ทัลทำงานอยู่แล้วบนโฟลเดอร์ {folder} (โปรเซส {holder}) ปิดตัวเดิมก่อน หรือตั้ง DATA_DIR อื่น",
            f"The portal already runs on {folder} (process {holder}): stop it, or set DATA_DIR.",
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def check_redis(url: str) -> None:
    """Raises `NotReady` when `REDIS_URL` is set and nobody answers there."""
    if not url:
        return
    import redis

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=3) as client:
            client.ping()
    except (redis.RedisError, ValueError) as fault:
        raise NotReady(
            "ติดต่อ Redis ตาม REDIS_URL ไม่ได้", f"Redis does not answer at REDIS_URL: {_short(fault)}"
        ) from fault


def database_fault(fault: Exception) -> NotReady:
    """The database does not answer or cannot be written."""
    return NotReady("ใช้ฐานข้อมูลไม่ได้", f"The database cannot be used: {_short(fault)}")


def _port_fault(where: Address, number: int | None) -> NotReady:
    if number == errno.EADDRINUSE:
        return NotReady(
            f"พอร์ต {where.port} ถูกใช้อยู่แล้ว ตั้งพอร์ตอื่น เช่น PORT={where.port + 1} make run",
            f"Port {where.port} is taken: choose another, such as PORT={where.port + 1} make run",
        )
    if number == errno.EACCES:
        return NotReady(
            f"ไม่มีสิทธิ์เปิดพอร์ต {where.port} ใช้พอร์ตตั้งแต่ 1024 ขึ้นไป",
            f"Port {where.port} may not be opened by this account: use 1024 or above.",
        )
    return NotReady(
        f"เปิดที่ HOST={where.host} ไม่ได้", f"HOST={where.host} is not an address of this machine."
    )


def _folder_fault(path: Path, fault: OSError) -> NotReady:
    return NotReady(
        f"เขียนข้อมูลลง {path} ไม่ได้ ให้สิทธิ์เขียน หรือตั้ง DATA_DIR เป็นโฟลเดอร์อื่น",
        f"Cannot write to {path} ({fault.strerror}): allow it, or set DATA_DIR to another folder.",
    )


def _short(fault: Exception) -> str:
    return (str(fault).strip() or type(fault).__name__).splitlines()[0]
