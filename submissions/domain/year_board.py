"""The year at a glance: where every unit stands with every indicator of a fiscal year.

Plain data in a constant number of queries, whatever the number of units and indicators. Sums are
over everything that the person may see; filters narrow the map alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from django.db.models import QuerySet

from indicators.models import IndicatorVersion, Round
from kpi_portal.accounts.models import User
from submissions.domain import round_view
from submissions.domain.round_view import Figures, Report
from submissions.enums import State
from submissions.workflow import SETTLED

_MOST_TEXT = 100


class Show(StrEnum):
    """Which units the map shows: those with any such report, or with nothing but results."""

    ALL = "all"
    MISSING = "missing"
    LATE = "late"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked to see: the rounds of one key (the newest of each indicator when
    empty), the units of one group, and of those which, by state or by a part of the name."""

    key: str = ""
    group: str = ""
    show: Show = Show.ALL
    text: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Wish:
        """Read from an address; what is not understood is left out."""
        show = asked.get("show", "")
        return cls(
            key=asked.get("round", "")[:20],
            group=asked.get("group", "")[:40],
            show=Show(show) if show in list(Show) else Show.ALL,
            text=" ".join(asked.get("q", "").replace("\x00", "").split())[:_MOST_TEXT],
        )

    @property
    def narrowed(self) -> bool:
        """Whether the map leaves any unit out on purpose."""
        return replace(self, key="") != Wish()


@dataclass(frozen=True, slots=True)
class Column:
    """One indicator's round with the sums over its reports. `desk` says whether the reader opens
    reports on the review desk."""

    round: Round
    figures: Figures
    late: int
    desk: bool

    @property
    def scale(self) -> Fraction:
        return self.round.definition.scale

    @property
    def percent(self) -> Fraction | None:
        """The mean where indicators of different scales are set side by side."""
        return percent(self.figures.mean, self.scale)


@dataclass(frozen=True, slots=True)
class Row:
    """One unit with its report in each column; None where it does not report the round."""

    unit: str
    group: str
    reports: tuple[Report | None, ...]
    missing: int
    late: int

    @property
    def there(self) -> list[Report]:
        return [report for report in self.reports if report is not None]


