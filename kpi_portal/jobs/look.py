"""How a job's state looks: word, colour and icon, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kpi_portal.jobs.models import Job, JobState

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise
else:
    _StrOrPromise = object


@dataclass(frozen=True, slots=True)
class Look:
    """A status kind of the style guide, the word, and the icon."""

    kind: str
    label: _StrOrPromise
    icon: str


_LOOKS = {
    JobState.QUEUED: Look("still", _("Waiting for its turn"), "clock"),
    JobState.RUNNING: Look("wait", _("Working"), "hourglass-split"),
    JobState.DONE: Look("done", _("Finished"), "check-lg"),
    JobState.FAILED: Look("stop", _("Did not succeed"), "exclamation-octagon"),
    JobState.CANCELLED: Look("still", _("Cancelled"), "slash-circle"),
}
_AGAIN = Look("back", _("Did not succeed, will be tried again by itself"), "arrow-repeat")


def look_of(job: Job) -> Look:
    """The look of its state; work that failed and waits for another try has its own."""
    return _AGAIN if job.waits_to_retry else _LOOKS[JobState(job.state)]
