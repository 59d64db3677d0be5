"""Which document of an indicator is taken over into another year."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from indicators.enums import VersionState
from indicators.models import Draft, Indicator, IndicatorVersion
from kpi_portal.audit import chain


@dataclass(frozen=True, slots=True)
class Source:
    """The document of an indicator that counts, and its digest."""

    document: dict[str, Any]
    sha256: str

    @property
    def method(self) -> str:
        return str(self.document.get("method", ""))

    @property
    def unit(self) -> str:
        return str(self.document.get("unit", ""))


def sources_of(indicators: Collection[Indicator]) -> dict[int, Source]:
    """By indicator: its newest published version, else its newest one, else its draft.

    Three queries whatever their number; only what is taken is read in full.
    """
    chosen = newest_versions(indicator.pk for indicator in indicators)
    found = {
        version.indicator_id: Source(version.definition, version.sha256)
        for version in IndicatorVersion.objects.filter(pk__in=chosen.values())
    }
    missing = [indicator.pk for indicator in indicators if indicator.pk not in found]
    for draft in Draft.objects.filter(indicator_id__in=missing):
        found[draft.indicator_id] = Source(draft.document, chain.digest(draft.document))
    return found


def newest_versions(indicators: Iterable[int]) -> dict[int, int]:
    """By indicator the primary key of its newest published version, else of its newest one."""
    rows = (
        IndicatorVersion.objects.filter(indicator_id__in=list(indicators))
        .exclude(state=VersionState.RETIRED)
        .values_list("indicator_id", "pk", "state", "number")
    )
    best: dict[int, tuple[bool, int, int]] = {}
    for indicator, pk, state, number in rows:
        rank = (state == VersionState.PUBLISHED, number, pk)
        best[indicator] = max(best.get(indicator, rank), rank)
    return {indicator: pk for indicator, (_published, _number, pk) in best.items()}
