"""One clear line, in Thai and English, for each fault that keeps the portal from starting."""

import os
import socket
import subprocess
import sys

import pytest

from kpi_portal.launch import preflight
from kpi_portal.launch.preflight import Address, NotReady


def the_line(fault) -> str:
    text = str(fault.value)
    assert "\n" not in text
    thai, _dot, english = text.partition(" · ")
    assert any("ก" <= letter <= "๙" for letter in thai)
    assert english.isprintable()
    return text


def test_host_and_port_have_defaults():
    assert preflight.address({}) == Address("127.0.0.1", 8000)
    assert preflight.address({"HOST": "", "PORT": ""}) == Address("127.0.0.1", 8000)
    assert preflight.address({"HOST": "::", "PORT": "80"}).url == "http://127.0.0.1:80"
    assert preflight.address({"HOST": "::1", "PORT": "90"}).url == "http://[::1]:90"


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "๘๐๘๐", "80.5"])
def test_a_port_that_is_none(port):
    with pytest.raises(NotReady) as fault:
        preflight.address({"PORT": port})
    assert port in the_line(fault)


def test_a_taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(NotReady) as fault:
            preflight.check_port(Address("127.0.0.1", port))
    assert f"PORT={port + 1}" in the_line(fault)
    preflight.check_port(Address("127.0.0.1", port))


def test_an_address_of_another_machine():
    with pytest.raises(NotReady) as fault:
        preflight.check_port(Address("192.0.2.1", 8000))
    assert "192.0.2.1" in the_line(fault)


def test_a_name_that_is_no_address(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotReady) as fault:
        preflight.check_port(Address("no-such-host", 8000))
    assert "no-such-host" in the_line(fault)


def test_a_privileged_port_without_the_right(monkeypatch):
    def refused(self, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refused)
    with pytest.raises(NotReady) as fault:
        preflight.check_port(Address("127.0.0.1", 80))
    assert "1024" in the_line(fault)


def test_a_data_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotReady) as fault:
        preflight.check_folder(tmp_path / "file" / "var")
    assert "DATA_DIR" in the_line(fault)


def test_a_writable_folder_is_left_as_it_was(tmp_path):
    preflight.check_folder(tmp_path / "var")
    assert list((tmp_path / "var").iterdir()) == []


def test_a_database_file_of_another_account(tmp_path, monkeypatch):
    (tmp_path / "portal.sqlite3").touch()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(NotReady) as fault:
        preflight.check_folder(tmp_path)
    assert "portal.sqlite3" in the_line(fault)


def test_one_portal_per_data_folder(tmp_path):
    with preflight.only_one(tmp_path):
        with pytest.raises(NotReady) as fault:
            preflight.only_one(tmp_path)
        assert str(os.getpid()) in the_line(fault)
    preflight.only_one(tmp_path).close()


def test_redis_that_does_not_answer():
    preflight.check_redis("")
    with pytest.raises(NotReady) as fault:
        preflight.check_redis("redis://127.0.0.1:1/0")
    assert "REDIS_URL" in the_line(fault)
    with pytest.raises(NotReady):
        preflight.check_redis("http://nonsense")


def test_a_database_that_cannot_be_used():
    fault = preflight.database_fault(OSError("connection refused\nIs the server running?"))
    assert str(fault).endswith("connection refused")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"DATA_DIR": "/proc/nowhere"}, "DATA_DIR"),
        ({"DATABASE_URL": "mysql://somewhere/db"}, "DATABASE_URL"),
        ({"DJANGO_SETTINGS_MODULE": "kpi_portal.settings.production"}, "SECRET_KEY"),
    ],
)
def test_the_command_says_one_line_and_fails(environment, said, tmp_path):
    inherited = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PORT", "HOST"}
    }
    base = {"DJANGO_SETTINGS_MODULE": "kpi_portal.settings.dev", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "portal"],
        env={**inherited, **base, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert said in done.stderr
