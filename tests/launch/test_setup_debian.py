"""Debian packages: found missing, installed when allowed, named in one line when not."""

from types import SimpleNamespace

import pytest

from scripts.provisioning import debian
from scripts.provisioning.terminal import SetupError


@pytest.fixture
def dpkg(monkeypatch):
    """A machine with the given packages installed; collects the commands that would run."""
    commands = []

    def machine(*installed, root=True, sudo=False, ensurepip=True):
        def query(command, **_options):
            if command[0] == "sudo":
                return SimpleNamespace(returncode=0 if sudo else 1)
            lines = [f"{name} installed" for name in command if name in installed]
            return SimpleNamespace(stdout="\n".join([*lines, "chromium config-files"]))

        monkeypatch.setattr(debian.subprocess, "run", query)
        monkeypatch.setattr(debian.shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(debian.os, "geteuid", lambda: 0 if root else 1000)
        monkeypatch.setattr(
            debian.importlib.util, "find_spec", lambda name: object() if ensurepip else None
        )
        monkeypatch.setattr(debian, "run", commands.append)
        return commands

    return machine


def test_nothing_is_installed_when_nothing_lacks(dpkg):
    commands = dpkg(*debian.RUNTIME)
    debian.ensure("runtime")
    assert commands == []


def test_root_installs_exactly_what_lacks_after_an_update(dpkg, capsys):
    commands = dpkg(*debian.RUNTIME[1:])
    debian.ensure("runtime")
    update, install = commands
    assert update[-1] == "update"
    assert install[-1] == debian.RUNTIME[0]
    assert "DPkg::Lock::Timeout=300" in install
    assert install[0] == "env"
    assert debian.RUNTIME[0] in capsys.readouterr().out


def test_sudo_without_a_password_serves_as_well(dpkg):
    commands = dpkg(*debian.RUNTIME[1:], root=False, sudo=True)
    debian.ensure("runtime")
    assert [command[:2] for command in commands] == [("sudo", "-n")] * 2


def test_without_rights_a_start_goes_on_with_one_line(dpkg, capsys):
    commands = dpkg(*debian.RUNTIME[1:], root=False)
    debian.ensure("runtime")
    said = capsys.readouterr().err
    assert commands == []
    assert len(said.splitlines()) == 1
    assert f"sudo apt-get install {debian.RUNTIME[0]}" in said


def test_without_rights_tests_stop_with_one_line(dpkg):
    dpkg(*debian.RUNTIME, root=False)
    with pytest.raises(SetupError, match="apt-get install poppler-utils chromium"):
        debian.ensure("test")


def test_without_rights_and_venv_nothing_can_start(dpkg):
    dpkg(*debian.RUNTIME, root=False, ensurepip=False)
    with pytest.raises(SetupError, match=r"apt-get install python3\.11-venv"):
        debian.ensure("runtime")


def test_a_removed_package_with_left_settings_is_missing(dpkg):
    dpkg()
    assert debian.missing(["chromium"]) == ["chromium"]


def test_a_fuller_package_serves(dpkg):
    dpkg("libreoffice-writer")
    assert debian.missing(["libreoffice-writer-nogui"]) == []


def test_another_system_is_told_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(debian.shutil, "which", lambda name: None)
    debian.ensure("runtime")
    assert "libpango" in capsys.readouterr().err


def test_profiles_contain_each_other():
    assert set(debian.wanted("runtime")) < set(debian.wanted("test"))
    assert set(debian.wanted("test")) < set(debian.wanted("services"))
