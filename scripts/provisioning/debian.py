"""Debian packages: which are missing, and installing them when root or sudo allows it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable

from .terminal import SetupError, run, step, warn

# libharfbuzz-subset0: without it each PDF takes twice as long; Laksaman carries the Thai documents
RUNTIME = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-tlwg-laksaman-ttf",
    "fontconfig",
)
# what prints Word files, workbooks and slides; a fuller package that is there serves as well
OFFICE = ("libreoffice-writer-nogui", "libreoffice-calc-nogui", "libreoffice-impress-nogui")
TEST = ("poppler-utils", "chromium", *OFFICE, "gettext")
SERVICES = ("postgresql", "redis-server")
_SERVED_BY = {name: name.removesuffix("-nogui") for name in OFFICE}
_APT = ("apt-get", "-o", "DPkg::Lock::Timeout=300", "-q")


def wanted(profile: str) -> tuple[str, ...]:
    """The packages of a profile; each profile contains the one before it."""
    return {"runtime": RUNTIME, "test": RUNTIME + TEST, "services": RUNTIME + TEST + SERVICES}[
        profile
    ]


def venv_package() -> tuple[str, ...]:
    """Debian splits ensurepip from Python; without it no virtual environment can be made."""
    if importlib.util.find_spec("ensurepip"):
        return ()
    return (f"python{sys.version_info[0]}.{sys.version_info[1]}-venv",)


def missing(packages: Iterable[str]) -> list[str]:
    """Those not installed, nor served by a fuller package that is."""
    packages = list(packages)
    names = packages + [_SERVED_BY[name] for name in packages if name in _SERVED_BY]
    query = ("dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names)
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    there = {line.split()[0] for line in answer.splitlines() if line.endswith(" installed")}
    return [name for name in packages if not there & {name, _SERVED_BY.get(name, name)}]


def privilege() -> tuple[str, ...] | None:
    """What stands before apt-get: nothing as root, sudo without a password, None without either."""
    if os.geteuid() == 0:
        return ()
    if (
        shutil.which("sudo")
        and not subprocess.run(("sudo", "-n", "true"), capture_output=True, check=False).returncode
    ):
        return ("sudo", "-n")
    return None


def ensure(profile: str) -> None:
    """Install what the profile lacks.

    Without the right to install, a start for use goes on with one line (pages work, PDFs do not);
    without the venv package, or before tests, it stops with that line.
    """
    if not shutil.which("dpkg-query"):
        warn(f"not a Debian system; install what serves as: {' '.join(wanted(profile))}")
        return
    needed_first = venv_package()
    lacking = missing((*needed_first, *wanted(profile)))
    if not lacking:
        return
    before = privilege()
    if before is not None:
        _install(lacking, before)
        return
    line = f"Debian packages are missing: sudo apt-get install {' '.join(lacking)}"
    if needed_first or profile != "runtime":
        raise SetupError(line)
    warn(f"{line} (until then PDF documents fail)")


def _install(packages: list[str], before: tuple[str, ...]) -> None:
    quiet = (*before, "env", "DEBIAN_FRONTEND=noninteractive")
    with step(f"Debian packages: {' '.join(packages)}"):
        run((*quiet, *_APT, "update"))
        run((*quiet, *_APT, "install", "-y", "--no-install-recommends", *packages))
