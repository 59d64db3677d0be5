"""Fields of forms that take what people paste: mended text, dates as they are written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kpi_portal.thai import (
    UnreadableDateError,
    english_date,
    normalise_text,
    parse_thai_date,
    thai_date,
)

DATE_FAULTS = {
    "no_such_day": _("There is no such day. Check day and month."),
    "year_unclear": _("The year is unclear. Write it with four digits, such as 2568."),
    "weekday_differs": _("The weekday does not fit the date. Check both."),
}
DATE_UNREADABLE = _("Type a date, such as 25/2/2568 or 25 Feb 2025.")


def date_to_type(day: date | None) -> str:
    """The day as a field of dates offers it, in the page's language; empty for none."""
    if day is None:
        return ""
    return english_date(day, "short") if get_language() == "en" else thai_date(day, "short")


class TidyField(forms.CharField):
    """Text in one stored spelling, without control and invisible characters. Lengths are checked by
    the verb that keeps it, so that nothing typed is cut off here."""

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.multiline = multiline

    def to_python(self, value: Any) -> str:
        return normalise_text(super().to_python(value) or "", multiline=self.multiline).strip()


class DateAsWrittenField(forms.CharField):
    """A day as people write it: ๒๕ ก.พ. ๖๘, 25/2/2568, 2025-02-25; None when left empty."""

    def clean(self, value: Any) -> date | None:
        text = normalise_text(str(value or ""), multiline=False)
        if not text:
            if self.required:
                raise forms.ValidationError(DATE_UNREADABLE, code="date_empty")
            return None
        try:
            return parse_thai_date(text)
        except UnreadableDateError as fault:
            message = DATE_FAULTS.get(fault.reason, DATE_UNREADABLE)
            raise forms.ValidationError(message, code=f"date_{fault.reason}") from None
