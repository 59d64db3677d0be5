"""Deciding on a plan, and entering one that was signed on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.files.policy import megabytes
from kpi_portal.thai import UnreadableDateError, parse_thai_date
from submissions.validators.policy import SIGNED_SCANS


class DecisionForm(forms.Form):
    """Approve or not. “Sign” means confirming name, position and time."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    confirm = forms.BooleanField(required=False)
    note = forms.CharField(
        label=_("Reason or remark"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.data.get("do") == "approve" and not self.cleaned_data.get("confirm"):
            self.add_error("confirm", _("Confirm your name and position to sign."))
        if self.data.get("do") == "refuse" and not self.cleaned_data.get("note", "").strip():
            self.add_error("note", _("Say why the plan is not approved."))
        return cleaned


class SignedScanForm(forms.Form):
    """The scan of a signed plan with its signer, day and number."""

    scan = forms.FileField(
        label=_("Scan of the signed plan"),
        help_text=_("PDF or picture, at most %(size)s")
        % {"size": megabytes(SIGNED_SCANS.max_bytes)},
    )
    signer_name = forms.CharField(label=_("Signed by"), max_length=300)
    signer_position = forms.CharField(label=_("Position"), max_length=300)
    acting_line = forms.CharField(
        label=_("Acting line"),
        help_text=_("Such as รักษาราชการแทน …, where somebody stood in"),
        required=False,
        max_length=300,
    )
    signed_on = forms.CharField(
        label=_("Day of signing"), help_text=_("Such as 25/2/2568"), max_length=80
    )
    document_number = forms.CharField(label=_("Document number"), required=False, max_length=120)
    printed_code = forms.CharField(
        label=_("Version code at the foot of the print"),
        help_text=_("Such as F3-2568-v1-3F9A; several with spaces between"),
        required=False,
        max_length=600,
    )
    outdated_accepted = forms.BooleanField(
        label=_("The signed print is valid although the form was changed after it"),
        required=False,
    )

    def clean_signed_on(self) -> date:
        try:
            return parse_thai_date(self.cleaned_data["signed_on"])
        except UnreadableDateError:
            raise forms.ValidationError(_("Type a date, such as 25/2/2568.")) from None
