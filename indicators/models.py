"""Indicators, their frozen versions, rounds with dates of their own, and assignments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_templates.models import FormTemplate
from indicators.enums import RoundState, VersionState
from kpi_portal.accounts.enums import UnitGroup
from kpi_portal.accounts.models import Unit
from scoring import parsing

if TYPE_CHECKING:
    from scoring.definition import Indicator as Definition
    from scoring.definition import Round as RoundDefinition


class Indicator(models.Model):
    """ตัวชี้วัด of one owner in one fiscal year. What it measures lies in its versions."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="indicators")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=500)
    name_en = models.CharField(_("name in English"), max_length=500, blank=True)
    consolidated = models.BooleanField(
        _("reported by the bureau"),
        default=False,
        help_text=_("Divisions contribute; one unit consolidates the bureau's own report."),
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    retired_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["-fiscal_year", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "fiscal_year", "code"], name="one_indicator_per_owner_year_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


_PARSED: dict[str, Definition] = {}
_PARSED_AT_MOST = 512


def _parse_once(sha256: str, body: dict[str, Any]) -> Definition:
    """Definitions are immutable per digest, so each process parses one once."""
    if sha256 not in _PARSED:
        if len(_PARSED) >= _PARSED_AT_MOST:
            _PARSED.clear()
        _PARSED[sha256] = parsing.load_document(body)
    return _PARSED[sha256]


class IndicatorVersion(models.Model):
    """One frozen definition in the format kpi-indicator/1. A published one never changes."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=20, choices=VersionState.choices, default=VersionState.DRAFT
    )
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("version of an indicator")
        verbose_name_plural = _("versions of indicators")
        ordering = ["indicator_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.number}"

    @property
    def parsed(self) -> Definition:
        """The definition as the engine reads it."""
        return _PARSED.get(self.sha256) or _parse_once(self.sha256, self.definition)

    @classmethod
    def parse_all(cls, versions: Iterable[IndicatorVersion]) -> None:
        """Read the definitions that this process has not parsed yet, in one query; for pages of
        many versions whose texts were deferred."""
        unread = {version.pk for version in versions if version.sha256 not in _PARSED}
        for version in cls.objects.filter(pk__in=unread) if unread else ():
            _parse_once(version.sha256, version.definition)

    def round_definition(self, key: str) -> RoundDefinition:
        """The criteria of one round; raises `UnknownRound` for a key this version lacks."""
        return self.parsed.round(key)


class Draft(models.Model):
    """The working copy of an indicator's definition, while somebody designs it.

    `document` is data of the format kpi-indicator/1 that may still be faulty; it becomes a version
    when it is published. `revision` rises with every change, so that nobody overwrites another.
    """

    indicator = models.OneToOneField(Indicator, on_delete=models.PROTECT, related_name="draft")
    base = models.ForeignKey(
        IndicatorVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("draft of an indicator")
        verbose_name_plural = _("drafts of indicators")

    def __str__(self) -> str:
        return f"{self.indicator_id} r{self.revision}"


class DraftStep(models.Model):
    """One change of a draft: the smallest part that differs, so that it can be taken back."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
    revision = models.PositiveIntegerField(help_text="The revision that the change led to.")
    what = models.CharField(max_length=300)
    path = models.JSONField(help_text="Keys and positions that lead to the changed part.")
    before = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("step of a draft")
        verbose_name_plural = _("steps of drafts")
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "revision"], name="one_step_per_revision")
        ]

    def __str__(self) -> str:
        return self.what


