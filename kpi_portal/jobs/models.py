"""One piece of background work: what to do, who holds it, how far it is, what came of it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Working")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


ACTIVE = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """A row is written in the transaction that wants the work; a lease says who works on it.

    `key` names the work itself: while one job with a key is active, a second is not made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind of work"), max_length=80)
    key = models.CharField(max_length=200, blank=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(
        _("state"), max_length=12, choices=JobState.choices, default=JobState.QUEUED
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("requested by"),
    )

    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=1)
    progress_text = models.CharField(max_length=300, blank=True)

    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    not_before = models.DateTimeField()
    announced_at = models.DateTimeField(null=True, help_text="When a worker was last told of it.")
    leased_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_holder = models.CharField(max_length=200, blank=True)

    created_at = models.DateTimeField(_("requested"))
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    error = models.TextField(_("reason of the failure"), blank=True)
    error_detail = models.TextField(blank=True, help_text="The trace, for operators.")

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["requested_by", "-created_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(key=""),
                name="job_key_active_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"

    @property
    def finished(self) -> bool:
        """No worker will touch it again unless somebody asks."""
        return self.state not in ACTIVE

    @property
    def waits_to_retry(self) -> bool:
        """It failed at least once and will be tried again by itself."""
        return self.state == JobState.QUEUED and self.attempts > 0

    def time_left(self, now: datetime) -> timedelta | None:
        """Estimated from the pace so far; None while there is nothing to estimate from."""
        if self.state != JobState.RUNNING or not self.started_at or not self.progress_done:
            return None
        remaining = max(self.progress_total - self.progress_done, 0)
        return (now - self.started_at) * remaining / self.progress_done
