"""What setup decides: which Python, which packages, what is skipped, what a person is told."""

import ast
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts.provisioning import (
    browser_files,
    main,
    python_env,
    stamp,
    terminal,
    translations,
)
from scripts.provisioning.terminal import SetupError

ROOT = Path(__file__).resolve().parents[2]


def test_a_wrong_python_gets_one_line():
    program = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); "
        "runpy.run_path('scripts/setup.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "3.11" in done.stderr
    assert "3.9" in done.stderr


def test_the_first_file_parses_on_an_old_python():
    ast.parse((ROOT / "scripts/setup.py").read_text(), feature_version=(3, 4))


def test_setup_needs_the_standard_library_alone():
    for file in (ROOT / "scripts/provisioning").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            else:
                continue
            for name in names:
                assert name.partition(".")[0] in sys.stdlib_module_names, (file.name, name)


def test_no_file_of_the_start_names_a_package_host():
    files = [ROOT / "package-lock.json", ROOT / ".npmrc", *ROOT.glob("requirements/*")]
    for file in [*files, *(ROOT / "scripts/provisioning").glob("*.py"), ROOT / "Makefile"]:
        assert "://" not in file.read_text(), file


# -- Python packages


@pytest.mark.parametrize(
    ("asked", "installed", "chosen"),
    [
        ("runtime", "", "runtime"),
        ("dev", "", "dev"),
        ("dev", "runtime:1", "dev"),
        ("runtime", "dev:1", "dev"),
        ("runtime", "runtime:1", "runtime"),
    ],
)
def test_a_folder_with_the_development_set_keeps_it(asked, installed, chosen):
    assert python_env.choose(asked, installed) == chosen


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project folder whose commands are only written down."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/runtime.lock").write_text("django==5\n")
    commands = []

    def run(command, env=None):
        commands.append([str(part) for part in command])

    def create(place, **_options):
        (place / "lib/python3.11").mkdir(parents=True)
        (place / "bin").mkdir()
        (place / "bin/python").touch()

    monkeypatch.setattr(python_env, "run", run)
    monkeypatch.setattr(python_env.venv, "create", create)
    return SimpleNamespace(path=tmp_path, commands=commands)


def test_packages_are_installed_once_and_again_when_the_lock_changes(folder):
    python_env.ensure(folder.path, "runtime")
    first = len(folder.commands)
    assert any("--require-hashes" in command for command in folder.commands)
    python_env.ensure(folder.path, "runtime")
    assert len(folder.commands) == first
    (folder.path / "requirements/runtime.lock").write_text("django==6\n")
    python_env.ensure(folder.path, "runtime")
    assert len(folder.commands) == 2 * first


def test_an_environment_of_another_python_is_made_anew(folder):
    python_env.ensure(folder.path, "runtime")
    (folder.path / ".venv/lib/python3.11").rmdir()
    (folder.path / ".venv/bin/python").unlink()
    (folder.path / ".venv/bin").rmdir()
    (folder.path / ".venv/lib").rmdir()
    first = len(folder.commands)
    python_env.ensure(folder.path, "runtime")
    assert len(folder.commands) == 2 * first


def test_pip_serves_where_uv_does_not(folder, monkeypatch):
    def run(command, env=None):
        folder.commands.append([str(part) for part in command])
        if folder.commands[-1][0].endswith("uv"):
            raise SetupError("no route")

    monkeypatch.setattr(python_env, "run", run)
    python_env.ensure(folder.path, "runtime")
    assert folder.commands[-1][1:4] == ["-m", "pip", "install"]
    assert folder.commands[-1][-1].endswith("runtime.lock")


# -- browser files


def test_maps_and_old_fonts_are_not_referred_to(tmp_path):
    sheet = tmp_path / "a.css"
    sheet.write_text(
        '@font-face{src:url("f/x.woff2?1") format("woff2"),url("f/x.woff?1") format("woff")}'
        "/*# sourceMappingURL=a.css.map */"
    )
    assert browser_files.trimmed(sheet) == b'@font-face{src:url("f/x.woff2?1") format("woff2")}'
    script = tmp_path / "a.js"
    script.write_text("let a = 1;\n//# sourceMappingURL=a.js.map\n")
    assert browser_files.trimmed(script) == b"let a = 1;\n\n"


