"""What the people who review keep beside their verdicts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import Unit
from submissions.enums import PreviewState
from submissions.models.evidence import EvidenceVersion
from submissions.models.submission import KEY_LENGTH, Submission


class SavedView(models.Model):
    """มุมมองที่บันทึกไว้: the filters and the order of a queue under a person's own name for them.
    `asked` is what the address of the queue says."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("name"), max_length=80)
    asked = models.JSONField(default=dict)
    opens_first = models.BooleanField(
        default=False, help_text="The queue opens with it when nothing is asked for."
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="one_saved_view_per_name"),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(opens_first=True),
                name="one_first_view_per_person",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ConflictOfInterest(models.Model):
    """ส่วนได้เสีย: a reviewer declares one and judges this report no more. The row stays when it is
    withdrawn, so that it can be told later who judged while it stood."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts"
    )
    reason = models.TextField(_("reason"))
    declared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "person"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_standing_conflict_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.person_id}"


class ReturnReason(models.Model):
    """A ready-made reason for returning evidence, kept by the section of `owner`."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="return_reasons")
    text = models.TextField(_("reason"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reason for returning")
        verbose_name_plural = _("reasons for returning")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class AcknowledgedContradiction(models.Model):
    """A contradiction that a reviewer looked at and let stand, with the reason. `digest` covers
    what contradicted; when that changes the contradiction is open again."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="acknowledged_contradictions"
    )
    kind = models.CharField(max_length=40)
    requirement = models.CharField(max_length=KEY_LENGTH, blank=True)
    digest = models.CharField(max_length=64)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("acknowledged contradiction")
        verbose_name_plural = _("acknowledged contradictions")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "digest"], name="one_acknowledgement_per_contradiction"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.kind}"


def preview_path(preview: Preview, _name: str) -> str:
    return f"previews/{preview.version.sha256[:2]}/{preview.version.sha256}.pdf"


class Preview(models.Model):
    """A Word or Excel file as PDF, made once in the background for the desk; never evidence."""

    version = models.OneToOneField(
        EvidenceVersion, on_delete=models.CASCADE, related_name="preview"
    )
    state = models.CharField(
        max_length=12, choices=PreviewState.choices, default=PreviewState.WAITING
    )
    file = models.FileField(upload_to=preview_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True, help_text="The code of the reason.")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("preview")
        verbose_name_plural = _("previews")

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"
