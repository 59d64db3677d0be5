"""Days off as they are ticked, typed and pasted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.domain.holidays import LONGEST_NAME, MOST_AT_ONCE, NamedDay
from indicators.domain.thai_holidays import Proposal
from kpi_portal.errors import _StrOrPromise
from kpi_portal.form_fields import DATE_FAULTS, DATE_UNREADABLE, TidyField
from kpi_portal.thai import UnreadableDateError, normalise_text, parse_thai_date

# "จ. 14 เม.ย. 2568" has four words, and no date has more.
_MOST_WORDS_OF_A_DATE = 4
_BETWEEN = " \t,;:|–-"


class ProposalsForm(forms.Form):
    """Which of the proposed days are taken over."""

    def __init__(self, *args: Any, proposals: Iterable[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {entry.day.isoformat(): entry for entry in proposals}
        self.fields["proposal"] = forms.MultipleChoiceField(
            label=_("Days to take over"),
            choices=[(iso, entry.name) for iso, entry in self._known.items()],
            error_messages={
                "required": _("Tick at least one day."),
                "invalid_choice": _("One of the days is no longer proposed. Look at them again."),
            },
        )

    @property
    def ticked(self) -> set[str]:
        """The days that were sent, sound or not."""
        return set(self["proposal"].value() or ())

    def days(self) -> list[NamedDay]:
        """The ticked days with the library's names."""
        ticked = (self._known[iso] for iso in self.cleaned_data["proposal"])
        return [NamedDay(entry.day, entry.name) for entry in ticked]


class OwnDaysForm(forms.Form):
    """Days of the office's own, one in each line: the day, then its name."""

    rows = TidyField(
        label=_("Days, one in each line"),
        multiline=True,
        widget=forms.Textarea,
        help_text=_(
            "The day, then its name, such as 26/12/2568 Day of the bureau. Rows of two "
            "columns can be pasted from Excel."
        ),
        error_messages={"required": _("Type at least one day with its name.")},
    )

    def __init__(self, *args: Any, there: Iterable[date] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._there = frozenset(there)
        self._days: list[NamedDay] = []

    def clean_rows(self) -> str:
        text: str = self.cleaned_data["rows"]
        lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("At most %(most)d days are entered at once.") % {"most": MOST_AT_ONCE},
                code="too_many",
            )
        faults = []
        at: dict[date, int] = {}
        for number, line in lines:
            try:
                entry = _entry(line)
                self._require_new(entry.day, at)
            except ValueError as fault:
                faults.append(gettext("Row %(row)d: %(fault)s") % {"row": number, "fault": fault})
            else:
                at[entry.day] = number
                self._days.append(entry)
        if faults:
            raise forms.ValidationError(faults)
        return text

    def days(self) -> list[NamedDay]:
        """The days in the order they were typed."""
        return self._days

    def _require_new(self, day: date, at: dict[date, int]) -> None:
        if day in at:
            raise ValueError(gettext("The day stands in row %(row)d already.") % {"row": at[day]})
        if day in self._there:
            raise ValueError(gettext("This day is entered already."))


class NameForm(forms.Form):
    """The name of a day off, corrected."""

    name = TidyField(label=_("Name"), error_messages={"required": _("Give the holiday's name.")})


def _entry(line: str) -> NamedDay:
    day, rest = _day_first(line)
    name = normalise_text(rest, multiline=False).strip(_BETWEEN)
    if not name:
        raise ValueError(gettext("Give the holiday's name."))
    if len(name) > LONGEST_NAME:
        raise ValueError(
            gettext("The name has at most %(most)d characters.") % {"most": LONGEST_NAME}
        )
    return NamedDay(day, name)


def _day_first(line: str) -> tuple[date, str]:
    """The day at the beginning of the line, and the rest. A line of Excel has a tab between."""
    if "\t" in line.strip():
        written, rest = line.strip().split("\t", 1)
        return _read(written), rest
    words = line.split()
    fault: ValueError | None = None
    for count in range(1, min(_MOST_WORDS_OF_A_DATE, len(words)) + 1):
        try:
            return _read(" ".join(words[:count])), " ".join(words[count:])
        except ValueError as unread:
            fault = _graver(fault, unread)
    raise fault or ValueError(str(DATE_UNREADABLE))


def _graver(first: ValueError | None, second: ValueError) -> ValueError:
    """The fault that says more: “no such day” before “no date”."""
    plain = str(DATE_UNREADABLE)
    return second if first is None or str(first) == plain else first


def _read(written: str) -> date:
    try:
        return parse_thai_date(written.strip(_BETWEEN))
    except UnreadableDateError as fault:
        said: _StrOrPromise = DATE_FAULTS.get(fault.reason, DATE_UNREADABLE)
        raise ValueError(str(said)) from None
