"""The virus scanner's protocol, against a scanner that plays each part."""

import io
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from submissions.validators.virus_scan import ClamAV, ScanVerdict, scanner_at

DATA = bytes(range(256)) * 1000

Answer = Callable[[socket.socket], None]


def _received_file(connection: socket.socket) -> bytes:
    stream = connection.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\0"
    data = b""
    while length := struct.unpack(">I", stream.read(4))[0]:
        data += stream.read(length)
    return data


@contextmanager
def _scanner(answer: Answer, path: str = "") -> Iterator[str]:
    """A scanner for one file; its address."""
    family = socket.AF_UNIX if path else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as server:
        server.bind(path or ("127.0.0.1", 0))
        server.listen()

        def serve() -> None:
            connection, _ = server.accept()
            with connection, suppress(ConnectionError, struct.error):
                answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"unix:{path}" if path else f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


def _saying(reply: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        assert _received_file(connection) == DATA
        connection.sendall(reply)

    return answer


def _at(address: str, timeout: float = 5) -> ClamAV:
    scanner = scanner_at(address, timeout)
    assert scanner is not None
    return scanner


@pytest.mark.parametrize(
    ("reply", "verdict", "signature", "reason"),
    [
        (b"stream: OK\0", ScanVerdict.CLEAN, "", ""),
        (
            *(b"stream: Win.Test.EICAR_HDB-1 FOUND\0", ScanVerdict.INFECTED),
            *("Win.Test.EICAR_HDB-1", ""),
        ),
        (
            *(b"INSTREAM size limit exceeded. ERROR\0", ScanVerdict.UNAVAILABLE),
            *("", "INSTREAM size limit exceeded. ERROR"),
        ),
        (b"", ScanVerdict.UNAVAILABLE, "", "no reply"),
        (b"stream: OKAY\0", ScanVerdict.UNAVAILABLE, "", "OKAY"),
        (b"stream: O", ScanVerdict.UNAVAILABLE, "", "O"),
    ],
)
def test_each_answer_is_understood(
    reply: bytes, verdict: ScanVerdict, signature: str, reason: str
) -> None:
    file = io.BytesIO(DATA)
    file.seek(17)
    with _scanner(_saying(reply)) as address:
        result = _at(address).scan(file)
    assert (result.verdict, result.signature, result.reason) == (verdict, signature, reason)
    assert file.tell() == 0


def test_a_unix_socket_serves_as_well(tmp_path: Path) -> None:
    with _scanner(_saying(b"stream: OK\0"), str(tmp_path / "clamd")) as address:
        assert _at(address).scan(io.BytesIO(DATA)).verdict is ScanVerdict.CLEAN


def test_an_answer_in_pieces_is_put_together() -> None:
    def answer(connection: socket.socket) -> None:
        _received_file(connection)
        for piece in (b"stream: E", b"vil FO", b"UND\0"):
            connection.sendall(piece)

    with _scanner(answer) as address:
        assert _at(address).scan(io.BytesIO(DATA)).signature == "Evil"


def test_hanging_up_on_a_large_file_is_no_verdict() -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(100)
        connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")

    with _scanner(answer) as address:
        result = _at(address).scan(io.BytesIO(bytes(20_000_000)))
    assert result.verdict is ScanVerdict.UNAVAILABLE
    assert result.reason


@pytest.mark.parametrize("reads_file", [True, False])
def test_a_silent_scanner_is_given_up_in_time(reads_file: bool) -> None:
    done = threading.Event()

    def answer(connection: socket.socket) -> None:
        if reads_file:
            _received_file(connection)
        done.wait(5)

    with _scanner(answer) as address:
        result = _at(address, timeout=0.3).scan(io.BytesIO(bytes(20_000_000)))
        done.set()
    assert result.verdict is ScanVerdict.UNAVAILABLE
    assert "timed out" in result.reason


def test_no_scanner_at_the_address_is_no_verdict(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unused.getsockname()[1]}"
        assert _at(address).scan(io.BytesIO(DATA)).verdict is ScanVerdict.UNAVAILABLE
    missing = f"unix:{tmp_path / 'missing'}"
    assert _at(missing).scan(io.BytesIO(DATA)).verdict is ScanVerdict.UNAVAILABLE


def test_addresses_of_scanners() -> None:
    assert scanner_at("") is None
    assert scanner_at("clamav:3310") == ClamAV(host="clamav", port=3310)
    assert scanner_at("tcp://clamav:3310") == ClamAV(host="clamav", port=3310)
    assert scanner_at("[::1]:3310") == ClamAV(host="::1", port=3310)
    assert scanner_at("unix:/run/clamd") == ClamAV(path="/run/clamd")


@pytest.mark.parametrize("address", ["clamav", "clamav:", ":3310", "clamav:x", "clamav:99999"])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        scanner_at(address)
