"""What was said of the same requirement before: in an earlier round, and to other units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from submissions.domain import double_review
from submissions.domain.desk_data import Item
from submissions.enums import Decision
from submissions.models import EvidenceUse, Submission, Verdict

MOST = 6


@dataclass(frozen=True, slots=True)
class Before:
    """The verdict on the same requirement in the unit's latest earlier round, of this year or the
    last; `use` is the piece that was judged."""

    round: str
    year: int
    decision: Decision
    use: EvidenceUse


def verdict_before(judged: Iterable[EvidenceUse], item: Item | None) -> Before | None:
    """Of what was judged before, the latest first: the same requirement; None for nothing."""
    use = next((use for use in judged if item is not None and use.requirement == item.key), None)
    if use is None:
        return None
    then = use.submission.round
    return Before(then.name, then.indicator.fiscal_year, Decision(use.decision), use)


def usual_comments(submission: Submission, key: str, *, reader: int) -> list[str]:
    """What reviewers said most often when they returned this requirement to any unit in this
    indicator, as far as `reader` may know of it; one query."""
    said = (
        Verdict.objects.exclude(double_review.hidden_verdicts(reader))
        .filter(
            decision=Decision.RETURNED,
            use__requirement=key,
            use__submission__round__indicator_id=submission.round.indicator_id,
        )
        .values("comment")
        .annotate(times=Count("pk"))
        .order_by("-times", "comment")
    )
    return [row["comment"] for row in said[:MOST]]
