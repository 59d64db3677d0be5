"""Pieces of evidence: the piece, its immutable versions, and where each version is used."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import Unit
from submissions.enums import Decision, PieceKind, ScanState
from submissions.models.submission import KEY_LENGTH, Submission


class Evidence(models.Model):
    """One document of a unit over all its versions. `shared` evidence is published by the strategy
    section for the units below its owner to attach by reference."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(_("name"), max_length=300)
    shared = models.BooleanField(_("shared evidence"), default=False)
    withdrawn_at = models.DateTimeField(
        _("withdrawn"), null=True, blank=True, help_text="Was shared and is offered no longer."
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["owner", "shared", "fiscal_year"])]

    def __str__(self) -> str:
        return self.name


def evidence_path(version: EvidenceVersion, _name: str) -> str:
    """Content-addressed: the sender's file name never becomes a path."""
    return f"evidence/{version.sha256[:2]}/{version.sha256}"


class EvidenceVersion(models.Model):
    """The bytes or the address as given at one time. Never changed, never deleted."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(
        max_length=12, choices=[c for c in PieceKind.choices if c[0] in ("file", "link")]
    )
    file = models.FileField(upload_to=evidence_path, max_length=200, blank=True)
    original_name = models.CharField(_("file name"), max_length=300, blank=True)
    media_type = models.CharField(_("type"), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, db_index=True)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    scan_state = models.CharField(max_length=12, choices=ScanState.choices, default=ScanState.CLEAR)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    intranet = models.BooleanField(
        _("intranet address"), default=False, help_text=_("Marked unchecked, never fetched.")
    )
    capture = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="captures_of"
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    document_number = models.CharField(_("document number"), max_length=120, blank=True)
    document_date = models.DateField(_("document date"), null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("version of evidence")
        verbose_name_plural = _("versions of evidence")
        ordering = ["evidence_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "number"], name="one_evidence_version_per_number"
            )
        ]

    def __str__(self) -> str:
        return self.original_name or self.url


class EvidenceUse(models.Model):
    """One piece supplied for one requirement of a submission: a version of a document, a completed
    form, a number, an approval, an answer or a measure. `decision` is the effective verdict,
    derived from the verdicts in `domain.review`; a new piece starts unjudged."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="uses")
    requirement = models.CharField(_("requirement"), max_length=KEY_LENGTH)
    kind = models.CharField(max_length=12, choices=PieceKind.choices)
    version = models.ForeignKey(
        EvidenceVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="uses"
    )
    form_code = models.CharField(max_length=40, blank=True)
    answers_digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the form's answers as supplied."
    )
    number = models.DecimalField(max_digits=21, decimal_places=6, null=True, blank=True)
    approval = models.ForeignKey(
        "submissions.Approval", on_delete=models.PROTECT, null=True, blank=True, related_name="uses"
    )
    text = models.TextField(blank=True)
    figures = models.JSONField(
        default=dict, blank=True, help_text="Of a measure: name, group, history, target, result."
    )
    revision = models.PositiveIntegerField(default=0)
    supplied = models.BooleanField(
        default=True, help_text="False while a form is incomplete or an approval is pending."
    )
    decision = models.CharField(max_length=12, choices=Decision.choices, default=Decision.PENDING)
    compared_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="In a double review: when both had judged everything and saw each other.",
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    by_reference = models.BooleanField(
        default=False, help_text="Shared or earlier evidence: check that it still holds."
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    contributed_by = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributed_uses",
        help_text="The contributing unit that supplied the piece; none: the reporting unit.",
    )
    received_with = models.ForeignKey(
        "submissions.ReceivedReport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="uses",
        help_text="The received report with which staff entered the piece for the unit.",
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("use of evidence")
        verbose_name_plural = _("uses of evidence")
        ordering = ["requirement", "pk"]
        indexes = [models.Index(fields=["submission", "removed_at"])]

    def __str__(self) -> str:
        return f"{self.requirement} {self.kind}"
