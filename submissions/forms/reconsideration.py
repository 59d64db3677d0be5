"""What is filled in about a request for reconsideration: asking, the opinion, the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from submissions.domain.contested import LATENESS
from submissions.domain.reconsideration import Contestable
from submissions.domain.reconsidering import LONGEST_OPINION
from submissions.forms.fields import TidyField

LONGEST = 4_000


def _text(label: Any, *, required: bool, rows: int = 3, most: int = LONGEST) -> TidyField:
    return TidyField(
        label=label,
        required=required,
        multiline=True,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One item that may be contested with its two fields; without a requirement it is lateness."""

    item: Contestable | None
    tick: Any
    argument: Any


class AskForm(forms.Form):
    """The request: a reason for the whole, and for each chosen item its own argument, as
    `contest-<key>` and `say-<key>`. `version` guards against a stale page."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = _text(_("Why the result should be looked at again"), required=True)

    def __init__(
        self, *args: Any, items: Sequence[Contestable], lateness: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        self.lateness = lateness
        for key, title in self._keys():
            self.fields[f"contest-{key}"] = forms.BooleanField(label=title, required=False)
            self.fields[f"say-{key}"] = _text(_("Why you contest this"), required=True, rows=2)

    def _keys(self) -> list[tuple[str, Any]]:
        keys: list[tuple[str, Any]] = [(item.key, item.title) for item in self.items]
        return [*keys, (LATENESS, _("The deduction for lateness"))] if self.lateness else keys

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for key, _title in self._keys():
            said = cleaned.get(f"say-{key}")
            if self.has_error(f"say-{key}", "required"):
                # asked for of ticked items alone, and in words that say so
                self.errors.pop(f"say-{key}")
                cleaned[f"say-{key}"] = ""
            if cleaned.get(f"contest-{key}") and not said and f"say-{key}" not in self.errors:
                self.add_error(
                    f"say-{key}", _("Say why you contest this item, or leave it unticked.")
                )
            elif said and not cleaned.get(f"contest-{key}"):
                self.add_error(f"contest-{key}", _("Tick the item, or empty its text."))
        if not self.errors and not self.chosen():
            self.add_error(None, _("Choose at least one item that you contest."))
        return cleaned

    def choices(self) -> list[Choice]:
        """What the page shows, in the order of the criteria; lateness last."""
        there: list[tuple[Contestable | None, str]] = [(item, item.key) for item in self.items]
        if self.lateness:
            there.append((None, LATENESS))
        return [Choice(item, self[f"contest-{key}"], self[f"say-{key}"]) for item, key in there]

    def chosen(self) -> dict[str, str]:
        """Requirement → argument."""
        return {
            key: self.cleaned_data[f"say-{key}"]
            for key, _title in self._keys()
            if self.cleaned_data.get(f"contest-{key}")
        }


class OpinionForm(forms.Form):
    """What the reviewer found when looking again."""

    opinion = _text(_("Opinion"), required=True, rows=5, most=LONGEST_OPINION)


class TakeBackForm(forms.Form):
    """Asking for another look; the executive says why."""

    note = _text(_("What is to be looked at once more"), required=False)


class ReviewerForm(forms.Form):
    """Who looks again."""

    reviewer = forms.ModelChoiceField(
        label=_("Who looks again"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = people  # type: ignore[attr-defined]  # a model choice


class ResolveForm(forms.Form):
    """The answer. `opinion_of` is the moment of the opinion that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    opinion_of = forms.CharField(widget=forms.HiddenInput)
    waiver_order = TidyField(
        label=_("Order number, where the deduction for lateness is waived"),
        required=False,
        max_length=120,
        help_text=_("Left empty the deduction stands."),
    )
    note = _text(_("Answer to the unit"), required=True, rows=4)

    def __init__(self, *args: Any, lateness: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not lateness:
            del self.fields["waiver_order"]

    def data_of_the_act(self) -> dict[str, Any]:
        """What the act's guards and effects ask for."""
        return {
            "opinion_of": self.cleaned_data["opinion_of"],
            "waiver_order": self.cleaned_data.get("waiver_order", ""),
        }
