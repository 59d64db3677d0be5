"""A notification to one person, the state of its delivery by e-mail, and how people want mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    NO_ADDRESS = "no_address", _("No e-mail address")
    PORTAL_ONLY = "portal_only", _("In the portal only")
    DIGEST = "digest", _("Waits for the daily digest")


class MailMode(models.TextChoices):
    """How a person wants to hear of what is no official notice."""

    EACH = "each", _("An e-mail for each, at once")
    DAILY = "daily", _("One e-mail a day")
    PORTAL = "portal", _("In the portal only")


class Notification(models.Model):
    """Kind and facts are kept; the sentence is made when shown, in the reader's language."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(_("kind"), max_length=64)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    about = models.CharField(
        max_length=40, blank=True, help_text="What the outbox lists it under, such as round:12."
    )
    created_at = models.DateTimeField(_("time"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    delivery = models.CharField(
        _("e-mail"), max_length=20, choices=Delivery.choices, default=Delivery.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(_("reason of the failure"), blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "read_at", "-created_at"]),
            models.Index(fields=["about", "delivery", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient_id}"


class MailPreference(models.Model):
    """How one person wants mail; without a row everything is sent at once."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference"
    )
    mode = models.CharField(
        _("e-mail"), max_length=10, choices=MailMode.choices, default=MailMode.EACH
    )
    summary = models.BooleanField(
        _("a summary of what waits, each working morning"),
        default=True,
        help_text=_("For those who review and for heads."),
    )
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")

    def __str__(self) -> str:
        return f"{self.person_id} {self.mode}"


class Digest(models.Model):
    """One daily e-mail to one person. The row claims the day, so that nobody gets two."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests"
    )
    day = models.DateField(_("day"))
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(_("reason of the failure"), blank=True)

    class Meta:
        verbose_name = _("daily digest")
        verbose_name_plural = _("daily digests")
        ordering = ["-day", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"
