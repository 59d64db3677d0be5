"""Uploading an own Word file, and the day from which it is in force."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.form_fields import DateAsWrittenField


class WordFileForm(forms.Form):
    """One Word file; its content is examined by the guard of uploads and then for its places."""

    file = forms.FileField(
        label=_("Word file (.docx, at most 5 MB)"),
        widget=forms.FileInput(
            attrs={
                "accept": ".docx,application/vnd.openxmlformats-officedocument"
                ".wordprocessingml.document"
            }
        ),
    )


class InForceForm(forms.Form):
    """The first day on which documents are made from the file."""

    day = DateAsWrittenField(label=_("In force from"))