class RehearsalCase(models.Model):
    """ทดลองคิดคะแนน: a named case and what it must come to; all must hold before publishing.

    `case` is written in the words of the `score` command, `expected` holds those keys of its output
    that must come out so (`level`, `final`, `tier` …).
    """

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="rehearsal_cases"
    )
    round_key = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=200)
    case = models.JSONField()
    expected = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("rehearsal")
        verbose_name_plural = _("rehearsals")
        ordering = ["round_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "round_key", "name"], name="one_rehearsal_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Round(models.Model):
    """รอบการวัดผล with its own dates. Opening pins the definition version; dates change only by
    an order, which keeps the old ones."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="rounds")
    key = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(
        _("state"), max_length=20, choices=RoundState.choices, default=RoundState.PLANNED
    )
    version = models.ForeignKey(
        IndicatorVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds"
    )
    opens_on = models.DateField(_("opens"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"))
    closes_at = models.DateTimeField(_("closes"))
    period_end = models.DateField(_("end of the measured period"), null=True, blank=True)
    appeal_days = models.PositiveSmallIntegerField(_("days for reconsideration"), default=0)
    answer_days = models.PositiveSmallIntegerField(_("days to answer a return"), default=7)
    endorse_required = models.BooleanField(_("endorsed by the executive"), default=True)
    double_review = models.BooleanField(
        _("independent double review"),
        default=False,
        help_text=_("Two reviewers judge every piece without seeing each other."),
    )
    reminders = models.JSONField(
        _("reminders"),
        default=list,
        blank=True,
        help_text=_("Days before (−) and after the due date."),
    )
    reminders_on_working_days = models.BooleanField(_("remind on working days"), default=True)
    roll_forward = models.BooleanField(
        _("a due date on a day off moves to the next working day"), default=False
    )
    rolled_from = models.DateField(
        _("due day before it moved"),
        null=True,
        blank=True,
        help_text=_("The day off from which the due date moved to a working day."),
    )
    endorsement_reference = models.CharField(
        _("meeting or memo number"), max_length=200, blank=True
    )
    forms = models.ManyToManyField(
        FormTemplate,
        blank=True,
        related_name="rounds",
        help_text="The versions of the forms that opening the round pinned.",
    )

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "key"], name="one_round_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.name}"

    @property
    def definition(self) -> RoundDefinition:
        """The criteria that the round's pinned version sets; raises `ValueError` before opening."""
        if self.version is None:
            raise ValueError("a planned round has no pinned version")
        return self.version.round_definition(self.key)


class RoundOrder(models.Model):
    """One order that extended a round for everybody. The date it replaced is kept."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="orders")
    order_number = models.CharField(_("order number"), max_length=120)
    reason = models.TextField(_("reason"))
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    old_closes_at = models.DateTimeField()
    new_closes_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("order extending a round")
        verbose_name_plural = _("orders extending a round")
        ordering = ["decided_at"]

    def __str__(self) -> str:
        return self.order_number


class Assignment(models.Model):
    """A unit that reports an indicator's round, and the group by which it is weighed."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    group = models.CharField(_("unit group"), max_length=40, choices=UnitGroup.choices)
    target_group = models.CharField(_("target group"), max_length=60, blank=True)
    previous = models.DecimalField(
        _("last year's score"), max_digits=12, decimal_places=6, null=True, blank=True
    )

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="one_assignment_per_round_unit")
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.round}"


class Contribution(models.Model):
    """A unit that supplies a part of another unit's report; `part` empty: the whole of it.

    A unit hands in everything it was asked for at once, so its rows carry the same marks: `ready_*`
    when its director handed it in, `given_back_*` when the reporting unit asked for more, and
    `changed_at` when a later change of its own took the mark away.
    """

    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="contributions"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="contributions")
    part = models.CharField(_("part"), max_length=200, blank=True)
    ready_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    ready_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ready_note = models.TextField(_("note"), blank=True)
    given_back_at = models.DateTimeField(_("given back"), null=True, blank=True)
    given_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_back_reason = models.TextField(_("reason"), blank=True)
    changed_at = models.DateTimeField(
        null=True, blank=True, help_text="A later change took the mark “handed in” away."
    )

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "unit", "part"], name="one_contribution_per_unit_part"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.part}"


class Holiday(models.Model):
    """A day that is not a working day for an owner unit and the units below it."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="holidays")
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["owner", "day"], name="one_holiday_per_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
