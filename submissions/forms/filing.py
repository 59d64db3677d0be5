"""Check and submit: the statement, and the memo signed on paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.thai import parse_thai_date


class ThaiDateField(forms.CharField):
    """A date as people type it: ๒๕ ก.พ. ๖๘, 25/2/2568, 2025-02-25."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_thai_date(text)
        except ValueError as fault:
            raise forms.ValidationError(str(fault), code="date") from fault


class SubmitForm(forms.Form):
    """What the director confirms. `version` guards against a stale page."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    gaps_acknowledged = forms.BooleanField(
        label=_("I submit although what is listed above is missing."), required=False
    )
    statement = forms.BooleanField(
        label=_("I have read the report; it is true and complete to my knowledge.")
    )
    note = forms.CharField(
        label=_("Note to the strategy section (optional)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SignedMemoForm(SubmitForm):
    """A named sender hands in for the director: the signed memo's scan and who signed it."""

    statement = forms.BooleanField(label=_("The attached memo is signed by the person named here."))
    scan = forms.FileField(label=_("Scan of the signed memo (PDF or picture)"))
    signer_name = forms.CharField(label=_("Signed by"), max_length=300)
    signer_position = forms.CharField(label=_("Position"), max_length=300)
    memo_number = forms.CharField(label=_("Memo number"), max_length=120)
    memo_date = ThaiDateField(
        label=_("Memo date"), help_text=_("For example 25 Feb 2025 or 25/2/2568")
    )


class ReasonForm(forms.Form):
    """A reason for an act that needs one."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ExtensionForm(forms.Form):
    """The director's request for a later due date."""

    until = ThaiDateField(
        label=_("New due date"), help_text=_("For example 25 Feb 2025 or 25/2/2568")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
