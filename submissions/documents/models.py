"""Documents with the frozen context they are rendered from, and the number register."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_templates.models import WordTemplate
from indicators.models import Round
from kpi_portal.accounts.models import Unit
from submissions.documents.enums import (
    BatchItemState,
    BatchState,
    DocumentKind,
    DocumentState,
    Format,
    FoundBy,
    NumberState,
    ScanState,
)
from submissions.models import Submission


class RegisterNumber(models.Model):
    """ทะเบียนเลขหนังสือ: one number of an owner's series in a calendar year, never given twice.

    A typed number from the agency's own register is kept here too; a voided one stays void."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="register_numbers")
    calendar_year = models.PositiveSmallIntegerField(_("calendar year (B.E.)"))
    series = models.CharField(_("series"), max_length=40, default="memo")
    text = models.CharField(_("document number"), max_length=120)
    running = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=NumberState.choices, default=NumberState.TAKEN)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField()
    void_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("document number")
        verbose_name_plural = _("number register")
        ordering = ["-calendar_year", "-running"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "calendar_year", "series", "text"], name="one_use_per_number"
            ),
            models.UniqueConstraint(
                fields=["owner", "calendar_year", "series", "running"],
                name="one_use_per_running_number",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def document(self) -> Document | None:
        """The memo that carries it; of a circular the first."""
        return next(iter(self.documents.all()), None)


class Series(models.Model):
    """The portal's own optional register: the last running number of a series."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    calendar_year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=40, default="memo")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "calendar_year", "series"], name="one_series_per_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.calendar_year} {self.series} {self.last}"


class Document(models.Model):
    """A memo or receipt. `context` is the snapshot both formats are rendered from; once issued it
    never changes, and neither do the stored bytes."""

    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    state = models.CharField(
        _("state"), max_length=12, choices=DocumentState.choices, default=DocumentState.DRAFT
    )
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="documents")
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    register_number = models.ForeignKey(
        RegisterNumber, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    circular = models.BooleanField(
        default=False, help_text="Shares one circular number (ว) with memos to other addressees."
    )
    number = models.CharField(_("number"), max_length=120, blank=True)
    dated = models.DateField(_("date"), null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=600)
    addressees = models.JSONField(_("to"), default=list)
    addressed = models.ManyToManyField(
        Submission,
        related_name="circulars",
        blank=True,
        help_text="Of one memo to many: the reports of the units that it is addressed to.",
    )
    urgency = models.CharField(max_length=3, default="001")
    secrecy = models.CharField(max_length=3, default="001")
    context = models.JSONField()
    template_version = models.CharField(max_length=120)
    word_template = models.ForeignKey(
        WordTemplate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        help_text="The agency's own Word layout; empty is the portal's.",
    )
    # Unique where set: an empty text would clash between documents without a public page.
    public_token = models.CharField(max_length=64, unique=True, null=True, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    printed_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_scan = models.ForeignKey(
        "submissions.EvidenceVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Counts as the official copy.",
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    job_id = models.CharField(max_length=36, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["owner", "kind", "-created_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["register_number"],
                condition=models.Q(circular=False),
                name="one_memo_per_number",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()


def rendition_path(rendition: Rendition, _name: str) -> str:
    return f"documents/{rendition.sha256[:2]}/{rendition.sha256}"


class Rendition(models.Model):
    """The bytes of a document in one format, made once and served for ever."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="renditions")
    format = models.CharField(max_length=8, choices=Format.choices)
    file = models.FileField(upload_to=rendition_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    context_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "format", "context_digest"], name="one_rendition_per_context"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id}.{self.format}"


class Batch(models.Model):
    """Memos of one kind for many units of a round, drafted and issued together.

    `wishes` are the choices made once for all (urgency, secrecy, a paragraph, who signs) and, once
    it is issued, where the numbers come from. The items are the truth about what exists; work on a
    batch may be repeated at any time.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="batches")
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(
        _("state"), max_length=12, choices=BatchState.choices, default=BatchState.DRAFTING
    )
    wishes = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the work that goes on, or went on last, was asked for.",
    )
    circular_number = models.ForeignKey(
        RegisterNumber, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("batch of memos")
        verbose_name_plural = _("batches of memos")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.round}"


class BatchItem(models.Model):
    """One unit's memo in a batch: which document it became, or why it did not."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="batch_items")
    state = models.CharField(
        _("state"), max_length=12, choices=BatchItemState.choices, default=BatchItemState.WAITING
    )
    document = models.OneToOneField(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="batch_item"
    )
    number = models.CharField(
        _("number"), max_length=120, blank=True, help_text="Pasted from the agency's register."
    )
    replaces = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The issued memo in whose place this one comes.",
    )
    failure = models.CharField(_("reason of the failure"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("memo of a batch")
        verbose_name_plural = _("memos of a batch")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "submission"], name="one_memo_per_report"),
            models.UniqueConstraint(fields=["batch", "position"], name="one_memo_per_position"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}.{self.position}"


class Scan(models.Model):
    """A signed memo that came back from the scanner, until somebody confirms whose copy it is."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scans")
    version = models.OneToOneField(
        "submissions.EvidenceVersion", on_delete=models.PROTECT, related_name="scan_of_memo"
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ScanState.choices, default=ScanState.READING
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="scans"
    )
    found_by = models.CharField(max_length=12, choices=FoundBy.choices, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("scan of a signed memo")
        verbose_name_plural = _("scans of signed memos")
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
