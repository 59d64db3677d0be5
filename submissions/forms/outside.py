"""What is filled in about the collecting centre: where the report went, and what came back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.files.policy import megabytes
from scoring.numbers import exact_text
from submissions.domain.outside_results import (
    LONGEST_NOTE,
    PLACES,
    Given,
    Sent,
    exact_score,
)
from submissions.forms.fields import DateAsWrittenField, TidyField
from submissions.models import OutsideResult, Submission
from submissions.validators.numbers import NumberPolicy, check_number
from submissions.validators.policy import SIGNED_SCANS
from submissions.validators.refusals import NumberRefused

_DATE_HINT = _("For example 25 Feb 2025 or 25/2/2568")


def _day(label: Any, *, required: bool = False) -> DateAsWrittenField:
    return DateAsWrittenField(
        label=label,
        required=required,
        help_text=_DATE_HINT,
        widget=forms.TextInput(attrs={"data-kind": "date", "autocomplete": "off"}),
    )


class SentForm(forms.Form):
    """To which centre the report went. `revision` is the record's that the page showed."""

    use_required_attribute = False
    revision = forms.IntegerField(widget=forms.HiddenInput)
    centre = TidyField(label=_("Collecting centre"), max_length=300)
    memo_number = TidyField(
        label=_("Number of the memo"),
        required=False,
        max_length=120,
        help_text=_("Left empty until it has one."),
    )
    sent_on = _day(_("Sent on"))

    @staticmethod
    def initial_of(kept: OutsideResult) -> dict[str, Any]:
        return {
            "revision": kept.revision,
            "centre": kept.centre,
            "memo_number": kept.memo_number,
            "sent_on": written(kept.sent_on),
        }

    def said(self) -> Sent:
        """What was typed, for the verb."""
        said = self.cleaned_data
        return Sent(said["centre"], said["memo_number"], said["sent_on"])


class GivenForm(forms.Form):
    """What the centre gave; a score is read in Thai and Arabic digits."""

    use_required_attribute = False
    revision = forms.IntegerField(widget=forms.HiddenInput)
    level = forms.ChoiceField(label=_("Level given outside"), required=False)
    score = TidyField(
        label=_("Score given outside"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    received_on = _day(_("Result received on"), required=True)
    reference = TidyField(
        label=_("Reference of the result"),
        required=False,
        max_length=200,
        help_text=_("Number of the centre's letter, or of the meeting."),
    )
    scan = forms.FileField(
        label=_("Scan of the centre's letter"),
        required=False,
        allow_empty_file=True,
        help_text=_("PDF or picture, at most %(size)s")
        % {"size": megabytes(SIGNED_SCANS.max_bytes)},
    )
    note = TidyField(
        label=_("Note"),
        required=False,
        multiline=True,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = TidyField(
        label=_("Why the recorded result is corrected"),
        required=False,
        multiline=True,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, submission: Submission, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scale = submission.definition.scale
        self.fields["score"].help_text = _("From 0 to %(scale)s.") % {
            "scale": exact_text(self._scale)
        }
        levels = submission.definition.levels
        if levels:
            self.fields["level"].choices = [  # type: ignore[attr-defined]  # a choice field
                ("", _("Not stated")),
                ("0", _("No level")),
                *(
                    (str(one.number), _("Level %(number)d") % {"number": one.number})
                    for one in levels
                ),
            ]
        else:
            del self.fields["level"]
        if not corrects:
            del self.fields["reason"]

    @staticmethod
    def initial_of(kept: OutsideResult) -> dict[str, Any]:
        return {
            "revision": kept.revision,
            "level": "" if kept.level is None else str(kept.level),
            "score": "" if kept.score is None else exact_score(kept.score),
            "received_on": written(kept.received_on),
            "reference": kept.reference,
            "note": kept.note,
        }

    def clean_score(self) -> Decimal | None:
        text = self.cleaned_data["score"]
        if not text:
            return None
        most = Decimal(self._scale.numerator) / Decimal(self._scale.denominator)
        try:
            return check_number(text, NumberPolicy(Decimal(0), most, PLACES))
        except NumberRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def said(self) -> Given:
        """What was typed, for the verb."""
        said = self.cleaned_data
        level = said.get("level", "")
        return Given(
            level=int(level) if level else None,
            score=said["score"],
            received_on=said["received_on"],
            reference=said["reference"],
            note=said["note"],
            reason=said.get("reason", ""),
        )


def written(day: date | None) -> str:
    """A day as the fields take it."""
    return f"{day.day}/{day.month}/{day.year + 543}" if day else ""
