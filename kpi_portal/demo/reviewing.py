"""The strategy section's side: review, proposal, confirmation, endorsement, publishing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from kpi_portal.accounts.models import User
from kpi_portal.demo.organisation import Organisation
from submissions.domain.contradictions import reading
from submissions.domain.contradictions.acts import acknowledge
from submissions.domain.review import accept_pending, give_verdict
from submissions.domain.review_items import pending
from submissions.domain.transition import perform
from submissions.enums import Action, Decision
from submissions.models import EvidenceUse, Submission

STEP = timedelta(minutes=9)


class Reviewer:
    """Who judges one report, and the acts that follow from it."""

    def __init__(
        self,
        organisation: Organisation,
        submission: Submission,
        now: datetime,
        *,
        reviewer: str = "reviewer",
        head: str = "head",
    ) -> None:
        self.people = organisation.people
        self.pk = submission.pk
        self.now = now
        self.reviewer: User = self.people[reviewer]
        self.head: User = self.people[head]

    def start(self) -> Reviewer:
        return self._move(Action.START_REVIEW, self.reviewer)

    def accept_all(self) -> Reviewer:
        """Accept whatever still waits."""
        submission = self._fresh()
        accept_pending(submission, actor=self.reviewer, at=self._tick(), uses=pending(submission))
        return self

    def refuse(self, key: str, comment: str) -> Reviewer:
        """Return every piece of one requirement, with the reason."""
        for use in EvidenceUse.objects.filter(
            submission_id=self.pk, requirement=key, removed_at=None, supplied=True
        ):
            give_verdict(
                use,
                actor=self.reviewer,
                at=self._tick(),
                decision=Decision.RETURNED,
                comment=comment,
            )
        return self

    def send_back(self, note: str, **items: str) -> Reviewer:
        """Return the report; `items` are requirements asked for though nothing is there."""
        return self._move(Action.RETURN, self.reviewer, note, items=items)

    def assess(self) -> Reviewer:
        """Propose the result; what contradicts itself was asked about and may stand."""
        submission = self._fresh()
        for found in reading.open_ones(submission, at=self.now):
            acknowledge(
                submission,
                actor=self.reviewer,
                at=self._tick(),
                digest=found.digest,
                reason="สอบถามหน่วยงานแล้ว เอกสารลงนามช้ากว่ากำหนด เนื้อหาเป็นงานภายในรอบการวัดผล",
            )
        return self._move(Action.ASSESS, self.reviewer)

    def confirm(self) -> Reviewer:
        return self._move(Action.CONFIRM, self.head)

    def endorse(self, reference: str) -> Reviewer:
        return self._move(Action.ENDORSE, self.people["executive"], reference=reference)

    def publish(self) -> Reviewer:
        return self._move(Action.PUBLISH, self.head)

    def exempt(self, order: str, note: str) -> Reviewer:
        return self._move(Action.EXEMPT, self.people["executive"], note, order_number=order)

    def readmit(self, order: str, note: str, *, closes_at: datetime) -> Reviewer:
        return self._move(
            Action.READMIT,
            self.people["executive"],
            note,
            order_number=order,
            closes_at=closes_at,
        )

    def _move(self, action: Action, actor: User, note: str = "", **data: Any) -> Reviewer:
        current = self._fresh()
        given: Mapping[str, Any] = data
        perform(
            current,
            action,
            actor=actor,
            at=self._tick(),
            version=current.version,
            note=note,
            data=given,
        )
        return self

    def _fresh(self) -> Submission:
        return Submission.objects.get(pk=self.pk)

    def _tick(self) -> datetime:
        self.now += STEP
        return self.now
