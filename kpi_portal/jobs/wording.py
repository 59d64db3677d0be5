"""Why a job failed, said in the language of the person who asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kpi_portal.errors import DomainError
from kpi_portal.jobs.models import Job


def refused(job: Job, refusal: DomainError) -> str:
    """A rule of the portal said no: its own sentence."""
    with _language_of(job):
        return str(refusal)


def unexpected(job: Job, fault: Exception) -> str:
    """A defect or an outage. Its text may hold personal data, so only its kind is shown."""
    with _language_of(job):
        sentence = _("Unexpected fault (%(kind)s). The operators find it under the number %(job)s.")
        return sentence % {"kind": type(fault).__name__, "job": job.pk}


def interrupted(job: Job) -> str:
    """The worker died under it too often; perhaps the job itself kills it."""
    with _language_of(job):
        return _("Interrupted %(times)s times, so it is not tried again by itself.") % {
            "times": job.attempts
        }


@contextmanager
def _language_of(job: Job) -> Iterator[None]:
    language = getattr(job.requested_by, "language", "") or settings.LANGUAGE_CODE
    with translation.override(language):
        yield
