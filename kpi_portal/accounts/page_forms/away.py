"""Absences, deputies and acting appointments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain.acting import OFFICES
from kpi_portal.accounts.domain.deputies import LOWEST_RANK
from kpi_portal.accounts.enums import ActingKind, Role
from kpi_portal.accounts.models import User
from kpi_portal.accounts.page_forms.choices import person_field, unit_field
from kpi_portal.form_fields import DateAsWrittenField, TidyField

_DAY_HINT = _("Type a date, such as 25/2/2568 or 25 Feb 2025.")
OFFICE_CHOICES = [(role.value, role.label) for role in OFFICES]


class AbsenceForm(forms.Form):
    """The days away."""

    starts = DateAsWrittenField(label=_("First day away"), help_text=_DAY_HINT)
    ends = DateAsWrittenField(label=_("Last day away"))
    reason = TidyField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Read by those who keep units and people. Leave out what is private."),
    )


class BackForm(forms.Form):
    """The day on which somebody is back."""

    back_on = DateAsWrittenField(
        label=_("First day back"), help_text=_("Deputies stand in until the day before.")
    )


class DeputyForm(forms.Form):
    """One deputy of the standing order."""

    rank = forms.TypedChoiceField(
        label=_("Rank"),
        coerce=int,
        choices=[(number, str(number)) for number in range(1, LOWEST_RANK + 1)],
        help_text=_("Rank 1 stands in first; rank 2 when rank 1 is away, and so on."),
    )
    order_number = TidyField(label=_("Order number"), max_length=120)
    starts = DateAsWrittenField(label=_("From"), help_text=_DAY_HINT)
    ends = DateAsWrittenField(label=_("Until"), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"] = person_field(people, label=_("Deputy"))
        self.order_fields(["deputy", "rank", "order_number", "starts", "ends"])


class EndDeputyForm(forms.Form):
    """The last day of a deputy's standing order."""

    last_day = DateAsWrittenField(label=_("Last day"), help_text=_DAY_HINT)


class ActingForm(forms.Form):
    """Standing in for an office by order, in one of its three kinds."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=ActingKind.choices, widget=forms.RadioSelect, initial=""
    )
    role = forms.ChoiceField(label=_("Office"), choices=OFFICE_CHOICES)
    position = TidyField(
        label=_("Covered position"),
        max_length=200,
        required=False,
        help_text=_("As it stands under the signature; left empty, the unit's own."),
    )
    order_number = TidyField(label=_("Order number"), max_length=120)
    starts = DateAsWrittenField(label=_("From"), help_text=_DAY_HINT)
    ends = DateAsWrittenField(label=_("Until"))

    def __init__(
        self, *args: Any, paths: Iterable[str] | None, people: Any, day: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_field(paths, day=day, label=_("Unit"))
        self.fields["person"] = person_field(people, label=_("Who stands in"))
        self.fields["covers"] = person_field(
            people,
            label=_("For whom"),
            required=False,
            empty_label=_("Nobody: the position is vacant"),
            help_text=_("The absent holder. A vacant position has none."),
        )
        names = ["kind", "unit", "role", "covers", "person", "position"]
        self.order_fields([*names, "order_number", "starts", "ends"])

    def facts(self) -> dict[str, Any]:
        """What was typed, for the verb."""
        typed = {k: v for k, v in self.cleaned_data.items() if k != "person"}
        return typed | {"kind": ActingKind(typed["kind"]), "role": Role(typed["role"])}

    def seen(self, name: str) -> Any:
        """One field's value if it can be read, for a preview of a form half filled in."""
        return getattr(self, "cleaned_data", {}).get(name)

    @property
    def person(self) -> User:
        chosen: User = self.cleaned_data["person"]
        return chosen


class EndActingForm(forms.Form):
    """The last day of an appointment that ends early."""

    last_day = DateAsWrittenField(label=_("Last day"), help_text=_DAY_HINT)
    reason = TidyField(label=_("Reason"), max_length=300)
