"""Scores are snapshots that can be recomputed and compared years later."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models import IndicatorVersion
from submissions.enums import ScoreBasis
from submissions.models.submission import Submission


class ScoreSnapshot(models.Model):
    """Inputs, definition version, engine version, result and trace of one computation."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="scores")
    basis = models.CharField(max_length=12, choices=ScoreBasis.choices)
    at = models.DateTimeField()
    reason = models.CharField(max_length=64, help_text="The act that led to it.")
    definition_version = models.ForeignKey(
        IndicatorVersion, on_delete=models.PROTECT, related_name="+"
    )
    engine_version = models.CharField(max_length=20)
    inputs = models.JSONField()
    inputs_digest = models.CharField(max_length=64)
    result = models.JSONField()

    class Meta:
        verbose_name = _("score snapshot")
        verbose_name_plural = _("score snapshots")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["submission", "basis", "-at"])]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.basis} {self.result.get('final')}"
