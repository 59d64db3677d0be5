"""A unit's request that its published result be looked at again, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.enums import ReconsiderationOutcome
from submissions.models.submission import KEY_LENGTH, Submission


class Reconsideration(models.Model):
    """ขอทบทวนผล: one request within the round's days. `before` and `after` are the published
    results around it (level, scores, verdicts per contested item), kept as they were."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="reconsiderations"
    )
    number = models.PositiveSmallIntegerField()
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(_("reason"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who looks again: neither who assessed nor who confirmed."),
    )
    reviewed_at = models.DateTimeField(_("opinion given"), null=True, blank=True)
    opinion = models.TextField(_("opinion"), blank=True)
    outcome = models.CharField(
        max_length=12, choices=ReconsiderationOutcome.choices, blank=True, default=""
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("answer"), blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("reconsideration")
        verbose_name_plural = _("reconsiderations")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number"], name="one_reconsideration_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.number}"


class ContestedItem(models.Model):
    """One requirement whose verdict the unit contests, with its argument. Only these become
    editable, and only by adding evidence."""

    reconsideration = models.ForeignKey(
        Reconsideration, on_delete=models.PROTECT, related_name="items"
    )
    requirement = models.CharField(max_length=KEY_LENGTH)
    argument = models.TextField(_("argument"))

    class Meta:
        verbose_name = _("contested item")
        verbose_name_plural = _("contested items")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reconsideration", "requirement"], name="one_contested_item_per_key"
            )
        ]

    def __str__(self) -> str:
        return self.requirement
