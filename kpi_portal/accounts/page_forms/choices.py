"""Fields that choose a unit or a person among those that the signed-in person oversees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.access import below
from kpi_portal.accounts.models import Unit, User

if TYPE_CHECKING:
    UnitChoice = forms.ModelChoiceField[Unit]
    PersonChoice = forms.ModelChoiceField[User]
else:
    UnitChoice = PersonChoice = forms.ModelChoiceField


class UnitField(UnitChoice):
    """One unit, in the order of the tree."""

    def label_from_instance(self, obj: Unit) -> str:
        return f"{obj.name} ({obj.abbreviation})" if obj.abbreviation else obj.name


class PersonField(PersonChoice):
    """One person, told apart from namesakes by the position."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.display_name} · {obj.position}" if obj.position else obj.display_name


def unit_field(paths: Iterable[str] | None, *, day: date, **kwargs: Any) -> UnitField:
    """A choice of the units below `paths` (None: of all) that have not ended."""
    living = Unit.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("path")
    kwargs.setdefault("empty_label", _("Choose"))
    return UnitField(queryset=living.filter(below(paths)), **kwargs)


def person_field(people: Any, **kwargs: Any) -> PersonField:
    """A choice of active people among `people`."""
    there = people.filter(is_active=True).order_by("first_name", "last_name", "pk")
    kwargs.setdefault("empty_label", _("Choose"))
    return PersonField(queryset=there, **kwargs)
