"""A report in a double review: two reviewers have it, a third one and the head stand beside."""

from __future__ import annotations

from kpi_portal.accounts.enums import Role
from submissions.domain.review import give_verdict
from submissions.enums import Decision
from submissions.models import EvidenceUse, Submission, Verdict
from tests.review.world import LATER, Review, make_review, person

ACCEPTED, RETURNED, PENDING = Decision.ACCEPTED, Decision.RETURNED, Decision.PENDING


def make_double() -> Review:
    review = make_review()
    review.round.double_review = True
    review.round.save()
    review.people["third"] = person("third", Role.REVIEWER, review.strategy, review.bureau)
    seated(review)
    return review


def seated(review: Review, first: str = "reviewer", second: str = "second_reviewer") -> None:
    """The two reviewers, as a fact of the test."""
    Submission.objects.filter(pk=review.submission.pk).update(
        reviewer=review.people[first], second_reviewer=review.people[second]
    )
    review.submission = review.fresh()


def judge(
    review: Review, who: str, use: EvidenceUse, decision: Decision = ACCEPTED, comment: str = ""
) -> Verdict:
    said = comment or ("โปรดแก้ไข" if decision == RETURNED else "")
    return give_verdict(use, actor=review.people[who], at=LATER, decision=decision, comment=said)


def decision_of(use: EvidenceUse) -> str:
    return EvidenceUse.objects.get(pk=use.pk).decision


def compared(review: Review, *pairs: tuple[Decision, Decision]) -> list[EvidenceUse]:
    """Pieces that both have judged, one for each of the pairs of verdicts."""
    keys = ["1.1-a", "2.1-a", "3.1-a"][: len(pairs)]
    uses = review.in_review(*keys)
    for use, (first, _second) in zip(uses, pairs, strict=True):
        judge(review, "reviewer", use, first)
    for use, (_first, second) in zip(uses, pairs, strict=True):
        judge(review, "second_reviewer", use, second)
    return uses
