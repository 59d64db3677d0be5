"""Asking units for parts of a report, handing a part in, giving it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import Unit
from submissions.domain import parts
from submissions.domain.contributing import LONGEST
from submissions.domain.parts import Part
from submissions.forms.fields import TidyField

# An unticked box sends nothing, so the whole report needs a word of its own.
WHOLE = "*"


class AskForm(forms.Form):
    """Which units, and for the whole report or for which of its parts."""

    units = forms.MultipleChoiceField(
        label=_("Contributing units"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Choose at least one unit.")},
    )
    parts = forms.MultipleChoiceField(
        label=_("What they supply"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Choose the whole report or at least one part.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        units: Iterable[Unit],
        offered: Sequence[Part],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self._depths = [0, *(part.depth + 1 for part in offered)]
        named = [(part.code, part.words) for part in offered]
        self._choices("units", [(pk, unit.name) for pk, unit in self._units.items()])
        self._choices("parts", [(WHOLE, _("The whole report")), *named])

    def boxes_of_parts(self) -> list[tuple[int, BoundWidget]]:
        """Each box with how deep it stands in the outline."""
        return list(zip(self._depths, self["parts"], strict=True))

    def chosen_units(self) -> list[Unit]:
        return [self._units[pk] for pk in self.cleaned_data["units"]]

    def chosen_parts(self) -> list[str]:
        """The codes of the parts; the whole report wins over single ones."""
        chosen: list[str] = self.cleaned_data["parts"]
        return [parts.WHOLE] if WHOLE in chosen else chosen

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = choices


class HandInForm(forms.Form):
    """A word to the reporting unit, if any."""

    note = TidyField(
        label=_("Note to the reporting unit (optional)"),
        required=False,
        multiline=True,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class GiveBackForm(forms.Form):
    """What is missing or wrong."""

    reason = TidyField(
        label=_("What is missing or wrong"),
        multiline=True,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
