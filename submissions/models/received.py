"""Reports that came another way than through the portal, and the files that were brought."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.enums import Channel
from submissions.models.evidence import EvidenceUse, EvidenceVersion
from submissions.models.submission import KEY_LENGTH, Filing, Submission


class ReceivedReport(models.Model):
    """รับรายงานแทน: staff enter a report that came by paper, USB, e-mail or LINE.

    Opened with a reason, it lets one reviewer enter answers and evidence for the unit until the
    report moves on. Entering makes the filing, whose moment is `received_at`; a second person
    verifies what was entered or sends it back to whoever entered it.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="received_reports"
    )
    at_version = models.PositiveIntegerField(
        help_text="The report's version it is open for: any move of the report ends the entering."
    )
    reason = models.TextField(_("why it did not come through the portal"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    channel = models.CharField(_("how it came"), max_length=12, choices=Channel.choices, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    receiving_number = models.CharField(
        _("receiving number"),
        max_length=120,
        blank=True,
        help_text=_("Of the section's register of incoming documents."),
    )
    brought_by = models.CharField(_("brought or sent by"), max_length=300, blank=True)
    signer_name = models.CharField(_("signed by"), max_length=300, blank=True)
    signer_position = models.CharField(_("position"), max_length=300, blank=True)
    memo_number = models.CharField(_("memo number"), max_length=120, blank=True)
    memo_date = models.DateField(_("memo date"), null=True, blank=True)
    cover = models.ForeignKey(
        EvidenceVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    filing = models.OneToOneField(
        Filing, on_delete=models.PROTECT, null=True, blank=True, related_name="received"
    )
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_back_note = models.TextField(_("what is to be corrected"), blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verification_note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("received report")
        verbose_name_plural = _("received reports")
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["submission", "verified_at"])]

    def __str__(self) -> str:
        return self.receiving_number or f"{self.submission_id}"

    @property
    def acknowledgement_number(self) -> str:
        """Under which the acknowledgement is kept: the receipt's number, which is unique."""
        return "" if self.filing is None else f"A{self.filing.receipt_number[1:]}"


class ReceivedFile(models.Model):
    """One file of a received report, waiting to be assigned to a requirement or assigned."""

    received = models.ForeignKey(ReceivedReport, on_delete=models.PROTECT, related_name="files")
    version = models.ForeignKey(EvidenceVersion, on_delete=models.PROTECT, related_name="+")
    requirement = models.CharField(_("requirement"), max_length=KEY_LENGTH, blank=True)
    use = models.ForeignKey(
        EvidenceUse, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file of a received report")
        verbose_name_plural = _("files of received reports")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.version)
