"""Decisions beside the workflow: extensions, waivers, and people named by order."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.enums import Role
from submissions.enums import ExtensionState
from submissions.models.submission import Submission


class Extension(models.Model):
    """ขยายเวลา for one unit: the director asks, also after the due date; the head decides."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(
        max_length=12, choices=ExtensionState.choices, default=ExtensionState.REQUESTED
    )
    requested_until = models.DateTimeField(_("requested until"))
    reason = models.TextField(_("reason"))
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_until = models.DateTimeField(_("granted until"), null=True, blank=True)
    order_number = models.CharField(_("order number"), max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.state}"


class Waiver(models.Model):
    """ยกเว้นการหักคะแนน: removes the deduction for lateness, by order."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="waiver")
    order_number = models.CharField(_("order number"), max_length=120)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")

    def __str__(self) -> str:
        return self.order_number


class Appointment(models.Model):
    """The executive names somebody to review or confirm where nobody else may, by order."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="appointments"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="review_appointments"
    )
    role = models.CharField(
        max_length=20, choices=[(r.value, r.label) for r in (Role.REVIEWER, Role.HEAD)]
    )
    order_number = models.CharField(_("order number"), max_length=120)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "user", "role"], name="one_appointment_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
