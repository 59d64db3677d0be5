"""What is typed beside evidence. The verbs of `domain.evidence` say what is wrong with it; here it
is only read, so that a refusal shows the form again as it was filled in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import Unit
from kpi_portal.errors import DomainError
from kpi_portal.files.policy import megabytes
from kpi_portal.files.refusals import FileRefused
from submissions.domain.evidence import Details
from submissions.forms.fields import (
    AsTypedField,
    DateAsWrittenField,
    SeveralFilesField,
    TidyField,
)
from submissions.models import EvidenceVersion
from submissions.validators.wording import LINK_MESSAGES, NUMBER_MESSAGES

NO_FILE = _("Choose a file first.")
# Codes of refusals → the field whose content they are about.
_ABOUT = {
    "caption_too_long": "caption",
    "document_number_too_long": "document_number",
    "name_too_long": "name",
    "answer_empty": "text",
    "too_long": "text",
}


class RefusableForm(forms.Form):
    """A form to which a verb's refusal can be pinned."""

    subject = ""  # the field that a refusal is about when its code names no other

    def refuse(self, refusal: DomainError) -> None:
        """Show the refusal beside its field, or above the form where it is about none of them."""
        field = _ABOUT.get(refusal.code, self.subject)
        self.add_error(field if field in self.fields else None, str(refusal))

    def refuse_too_large(self, field: str, limit: int) -> None:
        """Say that the field's file was cut off; to the browser it looks as if none was chosen."""
        refusal = FileRefused("too_large", limit=megabytes(limit))
        self.errors.pop(field, None)
        self.add_error(field, str(refusal))

    def typed(self) -> str:
        """What would be a loss if the page were made anew without it."""
        return ""


class DetailsForm(RefusableForm):
    """Caption, document number and date of one document."""

    caption = TidyField(label=_("Description"), required=False)
    document_number = TidyField(label=_("Document number"), required=False)
    document_date = DateAsWrittenField(
        label=_("Document date"),
        required=False,
        help_text=_("For example 25/2/2568 or 25 Feb 2025"),
        widget=forms.TextInput(attrs={"data-kind": "date", "autocomplete": "off"}),
    )

    def details(self) -> Details:
        """What was typed; call it after `is_valid`."""
        data = self.cleaned_data
        return Details(data["caption"], data["document_number"], data["document_date"])

    @staticmethod
    def initial_of(version: EvidenceVersion) -> dict[str, Any]:
        """The form as a stored version fills it; the date is written so that it reads back."""
        day = version.document_date
        return {
            "caption": version.caption,
            "document_number": version.document_number,
            "document_date": f"{day.day}/{day.month}/{day.year + 543}" if day else "",
        }


class FilesForm(DetailsForm):
    """One or several files with what is common to them."""

    uploads = SeveralFilesField(label=_("Files"))
    subject = "uploads"
    field_order = ("uploads", "caption", "document_number", "document_date")


class NewVersionForm(RefusableForm):
    """A newer file in place of a piece."""

    file = forms.FileField(
        label=_("New version"), allow_empty_file=True, error_messages={"required": NO_FILE}
    )
    subject = "file"


class LinkForm(DetailsForm):
    """The address of a page, with a capture of it."""

    url = AsTypedField(
        label=_("Address of the page"),
        error_messages={"required": LINK_MESSAGES["link_empty"]},
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}
        ),
    )
    capture = forms.FileField(
        label=_("Capture of the page"),
        required=False,
        allow_empty_file=True,
        help_text=_("A picture or PDF that shows the page with its address and the date."),
    )
    subject = "url"
    field_order: tuple[str, ...] = ("url", "capture", "caption", "document_number", "document_date")

    def refuse(self, refusal: DomainError) -> None:
        about_link = refusal.code.startswith("link_") or refusal.code in _ABOUT
        if self.cleaned_data.get("capture") and not about_link:
            self.add_error("capture", str(refusal))
        else:
            super().refuse(refusal)


class NumberForm(RefusableForm):
    """One exact number."""

    number = TidyField(
        label=_("Number"),
        error_messages={"required": NUMBER_MESSAGES["number_empty"]},
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "data-kind": "number"}
        ),
    )
    subject = "number"


class AnswerForm(RefusableForm):
    """An answer in words."""

    text = TidyField(
        label=_("Answer"),
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Type your answer.")},
    )
    subject = "text"

    def typed(self) -> str:
        text: str = self.cleaned_data["text"]
        return text


class _PublishedForm(RefusableForm):
    """For the units of which the strategy section publishes something."""

    owner = forms.ChoiceField(label=_("For the units of"))

    def __init__(self, *args: Any, owners: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {str(unit.pk): unit for unit in owners}
        field = self.fields["owner"]
        field.choices = [(pk, unit.name) for pk, unit in self.owners.items()]  # type: ignore[attr-defined]
        if len(self.owners) == 1:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(self.owners))

    def unit(self) -> Unit:
        """The chosen unit; call it after `is_valid`."""
        return self.owners[self.cleaned_data["owner"]]


class SharedForm(_PublishedForm, DetailsForm):
    """A file that the strategy section publishes for the units below `owner`."""

    file = forms.FileField(
        label=_("File"), allow_empty_file=True, error_messages={"required": NO_FILE}
    )
    name = TidyField(
        label=_("Name"), required=False, help_text=_("Left empty: the name of the file.")
    )
    subject = "file"
    field_order = ("file", "name", "document_number", "document_date", "caption", "owner")


class SharedLinkForm(_PublishedForm, LinkForm):
    """A page that the strategy section publishes for the units below `owner`."""

    name = TidyField(label=_("Name"), required=False, help_text=_("Left empty: the address."))
    field_order = (
        "url",
        "name",
        "capture",
        "document_number",
        "document_date",
        "caption",
        "owner",
    )
