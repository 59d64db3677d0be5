"""An order that moves the dates of a round for everybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.forms.fields import DateAsWrittenField, TidyField


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
