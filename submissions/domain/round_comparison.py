"""What a round came to: the distribution of its scores, against earlier rounds, by reviewer.

Plain data; the scores are exact and rounded only where they are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from indicators.models import Indicator, Round
from kpi_portal.accounts.models import User
from submissions import access
from submissions.domain import double_review, in_view
from submissions.domain.round_view import Report
from submissions.enums import Decision, State
from submissions.models import ReturnNotice, Submission
from submissions.workflow import SETTLED

BINS = 10
MOST_EARLIER = 12


@dataclass(frozen=True, slots=True)
class Bin:
    """How many scores lie from `low` up to, not including, `high`; the last one includes it."""

    low: Fraction
    high: Fraction
    count: int


@dataclass(frozen=True, slots=True)
class Past:
    """One round of the same indicator, this year's or an earlier one: how many units reported, how
    many of them in time, and the mean of the settled scores in per cent of the scale."""

    round: Round
    units: int
    reported: int
    in_time: int
    settled: int
    mean: Fraction | None
    scale: Fraction | None

    @property
    def percent(self) -> Fraction | None:
        """The mean where rounds of different scales are set side by side."""
        if self.mean is None or not self.scale:
            return None
        return self.mean * 100 / self.scale


@dataclass(frozen=True, slots=True)
class Change:
    """A unit's score now and in the round before; `difference` only where both are settled."""

    report: Report
    before: Decimal | None

    @property
    def now(self) -> Decimal | None:
        """The settled score; what a review that goes on has come to so far is no result."""
        return self.report.confirmed if self.report.state in SETTLED else None

    @property
    def difference(self) -> Decimal | None:
        if self.now is None or self.before is None:
            return None
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Calibration:
    """One reviewer's work in the round: results proposed, the middle number of days from the last
    handing in to the proposal, reports sent back at least once, verdicts given."""

    person: User
    proposed: int
    days: Fraction | None
    sent_back: int
    accepted: int
    returned: int

    @property
    def return_rate(self) -> Fraction | None:
        """Returned of all standing verdicts, in per cent."""
        total = self.accepted + self.returned
        return Fraction(self.returned * 100, total) if total else None