def test_every_listed_file_is_copied_and_old_ones_go(tmp_path):
    for name in browser_files.FILES:
        source = tmp_path / "packages" / name
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_bytes(b"x")
    vendor = tmp_path / "build/static/vendor"
    vendor.mkdir(parents=True)
    (vendor / "left-over.js").touch()
    browser_files.copy(tmp_path / "packages", vendor)
    copied = {str(file.relative_to(vendor)) for file in vendor.rglob("*") if file.is_file()}
    assert copied == set(browser_files.FILES.values())


def test_an_old_npm_is_passed_over(monkeypatch):
    monkeypatch.setattr(browser_files.shutil, "which", lambda name: f"/usr/bin/{name}")
    for version, used in (("6.14.4\n", False), ("9.2.0\n", True), ("", False)):
        answer = SimpleNamespace(stdout=version)
        monkeypatch.setattr(browser_files.subprocess, "run", lambda *a, _a=answer, **k: _a)
        assert (browser_files._npm_on_path() is not None) is used


# -- stamps, translations, the whole


def test_stamps_survive_damage(tmp_path):
    file = tmp_path / "stamps.json"
    stamp.Stamps(file).record("python", "1")
    assert stamp.Stamps(file).get("python") == "1"
    file.write_text("{")
    assert stamp.Stamps(file).get("python") == ""


def test_a_digest_sees_every_change(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("ab")
    two.write_text("c")
    first = stamp.digest([one, two])
    one.write_text("a")
    two.write_text("bc")
    assert stamp.digest([one, two]) != first
    assert stamp.digest([one]) != stamp.digest([one], "word")
    two.unlink()
    assert stamp.digest([one, two]) != stamp.digest([one])


def test_catalogues_are_compiled_when_they_change(tmp_path, monkeypatch):
    messages = tmp_path / "locale/th/LC_MESSAGES"
    messages.mkdir(parents=True)
    (tmp_path / ".venv").mkdir()
    (messages / "django.po").write_text("one")
    compiled = []

    def compile_it(command):
        compiled.append(command)
        (messages / "django.mo").touch()

    monkeypatch.setattr(translations, "run", compile_it)
    translations.ensure(tmp_path)
    translations.ensure(tmp_path)
    assert len(compiled) == 1
    (messages / "django.mo").unlink()
    translations.ensure(tmp_path)
    assert len(compiled) == 2


def test_commands_trust_whom_the_system_trusts_unless_told_otherwise(tmp_path, monkeypatch):
    authorities = tmp_path / "ca.crt"
    shown = tmp_path / "shown"
    show = ("sh", "-c", f'echo "$PIP_CERT $NODE_EXTRA_CA_CERTS" > {shown}')
    monkeypatch.setattr(terminal, "_SYSTEM_AUTHORITIES", authorities)
    monkeypatch.setenv("PIP_CERT", "mine")
    monkeypatch.delenv("NODE_EXTRA_CA_CERTS", raising=False)
    terminal.run(show)
    assert shown.read_text().split() == ["mine"]
    authorities.touch()
    terminal.run(show)
    assert shown.read_text().split() == ["mine", str(authorities)]


def test_a_failing_command_shows_what_it_said(capsys):
    with pytest.raises(SetupError, match="this command failed: sh -c"):
        terminal.run(("sh", "-c", "echo the reason; exit 3"))
    assert "the reason" in capsys.readouterr().err


def test_a_step_that_fails_is_one_line_and_a_failure(monkeypatch, capsys):
    def fail(profile):
        raise SetupError("Debian packages are missing: …")

    monkeypatch.setattr(main.debian, "ensure", fail)
    assert main.prepare([]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert main.prepare(["everything"]) == 2
