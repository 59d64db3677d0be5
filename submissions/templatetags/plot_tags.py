"""Drawings of numbers that a page shows in a table too: distribution, earlier rounds, means."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django.template import Library

from kpi_portal.templatetags.figures import number_words
from submissions.domain.bar_plot import BarPlot, bars
from submissions.domain.round_comparison import Bin, Past
from submissions.domain.year_board import Column

register = Library()


@register.simple_tag
def plot_of_bins(bins: Sequence[Bin]) -> BarPlot | None:
    """How many scores lie in each bin; None before there is any."""
    return bars([(number_words(one.low), one.count, str(one.count)) for one in bins])


@register.simple_tag
def plot_of_rounds(past: Sequence[Past]) -> BarPlot | None:
    """Means in per cent, the oldest first; one round alone needs no drawing."""
    if sum(one.percent is not None for one in past) < 2:
        return None
    return bars(
        [
            (f"{one.round.indicator.fiscal_year} {one.round.key}", one.percent, _words(one.percent))
            for one in reversed(past)
        ]
    )


@register.simple_tag
def plot_of_means(columns: Sequence[Column]) -> BarPlot | None:
    """The mean of each indicator in per cent of its scale; one alone needs no drawing."""
    if sum(column.percent is not None for column in columns) < 2:
        return None
    return bars(
        [
            (column.round.indicator.code, column.percent, _words(column.percent))
            for column in columns
        ]
    )


def _words(value: Fraction | None) -> str:
    return "" if value is None else number_words(round(value, 1))
