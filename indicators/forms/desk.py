"""Forms of the desk: a new indicator, and the reason for retiring one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.domain.carrying import FIRST_YEAR, LAST_YEAR
from indicators.domain.difference_words import CHOICES
from indicators.forms.carry import read_year
from kpi_portal.accounts.models import Unit
from kpi_portal.form_fields import TidyField
from scoring.choices import Method


class YearField(forms.CharField):
    """A fiscal year of the Buddhist era, in Arabic or Thai digits."""

    def clean(self, value: Any) -> int:
        year = read_year(str(value or ""))
        if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Give a fiscal year of the Buddhist era, such as 2570."), code="year_form"
            )
        return year


class NewIndicatorForm(forms.Form):
    """What an indicator needs before it can be designed."""

    owner = forms.ChoiceField(label=_("Owner"))
    fiscal_year = YearField(
        label=_("Fiscal year"), widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    code = TidyField(label=_("Code"), max_length=60)
    name = TidyField(label=_("Name"), max_length=500)
    method = forms.ChoiceField(
        label=_("Method of scoring"),
        choices=[(str(method), CHOICES["method"][method]) for method in Method],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )

    def __init__(self, data: Any = None, *, owners: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["owner"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(unit.pk), unit.name) for unit in owners]


class RetireForm(forms.Form):
    """Why an indicator is no longer used."""

    reason = TidyField(label=_("Reason"), multiline=True, widget=forms.Textarea(attrs={"rows": 3}))


class ReportingForm(forms.Form):
    """Who answers for the indicator: every division for itself, or the bureau as well."""

    consolidated = forms.TypedChoiceField(
        label=_("Who reports"),
        coerce=lambda said: said == "bureau",
        choices=[
            ("divisions", _("Each division for itself")),
            ("bureau", _("The bureau, consolidated from the divisions' reports")),
        ],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )


class PublishForm(forms.Form):
    """Why a published definition is replaced; nothing is asked for the first version."""

    reason = TidyField(
        label=_("Reason for the change"),
        multiline=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
