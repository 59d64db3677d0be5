"""A real Celery worker process that works on the database of the running test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from kpi_portal.jobs.models import Job

PATIENCE_SECONDS = 60.0


class LiveWorker:
    """Start and kill the worker. Its log lies in `log`."""

    def __init__(self, folder: Path, include: str = "tests.jobs.workshop") -> None:
        self.log = folder / "worker.log"
        self._include = include
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return at once; the worker sweeps as soon as it is up."""
        command = [sys.executable, "-m", "celery", "-A", "kpi_portal.celery", "--quiet", "worker"]
        command += ["--pool", "prefork", "--concurrency", "1", "--include", self._include]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.jobs.worker_settings",
            "TEST_DATABASE_NAME": str(connection.settings_dict["NAME"]),
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """kill -9 of the worker and the process that renders for it."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def wait_until(self, holds: Callable[[], bool], *, patience: float = PATIENCE_SECONDS) -> None:
        """Wait for something the worker does. Fails with the worker's log."""
        deadline = time.monotonic() + patience
        while not holds():
            died = self._process is not None and self._process.poll() is not None
            if died or time.monotonic() > deadline:
                raise AssertionError(f"the worker did not get there:\n{self.log.read_text()}")
            time.sleep(0.05)

    def wait_for(self, job: Job) -> Job:
        """Wait until the job has ended, and return its row."""

        def ended() -> bool:
            job.refresh_from_db()
            return job.finished

        self.wait_until(ended)
        return job
