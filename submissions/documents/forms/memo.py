"""Editing a draft memo, giving it its number, attaching its signed scan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import MemoContext, Secrecy, Signatory, Urgency
from kpi_portal.accounts.enums import ActingKind
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
    (
        "addressees",
        _("To"),
        2,
        _("One addressee a line; more than eight are printed on a page of their own."),
    ),
    ("cause", _("First part (why)"), 5, _("An empty line begins a new paragraph.")),
    ("purpose", _("Second part (what is asked or told)"), 7, ""),
    ("conclusion", _("Closing sentence"), 2, ""),
    ("references", _("Refers to (อ้างถึง)"), 2, _("One memo or letter a line; may stay empty.")),
    ("enclosures", _("Sent with it (สิ่งที่ส่งมาด้วย)"), 2, _("Listed in the heading, one a line.")),
    ("attachments", _("Enclosed"), 4, _("Listed after the signature, one a line.")),
)
_ACTING = [
    ("", _("Holder of the office")),
    *((kind.value, f"{kind.signature_words} …") for kind in ActingKind),
]
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
    references = forms.CharField(required=False)
    enclosures = forms.CharField(required=False)
    attachments = forms.CharField(required=False)
    rank = forms.CharField(
        label=_("Rank before the signature"),
        required=False,
        max_length=100,
        help_text=_("Only where custom writes it apart from the name, such as ว่าที่ร้อยตรี."),
    )
    signer_name = forms.CharField(label=_("Signed by"), max_length=300)
    position_lines = forms.CharField(
        label=_("Position (one line each)"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=600,
    )
    acting = forms.ChoiceField(label=_("Signs as"), choices=_ACTING, required=False)
    acting_for = forms.CharField(
        label=_("Position that is stood in for"),
        required=False,
        max_length=600,
        help_text=_("Printed beneath the own position, after the words chosen above."),
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
        if cleaned.get("acting") and not cleaned.get("acting_for", "").strip():
            self.add_error("acting_for", _("Say which position is stood in for."))
        if cleaned.get("acting_for", "").strip() and not cleaned.get("acting"):
            self.add_error("acting", _("Choose in which way the position is stood in for."))
        return {
            name: normalise_text(value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }

    @staticmethod
    def initial_of(context: MemoContext) -> dict[str, Any]:
        acting, acting_for = _acting_of(context.signatory.acting_lines)
        initial: dict[str, Any] = {
            "agency_line": context.agency_line,
            "subject": context.subject,
            "addressees": "\n".join(context.addressees),
            "references": "\n".join(context.references),
            "enclosures": "\n".join(context.enclosures),
            "attachments": "\n".join(context.attachments),
            "rank": context.signatory.rank,
            "signer_name": context.signatory.name,
            "position_lines": "\n".join(context.signatory.position_lines),
            "acting": acting,
            "acting_for": acting_for,
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
            references=lines_of(data["references"]),
            enclosures=lines_of(data["enclosures"]),
            attachments=lines_of(data["attachments"]),
            signatory=Signatory(
                name=data["signer_name"],
                position_lines=lines_of(data["position_lines"]),
                acting_lines=_acting_line(data["acting"], data["acting_for"]),
                rank=data["rank"].strip(),
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
        label=_("Date of the document"), help_text=_("For example 25 Feb 2025 or 25/2/2568")
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


def _acting_of(lines: tuple[str, ...]) -> tuple[str, str]:
    """The way of standing in that a memo's acting line says, and the position."""
    said = " ".join(lines)
    for kind in ActingKind:
        if said.startswith(kind.signature_words):
            return kind.value, said.removeprefix(kind.signature_words).strip()
    return "", said


def _acting_line(kind: str, position: str) -> tuple[str, ...]:
    if not kind:
        return ()
    return (f"{ActingKind(kind).signature_words} {' '.join(position.split())}",)


def _paragraphs(text: str) -> tuple[str, ...]:
    parts = text.replace("\r\n", "\n").split("\n\n")
    return tuple(" ".join(part.split()) for part in parts if part.strip())
