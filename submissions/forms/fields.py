"""Fields of a report's forms; those of `kpi_portal.form_fields` stand beside them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kpi_portal.form_fields import DateAsWrittenField, TidyField

__all__ = [
    "AsTypedField",
    "DateAsWrittenField",
    "SeveralFilesField",
    "SeveralFilesInput",
    "TidyField",
]


class AsTypedField(forms.CharField):
    """Text exactly as it came, for a verb that judges every sign of it."""

    def run_validators(self, value: Any) -> None:
        """None of its own: the verb's refusal is the better sentence."""


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """All the files chosen at once, empty ones included: their refusal names each file."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = list(data or [])
        if not files and self.required:
            raise forms.ValidationError(_("Choose a file first."), code="required")
        return files
