"""The virtual environment and the pinned, hashed packages in it."""

from __future__ import annotations

import sys
import venv
from pathlib import Path

from .stamp import Stamps, digest
from .terminal import SetupError, run, step

RUNTIME, DEV = "runtime", "dev"


def choose(asked: str, installed: str) -> str:
    """The set to install: a folder that has the development set keeps it, for it holds both."""
    return DEV if DEV in (asked, installed.partition(":")[0]) else RUNTIME


def ensure(root: Path, asked: str) -> None:
    """Make `.venv` and bring it to the lock file, unless it is there already."""
    folder = root / ".venv"
    python = folder / "bin" / "python"
    stamps = Stamps(folder / "kpi-portal-setup.json")
    chosen = choose(asked, stamps.get("python"))
    lock = root / "requirements" / f"{chosen}.lock"
    state = f"{chosen}:{digest([lock], sys.version)}"
    usable = python.exists() and (folder / "lib" / "python3.11").is_dir()
    if usable and stamps.get("python") == state:
        return
    if not usable:
        with step("virtual environment in .venv"):
            venv.create(folder, with_pip=True, clear=True)
    with step(f"Python packages ({chosen})"):
        _install(python, root / "requirements", lock)
    stamps.record("python", state)


def add(root: Path, lock_name: str) -> None:
    """Install one more lock file beside what is there."""
    python = root / ".venv" / "bin" / "python"
    run(_pip(python, root / "requirements" / lock_name))


def _install(python: Path, requirements: Path, lock: Path) -> None:
    run(_pip(python, requirements / "bootstrap.lock"))
    # compiled now: uncompiled, the PDF library alone costs a second at every start
    sync = (python.parent / "uv", "pip", "sync", "-q", "--require-hashes", lock)
    environment = {"UV_COMPILE_BYTECODE": "1", "VIRTUAL_ENV": str(python.parent.parent)}
    try:
        run(sync, environment)
    except (SetupError, OSError):
        # uv reads no pip configuration: behind a mirror that only pip knows, pip does the same
        run(_pip(python, lock))


def _pip(python: Path, lock: Path) -> tuple[str, ...]:
    options = ("-q", "--disable-pip-version-check", "--require-hashes")
    return (str(python), "-m", "pip", "install", *options, "-r", str(lock))
