"""Reasons and references that keeping a form asks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ApproveForm(forms.Form):
    """By what the office approved a version."""

    reference = forms.CharField(
        label=_("Memo, order or meeting"),
        max_length=200,
        help_text=_("Number and date, as they are cited."),
    )


class ReasonForm(forms.Form):
    """Why something is changed or taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
