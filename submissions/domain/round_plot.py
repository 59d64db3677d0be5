"""How a round fills up, as points of a small drawing; the numbers stand in a table beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from indicators.models import Round
from kpi_portal.thai import local_date
from submissions.domain import round_view
from submissions.domain.round_view import Point, Report

WIDTH, HEIGHT = 320, 150
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 22, 26
LATEST = 9


@dataclass(frozen=True, slots=True)
class Plot:
    """Coordinates in the drawing's own units. `deadline_x` is None when it lies outside."""

    points: tuple[Point, ...]
    path: str
    top: int
    middle: int
    first: date
    last: date
    deadline: date
    deadline_x: int | None

    @property
    def latest(self) -> tuple[Point, ...]:
        """The last points, for a table on paper that has room for few."""
        return self.points[-LATEST:]

    @property
    def earlier_days(self) -> int:
        """How many points `latest` leaves to the drawing."""
        return max(len(self.points) - LATEST, 0)

    width = WIDTH
    height = HEIGHT


def plot(round: Round, reports: Sequence[Report], *, at: datetime) -> Plot | None:
    """The growing number of units that handed in; None while no unit reports the round."""
    if not reports:
        return None
    points = round_view.curve(round, reports, at=at)
    first, last = points[0].day, points[-1].day
    most = len(reports)
    deadline = local_date(round.due_at)
    end = max(last, deadline)
    span = max((end - first).days, 1)

    def across(day: date) -> int:
        return LEFT + (day - first).days * (WIDTH - LEFT - RIGHT) // span

    def up(count: int) -> int:
        return HEIGHT - BOTTOM - count * (HEIGHT - TOP - BOTTOM) // most

    steps: list[str] = []
    for number, point in enumerate(points):
        if number:
            steps.append(f"{across(point.day)},{up(points[number - 1].count)}")
        steps.append(f"{across(point.day)},{up(point.count)}")
    return Plot(
        points=tuple(points),
        path=" ".join(steps),
        top=most,
        middle=most // 2,
        first=first,
        last=end,
        deadline=deadline,
        deadline_x=across(deadline) if first <= deadline <= end else None,
    )
