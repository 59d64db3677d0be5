"""What the trail is filtered by. A filter that cannot be read narrows nothing and says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.audit import wording
from kpi_portal.thai import UnreadableDateError, parse_thai_date


class DayField(forms.Field):
    """A day as people type it: ๒๕ ก.พ. ๖๘, 25/2/2568, 2025-02-25."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_thai_date(text[:40])
        except UnreadableDateError:
            message = _("Type a date, such as 25/2/2568 or 25 Feb 2025.")
            raise forms.ValidationError(message, code="date") from None


class TrailFilter(forms.Form):
    """Who, what, where and when; every field may be left out."""

    person = forms.CharField(label=_("Person"), required=False, max_length=100)
    action = forms.ChoiceField(label=_("Act"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    first = DayField(label=_("From day"), required=False)
    last = DayField(label=_("Until day"), required=False)

    def __init__(self, data: Any, *, units: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self._choices("action", _actions())
        self._choices("unit", units)
        for field in self.fields.values():
            choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if choice else "form-control"

    def _choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("All")), *choices]

    @property
    def chosen(self) -> dict[str, Any]:
        """What was asked for, without what cannot be read."""
        self.is_valid()
        return self.cleaned_data


def _actions() -> list[tuple[str, str]]:
    named = [(action, wording.action_name(action)) for action in wording.SENTENCES]
    return sorted(named, key=lambda pair: (pair[0].split(".")[0], pair[1]))
