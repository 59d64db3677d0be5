"""The paragraphs of a memo's wording as inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms_templates.forms.parts import Words
from forms_templates.wording import WordingError, fill

PARTS = ("cause", "purpose", "conclusion")
MOST_PARAGRAPHS = 30


class SubjectForm(forms.Form):
    """The subject, and why the wording is changed."""

    subject = Words(label="เรื่อง", needed=True, widget=forms.Textarea(attrs={"rows": 2}))
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places

    def clean_subject(self) -> str:
        """The subject names only places of its kind."""
        return _checked(self.cleaned_data["subject"], self._places)


class ParagraphForm(forms.Form):
    """One paragraph, and when it is printed."""

    text = Words(
        label=_("Paragraph"), needed=True, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    when = forms.ChoiceField(label=_("Only where there is"), required=False)
    unless = forms.ChoiceField(label=_("Only where there is no"), required=False)

    def __init__(self, *args: Any, places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places
        for name in ("when", "unless"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "–"), *((place, place) for place in places)]

    def clean_text(self) -> str:
        """The paragraph names only places of its kind."""
        return _checked(self.cleaned_data["text"], self._places)


class _Paragraphs(forms.BaseFormSet):
    ordering_widget = forms.HiddenInput
    deletion_widget = forms.HiddenInput

    def listed(self) -> list[dict[str, str]]:
        """The paragraphs in their order, as the wording keeps them."""
        rows = []
        for number, form in enumerate(self.forms):
            data = form.cleaned_data
            if data.get("text") and not data.get("DELETE"):
                kept = {key: data[key] for key in ("when", "unless") if data.get(key)}
                order = data.get("ORDER") or number + 1
                rows.append((order, number, {**kept, "text": data["text"]}))
        return [row for _order, _number, row in sorted(rows, key=lambda row: row[:2])]

    def clean(self) -> None:
        """Each part has something to say."""
        if not any(self.errors) and not self.listed():
            raise ValidationError(_("Write at least one paragraph."), code="empty")


_ParagraphSet: type[_Paragraphs] = forms.formset_factory(  # type: ignore[assignment]
    ParagraphForm,
    formset=_Paragraphs,
    extra=1,
    can_order=True,
    can_delete=True,
    max_num=MOST_PARAGRAPHS,
)


class WordingForm:
    """The whole wording: its subject and the paragraphs of each part."""

    def __init__(self, body: Mapping[str, Any], data: Mapping[str, Any] | None = None) -> None:
        places = body["places"]
        self.subject = SubjectForm(data, initial={"subject": body["subject"]}, places=places)
        self.parts = {
            part: _ParagraphSet(
                data, initial=body[part], prefix=part, form_kwargs={"places": places}
            )
            for part in PARTS
        }

    @property
    def formsets(self) -> list[_Paragraphs]:
        return list(self.parts.values())

    def is_valid(self) -> bool:
        """Whether everything can be kept; asks all forms, so that all faults are shown."""
        return all([self.subject.is_valid(), *(part.is_valid() for part in self.formsets)])

    def words(self) -> dict[str, Any]:
        """The wording as it is kept."""
        parts = {part: formset.listed() for part, formset in self.parts.items()}
        return {"subject": self.subject.cleaned_data["subject"], **parts}


def _checked(text: str, places: Mapping[str, str]) -> str:
    try:
        fill([text], dict.fromkeys(places, ""))
    except WordingError as error:
        raise ValidationError(
            _("A place is not known or not closed: %(what)s"), params={"what": str(error)}
        ) from None
    return text
