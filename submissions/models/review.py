"""Verdicts, returns and approvals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.enums import ApprovalState, Decision
from submissions.models.submission import KEY_LENGTH, Submission


class Verdict(models.Model):
    """One reviewer's judgement of one use. Never changed: a later one of the same reviewer
    supersedes it, and the effective verdict is derived."""

    use = models.ForeignKey(
        "submissions.EvidenceUse", on_delete=models.PROTECT, related_name="verdicts"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verdicts"
    )
    decision = models.CharField(max_length=12, choices=Decision.choices)
    comment = models.TextField(_("comment"), blank=True)
    settles = models.BooleanField(
        default=False, help_text="A third person's decision upon two reviewers who differ."
    )
    after_comparison = models.BooleanField(
        default=False, help_text="Given after both reviewers saw what the other had said."
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.use_id} {self.decision}"


class ReturnNotice(models.Model):
    """One return for correction: until when it is to be answered, and the general note."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="returns")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateTimeField(_("answer by"))
    note = models.TextField(_("note"))
    answered_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="one_return_per_number")
        ]

    def __str__(self) -> str:
        return f"return {self.number}"


class ReturnItem(models.Model):
    """One requirement sent back, with its own comment. Only these become editable."""

    notice = models.ForeignKey(ReturnNotice, on_delete=models.PROTECT, related_name="items")
    requirement = models.CharField(max_length=KEY_LENGTH)
    comment = models.TextField(_("comment"))

    class Meta:
        verbose_name = _("returned item")
        verbose_name_plural = _("returned items")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "requirement"], name="one_item_per_return")
        ]

    def __str__(self) -> str:
        return self.requirement


class Approval(models.Model):
    """ให้ความเห็นชอบ และลงนามอนุมัติ: a named role approves exactly what `answers_digest` covers, in the
    portal or by signed scan. Editing the approved answers voids it; the row stays."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="approvals")
    requirement = models.CharField(max_length=KEY_LENGTH)
    form_code = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=ApprovalState.choices)
    answers_digest = models.CharField(max_length=64)
    approved_data = models.JSONField(
        default=list, blank=True, help_text="The plan as it was approved, one entry per process."
    )
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signer_name = models.CharField(_("signed by"), max_length=300, blank=True)
    signer_position = models.CharField(_("position"), max_length=300, blank=True)
    acting_line = models.CharField(max_length=300, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    document_number = models.CharField(_("document number"), max_length=120, blank=True)
    scan = models.ForeignKey(
        "submissions.EvidenceVersion", on_delete=models.PROTECT, null=True, blank=True
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-requested_at", "-pk"]
        indexes = [models.Index(fields=["state", "requested_at"])]

    def __str__(self) -> str:
        return f"{self.requirement} {self.state}"
