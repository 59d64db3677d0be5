"""Reports that came another way than through the portal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.enums import Channel
from submissions.models.submission import Filing


class ReceivedReport(models.Model):
    """รับรายงานแทน: staff entered a report that came by paper, USB, e-mail or LINE.

    `received_at` is the moment that counts for lateness and the moment of its filing; the scan is
    the filing's `signed_scan`. A second person verifies what was entered.
    """

    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="received")
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    received_at = models.DateTimeField(_("received"))
    receiving_number = models.CharField(
        _("receiving number"),
        max_length=120,
        help_text=_("Of the section's register of incoming documents."),
    )
    brought_by = models.CharField(_("brought or sent by"), max_length=300)
    reason = models.TextField(_("why it did not come through the portal"))
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verification_note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("received report")
        verbose_name_plural = _("received reports")
        ordering = ["-entered_at", "-pk"]

    def __str__(self) -> str:
        return self.receiving_number
