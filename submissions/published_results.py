"""Published results of an indicator's last round; see `indicators.domain.published_results`."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from indicators.carrying.results import Reached
from indicators.domain.published_results import reads_published_results
from submissions.enums import State
from submissions.models import Submission

_PUBLISHED = (State.PUBLISHED, State.FINAL)


@reads_published_results
def of_reports(indicators: Collection[int]) -> dict[int, list[Reached]]:
    """Per indicator the units' results of the latest round whose results were published.

    What was not reported counts with its 0; exempted units have no result.
    """
    rows = (
        Submission.objects.filter(
            round__indicator_id__in=indicators, state__in=_PUBLISHED, confirmed_final__isnull=False
        )
        .order_by("round__due_at", "round_id")
        .values_list("round__indicator_id", "round_id", "confirmed_level", "confirmed_final")
    )
    last: dict[int, tuple[int, list[Reached]]] = {}
    for indicator, round_, level, final in rows:
        if indicator not in last or last[indicator][0] != round_:
            last[indicator] = (round_, [])
        last[indicator][1].append(Reached(level, Fraction(final or 0)))
    return {indicator: reached for indicator, (_round, reached) in last.items()}
