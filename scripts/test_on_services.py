"""Run pytest on a throw-away PostgreSQL and Redis. Arguments are handed to pytest."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from throwaway_services import postgres, redis


def main(arguments: Sequence[str]) -> int:
    """Returns pytest's exit status."""
    with postgres() as database_url, redis() as redis_url:
        print(f"on {database_url} and {redis_url}", flush=True)
        environment = {**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url}
        command = [sys.executable, "-m", "pytest", *arguments]
        process = subprocess.Popen(command, env=environment)
        try:
            return process.wait()
        except KeyboardInterrupt:  # the terminal told pytest as well
            return process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
