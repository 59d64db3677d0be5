"""Entering a report that came another way: reason, details of the receipt, verification."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.form_fields import DateAsWrittenField, TidyField
from kpi_portal.thai import BANGKOK, to_arabic_digits
from submissions.domain import completeness
from submissions.domain.receiving import Details
from submissions.enums import Channel
from submissions.models import ReceivedReport, Submission

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:น\.?)?")
_DATE_HINT = _("For example 25 Feb 2025 or 25/2/2568")
# What is amiss with a field that the guard still asks for.
NEEDED = {
    "received_at": _("Say on which day and at what time the report came."),
    "channel": _("Say how the report came."),
    "receiving_number": _("Give the number of the register of incoming documents."),
    "brought_by": _("Say who brought or sent the report."),
    "signer_name": _("Say who signed the cover."),
    "cover": _("Attach the scan of the signed cover."),
}
_SHOWN_AT = {"received_at": "received_on"}


class ReasonForm(forms.Form):
    """Why a report is entered by staff, or what is to be corrected in an entry."""

    note = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class VerifyForm(forms.Form):
    """What the second person says about an entry."""

    note = forms.CharField(
        label=_("Note or reason"),
        required=False,
        max_length=2000,
        help_text=_("A reason is needed only for sending the entry back."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TimeAsWrittenField(forms.CharField):
    """A time of day as people write it: 14.30, 14:30, ๑๔.๓๐ น.; None when left empty."""

    def clean(self, value: Any) -> time | None:
        text = to_arabic_digits(str(value or "")).strip()
        if not text:
            return None
        found = _TIME.fullmatch(text)
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            raise forms.ValidationError(_("Type a time, such as 14.30."), code="time")
        return time(int(found[1]), int(found[2]))


class ReceiptForm(forms.Form):
    """The register of incoming documents and the signed cover. Nothing is required for keeping what
    is typed so far; handing in asks for the whole."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[("", "—"), *Channel.choices],
        required=False,
    )
    received_on = DateAsWrittenField(
        label=_("Received on"),
        required=False,
        help_text=_DATE_HINT,
        widget=forms.TextInput(attrs={"data-kind": "date", "autocomplete": "off"}),
    )
    received_time = TimeAsWrittenField(
        label=_("At what time"),
        required=False,
        help_text=_("For example 14.30. This moment counts for the due date."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    receiving_number = TidyField(
        label=_("Receiving number"),
        required=False,
        help_text=_("Of the section's register of incoming documents."),
    )
    brought_by = TidyField(label=_("Brought or sent by"), required=False)
    cover = forms.FileField(
        label=_("Scan of the signed cover (PDF or picture)"), required=False, allow_empty_file=True
    )
    signer_name = TidyField(label=_("Cover signed by"), required=False)
    signer_position = TidyField(label=_("Position"), required=False)
    memo_number = TidyField(label=_("Memo number"), required=False)
    memo_date = DateAsWrittenField(
        label=_("Memo date"),
        required=False,
        help_text=_DATE_HINT,
        widget=forms.TextInput(attrs={"data-kind": "date", "autocomplete": "off"}),
    )
    gaps_acknowledged = forms.BooleanField(
        label=_("The report came without what is listed as missing."), required=False
    )

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if completeness.claims_levels(submission):
            levels = [
                (str(level.number), _("Level %(number)d") % {"number": level.number})
                for level in submission.definition.levels
            ]
            self.fields["claimed_level"] = forms.ChoiceField(
                label=_("Level claimed in the report"),
                choices=[("", _("Not chosen yet")), ("0", _("No level")), *levels],
                required=False,
            )

    @staticmethod
    def initial_of(received: ReceivedReport, submission: Submission) -> dict[str, Any]:
        """The form as what is kept fills it."""
        moment = received.received_at.astimezone(BANGKOK) if received.received_at else None
        claimed = submission.claimed_level
        return {
            "version": submission.version,
            "channel": received.channel,
            "received_on": _written(moment.date()) if moment else "",
            "received_time": f"{moment:%H.%M}" if moment else "",
            "receiving_number": received.receiving_number,
            "brought_by": received.brought_by,
            "signer_name": received.signer_name,
            "signer_position": received.signer_position,
            "memo_number": received.memo_number,
            "memo_date": _written(received.memo_date) if received.memo_date else "",
            "claimed_level": "" if claimed is None else str(claimed),
        }

    def details(self, kept: ReceivedReport) -> Details:
        """What was typed as far as it can be read; a field that cannot keeps what is stored."""
        said: Mapping[str, Any] = self.cleaned_data
        return Details(
            channel=said.get("channel", kept.channel),
            received_at=self._moment(kept),
            receiving_number=said.get("receiving_number", kept.receiving_number),
            brought_by=said.get("brought_by", kept.brought_by),
            signer_name=said.get("signer_name", kept.signer_name),
            signer_position=said.get("signer_position", kept.signer_position),
            memo_number=said.get("memo_number", kept.memo_number),
            memo_date=said.get("memo_date", kept.memo_date),
        )

    def claimed(self) -> int | None:
        """The level chosen, None where none is."""
        chosen = self.cleaned_data.get("claimed_level", "")
        return int(chosen) if chosen else None

    def mark_needed(self, received: ReceivedReport) -> None:
        """Show as needed what handing in asks for; call it after the form was validated."""
        for name in NEEDED:
            wanted = name != "cover" or received.cover_id is None
            self.fields[_SHOWN_AT.get(name, name)].required = wanted
        self.fields["received_time"].required = True

    def ask_for(self, names: list[str]) -> None:
        """Pin what is still missing to its fields."""
        for name in names:
            field = _SHOWN_AT.get(name, name)
            if field not in self.errors:
                self.add_error(field, NEEDED[name])

    def _moment(self, kept: ReceivedReport) -> datetime | None:
        if "received_on" in self.errors or "received_time" in self.errors:
            return kept.received_at
        day, clock = self.cleaned_data["received_on"], self.cleaned_data["received_time"]
        if day is None or clock is None:
            return None
        return datetime.combine(day, clock, BANGKOK)


def _written(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year + 543}"
