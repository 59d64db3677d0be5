"""The inputs by which one part of a form is edited: from its document and back, losing nothing.

Structure alone is checked here (a width is a number); what a part still lacks is named by
`forms_templates.checking`, so that an unfinished part can be kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forms_templates.editing import Document, PartKind, free_key, kind_at, part_at
from forms_templates.schema import FieldType, Prefill, Repeat
from kpi_portal.thai import normalise_text

TYPES: dict[FieldType, str | Promise] = {
    FieldType.TEXT: _("Short text"),
    FieldType.LONG_TEXT: _("Long text"),
    FieldType.CHOICE_ONE: _("One of several choices"),
    FieldType.CHOICE_MANY: _("Any of several choices"),
    FieldType.DATE: _("Date"),
    FieldType.YEAR: _("Year (B.E.)"),
    FieldType.PERCENT: _("Per cent, 0 to 100"),
    FieldType.URL: _("Web address"),
    FieldType.IMAGE: _("Pictures"),
    FieldType.AUTO_NUMBER: _("Row number, counted by the portal"),
    FieldType.MONTH_PLAN: _("Plan by month"),
}
_NOT_IN_TABLES = (FieldType.IMAGE,)
_ONLY_IN_TABLES = (FieldType.AUTO_NUMBER, FieldType.MONTH_PLAN)

PREFILLS: dict[Prefill, str | Promise] = {
    Prefill.OFFICE: _("the bureau"),
    Prefill.UNIT: _("the unit that reports"),
    Prefill.PROCESS: _("the process chosen"),
    Prefill.FISCAL_YEAR: _("the fiscal year"),
    Prefill.ROUND: _("the round"),
}
_KEY_HINT = _("Latin letters, digits and _. Indicators and Word templates name the part by it.")
CHOICES = "choices"
MOST_CHOICES = 40


class Words(forms.CharField):
    """Text as typed, mended but never cut at its ends, so that what was there comes back whole.

    What a version needs may still be empty in a draft: `forms_templates.checking` names it, so
    `needed` only leaves out the word "optional".
    """

    def __init__(self, *, needed: bool = False, **kwargs: Any) -> None:
        kwargs["required"] = needed
        kwargs.setdefault("strip", False)
        kwargs.setdefault("max_length", 2000)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        multiline = isinstance(self.widget, forms.Textarea)
        return normalise_text(super().to_python(value) or "", multiline=multiline)

    def validate(self, value: Any) -> None:
        """Nothing is missing yet."""


def _whole(label: Any, least: int, most: int, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=hint)


class PartForm(forms.Form):
    """What all parts share: values out of the document, and back in its own types."""

    def values(self) -> dict[str, Any]:
        """The part's new values, by the names of the document."""
        return dict(self.cleaned_data)


class WholeForm(PartForm):
    """The form itself: how it is called, how often it is filled in, how it stands on paper."""

    number = Words(label=_("Number as printed"), needed=True, max_length=60)
    title = Words(label=_("Title"), needed=True, widget=forms.Textarea(attrs={"rows": 2}))
    repeat = forms.ChoiceField(
        label=_("Filled in"),
        choices=[
            (Repeat.ONCE.value, _("once in a report")),
            (Repeat.PROCESS.value, _("once for each process chosen")),
        ],
    )
    landscape = forms.BooleanField(label=_("Printed in landscape"), required=False)
    small = forms.BooleanField(label=_("Table in small type"), required=False)
    min_rows = _whole(_("Rows needed at least"), 0, 100)
    blank_rows = _whole(_("Empty rows on a blank sheet"), 0, 40)
    footnote = Words(label=_("Note under the table"), widget=forms.Textarea(attrs={"rows": 2}))


class SectionForm(PartForm):
    """A part with questions, or with a table of its own."""

    title = Words(label=_("Title"), needed=True, max_length=500)
    hint = Words(label=_("Help text"), widget=forms.Textarea(attrs={"rows": 2}))
    key = Words(label=_("Name in the data"), max_length=40, needed=True, help_text=_KEY_HINT)


class TableSectionForm(SectionForm):
    """A section whose questions are asked once per row."""

    min_rows = _whole(_("Rows needed at least"), 0, 100)
    blank_rows = _whole(_("Empty rows on a blank sheet"), 0, 40)


class FieldForm(PartForm):
    """A question."""

    label = Words(label=_("Label"), needed=True, max_length=500)
    type = forms.ChoiceField(label=_("Kind"))
    required = forms.BooleanField(label=_("Must be filled in"), required=False)
    hint = Words(label=_("Help text"), max_length=500)
    prefill = forms.TypedChoiceField(
        label=_("Filled by the portal with"),
        choices=[("", _("nothing")), *((key.value, label) for key, label in PREFILLS.items())],
        required=False,
        empty_value=None,
    )
    lines = _whole(_("Dotted lines on a blank sheet"), 0, 40)
    room = _whole(_("Room for a picture on a blank sheet, in millimetres"), 0, 240)
    in_subtitle = forms.BooleanField(label=_("Printed under the title"), required=False)
    basis = Words(label=_("Where it comes from, if no source prints it"), max_length=200)
    key = Words(label=_("Name in the data"), max_length=40, needed=True, help_text=_KEY_HINT)

    left_out: tuple[FieldType, ...] = _ONLY_IN_TABLES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.initial.get("type")
        field = self.fields["type"]
        if isinstance(field, forms.ChoiceField):
            # What a faulty draft holds stays to be seen, so that it can be mended.
            field.choices = [
                (kind.value, label)
                for kind, label in TYPES.items()
                if kind not in self.left_out or kind.value == held
            ]


