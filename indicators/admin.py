"""Indicators and rounds for those who keep them; what changes, changes through audited verbs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from indicators.domain.holidays import declare_holiday
from indicators.domain.planning import RoundPlan, plan_round
from indicators.enums import RoundState
from indicators.models import (
    Assignment,
    Holiday,
    Indicator,
    IndicatorVersion,
    Round,
    RoundOrder,
)
from kpi_portal.verb_admin import VerbAdmin, VerbForm


@admin.register(Indicator)
class IndicatorAdmin(VerbAdmin):
    list_display = ("code", "fiscal_year", "name", "owner", "copied_from")
    list_filter = ("fiscal_year",)
    list_select_related = ("owner", "copied_from")
    search_fields = ("code", "name")


@admin.register(IndicatorVersion)
class VersionAdmin(VerbAdmin):
    list_display = ("indicator", "number", "state", "author", "published_at", "reason")
    list_filter = ("state", "indicator__fiscal_year")
    list_select_related = ("indicator", "author")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("definition")


class RoundPlanForm(VerbForm):
    """The dates and settings of a round before it opens."""

    class Meta:
        model = Round
        fields = [
            "opens_on",
            "due_at",
            "closes_at",
            "period_end",
            "appeal_days",
            "answer_days",
            "endorse_required",
            "double_review",
        ]

    def act(self, *, at: datetime) -> Round:
        round_ = Round.objects.select_related("indicator__owner").get(pk=self.instance.pk)
        return plan_round(round_, RoundPlan(**self.cleaned_data), actor=self.actor, at=at)


@admin.register(Round)
class RoundAdmin(VerbAdmin):
    change_form = RoundPlanForm
    list_display = ("indicator", "name", "state", "opens_on", "due_at", "closes_at")
    list_filter = ("state", "indicator__fiscal_year")
    list_select_related = ("indicator",)

    def may_change(self, obj: Round) -> bool:
        return obj.state == RoundState.PLANNED


@admin.register(RoundOrder)
class RoundOrderAdmin(VerbAdmin):
    list_display = ("round", "order_number", "old_due_at", "new_due_at", "decided_by", "decided_at")
    list_select_related = ("round__indicator", "decided_by")


@admin.register(Assignment)
class AssignmentAdmin(VerbAdmin):
    list_display = ("round", "unit", "group")
    list_filter = ("group", "round__indicator__fiscal_year")
    list_select_related = ("round__indicator", "unit")


class HolidayForm(VerbForm):
    class Meta:
        model = Holiday
        fields = ["owner", "day", "name"]

    def act(self, *, at: datetime) -> Holiday:
        typed = self.cleaned_data
        return declare_holiday(
            typed["owner"], actor=self.actor, at=at, day=typed["day"], name=typed["name"]
        )


@admin.register(Holiday)
class HolidayAdmin(VerbAdmin):
    add_form = HolidayForm
    list_display = ("day", "name", "owner")
    list_select_related = ("owner",)
