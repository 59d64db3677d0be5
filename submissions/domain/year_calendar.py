"""The calendar of a fiscal year: the dates of every round that a person follows or reports in.

A constant number of queries, whatever the number of rounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from indicators import access as indicator_access
from indicators.domain import days_off, holiday_reading
from indicators.models import Assignment, Indicator, Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.models import Unit, User
from kpi_portal.thai import BANGKOK, fiscal_year_span, local_date
from submissions import access
from submissions.domain import calendar_entries, round_view
from submissions.domain.calendar_entries import DateKind, Entry
from submissions.enums import State
from submissions.models import Submission

_IN_VIEW = (State.PUBLISHED, State.FINAL)


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """What the page shows: the entries in order, the days off, the indicators to choose from and
    the unit whose days off they are."""

    fiscal_year: int
    entries: Sequence[Entry]
    days_off: Mapping[date, str]
    indicators: Sequence[Indicator]
    unit: Unit | None


def read(
    user: User, fiscal_year: int, *, at: datetime, indicator: int | None = None
) -> YearCalendar:
    """The calendar of a year for `user`, of all indicators or of one."""
    followed = round_view.visible_rounds(user, at=at)
    rounds = list(_rounds(user, followed, fiscal_year, at=at))
    of_year = {round_.indicator_id: round_.indicator for round_ in rounds}
    if indicator is not None:
        rounds = [round_ for round_ in rounds if round_.indicator_id == indicator]
    offs = days_off.of_paths({round_.indicator.owner.path for round_ in rounds})
    addresses = _addresses(user, rounds, followed, at=at)
    entries = [
        entry
        for round_ in rounds
        for entry in calendar_entries.of_round(
            round_, addresses[round_.pk], offs[round_.indicator.owner.path]
        )
    ]
    entries += _of_reports(user, rounds, addresses, at=at)
    units = holiday_reading.units_of(user, at=at)
    unit = holiday_reading.usual_unit(user, units, at=at)
    first, last = fiscal_year_span(fiscal_year)
    return YearCalendar(
        fiscal_year,
        calendar_entries.in_year(entries, fiscal_year),
        days_off.named(unit, first=first, last=last) if unit else {},
        sorted(of_year.values(), key=lambda entry: (entry.code, entry.pk)),
        unit,
    )


def _rounds(
    user: User, followed: QuerySet[Round], fiscal_year: int, *, at: datetime
) -> QuerySet[Round]:
    """The rounds that the person follows, and those in which their units report; of the
    neighbouring years too, since a round may end after its year."""
    seen = Q(pk__in=followed.values("pk"))
    reported = Assignment.objects.filter(_own_units(user, at=at)).values("round")
    published = indicator_access.visible_to(user, at=at).values("pk")
    seen |= Q(pk__in=reported, indicator__in=published)
    years = (fiscal_year - 1, fiscal_year, fiscal_year + 1)
    return (
        Round.objects.filter(seen, indicator__fiscal_year__in=years, indicator__retired_at=None)
        .select_related("indicator__owner")
        .order_by("due_at", "indicator__code", "pk")
    )


def _own_units(user: User, *, at: datetime) -> Q:
    own = standing.of(user, access.day_of(at))
    mine = Q(pk__in=[])
    for path in own.scopes(*access.UNIT_ROLES):
        mine |= Q(unit__path__startswith=path)
    return mine


def _addresses(
    user: User, rounds: Sequence[Round], followed: QuerySet[Round], *, at: datetime
) -> dict[int, str]:
    """Where each round's entries lead: to its page, for its reporters to their report, and before
    there is one to the indicator's card (two queries)."""
    follows = set(followed.filter(pk__in=[r.pk for r in rounds]).values_list("pk", flat=True))
    own = Submission.objects.filter(_own_units(user, at=at), round__in=rounds).order_by(
        "-unit__path"
    )
    report = dict(own.values_list("round_id", "pk"))
    found = {}
    for round_ in rounds:
        if round_.pk in follows:
            found[round_.pk] = reverse("submissions:round", args=[round_.pk])
        elif round_.pk in report:
            found[round_.pk] = reverse("submissions:task_list", args=[report[round_.pk]])
        else:
            found[round_.pk] = reverse("indicators:card", args=[round_.indicator_id])
    return found


def _of_reports(
    user: User, rounds: Sequence[Round], addresses: Mapping[int, str], *, at: datetime
) -> list[Entry]:
    """Dates that single units have for themselves: extensions, readmissions, and the ends of the
    days for reconsideration; one entry for those that share a day (one query)."""
    by_pk = {round_.pk: round_ for round_ in rounds}
    dated = Q(due_at__isnull=False) | Q(closes_at__isnull=False)
    dated |= Q(state__in=_IN_VIEW, published_at__isnull=False)
    visible = access.visible_to(user, at=at).filter(dated, round__in=by_pk)
    shared: dict[tuple[int, DateKind, date, datetime | None], list[str]] = {}
    for round_pk, unit, due, closes, state, published in visible.order_by("unit_name").values_list(
        "round_id", "unit_name", "due_at", "closes_at", "state", "published_at"
    ):
        if due is not None:
            key = (round_pk, DateKind.OWN_DUE, local_date(due), due)
            shared.setdefault(key, []).append(unit)
        if closes is not None:
            key = (round_pk, DateKind.OWN_CLOSES, local_date(closes), closes)
            shared.setdefault(key, []).append(unit)
        days = by_pk[round_pk].appeal_days
        if state in _IN_VIEW and published is not None and days:
            last = local_date(published) + timedelta(days=days)
            shared.setdefault((round_pk, DateKind.APPEAL_END, last, None), []).append(unit)
    return [
        Entry(
            day,
            kind,
            by_pk[round_pk],
            addresses[round_pk],
            f"round-{round_pk}-{kind}-{day:%Y%m%d}"
            + (f"T{moment.astimezone(BANGKOK):%H%M}" if moment else ""),
            moment,
            units=tuple(units),
        )
        for (round_pk, kind, day, moment), units in shared.items()
    ]
