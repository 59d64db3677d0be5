"""Kinds and states of documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    REQUEST_MEMO = "request", _("Request memo")
    FEEDBACK_MEMO = "feedback", _("Feedback memo")
    REPORT_MEMO = "report", _("Reporting memo")
    RECEIPT = "receipt", _("Receipt")


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
