"""A published result that lost two of its three levels, and the people around a request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpi_portal.accounts.enums import Role
from kpi_portal.errors import DomainError
from scoring.numbers import two_places
from submissions.domain import in_view, kept_scores, reconsider_judging, reconsidering, review
from submissions.domain.contested import LATENESS
from submissions.enums import Action, Decision, State
from submissions.models import EvidenceUse, Reconsideration, Submission
from tests.review.world import LATER, Review, make_review, person

__all__ = ["ARGUMENT", "DAY", "LATENESS", "Asked", "code_of", "published", "score_seen_by"]

DAY = timedelta(days=1)
ARGUMENT = "รายงานฉบับนี้มีมติที่ประชุมแล้ว"
APPEAL_DAYS = 15


class Asked:
    """The report, published: level 1 accepted, level 2 returned, level 3 without evidence."""

    def __init__(self, **settings: object) -> None:
        self.review: Review = make_review(**settings)
        self.review.people["second_head"] = person(
            "second_head", Role.HEAD, self.review.strategy, self.review.bureau
        )
        round_ = self.review.round
        round_.appeal_days = APPEAL_DAYS
        round_.save()
        self.accepted, self.returned = self.review.in_review("1.1-a", "2.1-a")
        self._judge(self.accepted, Decision.ACCEPTED, "")
        self._judge(self.returned, Decision.RETURNED, "ไม่มีลายมือชื่อ")
        self.review.do(Action.ASSESS, "reviewer")
        self.review.do(Action.CONFIRM, "head")
        self.review.do(Action.ENDORSE, "executive", reference="1/2568")
        self.published = self.review.do(Action.PUBLISH, "head")

    def _judge(self, use: EvidenceUse, decision: Decision, comment: str) -> None:
        review.give_verdict(
            use, actor=self.review.people["reviewer"], at=LATER, decision=decision, comment=comment
        )

    def ask(
        self, who: str = "director", *, at=LATER + DAY, note="ขอทบทวน", **items: str
    ) -> Submission:
        chosen = {key.replace("_", "."): said for key, said in items.items()} or {
            "2.1-a": ARGUMENT,
            "3.1-a": ARGUMENT,
        }
        return self.review.do(Action.RECONSIDER, who, at=at, note=note, items=chosen)

    @property
    def report(self) -> Submission:
        return self.review.fresh()

    @property
    def request(self) -> Reconsideration:
        return Reconsideration.objects.latest("number")

    def choose(self, who: str = "second_reviewer", *, by: str = "head") -> Reconsideration:
        return reconsidering.choose_reviewer(
            self.report,
            actor=self.review.people[by],
            at=LATER + DAY,
            reviewer=self.review.people[who],
        )

    def judge(
        self,
        use: EvidenceUse,
        decision: Decision = Decision.ACCEPTED,
        *,
        who: str = "second_reviewer",
        comment: str = "",
    ) -> object:
        return reconsider_judging.give_verdict(
            use,
            actor=self.review.people[who],
            at=LATER + 2 * DAY,
            decision=decision,
            comment=comment,
        )

    def add(self, key: str = "3.1-a") -> EvidenceUse:
        """A piece that came with the request."""
        from tests.review.world import supply

        return supply(self.report, key, self.review.people["drafter"], at=LATER + DAY)

    def opine(self, who: str = "second_reviewer", *, at=LATER + 2 * DAY) -> Reconsideration:
        return reconsidering.give_opinion(
            self.report, actor=self.review.people[who], at=at, opinion="ลงนามครบแล้ว"
        )

    def resolve(
        self, who: str = "executive", *, at=LATER + 3 * DAY, note="แก้ผล", **data: object
    ) -> Submission:
        return self.review.do(Action.RESOLVE, who, at=at, note=note, **data)


def published(**settings: object) -> Asked:
    made = Asked(**settings)
    assert made.report.state == State.PUBLISHED
    return made


def code_of(act) -> str:
    """The code with which the act is refused."""
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def score_seen_by(asked: Asked, who: str) -> str:
    """The published score as the person's pages show it."""
    seen = in_view.of(asked.report, asked.review.people[who], at=LATER + 2 * DAY)
    if seen.everything:
        return str(asked.report.confirmed_final)
    return two_places(kept_scores.as_published(seen).result.final)
