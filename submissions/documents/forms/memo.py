"""Editing a draft memo, giving it its number, attaching its signed scan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import MemoContext, Secrecy, Signatory, Urgency
from kpi_portal.thai import normalise_text
from submissions.documents.domain.register import Numbering
from submissions.forms.filing import ThaiDateField

URGENCIES = [
    (Urgency.NORMAL.value, _("Normal")),
    (Urgency.URGENT.value, _("Urgent (ด่วน)")),
    (Urgency.VERY_URGENT.value, _("Very urgent (ด่วนมาก)")),
    (Urgency.MOST_URGENT.value, _("Most urgent (ด่วนที่สุด)")),
]
SECRECIES = [
    (Secrecy.NORMAL.value, _("Normal")),
    (Secrecy.CONFIDENTIAL.value, _("Confidential (ลับ)")),
    (Secrecy.SECRET.value, _("Secret (ลับมาก)")),
    (Secrecy.TOP_SECRET.value, _("Top secret (ลับที่สุด)")),
]
_LINES = (
    ("addressees", _("To"), 2, _("One addressee a line.")),
    ("cause", _("First part (why)"), 5, _("An empty line begins a new paragraph.")),
    ("purpose", _("Second part (what is asked or told)"), 7, ""),
    ("conclusion", _("Closing sentence"), 2, ""),
    ("attachments", _("Enclosed"), 4, _("One enclosure a line.")),
)
_PARAGRAPHS = ("cause", "purpose", "conclusion")


class MemoForm(forms.Form):
    """Every word of a draft. Layout, number and date are not typed here. `seen` names the words
    that the page showed, so that nobody overwrites what somebody else saved meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    agency_line = forms.CharField(label=_("Issuing unit (ส่วนราชการ)"), max_length=300)
    subject = forms.CharField(label=_("Subject"), max_length=600)
    addressees = forms.CharField()
    cause = forms.CharField()
    purpose = forms.CharField(required=False)
    conclusion = forms.CharField()
    attachments = forms.CharField(required=False)
    signer_name = forms.CharField(label=_("Signed by"), max_length=300)
    position_lines = forms.CharField(
        label=_("Position (one line each)"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=600,
    )
    acting_lines = forms.CharField(
        label=_("Acting line, where somebody stands in"),
        required=False,
        max_length=600,
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=URGENCIES)
    secrecy = forms.ChoiceField(label=_("Secrecy"), choices=SECRECIES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, rows, hint in _LINES:
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.widget = forms.Textarea(attrs={"rows": rows})
            field.max_length = 20_000  # type: ignore[attr-defined]  # all of these are CharFields

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {
            name: normalise_text(value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }

    @staticmethod
    def initial_of(context: MemoContext) -> dict[str, Any]:
        initial: dict[str, Any] = {
            "agency_line": context.agency_line,
            "subject": context.subject,
            "addressees": "\n".join(context.addressees),
            "attachments": "\n".join(context.attachments),
            "signer_name": context.signatory.name,
            "position_lines": "\n".join(context.signatory.position_lines),
            "acting_lines": "\n".join(context.signatory.acting_lines),
            "urgency": context.urgency.value,
            "secrecy": context.secrecy.value,
        }
        return initial | {name: "\n\n".join(getattr(context, name)) for name in _PARAGRAPHS}

    def apply(self, context: MemoContext) -> MemoContext:
        """The draft's context with the typed words put in."""
        data = self.cleaned_data
        return replace(
            context,
            agency_line=data["agency_line"],
            subject=data["subject"],
            addressees=lines_of(data["addressees"]),
            attachments=lines_of(data["attachments"]),
            signatory=Signatory(
                name=data["signer_name"],
                position_lines=lines_of(data["position_lines"]),
                acting_lines=lines_of(data["acting_lines"]),
                rank=context.signatory.rank,
            ),
            urgency=Urgency(data["urgency"]),
            secrecy=Secrecy(data["secrecy"]),
            cause=_paragraphs(data["cause"]),
            purpose=_paragraphs(data["purpose"]),
            conclusion=_paragraphs(data["conclusion"]),
        )


class IssueForm(forms.Form):
    """The number and the date: typed from the agency's register or taken from the portal's."""

    source = forms.ChoiceField(
        label=_("Document number"),
        choices=[
            ("typed", _("Typed from the agency's e-saraban register")),
            ("own", _("The next number of the portal's own register")),
        ],
        widget=forms.RadioSelect,
        initial="typed",
    )
    number = forms.CharField(label=_("No."), max_length=120, required=False)
    circular = forms.BooleanField(label=_("Circular (ว before the number)"), required=False)
    dated = ThaiDateField(
        label=_("Date of the document"), help_text=_("For example 25 Feb 2568 or ๒๕ ก.พ. ๖๘")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("source") == "typed" and not cleaned.get("number", "").strip():
            self.add_error("number", _("Type the number that the register gave."))
        return cleaned

    @property
    def numbering(self) -> Numbering:
        typed = self.cleaned_data["number"] if self.cleaned_data["source"] == "typed" else ""
        return Numbering(typed=typed, circular=self.cleaned_data["circular"])

    @property
    def dated_on(self) -> date:
        day: date = self.cleaned_data["dated"]
        return day


class ScanForm(forms.Form):
    """The memo as it was signed on paper."""

    scan = forms.FileField(label=_("Scan of the signed memo (PDF or picture)"))


class VoidForm(forms.Form):
    note = forms.CharField(label=_("Reason"), max_length=2000)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _paragraphs(text: str) -> tuple[str, ...]:
    parts = text.replace("\r\n", "\n").split("\n\n")
    return tuple(" ".join(part.split()) for part in parts if part.strip())
