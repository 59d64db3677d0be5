"""Inputs for a form that does not exist yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forms_templates.domain.new_forms import LONGEST_CODE, NewForm
from forms_templates.models import FormTemplate
from forms_templates.schema import Repeat
from kpi_portal.accounts.models import Unit
from kpi_portal.form_fields import TidyField

FIRST_YEAR, LAST_YEAR = 2540, 2700


class NewFormForm(forms.Form):
    """Code, number and title; whose units fill it in, how often, and what it begins with."""

    owner = forms.ChoiceField(
        label=_("Filled in by the units of"),
        help_text=_("The form belongs to this unit; it and all units below fill it in."),
    )
    fiscal_year = forms.IntegerField(
        label=_("Fiscal year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("It serves this year and later ones, until a later year has its own."),
    )
    code = TidyField(
        label=_("Code"),
        max_length=LONGEST_CODE,
        help_text=_(
            "Latin letters and digits, such as form-6. Definitions ask for it by its code."
        ),
    )
    number = TidyField(label=_("Number as it is printed"), max_length=60, help_text="แบบฟอร์ม 6")
    title = TidyField(label=_("Title"), max_length=300)
    repeat = forms.ChoiceField(
        label=_("How often a unit fills it in"),
        choices=[
            (Repeat.ONCE.value, _("once for each report")),
            (Repeat.PROCESS.value, _("once for each process chosen")),
        ],
    )
    copied = forms.ChoiceField(label=_("Begins with"), required=False)

    def __init__(
        self, *args: Any, owners: Iterable[Unit], kept: Iterable[FormTemplate], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._owners = {str(unit.pk): unit for unit in owners}
        self._kept = {str(template.pk): template for template in kept}
        self._choose("owner", [(pk, unit.name) for pk, unit in self._owners.items()])
        copies = [
            (pk, _("the questions of %(form)s") % {"form": _named(template)})
            for pk, template in self._kept.items()
        ]
        self._choose("copied", [("", _("nothing: an empty outline")), *copies])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def unit(self) -> Unit:
        """The owner chosen."""
        return self._owners[self.cleaned_data["owner"]]

    @property
    def original(self) -> FormTemplate | None:
        """The form to copy, if any."""
        return self._kept.get(self.cleaned_data["copied"])

    def facts(self) -> NewForm:
        """What was typed, for the verb."""
        typed = self.cleaned_data
        return NewForm(
            code=typed["code"],
            number=typed["number"],
            title=typed["title"],
            fiscal_year=typed["fiscal_year"],
            repeat=Repeat(typed["repeat"]),
        )


def _named(template: FormTemplate) -> str:
    schema = template.schema
    return f"{schema.get('number', template.code)} {schema.get('title', '')} {template.fiscal_year}"
