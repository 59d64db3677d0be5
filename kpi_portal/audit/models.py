"""Entries of the chain, the erasable details beside them, and the chain's head."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(Exception):
    """Somebody's code tried to change or delete an entry of the chain."""


class AppendOnlyQuerySet(models.QuerySet["Entry"]):
    """A queryset that reads and nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit entries are never updated")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("audit entries are never deleted")


class Entry(models.Model):
    """One act. Its hash covers the digest of its details, so details can be erased and the
    chain still proves that they were not replaced."""

    sequence = models.PositiveBigIntegerField(_("sequence"), unique=True)
    at = models.DateTimeField(_("time"))
    action = models.CharField(_("action"), max_length=64)
    object_type = models.CharField(_("kind of object"), max_length=64)
    object_id = models.CharField(_("object"), max_length=64)
    subject = models.CharField(
        max_length=96,
        blank=True,
        help_text="What the history page groups by, such as submission:12.",
    )
    unit_path = models.CharField(max_length=255, blank=True, help_text="Where it happened.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("actor"),
    )
    system_actor = models.CharField(max_length=64, blank=True)
    detail_digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["subject", "sequence"]),
            models.Index(fields=["unit_path", "sequence"]),
            models.Index(fields=["actor", "sequence"]),
        ]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.object_type}:{self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnlyError("audit entries are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit entries are never deleted")


class Detail(models.Model):
    """The readable part: names, notes and what changed. Erasable on a lawful request."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="detail")
    body = models.JSONField()

    class Meta:
        verbose_name = _("audit detail")
        verbose_name_plural = _("audit details")

    def __str__(self) -> str:
        return f"detail of {self.entry_id}"


class ChainHead(models.Model):
    """One row: the last sequence and hash. Locking it orders the writers; it is locked last."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"
