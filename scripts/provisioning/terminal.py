"""What setup says, and how it runs commands."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

# offices that inspect TLS make their authority known to the system alone: pip, uv and npm carry
# lists of their own, and without this hint they retry for minutes before they fail
_SYSTEM_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
_TRUST_VARIABLES = ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS")


class SetupError(Exception):
    """Setup cannot go on. The text is the one line that the person reads."""


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done and how long it took."""
    print(f"  {text} …", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - began:.1f} s", flush=True)


def warn(text: str) -> None:
    """One line that does not stop the start."""
    print(f"  ! {text}", file=sys.stderr, flush=True)


def run(command: Sequence[str | os.PathLike[str]], env: Mapping[str, str] | None = None) -> None:
    """Run quietly; on failure show the end of what the command said, and raise `SetupError`."""
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**_trust(), **os.environ, **(env or {})},
        check=False,
    )
    if done.returncode:
        print("\n" + done.stdout.decode(errors="replace")[-3000:], file=sys.stderr)
        raise SetupError(f"this command failed: {' '.join(map(str, command))}")


def _trust() -> dict[str, str]:
    if not _SYSTEM_AUTHORITIES.exists():
        return {}
    return dict.fromkeys(_TRUST_VARIABLES, str(_SYSTEM_AUTHORITIES))
