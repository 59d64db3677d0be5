"""What was ticked and typed on a page that carries indicators into another year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from indicators.carrying import Choice, usual
from indicators.carrying.dates import MovedDate
from indicators.carrying.texts import YearChange
from indicators.carrying.years import Why
from indicators.domain.carrying import Planned
from indicators.domain.carrying_words import REASONS, place_words
from kpi_portal.errors import _StrOrPromise
from kpi_portal.thai import normalise_text, to_arabic_digits

LONGEST_BASELINE = 500
ASIDE = (Why.NOTE, Why.EXAMPLE, Why.BASELINE)


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year in one text, as a tick box."""

    id: str
    where: str
    places: int
    lead: str
    written: str
    replaced: str
    tail: str
    why: _StrOrPromise
    ticked: bool


@dataclass(frozen=True, slots=True)
class CarryBox:
    """The part of the page for one indicator: its plan, and what is ticked and typed."""

    planned: Planned
    source: str
    choice: Choice
    included: bool

    @property
    def pk(self) -> int:
        return self.planned.indicator.pk

    @property
    def years(self) -> list[YearLine]:
        """The years of its texts: those that move first."""
        changes = [c for c in self.planned.plan.texts if c.why not in ASIDE]
        return [self._line(c) for c in sorted(changes, key=lambda c: not c.ticked)]

    @property
    def asides(self) -> list[YearLine]:
        """The years that stand where nothing moves by itself: notes, examples, the baseline."""
        return [self._line(c) for c in self.planned.plan.texts if c.why in ASIDE]

    @property
    def asides_ticked(self) -> bool:
        return any(line.ticked for line in self.asides)

    def _line(self, change: YearChange) -> YearLine:
        return YearLine(
            id=change.id,
            where=place_words(self.planned.document, change.place),
            places=len(change.spots),
            lead=change.lead,
            written=change.found.written,
            replaced=change.replaced,
            tail=change.tail,
            why=REASONS[change.why],
            ticked=change.id in self.choice.ticked,
        )

    @property
    def dates(self) -> list[tuple[MovedDate, str]]:
        """Each moved date, with the holiday it comes to lie on."""
        return [(d, d.holiday(self.planned.holidays)) for d in self.planned.plan.dates]

    @property
    def days_off(self) -> int:
        """How many dates come to lie on a day off."""
        return sum(1 for day, holiday in self.dates if holiday or day.on_weekend)

    @property
    def changed(self) -> bool:
        """Whether the definition changed since the person looked at it."""
        return self.source != self.planned.source


def fresh(planned: Iterable[Planned]) -> list[CarryBox]:
    """The boxes as they stand first: retired indicators, and those already there, are left out."""
    return [
        CarryBox(
            entry,
            entry.source,
            usual(entry.plan),
            included=entry.there is None and entry.indicator.retired_at is None,
        )
        for entry in planned
    ]


def typed(planned: Iterable[Planned], posted: QueryDict) -> list[CarryBox]:
    """The boxes as the person left them."""
    included = set(posted.getlist("include"))
    return [
        CarryBox(
            entry,
            posted.get(f"source-{entry.indicator.pk}", ""),
            Choice(
                frozenset(posted.getlist(f"year-{entry.indicator.pk}")),
                normalise_text(posted.get(f"baseline-{entry.indicator.pk}", ""), multiline=False)[
                    :LONGEST_BASELINE
                ].strip(),
            ),
            included=str(entry.indicator.pk) in included and entry.there is None,
        )
        for entry in planned
    ]


def read_year(text: str) -> int | None:
    """The fiscal year that was typed, in Arabic or Thai digits; None for anything else."""
    plain = to_arabic_digits(text).strip()
    return int(plain) if len(plain) == 4 and plain.isascii() and plain.isdigit() else None
