"""Who may see a job and who may act on it. Elsewhere a job does not exist.

The requester always may; others through the permissions `jobs.view_job` and `jobs.change_job`,
for which an app above may add rules.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kpi_portal.errors import NotFound
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.person import Person


def get_for(person: Person, job_id: UUID, *, permission: str = "jobs.view_job") -> Job:
    """The job, or `NotFound` when it is missing or not for this person."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not (job.requested_by_id == person.pk or person.has_perm(permission, job)):
        raise NotFound(_("There is no such work, or it is not yours to see."), code="no_job")
    return job
