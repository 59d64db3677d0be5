"""What is filled in about a double review: who reviews, and how a difference is settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from submissions.domain import review_places
from submissions.domain.review_places import Place
from submissions.enums import Decision
from submissions.forms.fields import TidyField
from submissions.models import Submission

_LABELS = {Place.FIRST: _("Reviewer"), Place.SECOND: _("Second reviewer")}


class SettleForm(forms.Form):
    """The decision of a third person. `seen` is the newest verdict that the page showed; the length
    and the need of a reason are the verb's to check."""

    decision = forms.ChoiceField(
        choices=[(d.value, d.label) for d in (Decision.ACCEPTED, Decision.RETURNED)]
    )
    reason = TidyField(required=False, multiline=True)
    seen = forms.IntegerField(min_value=0)


class PlacesForm(forms.Form):
    """Who reviews the report: one select for each place."""

    def __init__(
        self,
        *args: Any,
        submission: Submission,
        people: QuerySet[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for place in review_places.places(submission):
            self.fields[str(place)] = forms.ModelChoiceField(
                label=_LABELS[place],
                queryset=people,
                required=False,
                empty_label=_("Nobody yet"),
                initial=review_places.holder_of(submission, place),
            )

    def wanted(self) -> Mapping[Place, User]:
        """Whom the places are given to; a place left empty stays as it is."""
        chosen = {place: self.cleaned_data.get(str(place)) for place in Place}
        return {place: person for place, person in chosen.items() if person is not None}
