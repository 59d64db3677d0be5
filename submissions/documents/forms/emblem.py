"""Uploading the agency's emblem."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class EmblemForm(forms.Form):
    """One picture; its content is checked by the file guard."""

    image = forms.FileField(
        label=_("Picture of the emblem (PNG or JPEG)"),
        help_text=_("It is printed 1.5 cm high at the top left of every memo."),
    )
