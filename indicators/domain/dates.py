"""The dates that a definition proposes, as the moments a round lives by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from kpi_portal.thai import BANGKOK, fiscal_year_span, local_date
from scoring.definition import Indicator as Definition
from scoring.definition import Round as RoundDefinition
from scoring.moments import Moment

LAST_SECOND = time(23, 59, 59)
USUAL_ANSWER_DAYS = 7


@dataclass(frozen=True, slots=True)
class ProposedDates:
    """What a planned round takes over; an order changes it later."""

    opens_on: date
    due_at: datetime
    closes_at: datetime
    appeal_days: int
    answer_days: int


def end_of_day(moment: Moment) -> datetime:
    """A date means its last second in Bangkok; a date-time is exact."""
    if isinstance(moment, datetime):
        return moment.astimezone(BANGKOK)
    return datetime.combine(moment, LAST_SECOND, BANGKOK)


def proposed(definition: Definition, entry: RoundDefinition) -> ProposedDates:
    """The dates of one round; one without `closes` closes with its fiscal year.

    Raises `ValueError` for a round without `opens` or `due`: only drafts have such.
    """
    if entry.opens is None or entry.due is None:
        raise ValueError(f"the round {entry.key} proposes no dates")
    due = end_of_day(entry.due)
    year_end = end_of_day(fiscal_year_span(definition.fiscal_year)[1])
    closes = end_of_day(entry.closes) if entry.closes is not None else max(year_end, due)
    return ProposedDates(
        opens_on=local_date(entry.opens),
        due_at=due,
        closes_at=closes,
        appeal_days=entry.appeal_days or 0,
        answer_days=USUAL_ANSWER_DAYS if entry.answer_days is None else entry.answer_days,
    )
