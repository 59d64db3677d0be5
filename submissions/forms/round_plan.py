"""The plan of a round: its dates with the cut-off hour, its settings, its reminders."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from indicators.domain.planning import FURTHEST_REMINDER, RoundPlan
from indicators.models import Round
from kpi_portal import thai
from kpi_portal.form_fields import date_to_type
from submissions.forms.fields import DateAsWrittenField

OFFICE_CLOSES, END_OF_DAY, OTHER = "16:30", "23:59", "other"
_HOURS = {OFFICE_CLOSES: time(16, 30), END_OF_DAY: time(23, 59, 59)}
USUAL_REMINDERS = (-30, -14, -7, -5, -3, -1, 0, 1, 3, 7)
MOST_DAYS = 365


def _offset_words(offset: int) -> str:
    if offset == 0:
        return gettext("on the due day")
    if offset < 0:
        return ngettext("one day before", "%(n)d days before", -offset) % {"n": -offset}
    return ngettext("one day after", "%(n)d days after", offset) % {"n": offset}


# Where a reminder lies, in words of the reader's language: the choices are made once.
offset_words = lazy(_offset_words, str)


class RoundPlanForm(forms.Form):
    """What may still be settled before a round opens."""

    opens_on = DateAsWrittenField(label=_("Opens"), required=False)
    due = DateAsWrittenField(label=_("Due"))
    cut_off = forms.ChoiceField(
        label=_("Cut-off hour"),
        choices=[
            (OFFICE_CLOSES, _("16:30, when offices close")),
            (END_OF_DAY, _("23:59, the end of the day")),
            (OTHER, _("Another hour")),
        ],
    )
    cut_off_other = forms.TimeField(
        label=_("Another hour"),
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        help_text=_("Such as 12:00; only where another hour is chosen."),
        error_messages={"invalid": _("Type the hour as 12:00.")},
    )
    closes = DateAsWrittenField(label=_("Closes"))
    period_end = DateAsWrittenField(label=_("End of the measured period"), required=False)
    appeal_days = forms.IntegerField(
        label=_("Days for reconsideration"), min_value=0, max_value=MOST_DAYS
    )
    answer_days = forms.IntegerField(
        label=_("Days to answer a return"), min_value=1, max_value=MOST_DAYS
    )
    endorse_required = forms.BooleanField(
        label=_("The executive endorses the results before they are published"), required=False
    )
    double_review = forms.BooleanField(
        label=_("Two reviewers judge every piece without seeing each other"),
        required=False,
        help_text=_(
            "Where they differ, a third person settles it. "
            "This can be switched until the review of the first report begins."
        ),
    )
    roll_forward = forms.BooleanField(
        label=_("A due date on a day off moves to the next working day"), required=False
    )
    reminders = forms.TypedMultipleChoiceField(
        label=_("Reminders"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(offset, offset_words(offset)) for offset in USUAL_REMINDERS],
    )
    reminders_other = forms.CharField(
        label=_("Further reminders"),
        required=False,
        help_text=_("Days apart by commas: −10 is ten days before the due date, 2 two days after."),
    )
    reminders_on_working_days = forms.BooleanField(
        label=_("Remind on working days only"), required=False
    )

    def clean_reminders_other(self) -> list[int]:
        text = thai.to_arabic_digits(self.cleaned_data["reminders_other"])
        words = text.replace("−", "-").replace("–", "-").replace(",", " ").split()
        try:
            offsets = [int(word) for word in words]
        except ValueError:
            raise forms.ValidationError(
                _("Type whole numbers of days, such as −10, 2."), code="no_number"
            ) from None
        if any(abs(offset) > FURTHEST_REMINDER for offset in offsets):
            raise forms.ValidationError(
                _("Reminders lie at most %(most)d days from the due date.")
                % {"most": FURTHEST_REMINDER},
                code="too_far",
            )
        return offsets

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("cut_off") == OTHER and not cleaned.get("cut_off_other"):
            self.add_error("cut_off_other", _("Type the hour as 12:00."))
        due, closes, opens = (cleaned.get(name) for name in ("due", "closes", "opens_on"))
        if isinstance(due, date) and isinstance(closes, date) and closes < due:
            self.add_error("closes", _("The closing lies before the due date."))
        if isinstance(due, date) and isinstance(opens, date) and opens > due:
            self.add_error("opens_on", _("The opening lies after the due date."))
        return cleaned

    def plan(self, round: Round) -> RoundPlan:
        """What was typed, as the verb takes it. The round closes at the end of its last day, where
        that was not another hour before."""
        typed = self.cleaned_data
        due = _moment(typed["due"], self._hour())
        closes = _moment(typed["closes"], _closing_hour(round, typed["closes"]))
        return RoundPlan(
            opens_on=typed["opens_on"],
            due_at=due,
            closes_at=max(closes, due) if typed["closes"] == typed["due"] else closes,
            period_end=typed["period_end"],
            appeal_days=typed["appeal_days"],
            answer_days=typed["answer_days"],
            endorse_required=typed["endorse_required"],
            double_review=typed["double_review"],
            reminders=[*typed["reminders"], *typed["reminders_other"]],
            reminders_on_working_days=typed["reminders_on_working_days"],
            roll_forward=typed["roll_forward"],
        )

    def _hour(self) -> time:
        chosen = self.cleaned_data["cut_off"]
        hour: time = _HOURS.get(chosen) or self.cleaned_data["cut_off_other"]
        return hour


def initial(round: Round) -> dict[str, Any]:
    """The round's plan as the form shows it; the due day before it moved from a day off."""
    due = round.due_at.astimezone(thai.BANGKOK)
    hour = due.time().replace(microsecond=0)
    named = next((name for name, known in _HOURS.items() if known == hour), OTHER)
    usual = [offset for offset in round.reminders if offset in USUAL_REMINDERS]
    other = [str(offset) for offset in round.reminders if offset not in USUAL_REMINDERS]
    return {
        "opens_on": date_to_type(round.opens_on),
        "due": date_to_type(round.rolled_from or due.date()),
        "cut_off": named,
        "cut_off_other": hour if named == OTHER else None,
        "closes": date_to_type(thai.local_date(round.closes_at)),
        "period_end": date_to_type(round.period_end),
        "appeal_days": round.appeal_days,
        "answer_days": round.answer_days,
        "endorse_required": round.endorse_required,
        "double_review": round.double_review,
        "roll_forward": round.roll_forward,
        "reminders": usual,
        "reminders_other": ", ".join(other),
        "reminders_on_working_days": round.reminders_on_working_days,
    }


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, thai.BANGKOK)


def _closing_hour(round: Round, day: date) -> time:
    before = round.closes_at.astimezone(thai.BANGKOK)
    return before.time() if before.date() == day else _HOURS[END_OF_DAY]
