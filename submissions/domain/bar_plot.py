"""Bars as rectangles of a small drawing; the numbers stand in a table beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

WIDTH, HEIGHT = 480, 170
LEFT, RIGHT, TOP, BOTTOM = 30, 10, 18, 26
GAP = Fraction(1, 5)  # of a bar's room


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in the drawing's own units, with what stands on and beneath it."""

    x: int
    y: int
    width: int
    height: int
    label: str
    value: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class BarPlot:
    bars: tuple[Bar, ...]

    width = WIDTH
    height = HEIGHT
    base = HEIGHT - BOTTOM


def bars(values: Sequence[tuple[str, Fraction | int | None, str]]) -> BarPlot | None:
    """A drawing of (label, value, words of the value); a value that is not there has no bar. None
    where there is nothing to draw."""
    heights = [Fraction(value) for _label, value, _words in values if value is not None]
    most = max(heights, default=Fraction(0))
    if not values or most <= 0:
        return None
    room = Fraction(WIDTH - LEFT - RIGHT, len(values))
    drawn = []
    for place, (label, value, words) in enumerate(values):
        high = int(Fraction(value or 0) * (HEIGHT - TOP - BOTTOM) / most)
        drawn.append(
            Bar(
                x=int(LEFT + room * (place + GAP / 2)),
                y=HEIGHT - BOTTOM - high,
                width=int(room * (1 - GAP)),
                height=high,
                label=label,
                value=words,
            )
        )
    return BarPlot(tuple(drawn))
