"""The few browser files and fonts the pages use, copied from npm packages to build/static/vendor.

Whole packages would make collecting static files take half a minute; these take a second.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from . import python_env
from .stamp import Stamps, digest
from .terminal import SetupError, run, step

FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap.bundle.min.js",
    "bootstrap-icons/font/bootstrap-icons.min.css": "icons/bootstrap-icons.min.css",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff2": "icons/fonts/bootstrap-icons.woff2",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    **{
        f"@fontsource/sarabun/files/sarabun-{script}-{weight}-normal.woff2": (
            f"sarabun/files/sarabun-{script}-{weight}-normal.woff2"
        )
        for script in ("thai", "latin")
        for weight in ("400", "700")
    },
}
# the maps are not shipped, and the manifest storage stops at a name it cannot find
_SOURCE_MAP = re.compile(rb"(?m)^//# sourceMappingURL=.*$|/\*# sourceMappingURL=[^*]*\*/")
# every browser we support reads woff2; the older format is not shipped either
_OLD_FONT = re.compile(rb",\s*url\([^)]*\.woff\?[^)]*\)\s*format\(\"woff\"\)")
_OLDEST_NPM = 8


def ensure(root: Path) -> None:
    """Fetch and copy when the lock or the list changed, or the copies are gone."""
    stamps = Stamps(root / ".venv" / "kpi-portal-setup.json")
    vendor = root / "build" / "static" / "vendor"
    here = Path(__file__)
    state = digest([root / "package-lock.json", root / "package.json", root / ".npmrc", here])
    if stamps.get("browser") == state and vendor.is_dir():
        return
    with step("browser files and fonts"):
        _fetch(root)
        copy(root / "node_modules", vendor)
    stamps.record("browser", state)


def copy(packages: Path, vendor: Path) -> None:
    """Copy the listed files, dropping what points at files that are not shipped."""
    fresh = vendor.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, name in FILES.items():
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(trimmed(packages / source))
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)


def trimmed(file: Path) -> bytes:
    """The file's bytes; style sheets and scripts without maps and old fonts."""
    content = file.read_bytes()
    if file.suffix not in {".css", ".js"}:
        return content
    return _OLD_FONT.sub(b"", _SOURCE_MAP.sub(b"", content))


def _fetch(root: Path) -> None:
    npm = _npm_on_path() or _npm_from_wheel(root)
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    path = f"{npm.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    run((npm, "ci", "--prefix", str(root), *quiet), {"PATH": path})


def _npm_on_path() -> Path | None:
    found = shutil.which("npm")
    if not found or not shutil.which("node"):
        return None
    answer = subprocess.run((found, "--version"), capture_output=True, text=True, check=False)
    major = answer.stdout.strip().partition(".")[0]
    return Path(found) if major.isdigit() and int(major) >= _OLDEST_NPM else None


def _npm_from_wheel(root: Path) -> Path:
    python_env.add(root, "node.lock")
    npm = root / ".venv" / "bin" / "npm"
    if not npm.exists():
        raise SetupError("no npm: install Node.js 18 or later and start again")
    return npm
