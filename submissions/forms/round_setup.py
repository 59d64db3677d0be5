"""Setting up a round: which units report, and an order that moves its dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import Unit
from submissions.forms.fields import DateAsWrittenField, TidyField


class AssignForm(forms.Form):
    """The units that report; those that already do are not offered again."""

    units = forms.MultipleChoiceField(
        label=_("Units that report"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
    )

    def __init__(self, data: Any = None, *, offered: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["units"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(unit.pk), unit.name) for unit in offered]

    def chosen(self, offered: Iterable[Unit]) -> list[Unit]:
        """The units ticked."""
        ticked = set(self.cleaned_data["units"])
        return [unit for unit in offered if str(unit.pk) in ticked]


class ExtendRoundForm(forms.Form):
    """One order for everybody: the new dates, its number and the reason."""

    due = DateAsWrittenField(label=_("New due date"))
    closes = DateAsWrittenField(label=_("New closing date"), required=False)
    order_number = TidyField(label=_("Order number"), max_length=120)
    reason = TidyField(label=_("Reason"), multiline=True, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        due, closes = cleaned.get("due"), cleaned.get("closes")
        if isinstance(due, date) and isinstance(closes, date) and closes < due:
            self.add_error("closes", _("The closing lies before the due date."))
        return cleaned
