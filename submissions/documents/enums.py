"""Kinds and states of documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    REQUEST_MEMO = "request", _("Request memo")
    FEEDBACK_MEMO = "feedback", _("Feedback memo")
    REPORT_MEMO = "report", _("Reporting memo")
    REMINDER_MEMO = "reminder", _("Reminder memo")
    SUMMARY_MEMO = "summary", _("Summary memo")
    RECEIPT = "receipt", _("Receipt")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement of receipt")


# Issued the moment they are made and handled by nobody: what they prove is in them.
PROOFS = frozenset({DocumentKind.RECEIPT, DocumentKind.ACKNOWLEDGEMENT})


class DocumentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    PRINTED = "printed", _("Printed")
    SIGNED = "signed", _("Signed")
    SENT = "sent", _("Sent")


class Format(models.TextChoices):
    PDF = "pdf", "PDF"
    WORD = "docx", "Word"


class NumberState(models.TextChoices):
    TAKEN = "taken", _("In use")
    VOIDED = "voided", _("Voided")


class BatchState(models.TextChoices):
    DRAFTING = "drafting", _("Being drafted")
    DRAFTED = "drafted", _("Drafted")
    ISSUING = "issuing", _("Being issued")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class BatchItemState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DRAFTED = "drafted", _("Drafted")
    ISSUED = "issued", _("Issued")
    RENDERED = "rendered", _("Ready in both formats")
    FAILED = "failed", _("Failed")


class NumberSource(models.TextChoices):
    """Where the numbers of a batch come from."""

    OWN = "own", _("The next numbers of the portal's own register")
    LIST = "list", _("The numbers pasted from the agency's register")
    CIRCULAR = "circular", _("One circular number (ว) for all")


class ScanState(models.TextChoices):
    READING = "reading", _("Being read")
    WAITING = "waiting", _("Waits for confirmation")
    ATTACHED = "attached", _("Attached")
    SET_ASIDE = "aside", _("Set aside")


class FoundBy(models.TextChoices):
    """By what a scan was recognised."""

    QR = "qr", _("QR code")
    NUMBER = "number", _("Number in the file name")
    PERSON = "person", _("Chosen by hand")
