"""Kinds of work that exist only for the tests, here and in a real worker process."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from kpi_portal import jobs
from kpi_portal.errors import InvalidInput
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report


@jobs.register("tests.count", title="Counting")
def count(job: Job, report: Report) -> dict[str, Any]:
    """Count to the payload's `to`, reporting each step."""
    for step in range(1, job.payload["to"] + 1):
        report(step, job.payload["to"], f"step {step}")
    return {"counted": job.payload["to"], "url": "/counted/"}


@jobs.register("tests.refuse")
def refuse(job: Job, report: Report) -> None:
    """A rule of the portal says no."""
    raise InvalidInput("The form is empty.", code="empty")


@jobs.register("tests.break", max_attempts=2)
def break_down(job: Job, report: Report) -> None:
    """A defect."""
    raise ValueError("secret detail")


@jobs.register("tests.crash_once")
def crash_once(job: Job, report: Report) -> dict[str, Any]:
    """Write the payload's file: the first attempt stalls for the test to kill its worker."""
    folder = Path(job.payload["folder"])
    with (folder / "attempts").open("a") as log:
        log.write(f"{os.getpid()}\n")
    report(1, 2, "half")
    if job.attempts == 1:
        time.sleep(120)
    (folder / "made").open("x").close()
    return {"made": True}
