"""Office files as PDF by LibreOffice: as a program of its own that is given nothing but the file.

Each run has its own folder for everything it writes, so that nothing stays and no two runs meet:
profile, home and temporary files. Macros and linked contents are switched off there and the
network is led nowhere; memory, time and the size of what it writes are bounded by the system.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import BinaryIO

import pikepdf

PROGRAM = "soffice"
PATIENCE_SECONDS = 120
MOST_MEMORY_KB = 3 * 1024 * 1024
MOST_WRITTEN_BLOCKS = 512 * 1024  # of 512 bytes: 256 MB
_BOUNDED = 'ulimit -v "$1" -f "$2" -t "$3" -c 0; shift 3; exec "$@"'
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{items}
</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)
_SECURITY = "Office.Common/Security/Scripting"
_ITEMS = (
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "DisableActiveContent", "true"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    (_SECURITY, "MacroSecurityLevel", "3"),
    # a proxy nobody listens at: what would be fetched all the same is not found
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


class NotPrintedError(Exception):
    """No PDF came of it. `code` says why: `no_program`, `too_slow` or `not_printed`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def program() -> str:
    """The program that prints office files, or an empty text where none is installed."""
    return shutil.which(PROGRAM) or ""


def as_pdf(source: BinaryIO, ending: str) -> bytes:
    """The PDF of an office file whose kind `ending` names, such as `docx`.

    Slow: for workers. Raises `NotPrintedError`; nothing is left behind in any case.
    """
    name = program()
    if not name:
        raise NotPrintedError("no_program")
    with tempfile.TemporaryDirectory(prefix="printing-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        given = folder / f"file.{ending}"
        with given.open("xb") as target:
            shutil.copyfileobj(source, target)
        _write_settings(folder)
        _run(_command(name, folder, given), folder)
        try:
            return (folder / "out" / "file.pdf").read_bytes()
        except FileNotFoundError:
            raise NotPrintedError("not_printed") from None


def pages_of(pdf: BinaryIO) -> int | None:
    """How many pages a PDF of our own making has; None when that cannot be told."""
    try:
        with pikepdf.open(pdf) as document:
            return len(document.pages)
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return None


def _write_settings(folder: Path) -> None:
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    items = "\n".join(_ITEM.format(path=p, name=n, value=v) for p, n, v in _ITEMS)
    (profile / "registrymodifications.xcu").write_text(_SETTINGS.format(items=items), "utf-8")
    (folder / "tmp").mkdir()


def _command(name: str, folder: Path, given: Path) -> list[str]:
    bounds = [str(MOST_MEMORY_KB), str(MOST_WRITTEN_BLOCKS), str(PATIENCE_SECONDS)]
    return [
        *("/bin/sh", "-c", _BOUNDED, "sh", *bounds),
        *(name, f"-env:UserInstallation=file://{folder}/profile"),
        *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
        *("--convert-to", "pdf", "--outdir", str(folder / "out"), str(given)),
    ]


def _run(command: list[str], folder: Path) -> None:
    """Run to its end or kill it with all its children."""
    env = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "SAL_USE_VCLPLUGIN": "svp",
    }
    quiet = subprocess.DEVNULL
    try:
        running = subprocess.Popen(
            command,
            env=env,
            cwd=folder,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            start_new_session=True,
        )
    except OSError:
        raise NotPrintedError("no_program") from None
    try:
        running.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        raise NotPrintedError("too_slow") from None
    finally:
        _end(running)


def _end(running: subprocess.Popen[bytes]) -> None:
    """The program starts another one; both are of one group that nobody else is in."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
