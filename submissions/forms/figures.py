"""The page of one measure: what the unit says of it, read as it is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.errors import DomainError
from scoring.choices import Better
from submissions.domain.figures import Measure, MeasureRefused, as_fields
from submissions.domain.outline import Figure
from submissions.forms.evidence import RefusableForm
from submissions.forms.fields import TidyField
from submissions.models import EvidenceUse

YEARS = 2


class NeededLater(TidyField):
    """A text that the measure needs in the end and that may be empty while it is being filled in:
    shown as required, saved without."""

    def validate(self, value: Any) -> None:
        """Whether it is there is asked when the report is handed in."""


class ChosenLater(forms.ChoiceField):
    """A choice that may still be open while the measure is being filled in."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class MeasureForm(RefusableForm):
    """Name, group and direction where the unit names the measure; past results; target; result."""

    use_required_attribute = False

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, figure: Figure, fiscal_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        growth = figure.scheme.growth if figure.scheme is not None else None
        if figure.fixed is None:
            self.fields["name"] = NeededLater(label=_("Name of the measure"))
            if growth is not None and growth.groups:
                groups = [(g.name, g.name) for g in growth.groups]
                self.fields["group"] = ChosenLater(
                    label=_("Group"), choices=[("", _("Not chosen yet")), *groups]
                )
            self.fields["better"] = ChosenLater(
                label=_("Which is better"),
                choices=[
                    (str(Better.HIGHER), _("A higher result")),
                    (str(Better.LOWER), _("A lower result")),
                ],
            )
        for n in range(YEARS):
            label = _("Result of fiscal year %(year)d") % {"year": fiscal_year - YEARS + n}
            self.fields[f"history_{n}"] = _number(label, TidyField, required=False)
        self.fields["target"] = _number(_("Target of fiscal year %(year)d") % {"year": fiscal_year})
        self.fields["result"] = _number(_("Result of fiscal year %(year)d") % {"year": fiscal_year})

    @staticmethod
    def initial_of(use: EvidenceUse | None) -> dict[str, Any]:
        """The form as a stored measure fills it."""
        if use is None:
            return {"revision": 0}
        return {"revision": use.revision, **as_fields(use.figures, YEARS)}

    def measure(self) -> Measure:
        """What was typed; call it after `is_valid`."""
        said = self.cleaned_data
        return Measure(
            name=said.get("name", ""),
            group=said.get("group", ""),
            better=said.get("better", ""),
            history=tuple(said[f"history_{n}"] for n in range(YEARS)),
            target=said["target"],
            result=said["result"],
        )

    def refuse(self, refusal: DomainError) -> None:
        if isinstance(refusal, MeasureRefused):
            for name, message in refusal.faults.items():
                self.add_error(name if name in self.fields else None, str(message))
            return
        super().refuse(refusal)

    def take_revision(self, revision: object) -> None:
        """Let what was typed be sent again over what somebody else saved meanwhile."""
        self.data = {**dict(self.data.items()), "revision": str(revision)}

    def typed(self) -> str:
        """Everything that was typed, to be copied where it cannot be saved."""
        fields = [(field.label, self.data.get(field.html_name, "")) for field in self]
        return "\n".join(f"{label}: {value}" for label, value in fields if label and value)


def _number(label: Any, kind: type[TidyField] = NeededLater, *, required: bool = True) -> TidyField:
    return kind(
        label=label,
        required=required,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "data-kind": "number"}
        ),
    )
