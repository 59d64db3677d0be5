"""Where the bars of a chart stand, and the chart as SVG: drawn by hand, the same bytes each time.

Pure geometry in points of the printed page; Word draws its own from the same numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from forms_templates.contexts import Chart
from forms_templates.rendering import measures as m

_HUNDREDTH = Decimal("0.01")
_BASE_STEPS = (Decimal(1), Decimal(2), Decimal(5))
_MOST_LINES = 5
# Room around the bars, in points: values above, labels below, the scale on the left.
_ABOVE, _BELOW, _LEFT = Decimal(24), Decimal(38), Decimal(28)
_SHARE_OF_ROOM = Decimal("0.55")
# The highest bar's value stands clear of the line above it.
_HEADROOM = Decimal("1.1")
_GAP = Decimal(4)


@dataclass(frozen=True)
class DrawnBar:
    """A bar's upper left corner and extent; `label` and `value` as printed."""

    left: Decimal
    top: Decimal
    width: Decimal
    height: Decimal
    label: str
    value: str


@dataclass(frozen=True)
class Word:
    """Words at a place on the chart, in points from its upper left corner."""

    text: str
    left: Decimal
    top: Decimal
    width: Decimal
    align: str
    bold: bool = False

    @property
    def place(self) -> str:
        """As a style."""
        return f"left: {_pt(self.left)}pt; top: {_pt(self.top)}pt; width: {_pt(self.width)}pt"


@dataclass(frozen=True)
class Drawing:
    """The bars with the floor they stand on, and the lines of the scale: height and number."""

    width: Decimal
    height: Decimal
    floor: Decimal
    bars: tuple[DrawnBar, ...]
    lines: tuple[tuple[Decimal, str], ...]


def drawing(chart: Chart, width: Decimal, height: Decimal) -> Drawing:
    """The chart laid out on that room."""
    values = [Decimal(bar.value) for bar in chart.bars]
    top, step = scale(values)
    floor = height - _BELOW
    room = floor - _ABOVE
    slot = (width - _LEFT) / max(len(values), 1)
    bars = tuple(
        DrawnBar(
            left=_LEFT + slot * number + slot * (1 - _SHARE_OF_ROOM) / 2,
            top=floor - room * value / top,
            width=slot * _SHARE_OF_ROOM,
            height=room * value / top,
            label=bar.label,
            value=bar.value,
        )
        for number, (bar, value) in enumerate(zip(chart.bars, values, strict=True))
    )
    marks = [step * number for number in range(int(top / step) + 1)]
    lines = tuple((floor - room * mark / top, f"{mark.normalize():f}") for mark in marks)
    return Drawing(width, height, floor, bars, lines)


def scale(values: Iterable[Decimal]) -> tuple[Decimal, Decimal]:
    """The top of the scale and the distance of its lines: 1, 2 or 5 times a power of ten, some five
    of them."""
    highest = max(values, default=Decimal(0))
    steps = (base * 10**power for power in count() for base in _BASE_STEPS)
    step = next(step for step in steps if step * _MOST_LINES >= highest)
    top = step
    while top < highest * _HEADROOM:
        top += step
    return top, step


def as_svg(chart: Chart) -> bytes:
    """Lines and bars as the PDF shows them, the full text width wide.

    The words are not among them: letters of SVG are drawn one by one, which tears Thai apart.
    """
    drawn = _on_paper(chart)
    parts = [_line(drawn, height) for height, _number in drawn.lines]
    parts += [
        f'<rect x="{_pt(bar.left)}" y="{_pt(bar.top)}" width="{_pt(bar.width)}" '
        f'height="{_pt(bar.height)}" fill="#{m.CHART_COLOUR}"/>'
        for bar in drawn.bars
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_pt(drawn.width)} '
        f'{_pt(drawn.height)}" width="{_pt(drawn.width)}pt" height="{_pt(drawn.height)}pt">'
        f"{''.join(parts)}</svg>"
    )
    return svg.encode()


def words_of(chart: Chart) -> tuple[Word, ...]:
    """What is written around the bars, each on a line of its own place."""
    drawn = _on_paper(chart)
    line = Decimal(str(m.line_pt(m.FORM_TABLE_PT)))
    found = [
        Word(number, Decimal(0), height - line / 2, _LEFT - _GAP, "right")
        for height, number in drawn.lines
    ]
    slot = (drawn.width - _LEFT) / max(len(drawn.bars), 1)
    for place, bar in enumerate(drawn.bars):
        left = _LEFT + slot * place
        found.append(Word(bar.value, left, bar.top - line, slot, "center", bold=True))
        found.append(Word(bar.label, left, drawn.floor + _GAP / 2, slot, "center"))
    if chart.value_title:
        found.append(Word(chart.value_title, Decimal(0), Decimal(0), drawn.width, "left"))
    if chart.label_title:
        below = drawn.height - line
        found.append(Word(chart.label_title, _LEFT, below, drawn.width - _LEFT, "center"))
    return tuple(found)


def _on_paper(chart: Chart) -> Drawing:
    return drawing(chart, _points(m.TEXT_WIDTH_CM), _points(m.CHART_HEIGHT_CM))


def _line(drawn: Drawing, height: Decimal) -> str:
    colour = "000" if height == drawn.floor else "bbb"
    return (
        f'<line x1="{_pt(_LEFT)}" x2="{_pt(drawn.width)}" y1="{_pt(height)}" y2="{_pt(height)}" '
        f'stroke="#{colour}" stroke-width="0.5"/>'
    )


def _points(centimetres: float) -> Decimal:
    return (Decimal(str(centimetres)) * 72 / Decimal("2.54")).quantize(_HUNDREDTH)


def _pt(length: Decimal) -> str:
    return f"{length.quantize(_HUNDREDTH):f}"
