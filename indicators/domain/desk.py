"""The desk of a fiscal year: where each of its indicators stands, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KeyTransform

from indicators.domain.difference_words import CHOICES
from indicators.domain.fault_counts import fault_count
from indicators.enums import RoundState, VersionState
from indicators.models import Assignment, Draft, Indicator, IndicatorVersion, Round
from kpi_portal.audit import chain
from kpi_portal.errors import _StrOrPromise


class Condition(StrEnum):
    """Where an indicator's definition stands."""

    DRAFT = "draft"
    CHANGED = "changed"
    PUBLISHED = "published"
    RETIRED = "retired"


class NextAct(StrEnum):
    """What the configurer does next with an indicator."""

    EDIT = "edit"
    MEND = "mend"
    PUBLISH = "publish"
    ASSIGN = "assign"
    OPEN = "open"
    FOLLOW = "follow"
    COPY = "copy"
    TAKE_BACK = "take_back"


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator on the desk. `faults` is None where nothing waits to be published."""

    indicator: Indicator
    condition: Condition
    version: int | None
    draft: Draft | None
    faults: int | None
    method: str
    weight: Any
    rounds: Sequence[Round]
    units: int

    @property
    def method_words(self) -> _StrOrPromise:
        return CHOICES["method"].get(self.method, self.method)

    @property
    def weights(self) -> list[tuple[str, str]]:
        """(group, weight); the group is empty where one weight holds for all."""
        if isinstance(self.weight, dict):
            return [(str(group), str(w)) for group, w in self.weight.items() if w is not None]
        return [] if self.weight in (None, "") else [("", str(self.weight))]

    @property
    def next_round(self) -> Round | None:
        """The round that the next act is about: the first that runs, else the first planned."""
        running = [r for r in self.rounds if r.state in (RoundState.OPEN, RoundState.CLOSED)]
        planned = [r for r in self.rounds if r.state == RoundState.PLANNED]
        return next(iter([*running, *planned]), None)

    @property
    def next_act(self) -> NextAct:
        if self.condition is Condition.RETIRED:
            return NextAct.TAKE_BACK
        if self.faults is not None:
            if self.faults:
                return NextAct.EDIT if self.draft else NextAct.MEND
            return NextAct.PUBLISH
        waiting = self.next_round
        if waiting is None:
            return NextAct.COPY
        if waiting.state != RoundState.PLANNED:
            return NextAct.FOLLOW
        return NextAct.OPEN if self.units else NextAct.ASSIGN


@dataclass(slots=True)
class _Versions:
    """What the versions of one indicator say: the newest published one, and a later draft."""

    published: Mapping[str, Any] | None = None
    pending: Mapping[str, Any] | None = None


@dataclass(slots=True)
class _Facts:
    """Everything the rows of a page need, read with one query for each table."""

    versions: dict[int, _Versions] = field(default_factory=dict)
    drafts: dict[int, Draft] = field(default_factory=dict)
    documents: dict[int, dict[str, Any]] = field(default_factory=dict)
    rounds: dict[int, list[Round]] = field(default_factory=dict)
    units: dict[int, int] = field(default_factory=dict)


def rows(indicators: QuerySet[Indicator]) -> list[Row]:
    """The desk's rows, retired indicators last; six queries at most whatever their number."""
    listed = list(indicators.select_related("owner").order_by("owner__path", "code"))
    facts = _facts([indicator.pk for indicator in listed])
    made = [_row(indicator, facts) for indicator in listed]
    return sorted(made, key=lambda row: row.condition is Condition.RETIRED)


def _facts(pks: list[int]) -> _Facts:
    facts = _Facts(versions=_versions(pks))
    for draft in Draft.objects.filter(indicator__in=pks).select_related("updated_by"):
        facts.drafts[draft.indicator_id] = draft
    pending = [
        versions.pending["pk"]
        for indicator, versions in facts.versions.items()
        if versions.pending and indicator not in facts.drafts
    ]
    if pending:
        facts.documents = dict(
            IndicatorVersion.objects.filter(pk__in=pending).values_list("pk", "definition")
        )
    for round_ in Round.objects.filter(indicator__in=pks).order_by("due_at"):
        facts.rounds.setdefault(round_.indicator_id, []).append(round_)
    counted = (
        Assignment.objects.filter(round__indicator__in=pks)
        .values("round__indicator")
        .annotate(units=Count("unit", distinct=True))
    )
    facts.units = {entry["round__indicator"]: entry["units"] for entry in counted}
    return facts


def _versions(pks: list[int]) -> dict[int, _Versions]:
    """The versions without their definitions, which may be large."""
    found: dict[int, _Versions] = {pk: _Versions() for pk in pks}
    rows_ = (
        IndicatorVersion.objects.filter(indicator__in=pks)
        .exclude(state=VersionState.RETIRED)
        .annotate(
            method=KeyTransform("method", "definition"), weight=KeyTransform("weight", "definition")
        )
        .order_by("number")
        .values("pk", "indicator_id", "number", "state", "sha256", "method", "weight")
    )
    for row in rows_:
        kept = found[row["indicator_id"]]
        if row["state"] == VersionState.PUBLISHED:
            kept.published, kept.pending = row, None
        else:
            kept.pending = row
    return found


def _row(indicator: Indicator, facts: _Facts) -> Row:
    versions = facts.versions[indicator.pk]
    draft = facts.drafts.get(indicator.pk)
    nothing: Mapping[str, Any] = {}
    shown = versions.published or versions.pending or nothing
    if draft is not None:
        shown = draft.document
    published = versions.published
    return Row(
        indicator=indicator,
        condition=_condition(indicator, versions, draft),
        version=published["number"] if published else None,
        draft=draft,
        faults=_faults(versions, draft, facts),
        method=str(shown.get("method") or ""),
        weight=shown.get("weight"),
        rounds=facts.rounds.get(indicator.pk, []),
        units=facts.units.get(indicator.pk, 0),
    )


def _condition(indicator: Indicator, versions: _Versions, draft: Draft | None) -> Condition:
    if indicator.retired_at is not None:
        return Condition.RETIRED
    waiting = draft is not None or versions.pending is not None
    if versions.published is None:
        return Condition.DRAFT
    return Condition.CHANGED if waiting else Condition.PUBLISHED


def _faults(versions: _Versions, draft: Draft | None, facts: _Facts) -> int | None:
    if draft is not None:
        return fault_count(draft.document, chain.digest(draft.document))
    if versions.pending is not None:
        pending = versions.pending
        return fault_count(facts.documents[pending["pk"]], pending["sha256"])
    return None
