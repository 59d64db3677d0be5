"""Plain short texts to paste into LINE or another chat, in both languages.

`text_of` is pure: facts and a moment in, text out. What a report lacks is read by
`domain.line_reading`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kpi_portal.thai import english_datetime, local_date, thai_datetime

# More lines than that nobody reads in a chat.
MOST_LINES = 5


class Occasion(StrEnum):
    """Why the unit is written to."""

    REMINDER = "reminder"
    RETURNED = "returned"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text says of one report. `due_at` is when it is due, when a return is to be answered
    or when the report was received; `items` are the titles of what is missing or was returned."""

    unit: str
    indicator: str
    round: str
    due_at: datetime
    address: str
    items: Sequence[str] = ()
    number: str = ""


def text_of(occasion: Occasion, facts: Facts, *, now: datetime, language: str) -> str:
    """The text in `language` (“th” or “en”), without any markup."""
    with override(language):
        moment = (
            thai_datetime(facts.due_at, "short", separator=".")
            if language == "th"
            else english_datetime(facts.due_at, "short")
        )
        lines = [
            facts.unit,
            " · ".join([facts.indicator, facts.round]),
            *_said(occasion, facts, moment, now),
            facts.address,
        ]
    return "\n".join(line for line in lines if line)


def _said(occasion: Occasion, facts: Facts, moment: str, now: datetime) -> list[str]:
    if occasion is Occasion.RECEIVED:
        return [
            _(
                "The strategy section received the report on %(moment)s, "
                "receiving number %(number)s."
            )
            % {"moment": moment, "number": facts.number},
            _("The acknowledgement can be printed here:"),
        ]
    if occasion is Occasion.RETURNED:
        heading = _("Returned for correction. Answer by %(moment)s%(left)s.")
        listed, ask = _("Items to correct:"), _("Correct and submit here:")
    else:
        heading = _("The report has not come yet. Due %(moment)s%(left)s.")
        listed, ask = _("Still missing:"), _("Report here:")
    first = heading % {"moment": moment, "left": _left(facts.due_at, now)}
    return [first, *_listed(listed, facts.items), ask]


def _listed(heading: str, items: Sequence[str]) -> list[str]:
    if not items:
        return []
    lines = [heading, *(f"- {item}" for item in items[:MOST_LINES])]
    more = len(items) - MOST_LINES
    if more > 0:
        lines.append(ngettext("- and %(n)d more", "- and %(n)d more", more) % {"n": more})
    return lines


def _left(due_at: datetime, now: datetime) -> str:
    """How far the moment is away, in calendar days of Bangkok."""
    days = (local_date(due_at) - local_date(now)).days
    if now > due_at:
        over = max(-days, 1)
        words = ngettext("%(days)d day overdue", "%(days)d days overdue", over) % {"days": over}
    elif days == 0:
        words = _("today")
    else:
        words = ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return f" ({words})"
