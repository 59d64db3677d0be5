"""Results of past rounds, which lie in an app above; it says here how they are read.

As with open work (`kpi_portal.accounts.domain.handover`): the reader stands in the upper app's
`published_results` module and declares itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from django.utils.module_loading import autodiscover_modules

from indicators.carrying.results import Reached

Reader = Callable[[Collection[int]], Mapping[int, Sequence[Reached]]]
_readers: list[Reader] = []


def reads_published_results(reader: Reader) -> Reader:
    """Declare who reads, for primary keys of indicators, what their units' results of the last
    published round are."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def published_results(indicators: Collection[int]) -> dict[int, Sequence[Reached]]:
    """Each indicator's published results of its last round that has any; a query per reader."""
    autodiscover_modules("published_results")
    return {pk: reached for reader in _readers for pk, reached in reader(indicators).items()}
