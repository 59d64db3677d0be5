"""The bureau's own report beside what the collecting centre gave it: exact differences with sign.

Two of our scores are shown. Comparable is the base score, before any deduction: what we deduct for
lateness is about our own due date, of which the centre knows nothing. The final score, the one that
counts with us, stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from indicators.models import Round
from kpi_portal.accounts.models import User
from submissions import access
from submissions.domain import in_view, round_comparison
from submissions.domain.in_view import InView
from submissions.domain.round_view import Report
from submissions.enums import ScoreBasis
from submissions.models import OutsideResult, ScoreSnapshot, Submission
from submissions.workflow import SETTLED

MOST_EARLIER = 12


@dataclass(frozen=True, slots=True)
class Ours:
    """Our settled result: level, score before and after the deduction, of what scale."""

    level: int | None
    base: Decimal
    deduction: Decimal
    final: Decimal
    scale: Decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """One report with both results. `ours` is None before it is settled or told to the reader,
    `outside` before anything is recorded. Differences are outside less ours."""

    submission: Submission
    outside: OutsideResult | None
    ours: Ours | None

    @property
    def given(self) -> bool:
        return self.outside is not None and self.outside.given

    @property
    def sent(self) -> bool:
        return self.outside is not None and self.outside.sent_on is not None

    @property
    def difference(self) -> Decimal | None:
        """To our base score, which is the comparable one."""
        return self._from(self.ours.base if self.ours else None)

    @property
    def final_difference(self) -> Decimal | None:
        return self._from(self.ours.final if self.ours else None)

    @property
    def level_difference(self) -> int | None:
        level = self.outside.level if self.outside else None
        if level is None or self.ours is None or self.ours.level is None:
            return None
        return level - self.ours.level

    def _from(self, ours: Decimal | None) -> Decimal | None:
        score = self.outside.score if self.outside else None
        return None if score is None or ours is None else score - ours


def compared(seen: InView) -> Compared:
    """The report as this person sees it, with both results; at most three queries."""
    outside = OutsideResult.objects.filter(submission=seen.submission)
    found = outside.select_related("scan", "recorded_by").first()
    return Compared(seen.submission, found, _ours([seen])[seen.submission.pk])


def of_round(
    round: Round, reports: Iterable[Report], reader: User, *, at: datetime
) -> list[Compared]:
    """The bureau's own report of the round, of those that the reader sees; no query where it has
    none, otherwise four. A report handed over to the bureau stands beside its own."""
    owner = round.indicator.owner_id
    keys = [report.pk for report in reports if report.unit_id == owner]
    return _of(Submission.objects.filter(pk__in=keys), reader, at) if keys else []


def over_the_years(submission: Submission, reader: User, *, at: datetime) -> list[Compared]:
    """The owner's reports on the same indicator in this and earlier rounds that were judged or
    compared, newest first; five queries whatever their number. Only those that the reader sees."""
    round_ = submission.round
    earlier = access.visible_to(reader, at=at).filter(
        round__indicator__in=round_comparison.lineage(round_.indicator),
        round__indicator__owner_id=F("unit_id"),
        round__due_at__lte=round_.due_at,
    )
    found = _of(earlier.order_by("-round__due_at", "-pk")[:MOST_EARLIER], reader, at)
    return [one for one in found if one.outside is not None or one.ours is not None]


def results_of(keys: Iterable[int]) -> Mapping[int, OutsideResult]:
    """Report → what is recorded of the centre; one query."""
    found = OutsideResult.objects.filter(submission__in=list(keys))
    return {one.submission_id: one for one in found.select_related("scan", "recorded_by")}


def ours_of(seen: InView) -> Ours | None:
    """Our settled result as this person sees it; two queries."""
    return _ours([seen])[seen.submission.pk]


def _of(reports: Any, reader: User, at: datetime) -> list[Compared]:
    rows = list(
        reports.select_related(
            "round__indicator__owner", "round__version", "unit", "definition_version"
        )
    )
    ours = _ours([in_view.of(row, reader, at=at) for row in rows])
    outside = results_of([row.pk for row in rows])
    return [Compared(row, outside.get(row.pk), ours[row.pk]) for row in rows]


def _ours(views: Sequence[InView]) -> dict[int, Ours | None]:
    """Report → the newest settled result that the person may see; two queries for any number."""
    moments = {seen.submission.pk: moment for seen in views if (moment := _moment(seen))}
    chosen: dict[int, int] = {}
    if moments:
        kept = ScoreSnapshot.objects.filter(submission__in=moments, basis=ScoreBasis.CONFIRMED)
        light = kept.order_by("at", "pk").values_list("submission_id", "pk", "at")
        for report, pk, at in light:
            if at <= moments[report]:
                chosen[report] = pk
    snapshots = ScoreSnapshot.objects.only("result").in_bulk(chosen.values()) if chosen else {}
    return {
        seen.submission.pk: _read(snapshots[chosen[seen.submission.pk]].result)
        if seen.submission.pk in chosen
        else None
        for seen in views
    }


def _moment(seen: InView) -> datetime | None:
    """Up to when our results count: a published one stands while it is under correction, otherwise
    the settled one where the person sees it."""
    submission = seen.submission
    if submission.under_correction:
        return submission.published_at
    if seen.everything and submission.state in SETTLED:
        return datetime.max.replace(tzinfo=submission.updated_at.tzinfo)
    return None


def _read(result: Mapping[str, Any]) -> Ours:
    return Ours(
        level=result.get("level"),
        base=Decimal(result["raw"]),
        deduction=Decimal(result["deduction"]),
        final=Decimal(result["final"]),
        scale=Decimal(result["scale"]),
    )
