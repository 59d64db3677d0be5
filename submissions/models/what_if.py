"""What a round's scores would be by other rules: computed beside the reports, which stay as they
are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models import IndicatorVersion, Round
from submissions.enums import ScoreBasis, State
from submissions.models.submission import Submission


class WhatIf(models.Model):
    """One computation over every report of a round, by a draft or by another version.

    The definition is kept as it was asked for, so that the result can be read and computed again
    after the draft has gone on. `figures` holds counts and sums once it is finished.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="what_ifs")
    version = models.ForeignKey(
        IndicatorVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="None: a draft.",
    )
    draft_revision = models.PositiveIntegerField(null=True, blank=True)
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested"))
    finished_at = models.DateTimeField(null=True, blank=True)
    job_id = models.CharField(max_length=36, blank=True)
    figures = models.JSONField(default=dict)
    move_job_id = models.CharField(max_length=36, blank=True)
    move_outcome = models.JSONField(
        default=dict, help_text="After reports were moved: whose, and what was refused, and why."
    )

    class Meta:
        verbose_name = _("computation by other rules")
        verbose_name_plural = _("computations by other rules")
        ordering = ["-requested_at", "-pk"]
        indexes = [models.Index(fields=["round", "-requested_at"])]

    def __str__(self) -> str:
        return f"{self.round_id} {self.sha256[:8]}"


class WhatIfLine(models.Model):
    """One report: what it scores and what it would. `left_out` are requirements whose evidence
    would no longer count, `unmet` new requirements that nothing meets, `faults` why these rules
    cannot score it: without words, which each reader gets in their own language."""

    run = models.ForeignKey(WhatIf, on_delete=models.CASCADE, related_name="lines")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    unit_name = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=State.choices)
    version_number = models.PositiveIntegerField()
    basis = models.CharField(max_length=12, choices=ScoreBasis.choices)
    before_level = models.PositiveSmallIntegerField(null=True)
    before_final = models.DecimalField(max_digits=12, decimal_places=2)
    before_tier = models.CharField(max_length=200, blank=True)
    after_level = models.PositiveSmallIntegerField(null=True)
    after_final = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    after_tier = models.CharField(max_length=200, blank=True)
    change = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    moved = models.BooleanField(default=False)
    left_out = models.JSONField(default=list)
    unmet = models.JSONField(default=list)
    faults = models.JSONField(default=list)

    class Meta:
        verbose_name = _("report by other rules")
        verbose_name_plural = _("reports by other rules")
        ordering = ["run_id", "pk"]
        indexes = [models.Index(fields=["run", "moved"])]
        constraints = [
            models.UniqueConstraint(fields=["run", "submission"], name="one_line_per_report")
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.before_final} → {self.after_final}"
