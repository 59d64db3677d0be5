"""Granting, ending and moving roles, and leaving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership, User
from kpi_portal.accounts.page_forms.choices import person_field, unit_field
from kpi_portal.accounts.page_forms.details import DetailsForm
from kpi_portal.form_fields import DateAsWrittenField, TidyField

_DAY_HINT = _("Type a date, such as 25/2/2568 or 25 Feb 2025.")


class RoleForm(forms.Form):
    """A role in a unit, how far it reaches, and when."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose")), *Role.choices])
    starts = DateAsWrittenField(label=_("First day"), help_text=_DAY_HINT)
    ends = DateAsWrittenField(label=_("Last day"), required=False)
    order_number = TidyField(label=_("Order number"), max_length=120, required=False)
    period_from = DateAsWrittenField(
        label=_("May read from"), required=False, help_text=_("For auditors: the granted period.")
    )
    period_to = DateAsWrittenField(label=_("May read until"), required=False)

    def __init__(self, *args: Any, paths: Iterable[str] | None, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_field(paths, day=day, label=_("Unit"))
        self.fields["scope"] = unit_field(
            paths,
            day=day,
            label=_("Reaches the unit and all below it"),
            required=False,
            help_text=_("Left empty: the person's own unit. Reviewers reach the whole bureau."),
        )

    def role_facts(self) -> dict[str, Any]:
        """What was typed about the role, for the verb."""
        names = ("unit", "scope", "starts", "ends", "order_number", "period_from", "period_to")
        typed = {name: self.cleaned_data[name] for name in names}
        return typed | {"role": Role(self.cleaned_data["role"])}


class NewPersonForm(DetailsForm, RoleForm):
    """A new person with the first role."""


class TakeOverForm(forms.Form):
    """Who takes over the work that lies with the person by name, where there is any."""

    def __init__(self, *args: Any, takers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if takers:
            people = User.objects.filter(pk__in=[taker.pk for taker in takers])
            self.fields["take_over"] = person_field(
                people,
                label=_("Who takes over the open reviews"),
                required=False,
                empty_label=_("Leave them in the queue for the head to assign"),
            )

    def taker(self) -> User | None:
        """The person chosen, or None."""
        chosen = self.cleaned_data.get("take_over")
        return chosen if isinstance(chosen, User) else None


class EndRoleForm(TakeOverForm):
    """The last day of a role."""

    last_day = DateAsWrittenField(label=_("Last day"), help_text=_DAY_HINT)
    reason = TidyField(label=_("Reason"), max_length=300, required=False)


class MoveForm(TakeOverForm):
    """The unit and role that follow, and their first day."""

    role = forms.ChoiceField(label=_("Role there"), choices=Role.choices)
    first_day = DateAsWrittenField(
        label=_("First day there"), help_text=_("The present role ends on the day before.")
    )
    order_number = TidyField(label=_("Order number"), max_length=120, required=False)

    def __init__(self, *args: Any, paths: Iterable[str] | None, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_field(paths, day=day, label=_("New unit"))
        self.fields["scope"] = unit_field(
            paths,
            day=day,
            label=_("Reaches the unit and all below it"),
            required=False,
            help_text=_("Left empty: the new unit."),
        )
        self.order_fields(["unit", "role", "scope", "first_day", "order_number", "take_over"])


class RetireForm(forms.Form):
    """The last day in office, why, and who takes over the work of each role."""

    last_day = DateAsWrittenField(label=_("Last day"), help_text=_DAY_HINT)
    reason = TidyField(
        label=_("Reason"), max_length=300, help_text=_("Such as retirement or transfer.")
    )

    def __init__(self, *args: Any, takers: Mapping[Membership, list[User]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked: list[int] = []
        for membership, people in takers.items():
            if people:
                self._asked.append(membership.pk)
                self.fields[f"take_over_{membership.pk}"] = person_field(
                    User.objects.filter(pk__in=[person.pk for person in people]),
                    label=_("Who takes over the open reviews"),
                    required=False,
                    empty_label=_("Leave them in the queue for the head to assign"),
                )

    def takers(self) -> dict[int, User]:
        """The person chosen for each role."""
        chosen = {pk: self.cleaned_data.get(f"take_over_{pk}") for pk in self._asked}
        return {pk: person for pk, person in chosen.items() if isinstance(person, User)}
