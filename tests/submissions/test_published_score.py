"""A published score stays visible while a reopened review goes on, until it is published anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from kpi_portal.accounts.enums import Role
from submissions.domain import review
from submissions.domain.transition import perform
from submissions.enums import Action, Decision, State
from submissions.models import EvidenceUse, Filing, Submission
from tests import factories as f

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)


@pytest.fixture
def world() -> dict[str, object]:
    submission = f.SubmissionFactory(claimed_level=1, state=State.IN_REVIEW)
    bureau = submission.round.indicator.owner
    strategy = f.UnitFactory(parent=bureau)

    def person(role: Role, unit: object) -> object:
        return f.MembershipFactory(role=role, unit=unit, scope=bureau).user

    people = {
        "reviewer": person(Role.REVIEWER, strategy),
        "head": person(Role.HEAD, strategy),
        "executive": person(Role.EXECUTIVE, bureau),
    }
    use = EvidenceUse.objects.create(
        submission=submission,
        requirement="1.1-a",
        kind="file",
        added_at=NOW,
        added_by=people["reviewer"],
    )
    Filing.objects.create(
        submission=submission,
        number=1,
        receipt_number="R2568-1",
        at=f.OPENED,
        by=people["reviewer"],
        signer_name="x",
        claimed_level=1,
        complete=True,
        supplied=["1.1-a"],
    )
    return {"submission": submission, "use": use, **people}


def act(world: dict, who: str, action: Action, days: int, **data: object) -> Submission:
    fresh = Submission.objects.get(pk=world["submission"].pk)
    return perform(
        fresh,
        action,
        actor=world[who],
        at=NOW + timedelta(days=days),
        version=fresh.version,
        note="เหตุผล",
        data=data,
    )


def judge(world: dict, decision: Decision, days: int) -> None:
    use = EvidenceUse.objects.get(pk=world["use"].pk)
    at = NOW + timedelta(days=days)
    review.give_verdict(use, actor=world["reviewer"], at=at, decision=decision, comment="ไม่ตรงเกณฑ์")


def publish(world: dict, days: int) -> Submission:
    act(world, "reviewer", Action.ASSESS, days)
    act(world, "head", Action.CONFIRM, days)
    act(world, "executive", Action.ENDORSE, days, reference="ครั้งที่ 2/2568")
    return act(world, "head", Action.PUBLISH, days)


def test_the_published_score_stays_until_the_next_publishing(world: dict) -> None:
    judge(world, Decision.ACCEPTED, 1)
    assert publish(world, 2).confirmed_final == Decimal("100.00")
    act(world, "executive", Action.REOPEN, 3)
    judge(world, Decision.RETURNED, 4)
    reopened = Submission.objects.get(pk=world["submission"].pk)
    assert reopened.under_correction
    assert reopened.confirmed_final == Decimal("100.00")
    again = publish(world, 5)
    assert not again.under_correction
    assert Submission.objects.get(pk=again.pk).confirmed_final == Decimal("0.00")
