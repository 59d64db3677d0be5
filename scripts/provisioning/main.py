"""The order of the steps, and the one line that is said when a step cannot be done."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from . import browser_files, debian, python_env, translations
from .terminal import SetupError

ROOT = Path(__file__).resolve().parent.parent.parent
PROFILES = ("runtime", "test", "services")


def prepare(arguments: Sequence[str]) -> int:
    """Prepare the folder for a profile. Returns the exit status."""
    profile = arguments[0] if arguments else "runtime"
    if profile not in PROFILES or len(arguments) > 1:
        print(f"usage: setup.py [{'|'.join(PROFILES)}]", file=sys.stderr)
        return 2
    try:
        debian.ensure(profile)
        python_env.ensure(ROOT, "runtime" if profile == "runtime" else "dev")
        browser_files.ensure(ROOT)
        translations.ensure(ROOT)
    except SetupError as reason:
        print(f"KPI Portal setup: {reason}", file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"KPI Portal setup: {fault}", file=sys.stderr)
        return 1
    return 0
