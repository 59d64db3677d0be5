"""The submission itself and each time it was filed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.models import IndicatorVersion, Round
from kpi_portal.accounts.models import Unit
from submissions.enums import State

if TYPE_CHECKING:
    from scoring.definition import Round as RoundDefinition

# Of a requirement's key, with the keys of the parts it stands in.
KEY_LENGTH = 200


class Submission(models.Model):
    """รายงานตัวชี้วัด: one unit's report on one round.

    `state` and `version` are assigned in `domain.transition.perform` and nowhere else. The names of
    the day are kept, so that a later reorganisation does not rewrite history. Score columns repeat
    the newest snapshots for lists; the snapshots are the truth.
    """

    # keys without an index of their own begin one of those below
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="submissions", db_index=False
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="submissions", db_index=False
    )
    definition_version = models.ForeignKey(
        IndicatorVersion, on_delete=models.PROTECT, related_name="submissions"
    )
    # where a unit ended in mid-round its successor answers for the report; the names stay
    handed_over_from = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="handed_over_reports"
    )
    unit_name = models.CharField(_("unit"), max_length=200)
    unit_abbreviation = models.CharField(max_length=40, blank=True)
    group = models.CharField(_("unit group"), max_length=40)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.DRAFT, db_index=True
    )
    version = models.PositiveIntegerField(default=1)

    claimed_level = models.PositiveSmallIntegerField(_("claimed level"), null=True, blank=True)
    level_results = models.JSONField(_("results per level"), default=dict, blank=True)
    supporting_factors = models.TextField(_("supporting factors"), blank=True)
    obstacles = models.TextField(_("obstacles"), blank=True)
    solutions = models.TextField(_("solutions"), blank=True)
    narrative_revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    due_at = models.DateTimeField(
        _("own due date"), null=True, blank=True, help_text=_("Set by a granted extension.")
    )
    closes_at = models.DateTimeField(
        _("own closing date"), null=True, blank=True, help_text=_("Set by readmission.")
    )
    answer_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewing",
        db_index=False,
    )
    second_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewing_second",
        db_index=False,
        help_text=_("Judges independently where the round asks for a double review."),
    )
    assessed_at = models.DateTimeField(_("assessed"), null=True, blank=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    not_reported = models.BooleanField(_("not reported"), default=False)
    under_correction = models.BooleanField(_("published result under correction"), default=False)
    order_number = models.CharField(
        _("order number"),
        max_length=120,
        blank=True,
        help_text=_("Of the latest exemption, readmission or reopening."),
    )

    endorsement_reference = models.CharField(
        _("meeting or memo number"),
        max_length=200,
        blank=True,
        help_text=_("By which the result was endorsed."),
    )

    confirmed_level = models.PositiveSmallIntegerField(null=True, blank=True)
    confirmed_final = models.DecimalField(
        _("confirmed score"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    projected_level = models.PositiveSmallIntegerField(null=True, blank=True)
    projected_final = models.DecimalField(
        _("projected score"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    days_late = models.PositiveIntegerField(_("days late"), null=True, blank=True)
    required_total = models.PositiveSmallIntegerField(default=0)
    supplied_total = models.PositiveSmallIntegerField(default=0)
    judged_total = models.PositiveSmallIntegerField(default=0)
    pieces_total = models.PositiveSmallIntegerField(default=0)
    differences_open = models.PositiveSmallIntegerField(
        default=0, help_text="Pieces on which the two reviewers differ and nobody settled it yet."
    )
    submitted_at = models.DateTimeField(_("last submitted"), null=True, blank=True)
    first_filed_at = models.DateTimeField(
        _("first submitted"),
        null=True,
        blank=True,
        help_text="The earliest moment of a filing that stands: what lists tell lateness by.",
    )

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit"],
                condition=models.Q(handed_over_from__isnull=True),
                name="one_submission_per_round_unit",
            ),
            models.UniqueConstraint(
                fields=["round", "handed_over_from"], name="one_submission_per_round_former_unit"
            ),
            models.CheckConstraint(
                condition=~models.Q(reviewer=models.F("second_reviewer")),
                name="two_different_reviewers",
            ),
        ]
        indexes = [
            # a round's reports of some states
            models.Index(fields=["round", "state", "due_at"], name="submission_round"),
            # those first handed in after the round was due lie side by side; and the few that have
            # a due date of their own
            models.Index(
                fields=["round", "first_filed_at", "due_at", "id"], name="submission_first_filed"
            ),
            models.Index(
                fields=["due_at", "first_filed_at", "id"],
                name="submission_own_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(fields=["unit", "state"]),
            # the queue finds its pages and counts the states by this alone, whatever it is asked
            models.Index(
                fields=[
                    "state",
                    "submitted_at",
                    "round",
                    "reviewer",
                    "second_reviewer",
                    "unit",
                    "due_at",
                ],
                name="submission_queue",
            ),
            # the oldest or newest ones first; with the key, by which equal ones are ordered, and
            # what tells others apart, so that walking past them is cheap
            models.Index(
                fields=["submitted_at", "id", "state", "reviewer", "second_reviewer", "round"],
                name="submission_by_moment",
            ),
            models.Index(fields=["projected_final", "id", "state"], name="submission_by_score"),
            # the names of the day, searched and counted likewise
            models.Index(
                fields=["unit_name", "unit_abbreviation", "state", "round"],
                name="submission_unit_names",
            ),
            # how much lies with whom, by either place
            models.Index(
                fields=["reviewer", "state", "answer_by", "pieces_total", "judged_total"],
                name="submission_load",
            ),
            models.Index(
                fields=["second_reviewer", "state"],
                name="submission_second_load",
                condition=models.Q(second_reviewer__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} · {self.round}"

    @property
    def is_bureaus_own(self) -> bool:
        """Whether this is รายงานของสำนัก: the report of the very unit that owns the indicator. Its
        executive submits it, nobody of the bureau judges it unless named by order, and it is not
        endorsed."""
        return self.unit_id == self.round.indicator.owner_id

    @property
    def definition(self) -> RoundDefinition:
        """The criteria by which this submission is scored: its own pinned version's."""
        return self.definition_version.round_definition(self.round.key)

    @property
    def first_unit_id(self) -> int:
        """The unit that the report was made for, whoever answers for it now."""
        return self.handed_over_from_id or self.unit_id

    @property
    def unit_label(self) -> str:
        """The name of the day, and who answers for the report since its unit ended."""
        if self.handed_over_from_id is None:
            return self.unit_name
        return gettext("%(unit)s (handed over to %(to)s)") % {
            "unit": self.unit_name,
            "to": self.unit.name,
        }

    @property
    def subject(self) -> str:
        """The name under which the audit trail groups this submission's history."""
        return f"submission:{self.pk}"

    @property
    def effective_due_at(self) -> datetime:
        """The due moment that rules for this unit: the extension's or the round's."""
        return self.due_at or self.round.due_at

    @property
    def effective_closes_at(self) -> datetime:
        """The closing moment for this unit: the later of the round's and its own dates."""
        own = [moment for moment in (self.closes_at, self.due_at) if moment]
        return max([self.round.closes_at, *own])


class Filing(models.Model):
    """One act of submitting: what was supplied for which claimed level, by whom, when. The counted
    moment of lateness is chosen among these."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="filings")
    number = models.PositiveSmallIntegerField()
    receipt_number = models.CharField(_("receipt number"), max_length=60, unique=True)
    at = models.DateTimeField(_("submitted"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(_("signed by"), max_length=300)
    signer_position = models.CharField(_("position"), max_length=300, blank=True)
    acting_line = models.CharField(max_length=300, blank=True)
    signed_scan = models.ForeignKey(
        "submissions.EvidenceVersion", on_delete=models.PROTECT, null=True, blank=True
    )
    memo_number = models.CharField(_("memo number"), max_length=120, blank=True)
    memo_date = models.DateField(_("memo date"), null=True, blank=True)
    claimed_level = models.PositiveSmallIntegerField(null=True, blank=True)
    complete = models.BooleanField(_("complete for the claimed level"))
    supplied = models.JSONField(default=list, help_text="Requirement keys supplied at that time.")
    manifest = models.JSONField(default=list, help_text="What was handed in, with SHA-256.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="one_filing_per_number")
        ]

    def __str__(self) -> str:
        return self.receipt_number
