"""What the style guide shows: every component with made-up values, by the real tags."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from kpi_portal import thai
from kpi_portal.templatetags.pieces import KIND_ICONS, STATE_LOOK


class SampleForm(forms.Form):
    """A form with one of each field, faulty on purpose."""

    name = forms.CharField(label=_("Name of the process"), max_length=200)
    reason = forms.CharField(
        label=_("Reason for choosing it"),
        widget=forms.Textarea,
        help_text=_("Two or three sentences are enough."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("core", _("Core process")), ("support", _("Support process"))]
    )
    link = forms.CharField(label=_("Link"), required=False)
    agreed = forms.BooleanField(label=_("I have checked the figures."))


def samples(now: datetime) -> dict[str, Any]:
    """The style guide's context."""
    today = thai.local_date(now)
    return {
        "now": now,
        "kinds": list(KIND_ICONS),
        "states": list(STATE_LOOK),
        "form": SampleForm({"kind": "core"}),
        "page": Paginator(range(1, 501), 10).page(7),
        "soon": today + timedelta(days=5),
        "far": today + timedelta(days=40),
        "past": today - timedelta(days=2),
        "today": today,
        "a_day": date(2025, 2, 25),
        "amount": Decimal("1234567.5"),
        "mark": Decimal("83.335"),
        "heat": _heat(),
        "rows": [("ส่วนอุทกวิทยา", Decimal("100")), ("ส่วนวิชาการ", Decimal("75.5"))],
    }


def _heat() -> list[tuple[str, list[tuple[str, str, str]], Decimal]]:
    full = ("done", "✓", "50")
    return [
        ("ส่วนอุทกวิทยา", [full, ("done", "✓", "25"), ("done", "✓", "25")], Decimal(100)),
        ("ส่วนบริหารจัดการน้ำ", [full, ("done", "✓", "25"), ("back", "↩", "")], Decimal(75)),
        ("ส่วนวิชาการ", [full, ("wait", "◐", ""), ("still", "–", "")], Decimal(50)),
        ("สำนักงานภาค 2", [("stop", "✕", ""), ("still", "–", ""), ("still", "–", "")], Decimal(0)),
    ]
