"""What is kept about a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain.people import PersonDetails
from kpi_portal.accounts.models import User
from kpi_portal.form_fields import TidyField

NAMES = (
    "username",
    "title",
    "first_name",
    "last_name",
    "position",
    "level",
    "email",
    "phone",
    "language",
)


class DetailsForm(forms.Form):
    """Name, position and how the person is reached, as they stand in documents."""

    username = TidyField(
        label=_("User name"),
        max_length=150,
        validators=User._meta.get_field("username").validators,
        help_text=_("Letters, digits and @ . + - _; it is what the person types to sign in."),
    )
    title = TidyField(label=_("Title or rank"), max_length=60, required=False)
    first_name = TidyField(label=_("First name"), max_length=120)
    last_name = TidyField(label=_("Last name"), max_length=120, required=False)
    position = TidyField(label=_("Position"), max_length=200, required=False)
    level = TidyField(label=_("Level"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("Several people may share one mailbox."),
    )
    phone = TidyField(label=_("Telephone"), max_length=40, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("th", "ไทย"), ("en", "English")], initial="th"
    )

    def details(self) -> PersonDetails:
        """What was typed, for the verb."""
        return PersonDetails(**{name: self.cleaned_data[name] for name in NAMES})


def of(person: User) -> dict[str, Any]:
    """The present details, to begin a form with."""
    return {name: getattr(person, name) for name in NAMES}
