"""A bureau with many reports on the real indicator, for measuring pages."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from PIL import Image

from indicators.models import Round
from kpi_portal.accounts.enums import Role
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.recorder import SystemActor
from scoring import parsing
from submissions.domain import review, scores
from submissions.enums import Decision, State
from submissions.models import EvidenceUse, Submission
from tests import factories as f

ROOT = Path(__file__).resolve().parent.parent
FILE_REQUIREMENT = "1.2-a"
NOW = datetime(2025, 2, 20, 4, 0, tzinfo=UTC)
UNITS = 50  # of one round; a bureau has 15 to 50
_STATES = [State.SUBMITTED, State.IN_REVIEW, State.ASSESSED, State.CONFIRMED, State.DRAFT]


@dataclass
class World:
    """What the benchmark asks for."""

    round: Round
    reviewer: AbstractBaseUser
    drafter: AbstractBaseUser
    root: AbstractBaseUser
    in_review: Submission
    draft: Submission


def build(count: int) -> World:
    """`count` reports in all states, each with a piece for every requirement of kind file."""
    body = parsing.dump_definition(
        parsing.parse_definition(
            (ROOT / "fixtures/indicators/rid-digitalize-2568.yaml").read_bytes()
        )
    )
    later = timezone.now() + timedelta(days=20)
    with transaction.atomic():
        bureau = f.BureauFactory()
        strategy = f.UnitFactory(parent=bureau)
        rounds = [
            f.RoundFactory(
                indicator__owner=bureau,
                body=body,
                due_at=later,
                closes_at=later + timedelta(days=20),
            )
            for _ in range(-(-count // UNITS))
        ]
        reviewer = f.MembershipFactory(role=Role.REVIEWER, unit=strategy, scope=bureau).user
        root = f.UserFactory(is_staff=True, is_superuser=True)
        made = [_report(rounds[n // UNITS], n) for n in range(count)]
        in_review = next(s for s in made if s.state == State.IN_REVIEW)
        draft = next(s for s in made if s.state == State.DRAFT)
        drafter = f.MembershipFactory(role=Role.DRAFTER, unit=draft.unit).user
        for submission in made:
            _pieces(submission, drafter)
        with audit.act(actor=SystemActor("benchmark"), at=NOW):
            for submission in made:
                scores.recompute(submission, at=NOW, reason="benchmark")
    return World(rounds[0], reviewer, drafter, root, in_review, draft)


def verdict(made: World) -> None:
    """Accept and pend by turns, through the verb itself."""
    use = made.in_review.uses.select_related("submission").first()
    wanted = Decision.PENDING if use.decision == Decision.ACCEPTED else Decision.ACCEPTED
    review.give_verdict(use, actor=made.reviewer, at=timezone.now(), decision=wanted, comment="")


def picture_of_a_megabyte(number: int) -> bytes:
    """A valid PNG of about one megabyte of noise, different for each number."""
    noise = random.Random(number).randbytes(600 * 580 * 3)
    kept = io.BytesIO()
    Image.frombytes("RGB", (600, 580), noise).save(kept, "PNG", compress_level=0)
    return kept.getvalue()


def _report(round_: Round, number: int) -> Submission:
    return f.SubmissionFactory(
        round=round_,
        state=_STATES[number % len(_STATES)],
        submitted_at=NOW - timedelta(minutes=number),
    )


def _pieces(submission: Submission, by: AbstractBaseUser) -> None:
    EvidenceUse.objects.bulk_create(
        EvidenceUse(
            submission=submission,
            requirement=requirement.key,
            kind=str(requirement.kinds[0]),
            added_at=NOW,
            added_by=by,
        )
        for _level, _criterion, requirement in submission.definition.evidence()
    )
