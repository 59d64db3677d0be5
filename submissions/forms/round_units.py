"""The units of a round: who is to be added, and how each is weighed and measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.models import Round
from kpi_portal.accounts.enums import UnitGroup
from kpi_portal.accounts.models import Unit
from submissions.domain.round_criteria import Criteria
from submissions.domain.round_units import UnitRow
from submissions.domain.unit_choosing import Pool, Wanted
from submissions.domain.unit_settings import Change, UnitSettings
from submissions.forms.fields import TidyField
from submissions.validators.numbers import NumberPolicy, check_number
from submissions.validators.refusals import NumberRefused

# As many digits as the portal keeps of a score.
SCORE = NumberPolicy(minimum=Decimal(0), maximum=Decimal(999_999), places=6)
LONGEST_TEXT = 20_000


class ChooseForm(forms.Form):
    """Units by group, below a bureau, by tick, by name, or as in another round."""

    groups = forms.MultipleChoiceField(
        label=_("All units of a group"),
        choices=UnitGroup.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    below = forms.TypedChoiceField(
        label=_("Everything below"), coerce=int, empty_value=None, required=False
    )
    units = forms.TypedMultipleChoiceField(
        label=_("Units"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    text = forms.CharField(
        label=_("Codes, abbreviations or names"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One on each line, or several apart by commas, such as a column from Excel."),
    )
    round = forms.TypedChoiceField(
        label=_("The same units as in"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, data: Any = None, *, pool: Pool, rounds: Iterable[Round], **more: Any):
        super().__init__(data, **more)
        nothing = [("", "–")]
        self._choose("below", nothing + [(u.pk, _indented(u, pool)) for u in pool.bureaus])
        self._choose("units", [(unit.pk, _named(unit)) for unit in pool.offered])
        if pool.consolidated and pool.owner.pk not in pool.assigned:
            self.initial.setdefault("units", [pool.owner.pk])
        years = {r.pk: f"{r.indicator.code} {r.name} ({r.indicator.fiscal_year})" for r in rounds}
        self._choose("round", nothing + list(years.items()))

    def wanted(self) -> Wanted:
        """What was chosen."""
        said = self.cleaned_data
        return Wanted(
            units=frozenset(said["units"]),
            groups=frozenset(said["groups"]),
            below=said["below"],
            text=said["text"],
            round=said["round"],
        )

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared so above
        field.choices = choices


class UnitSettingsForm(forms.Form):
    """The row of one unit; only what the criteria ask for has a field."""

    group = forms.ChoiceField(label=_("Unit group"), widget=forms.Select)
    target_group = forms.ChoiceField(label=_("Target group"), required=False)
    previous = forms.CharField(label=_("Last year's score"), required=False, max_length=60)
    seen_group = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_target_group = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_previous = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, row: UnitRow, criteria: Criteria) -> None:
        self.row = row
        prefix = f"a{row.assignment.pk}"
        posted = data if data is not None and f"{prefix}-seen_group" in data else None
        super().__init__(posted, prefix=prefix, initial=_initial(UnitSettings.of(row.assignment)))
        kept = row.assignment
        self.fields["group"].choices = _with(UnitGroup.choices, kept.group)  # type: ignore[attr-defined]
        groups = [("", "–"), *((name, name) for name in criteria.groups)]
        self.fields["target_group"].choices = _with(groups, kept.target_group)  # type: ignore[attr-defined]
        if not criteria.groups:
            del self.fields["target_group"]
        if not criteria.needs_previous:
            del self.fields["previous"]
        for name, field in self.fields.items():
            if not name.startswith("seen_"):
                css = "form-control" if name == "previous" else "form-select"
                field.widget.attrs |= {
                    "class": css,
                    "aria-label": f"{field.label} · {kept.unit.name}",
                }
        if "previous" in self.fields:
            self.fields["previous"].widget.attrs |= {"inputmode": "decimal"}

    def mark(self) -> UnitSettingsForm:
        """Mark the fields that have a fault, for eyes and for screen readers."""
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                attrs = self.fields[name].widget.attrs
                attrs["class"] = f"{attrs.get('class', '')} is-invalid".strip()
                attrs["aria-describedby"] = f"{self[name].auto_id}-fault"
        return self

    def clean_previous(self) -> Decimal | None:
        text = self.cleaned_data["previous"]
        if not text.strip():
            return None
        try:
            return check_number(text, SCORE)
        except NumberRefused as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from None

    def change(self) -> Change:
        """What was typed, over what the page showed. A field that is not asked for stays."""
        said, kept = self.cleaned_data, UnitSettings.of(self.row.assignment)
        seen = UnitSettings(
            said["seen_group"] or kept.group,
            said["seen_target_group"],
            _read(said["seen_previous"]),
        )
        wanted = UnitSettings(
            said["group"],
            said["target_group"] if "target_group" in self.fields else seen.target_group,
            said["previous"] if "previous" in self.fields else seen.previous,
        )
        return Change(wanted, seen)


class TakeOffForm(forms.Form):
    """Why a unit reports the round no longer."""

    reason = TidyField(
        label=_("Reason"), multiline=True, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


def setting_forms(
    data: Mapping[str, Any] | None, rows: Iterable[UnitRow], criteria: Criteria
) -> dict[int, UnitSettingsForm]:
    """The rows' forms by assignment."""
    return {row.assignment.pk: UnitSettingsForm(data, row, criteria) for row in rows}


def score_text(score: Decimal | None) -> str:
    """A score as it is typed, without zeros that say nothing."""
    return "" if score is None else f"{score.normalize():f}"


def _initial(kept: UnitSettings) -> dict[str, str]:
    previous = score_text(kept.previous)
    return {
        "group": kept.group,
        "target_group": kept.target_group,
        "previous": previous,
        "seen_group": kept.group,
        "seen_target_group": kept.target_group,
        "seen_previous": previous,
    }


def _read(text: str) -> Decimal | None:
    try:
        return check_number(text, SCORE) if text.strip() else None
    except NumberRefused:
        return None


def _with(choices: Iterable[tuple[Any, Any]], kept: str) -> list[tuple[Any, Any]]:
    """The choices, with what is kept though it is none of them any more."""
    listed = list(choices)
    known = {value for value, _label in listed}
    return listed if kept in known else [*listed, (kept, kept)]


def _named(unit: Unit) -> str:
    return f"{unit.name} ({unit.abbreviation})" if unit.abbreviation else unit.name


def _indented(unit: Unit, pool: Pool) -> str:
    depth = unit.path.count("/") - pool.owner.path.count("/")
    return "\u2003" * depth + _named(unit)