@dataclass(frozen=True, slots=True)
class Group:
    """The units of one group: their number, and the figures of each column over them."""

    name: str
    units: int
    figures: tuple[Figures, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole page as data."""

    year: int
    years: Sequence[int]
    keys: Sequence[tuple[str, str]]
    wish: Wish
    columns: Sequence[Column]
    rows: Sequence[Row]
    groups: Sequence[Group]

    @property
    def shown(self) -> list[Row]:
        """The rows that the wish leaves in the map."""
        return [row for row in self.rows if _fits(row, self.wish)]

    def counts(self) -> Mapping[Show, int]:
        """How many rows each choice of the map holds under the other wishes."""
        return {
            show: sum(_fits(row, replace(self.wish, show=show)) for row in self.rows)
            for show in Show
        }

    def behind(self) -> list[Row]:
        """The units that miss or were late with any report, the worst on top."""
        found = [row for row in self.rows if row.missing or row.late]
        return sorted(found, key=lambda row: (-row.missing, -row.late))


def read(user: User, year: int, wish: Wish, *, at: datetime, exact: bool = False) -> Board:
    """The board of a year for `user`. Where the person follows no round of that year and it was not
    asked for by name (`exact`), the newest year with any is taken."""
    followed = round_view.visible_rounds(user, at=at).exclude(version=None)
    years = sorted(set(followed.order_by().values_list("indicator__fiscal_year", flat=True)))
    if years and year not in years and not exact:
        year = years[-1]
    rounds = _rounds(followed, year)
    keys = _keys(rounds)
    if wish.key not in dict(keys):
        wish = replace(wish, key="")
    rounds = _of_key(rounds, wish.key)
    found = round_view.reports_of(rounds, user, at=at)
    return Board(
        year=year,
        years=years,
        keys=keys,
        wish=wish,
        columns=_columns(rounds, found, user, at),
        rows=_rows(rounds, found, at),
        groups=_groups(rounds, found, at),
    )


def percent(value: Fraction | None, scale: Fraction) -> Fraction | None:
    """A score in per cent of the scale; None stays None."""
    return None if value is None or not scale else value * 100 / scale


def _rounds(followed: QuerySet[Round], year: int) -> list[Round]:
    """The opened rounds of a year by code and due date; their definitions parsed once."""
    rounds = list(
        followed.filter(indicator__fiscal_year=year, indicator__retired_at=None)
        .select_related("indicator__owner", "version")
        .defer("version__definition")
        .order_by("indicator__code", "indicator_id", "due_at", "pk")
    )
    IndicatorVersion.parse_all(round.version for round in rounds if round.version is not None)
    return rounds


def _keys(rounds: Iterable[Round]) -> list[tuple[str, str]]:
    """The kinds of rounds in the order of their due dates, each once."""
    ordered = sorted(rounds, key=lambda round: round.due_at)
    return list({round.key: round.name for round in ordered}.items())


def _of_key(rounds: Iterable[Round], key: str) -> list[Round]:
    """The rounds of this key; without one the newest opened of each indicator."""
    if key:
        return [round for round in rounds if round.key == key]
    return list({round.indicator_id: round for round in rounds}.values())


def _columns(
    rounds: Sequence[Round], found: Sequence[Report], user: User, at: datetime
) -> list[Column]:
    by_round = _by_round(rounds, found)
    return [
        Column(
            round,
            round_view.figures(by_round[round.pk], at=at),
            sum(bool(r.submitted and r.days_late) for r in by_round[round.pk]),
            round_view.opens_desk(user, round, at=at),
        )
        for round in rounds
    ]


def _rows(rounds: Sequence[Round], found: Iterable[Report], at: datetime) -> list[Row]:
    places = {round.pk: place for place, round in enumerate(rounds)}
    lines: dict[tuple[int, int], list[Report | None]] = {}
    for report in found:
        line = lines.setdefault(report.row, [None] * len(rounds))
        line[places[report.round_id]] = report
    rows = []
    for line in lines.values():
        there = [report for report in line if report is not None]
        rows.append(
            Row(
                # the name of the newest report, since units are renamed
                unit=max(there, key=lambda report: report.due_at).unit,
                group=there[-1].group,
                reports=tuple(line),
                missing=sum(report.overdue(at) for report in there),
                late=sum(bool(report.submitted and report.days_late) for report in there),
            )
        )
    return rows


def _groups(rounds: Sequence[Round], found: Sequence[Report], at: datetime) -> list[Group]:
    grouped: dict[str, list[Report]] = {}
    for report in found:
        grouped.setdefault(report.group, []).append(report)
    return [
        Group(
            name,
            len({report.row for report in reports}),
            tuple(
                round_view.figures(reports_here, at=at)
                for reports_here in _by_round(rounds, reports).values()
            ),
        )
        for name, reports in sorted(grouped.items())
    ]


def _by_round(rounds: Iterable[Round], found: Iterable[Report]) -> dict[int, list[Report]]:
    by_round: dict[int, list[Report]] = {round.pk: [] for round in rounds}
    for report in found:
        by_round[report.round_id].append(report)
    return by_round


def _fits(row: Row, wish: Wish) -> bool:
    if wish.group and row.group != wish.group:
        return False
    if wish.text and wish.text.casefold() not in row.unit.casefold():
        return False
    match wish.show:
        case Show.MISSING:
            return row.missing > 0
        case Show.LATE:
            return row.late > 0
        case Show.IN_REVIEW:
            return any(
                r.submitted and not _told(r) and r.state != State.RETURNED for r in row.there
            )
        case Show.RETURNED:
            return any(r.state == State.RETURNED for r in row.there)
        case Show.DONE:
            return all(_told(r) or r.state == State.EXEMPTED for r in row.there)
        case _:
            return True


def _told(report: Report) -> bool:
    return report.state in SETTLED
