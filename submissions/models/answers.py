"""The processes a unit chose, and its answers to the web forms."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_templates.models import FormTemplate
from submissions.models.submission import Submission


class Process(models.Model):
    """กระบวนการที่คัดเลือก: forms 2–5 are filled once for each."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="processes")
    name = models.CharField(_("process"), max_length=500)
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("chosen process")
        verbose_name_plural = _("chosen processes")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """What was typed into one form (for one process where the form repeats).

    `revision` rises with every save; a save that names an older one is refused, so two people
    never overwrite each other silently. `missing` holds what still lacks, empty when complete.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="answers")
    template = models.ForeignKey(FormTemplate, on_delete=models.PROTECT, related_name="answers")
    form_code = models.CharField(max_length=40)
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    data = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    saved_from = models.CharField(
        max_length=32,
        blank=True,
        help_text="The opened page that saved last; its own next save is never stale.",
    )
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("answer to a form")
        verbose_name_plural = _("answers to forms")
        ordering = ["form_code", "process__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "form_code", "process"],
                name="one_answer_per_form_process",
            ),
            models.UniqueConstraint(
                fields=["submission", "form_code"],
                condition=models.Q(process__isnull=True),
                name="one_answer_per_single_form",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_code} r{self.revision}"

    @property
    def complete(self) -> bool:
        return self.revision > 0 and not self.missing
