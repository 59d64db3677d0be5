"""The upload of a workbook, and choosing the first password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.form_fields import TidyField


class WorkbookForm(forms.Form):
    """One Excel file."""

    workbook = forms.FileField(
        label=_("Workbook of units and people (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,  # its refusal says more
        error_messages={"required": _("Choose a file first.")},
    )


class StartForm(forms.Form):
    """User name and start code from the slip, and the password that the person chooses."""

    username = TidyField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    code = TidyField(
        label=_("Start code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
        help_text=_("Sixteen signs, as on your slip; hyphens and capitals do not matter."),
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 12 characters; several words are easier to remember than signs. "
            "Not your name, not a common password, not only digits."
        ),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "again" in cleaned and cleaned.get("password") != cleaned["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        return cleaned
