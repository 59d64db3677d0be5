"""Versioned form templates, memo wordings and emblems, each belonging to an owner unit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_templates.enums import WordSubject
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
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approval_reference = models.CharField(_("reference"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

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


class FormDraft(models.Model):
    """The working copy of a form while a configurer edits it; it may be faulty until it is
    published. `revision` rises with every change, so that nobody overwrites another."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="form_drafts")
    code = models.CharField(_("form"), max_length=40)
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    base = models.ForeignKey(
        FormTemplate,
        on_delete=models.PROTECT,
        null=True,
        related_name="drafts",
        help_text="The version it was begun from; none for a form that has no version yet.",
    )
    document = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("draft of a form")
        verbose_name_plural = _("drafts of forms")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "fiscal_year", "code"], name="one_draft_per_form"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.fiscal_year} r{self.revision}"


class FormDraftStep(models.Model):
    """One change of a draft: the smallest part that differs, so that it can be taken back."""

    draft = models.ForeignKey(FormDraft, on_delete=models.CASCADE, related_name="steps")
    revision = models.PositiveIntegerField(help_text="The revision that the change led to.")
    what = models.CharField(max_length=300)
    path = models.JSONField(help_text="Keys and positions that lead to the changed part.")
    before = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("step of a form's draft")
        verbose_name_plural = _("steps of forms' drafts")
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "revision"], name="one_form_step_per_revision")
        ]

    def __str__(self) -> str:
        return self.what


class WordTemplate(models.Model):
    """The agency's own Word file of a form or memo, with marked places. One version never changes;
    it is in force from a day until it is switched off or a later one takes its place."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="word_templates")
    subject = models.CharField(
        max_length=20, choices=WordSubject.choices, verbose_name=_("kind of document")
    )
    code = models.CharField(max_length=40, help_text="A form's code or a memo's kind.")
    version = models.PositiveIntegerField(_("version"))
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    original_name = models.CharField(max_length=255)
    places = models.JSONField(help_text="Every marked place that was found.")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    switched_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Word template")
        verbose_name_plural = _("Word templates")
        ordering = ["subject", "code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "subject", "code", "version"], name="one_word_template_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} word v{self.version}"


class MemoTemplate(models.Model):
    """One version of a memo's wording: paragraphs with named places."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memo_templates")
    kind = models.CharField(_("kind"), max_length=40)
    version = models.PositiveIntegerField(_("version"), default=1)
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

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
