"""A file of the format kpi-indicator/1, pasted or chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from scoring.parsing.yaml_source import MAX_BYTES


class TakeInForm(forms.Form):
    """What was pasted stays in its box; a chosen file takes its place there."""

    text = forms.CharField(
        label=_("Definition (YAML)"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "mono"}),
    )
    file = forms.FileField(label=_("Or choose a file"), required=False, allow_empty_file=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if isinstance(upload, UploadedFile):
            try:
                cleaned["text"] = upload.read(MAX_BYTES + 1).decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("The file is not text in UTF-8."))
        elif not str(cleaned.get("text", "")).strip():
            self.add_error("text", _("Paste a definition or choose a file."))
        return cleaned

    def with_text(self) -> TakeInForm:
        """The form to show again, with what the file said in its box."""
        return TakeInForm(initial={"text": self.cleaned_data.get("text", "")})
