"""The page with the claimed level and the unit's own words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.domain.narrative import LONGEST, TEXTS
from submissions.models import Submission

LABELS = {
    "supporting_factors": _("Supporting factors"),
    "obstacles": _("Problems and obstacles"),
    "solutions": _("Solutions"),
}


class NarrativeForm(forms.Form):
    """One choice of level, one result per level, three texts."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = submission.definition.levels
        if self.levels:
            choices: list[tuple[str, Any]] = [("", _("Not chosen yet")), ("0", _("No level"))]
            choices += [
                (str(level.number), _("Level %(number)d") % {"number": level.number})
                for level in self.levels
            ]
            self.fields["claimed_level"] = forms.ChoiceField(
                label=_("Claimed level"), choices=choices, required=False
            )
        for level in self.levels:
            self.fields[f"level_{level.number}"] = _text(
                _("Result of level %(number)d") % {"number": level.number}, level.title
            )
        for name in TEXTS:
            self.fields[name] = _text(LABELS[name], "")

    @staticmethod
    def initial_of(submission: Submission) -> dict[str, Any]:
        claimed = submission.claimed_level
        initial: dict[str, Any] = {
            "revision": submission.narrative_revision,
            "claimed_level": "" if claimed is None else str(claimed),
        }
        for number, text in submission.level_results.items():
            initial[f"level_{number}"] = text
        return initial | {name: getattr(submission, name) for name in TEXTS}

    def claimed(self) -> int | None:
        chosen = self.cleaned_data.get("claimed_level", "")
        return int(chosen) if chosen else None

    def results(self) -> dict[str, str]:
        return {
            str(level.number): self.cleaned_data[f"level_{level.number}"] for level in self.levels
        }

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in TEXTS}


def _text(label: Any, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
