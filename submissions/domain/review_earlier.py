"""What was said of the same requirement before: in an earlier round, and to other units."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from submissions.domain import double_review
from submissions.domain.review_desk import Item
from submissions.enums import Decision
from submissions.models import EvidenceUse, Submission, Verdict

MOST = 6


@dataclass(frozen=True, slots=True)
class Before:
    """The verdict on the same requirement in the unit's latest earlier round."""

    round: str
    decision: Decision


def verdict_before(submission: Submission, item: Item | None) -> Before | None:
    """None where the unit had no such requirement judged in an earlier round of the indicator;
    one query."""
    if item is None:
        return None
    first = submission.first_unit_id
    use = (
        EvidenceUse.objects.filter(
            Q(submission__unit_id=first, submission__handed_over_from=None)
            | Q(submission__handed_over_from=first),
            requirement=item.key,
            removed_at=None,
            submission__round__indicator_id=submission.round.indicator_id,
            submission__round__due_at__lt=submission.round.due_at,
        )
        .exclude(decision=Decision.PENDING)
        .select_related("submission__round")
        .order_by("-submission__round__due_at", "-pk")
        .first()
    )
    if use is None:
        return None
    return Before(use.submission.round.name, Decision(use.decision))


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