class HeaderFieldForm(FieldForm):
    """A question at the head of the form."""


class AnswerFieldForm(FieldForm):
    """A question in a section: it is not printed under the title."""

    in_subtitle = None  # type: ignore[assignment]  # Django's way to leave a field out
    prefill = None  # type: ignore[assignment]


class ColumnForm(FieldForm):
    """A question asked once per row."""

    width = _whole(_("Share of the table's width"), 0, 400, _("Shares are compared, not lengths."))
    in_subtitle = None  # type: ignore[assignment]
    prefill = None  # type: ignore[assignment]
    lines = None  # type: ignore[assignment]
    room = None  # type: ignore[assignment]

    left_out = _NOT_IN_TABLES


class SignatureForm(PartForm):
    """A place to sign."""

    role = Words(label=_("Signed as"), needed=True, max_length=300)
    position = Words(label=_("Line of the position"), max_length=300)
    key = Words(
        label=_("Name in the data"),
        max_length=40,
        needed=True,
        help_text=_("“approver” is signed by whoever approves the form."),
    )


class NoteForm(PartForm):
    """A remark for those who keep the form; it is not printed."""

    text = Words(label=_("Note"), needed=True, widget=forms.Textarea(attrs={"rows": 4}))


class ChoiceForm(forms.Form):
    """One of a question's choices. Its name in the data is made where none is given."""

    label = Words(label=_("Choice"), needed=True, max_length=300)
    with_amount = forms.BooleanField(label=_("Asks for an amount"), required=False)
    key = Words(label=_("Name in the data"), max_length=40)


class _Choices(forms.BaseFormSet):
    """The choices in their order. A row without label and name is no choice."""

    ordering_widget = forms.HiddenInput
    deletion_widget = forms.HiddenInput

    def listed(self, taken: set[str]) -> list[dict[str, Any]]:
        """The choices as the document keeps them."""
        rows = []
        for number, form in enumerate(self.forms):
            data = form.cleaned_data
            if data.get("DELETE") or not (data.get("label") or data.get("key")):
                continue
            rows.append((data.get("ORDER") or number + 1, number, data))
        made = []
        for _order, _number, data in sorted(rows, key=lambda row: row[:2]):
            key = data["key"] or free_key(taken, "choice")
            taken.add(key)
            made.append({"key": key, "label": data["label"], "with_amount": data["with_amount"]})
        return made


_ChoicesSet: type[_Choices] = forms.formset_factory(  # type: ignore[assignment]
    ChoiceForm, formset=_Choices, extra=1, can_order=True, can_delete=True, max_num=MOST_CHOICES
)

_FORMS: dict[PartKind, type[PartForm]] = {
    PartKind.FORM: WholeForm,
    PartKind.SECTION: SectionForm,
    PartKind.TABLE_SECTION: TableSectionForm,
    PartKind.COLUMN: ColumnForm,
    PartKind.SIGNATURE: SignatureForm,
    PartKind.NOTE: NoteForm,
}


class Editor:
    """The inputs of one part: its form, and the rows of its choices where it can have any."""

    def __init__(self, document: Document, place: str, data: Mapping[str, Any] | None = None):
        self.place = place
        self.kind = kind_at(document, place)
        self._document = document
        part = part_at(document, place)
        initial = {"text": part} if isinstance(part, str) else part
        self.form = _form_for(self.kind, place)(data, initial=initial)
        self.choices: _Choices | None = None
        if self.kind in (PartKind.FIELD, PartKind.COLUMN) and _has_choices(part, data):
            self.choices = _ChoicesSet(data, initial=part["choices"], prefix=CHOICES)

    def is_valid(self) -> bool:
        """Whether what was typed can be kept."""
        return self.form.is_valid() and (self.choices is None or self.choices.is_valid())

    def values(self) -> dict[str, Any]:
        """The part's new values, ready for `forms_templates.editing.change`."""
        found = self.form.values()
        if self.choices is not None:
            part = part_at(self._document, self.place)
            found[CHOICES] = self.choices.listed({choice["key"] for choice in part["choices"]})
        return found


def _has_choices(part: Mapping[str, Any], data: Mapping[str, Any] | None) -> bool:
    """Whether the page asks for choices: for a kind that has some, or one that still holds any."""
    if data is not None:
        return f"{CHOICES}-TOTAL_FORMS" in data
    return part["type"] in (FieldType.CHOICE_ONE, FieldType.CHOICE_MANY) or bool(part[CHOICES])


def _form_for(kind: PartKind, place: str) -> type[PartForm]:
    if kind is PartKind.FIELD:
        return HeaderFieldForm if place.startswith("header.") else AnswerFieldForm
    return _FORMS[kind]
