"""What waits for a verdict and what a return sends back."""

from __future__ import annotations

from collections.abc import Mapping

from submissions.domain import double_review, pieces, verdict_effect
from submissions.enums import Decision
from submissions.models import ReturnItem, Submission


def pending(submission: Submission) -> list[int]:
    """Primary keys of the supplied pieces without an effective verdict."""
    return [
        use.pk
        for use in pieces.active(submission)
        if use.supplied and use.decision == Decision.PENDING
    ]


def to_return(submission: Submission, asked_for: Mapping[str, str]) -> dict[str, str]:
    """Requirement key → comment for the division: every requirement with a returned piece, with
    its reviewer's newest comments, and those that the reviewer asks for though nothing is there.

    In a double review the comments are those of both, or of the third person who settled it."""
    returned = [u for u in pieces.active(submission) if u.decision == Decision.RETURNED]
    pair = double_review.pair_of(submission)
    comments: dict[int, str] = {}
    for pk, given in double_review.verdicts_on(returned).items():
        back = [verdict for verdict in given if verdict.decision == Decision.RETURNED]
        deciding = verdict_effect.agreed(given, pair) if pair else back[-1:]
        comments[pk] = "\n".join(dict.fromkeys(v.comment for v in deciding or back[-1:]))
    items: dict[str, str] = {}
    for use in returned:
        said = comments.get(use.pk, "")
        items[use.requirement] = "\n".join(filter(None, [items.get(use.requirement, ""), said]))
    return {**items, **asked_for}


def open_items(submission: Submission) -> frozenset[str]:
    """The requirement keys that the unit may change while the report is returned; one query."""
    waiting = submission.returns.filter(answered_at=None, lapsed_at=None).order_by("-number")
    items = ReturnItem.objects.filter(notice__in=waiting.values("pk")[:1])
    return frozenset(items.values_list("requirement", flat=True))
