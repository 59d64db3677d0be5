"""Exports that people asked for, and where their parts lie until they expire."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models import Round
from submissions.archives.enums import ExportKind
from submissions.models import Submission


class Export(models.Model):
    """One workbook, dashboard or dossier, made for one person with what that person may see.

    It is of a round, of one report in it, or, a dashboard, of a whole fiscal year: then of the
    rounds of `round_key`, without one of the newest of each indicator. A workbook is kept whole in
    the `workbook` address, a dashboard in `paper`. Of a dossier only what had to be made is
    kept: `plan` lists its files in order, `pack` holds the small ones; evidence and memos are
    streamed from where they lie. The row stays when the files are removed.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=ExportKind.choices)
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, blank=True, related_name="exports"
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"), null=True, blank=True)
    round_key = models.CharField(max_length=20, blank=True)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="exports"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports"
    )
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField(_("asked for"))
    job_id = models.CharField(max_length=36, blank=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    workbook = models.CharField(max_length=200, blank=True)
    paper = models.CharField(max_length=200, blank=True)
    plan = models.CharField(max_length=200, blank=True)
    pack = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(
        "SHA-256",
        max_length=64,
        blank=True,
        help_text="Of the file, or of the dossier's manifest.sha256.",
    )
    size = models.PositiveBigIntegerField(_("size"), default=0)
    files = models.PositiveIntegerField(_("files"), default=0)
    reports = models.JSONField(default=list, help_text="The reports in it.")
    withheld = models.JSONField(
        default=list, help_text="Of these the review was not told to the person when it was made."
    )

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(round__isnull=False, fiscal_year__isnull=True)
                | models.Q(round__isnull=True, fiscal_year__isnull=False),
                name="export_of_a_round_or_of_a_year",
            )
        ]
        indexes = [
            models.Index(fields=["by", "round", "-asked_at"]),
            models.Index(fields=["expires_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.round_id or self.fiscal_year} {self.submission_id or ''}".strip()

    @property
    def subject(self) -> str:
        """What the audit trail groups its acts by: the report, the round or the year."""
        if self.submission_id:
            return f"submission:{self.submission_id}"
        return f"round:{self.round_id}" if self.round_id else f"year:{self.fiscal_year}"

    @property
    def ready(self) -> bool:
        return self.made_at is not None and self.removed_at is None
