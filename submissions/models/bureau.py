"""The bureau's own report: what was merged into it, and what the collecting centre made of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.models.answers import Answer
from submissions.models.evidence import EvidenceVersion
from submissions.models.submission import Submission


class MergedRow(models.Model):
    """One origin of a row of a form of the bureau's report: a row of a division's report.

    A process that several divisions named alike may stand in one row with an origin for each; a row
    of a division goes into one row of the bureau's. `source_row` and `row` are the keys of the rows
    in the two answers; `digest` covers what the division's row said when it was merged or last
    looked at, so that a later change on either side can be shown. It is empty where the division
    took its row out and the bureau keeps it."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="merged_rows")
    table = models.CharField(max_length=120)
    row = models.CharField(max_length=64)
    source = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="given_rows")
    source_row = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("merged row")
        verbose_name_plural = _("merged rows")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "table", "source", "source_row"], name="one_merge_per_source_row"
            ),
        ]
        indexes = [models.Index(fields=["answer", "table", "row"])]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.row}"


class OutsideResult(models.Model):
    """What the collecting centre answered to the bureau's report: its number, and the score given
    outside, to be compared with the portal's.

    The row says what holds now; what it said before stands in the audit trail. `scan` is the newest
    scan of the centre's letter, its earlier ones are the earlier versions of the same document."""

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="outside_result"
    )
    centre = models.CharField(_("collecting centre"), max_length=300)
    memo_number = models.CharField(_("number of the memo sent"), max_length=120, blank=True)
    sent_on = models.DateField(_("sent"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("level given"), null=True, blank=True)
    score = models.DecimalField(
        _("score given"), max_digits=12, decimal_places=4, null=True, blank=True
    )
    received_on = models.DateField(_("result received"), null=True, blank=True)
    reference = models.CharField(_("reference of the result"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    scan = models.ForeignKey(
        EvidenceVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("result given outside")
        verbose_name_plural = _("results given outside")

    def __str__(self) -> str:
        return f"{self.submission_id} {self.score}"

    @property
    def given(self) -> bool:
        """Whether the centre's result is recorded, and not only that the report was sent."""
        return self.score is not None or self.level is not None
