"""The hook for a virus scanner: ClamAV's INSTREAM protocol over TCP or a Unix socket.

Off unless an address is configured. A scanner that does not answer never counts as "clean":
the caller keeps the file in quarantine and asks again.
"""

import socket
import struct
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

_PIECE = 64 * 1024
_LONGEST_REPLY = 4096


class ScanVerdict(StrEnum):
    """`UNAVAILABLE` means that no answer could be had; the reason is in the result."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The verdict; `signature` names what was found, `reason` why there was no answer."""

    verdict: ScanVerdict
    signature: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClamAV:
    """A scanner at `host` and `port`, or at a Unix socket where `path` is given."""

    host: str = ""
    port: int = 0
    path: str = ""
    timeout: float = 60.0

    def scan(self, file: BinaryIO) -> ScanResult:
        """Send the whole file, from its beginning, within `timeout` seconds in all."""
        deadline = time.monotonic() + self.timeout
        file.seek(0)
        try:
            with self._connected() as connection:
                reply = _converse(connection, file, deadline)
        except OSError as error:
            return ScanResult(ScanVerdict.UNAVAILABLE, reason=str(error) or type(error).__name__)
        finally:
            file.seek(0)
        return read_reply(reply)

    def _connected(self) -> socket.socket:
        if not self.path:
            return socket.create_connection((self.host, self.port), timeout=self.timeout)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self.timeout)
        try:
            connection.connect(self.path)
        except OSError:
            connection.close()
            raise
        return connection


def scanner_at(address: str, timeout: float = 60.0) -> ClamAV | None:
    """The scanner at "host:port" or "unix:/path", None for "" (off); ValueError for others."""
    if not address:
        return None
    if address.startswith("unix:/"):
        return ClamAV(path=address.removeprefix("unix:"), timeout=timeout)
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"a scanner's address is host:port or unix:/path, not {address!r}")
    return ClamAV(host=host.strip("[]"), port=int(port), timeout=timeout)


def read_reply(reply: str) -> ScanResult:
    """The result in ClamAV's reply: "stream: OK", "stream: <name> FOUND", anything else none."""
    answer = reply.removeprefix("stream:").strip()
    if answer == "OK":
        return ScanResult(ScanVerdict.CLEAN)
    if answer.endswith(" FOUND"):
        return ScanResult(ScanVerdict.INFECTED, signature=answer.removesuffix(" FOUND"))
    return ScanResult(ScanVerdict.UNAVAILABLE, reason=answer or "no reply")


def _converse(connection: socket.socket, file: BinaryIO, deadline: float) -> str:
    try:
        _set_time_left(connection, deadline)
        connection.sendall(b"zINSTREAM\0")
        while piece := file.read(_PIECE):
            _set_time_left(connection, deadline)
            connection.sendall(struct.pack(">I", len(piece)) + piece)
        connection.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        # A file above its own limit makes ClamAV say so and hang up while we are still sending.
        return _received(connection, deadline)
    return _received(connection, deadline)


def _received(connection: socket.socket, deadline: float) -> str:
    reply = b""
    while b"\0" not in reply and len(reply) < _LONGEST_REPLY:
        _set_time_left(connection, deadline)
        piece = connection.recv(_LONGEST_REPLY)
        if not piece:
            break
        reply += piece
    return reply.partition(b"\0")[0].decode("utf-8", errors="replace")


def _set_time_left(connection: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    connection.settimeout(left)
