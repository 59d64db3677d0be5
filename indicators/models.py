"""Indicators, their frozen versions, rounds with dates of their own, and assignments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

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

    def round_definition(self, key: str) -> RoundDefinition:
        """The criteria of one round; raises `UnknownRound` for a key this version lacks."""
        return self.parsed.round(key)


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
    endorsement_reference = models.CharField(
        _("meeting or memo number"), max_length=200, blank=True
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

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="one_assignment_per_round_unit")
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.round}"


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
