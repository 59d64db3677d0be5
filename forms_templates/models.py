"""Versioned form templates, memo wordings and emblems, each belonging to an owner unit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import Unit


class FormTemplate(models.Model):
    """One version of a form (form-1 … form-5) as data. Answers keep the version they were given
    to; a used version never changes."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="form_templates")
    code = models.CharField(_("form"), max_length=40)
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    version = models.PositiveIntegerField(_("version"), default=1)
    schema = models.JSONField()
    sha256 = models.CharField(max_length=64)
    approved = models.BooleanField(
        _("approved"),
        default=False,
        help_text=_("Reconstructed forms say ร่าง on paper until approved."),
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("form template")
        verbose_name_plural = _("form templates")
        ordering = ["fiscal_year", "code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "fiscal_year", "code", "version"], name="one_form_template_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.fiscal_year} v{self.version}"


class MemoTemplate(models.Model):
    """One version of a memo's wording: paragraphs with named places."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memo_templates")
    kind = models.CharField(_("kind"), max_length=40)
    version = models.PositiveIntegerField(_("version"), default=1)
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("memo template")
        verbose_name_plural = _("memo templates")
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "version"], name="one_memo_template_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"


class Emblem(models.Model):
    """The agency's emblem for its memos, uploaded by an admin; the newest one counts."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="emblems")
    image = models.BinaryField()
    media_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("emblem")
        verbose_name_plural = _("emblems")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.owner} {self.uploaded_at:%Y-%m-%d}"
