"""Choosing the memos of a batch, the wishes for all of them, their numbers and their date."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.form_fields import DateAsWrittenField, TidyField
from submissions.documents.domain.batch_wishes import Issuing, Wishes
from submissions.documents.enums import NumberSource
from submissions.documents.forms.memo import SECRECIES, URGENCIES, lines_of


class BatchForm(forms.Form):
    """Which units, and what is the same in every memo."""

    unit = forms.TypedMultipleChoiceField(coerce=int, required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=URGENCIES)
    secrecy = forms.ChoiceField(label=_("Secrecy"), choices=SECRECIES)
    paragraph = TidyField(
        label=_("Added paragraph"),
        help_text=_("It ends the second part of every memo. Leave it empty for the usual words."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    code = forms.BooleanField(
        label=_("Print a QR code on every memo"),
        help_text=_(
            "It leads to a page that proves the memo, and its signed scan is recognised by it. "
            "An own Word layout without a place for it stays as it is."
        ),
        required=False,
        initial=True,
    )
    signer_name = TidyField(
        label=_("Signed by"),
        help_text=_("Empty: the head of the section, or whoever stands in on the day."),
        required=False,
        max_length=300,
    )
    position_lines = TidyField(
        label=_("Position (one line each)"),
        multiline=True,
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    acting_lines = TidyField(
        label=_("Acting line, where somebody stands in"), required=False, max_length=600
    )

    def __init__(self, *args: Any, units: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(pk, pk) for pk in units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("signer_name") and not cleaned.get("position_lines", "").strip():
            self.add_error("position_lines", _("Type the position of the signer."))
        return cleaned

    @property
    def wishes(self) -> Wishes:
        data = self.cleaned_data
        return Wishes(
            urgency=data["urgency"],
            secrecy=data["secrecy"],
            paragraph=" ".join(data["paragraph"].split()),
            signer_name=data["signer_name"],
            position_lines=lines_of(data["position_lines"]),
            acting_lines=lines_of(data["acting_lines"]),
            code=data["code"],
        )


class BatchIssueForm(forms.Form):
    """The date of all memos and where their numbers come from."""

    source = forms.ChoiceField(
        label=_("Document numbers"),
        choices=NumberSource.choices,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=NumberSource.OWN,
    )
    circular = forms.BooleanField(
        label=_("Circular (ว before each number of the portal's own register)"), required=False
    )
    first = TidyField(
        label=_("The circular number"),
        help_text=_("Empty: the next circular number of the portal's own register."),
        required=False,
        max_length=120,
    )
    dated = DateAsWrittenField(
        label=_("Date of the documents"), help_text=_("For example 25 Feb 2025 or 25/2/2568")
    )

    @property
    def how(self) -> Issuing:
        data = self.cleaned_data
        return Issuing(
            dated=data["dated"],
            source=NumberSource(data["source"]),
            circular=data["circular"],
            first=data["first"],
        )


class NumbersForm(forms.Form):
    """The list as it was pasted; its lines are read by the domain."""

    numbers = forms.CharField(
        label=_("Numbers of the memos"),
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