def distribution(reports: Iterable[Report], scale: Fraction) -> list[Bin]:
    """The settled scores in ten equal bins of the scale; scores above it count in the last."""
    scores = [Fraction(r.confirmed) for r in settled_of(reports) if r.confirmed is not None]
    width = scale / BINS
    found = Counter(max(0, min(BINS - 1, int(score // width))) for score in scores)
    return [Bin(width * n, width * (n + 1), found[n]) for n in range(BINS)]


def settled_of(reports: Iterable[Report]) -> list[Report]:
    """The reports whose score stands and may be told to the reader."""
    return [r for r in reports if r.state in SETTLED and r.confirmed is not None]


def earlier(round: Round, user: User, *, at: datetime) -> list[Past]:
    """This round and those before it of the same indicator over the years, newest first; three
    queries. Only reports that `user` may see are counted, and no result that is withheld."""
    rounds = list(
        Round.objects.filter(indicator__in=lineage(round.indicator), due_at__lte=round.due_at)
        .exclude(version=None)
        .select_related("indicator__owner", "version")
        .order_by("-due_at", "-pk")[:MOST_EARLIER]
    )
    seen = access.visible_to(user, at=at, within=Q(round__in=rounds))
    seen = seen.exclude(pk__in=in_view.withheld_from(user, at=at).values("pk"))
    counted = {row["round_id"]: row for row in _counted(seen)}
    return [_past(one, counted[one.pk]) for one in rounds if one.pk in counted]


def changes(
    round: Round, reports: Sequence[Report], before: Round | None, user: User, *, at: datetime
) -> list[Change]:
    """Each report beside the settled result of the same unit in the round before; one query."""
    if before is None:
        return [Change(report, None) for report in reports]
    told = Q(round=before, state__in=in_view.TOLD)
    found = access.visible_to(user, at=at, within=told)
    known = dict(found.values_list("unit_id", "confirmed_final"))
    return [Change(report, known.get(report.unit_id)) for report in reports]


def lineage(indicator: Indicator) -> set[int]:
    """The indicator and those it was copied from or that carry its code with the same owner; one
    query."""
    rows = list(
        Indicator.objects.filter(
            owner_id=indicator.owner_id, fiscal_year__lte=indicator.fiscal_year
        ).values_list("pk", "code", "copied_from_id")
    )
    parents = {pk: parent for pk, _code, parent in rows}
    found = {pk for pk, code, _parent in rows if code == indicator.code}
    found.add(indicator.pk)
    waiting = list(found)
    while waiting:
        parent = parents.get(waiting.pop())
        if parent is not None and parent not in found:
            found.add(parent)
            waiting.append(parent)
    return found


def calibration(reports: Iterable[Report], user: User) -> list[Calibration]:
    """How each reviewer worked on these reports, as far as `user` may follow their review; four
    queries. Verdicts are counted once for each piece and reviewer, the latest of them."""
    seen = list(
        Submission.objects.filter(pk__in=[r.pk for r in reports if not r.withheld]).values(
            "pk", "assessed_by_id", "assessed_at", "submitted_at"
        )
    )
    pks = [row["pk"] for row in seen]
    proposed: dict[int, list[Fraction]] = {}
    for row in seen:
        if row["assessed_by_id"] is not None:
            days = proposed.setdefault(row["assessed_by_id"], [])
            if row["assessed_at"] and row["submitted_at"]:
                spent = row["assessed_at"] - row["submitted_at"]
                days.append(Fraction(int(spent.total_seconds()), 86_400))
    counts = Counter(row["assessed_by_id"] for row in seen if row["assessed_by_id"])
    sent_back = _sent_back(pks)
    verdicts = _latest_verdicts(pks, user)
    people = User.objects.in_bulk({*counts, *sent_back, *(who for who, _d in verdicts)})
    return [
        Calibration(
            person,
            counts[pk],
            _middle(proposed.get(pk, [])),
            sent_back.get(pk, 0),
            verdicts[pk, Decision.ACCEPTED],
            verdicts[pk, Decision.RETURNED],
        )
        for pk, person in sorted(people.items(), key=lambda item: (-counts[item[0]], item[0]))
    ]


def _counted(seen: QuerySet[Submission]) -> Iterable[Any]:
    reported = ~Q(state__in=(State.DRAFT, State.EXEMPTED)) & Q(not_reported=False)
    told = Q(state__in=SETTLED)
    return (
        seen.order_by()
        .exclude(state=State.EXEMPTED)
        .alias(own_due=Coalesce("due_at", "round__due_at"))
        .values("round_id")
        .annotate(
            units=Count("pk"),
            reported=Count("pk", filter=reported),
            in_time=Count("pk", filter=reported & Q(first_filed_at__lte=F("own_due"))),
            settled=Count("confirmed_final", filter=told),
            total=Sum("confirmed_final", filter=told),
        )
    )


def _past(round: Round, row: Mapping[str, Any]) -> Past:
    settled = row["settled"]
    return Past(
        round=round,
        units=row["units"],
        reported=row["reported"],
        in_time=row["in_time"],
        settled=settled,
        mean=Fraction(row["total"]) / settled if settled else None,
        scale=round.definition.scale,
    )


def _middle(values: Sequence[Fraction]) -> Fraction | None:
    """The median, exact."""
    if not values:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _sent_back(pks: Sequence[int]) -> Counter[int]:
    """Person → how many of these reports they sent back at least once."""
    rows = ReturnNotice.objects.filter(submission__in=pks).order_by()
    return Counter(by for _pk, by in set(rows.values_list("submission_id", "by_id")))


def _latest_verdicts(pks: Sequence[int], user: User) -> Counter[tuple[int, str]]:
    """(person, decision) → on how many pieces that is the person's latest word; what two reviewers
    may not see of each other yet is left out."""
    rows = (
        double_review.readable(user.pk)
        .filter(use__submission__in=pks, settles=False)
        .order_by("at", "pk")
        .values_list("use_id", "reviewer_id", "decision")
    )
    latest = {(use, reviewer): decision for use, reviewer, decision in rows}
    return Counter((reviewer, decision) for (_use, reviewer), decision in latest.items())
