"""What time alone brings about: the moves of the system and the states of rounds.

`tick` may run at any time and any number of times; each step looks at what is due and leaves what
somebody else has moved meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest

from kpi_portal.errors import GuardRefused, Stale
from kpi_portal.thai import BANGKOK
from submissions.domain import round_states
from submissions.domain.transition import CLOCK, perform
from submissions.enums import Action, State
from submissions.models import Submission

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ticked:
    """How many moves one tick made."""

    lapsed: int
    closed: int
    finalised: int
    rounds: int


def tick(at: datetime) -> Ticked:
    """Make every move that is due at `at`.

    Returns whose answer time is over go back to review; drafts of closed units are recorded as not
    reported; published results without days left for reconsideration become final; rounds follow.
    Each move is a transaction of its own, so one that fails keeps no other back; the failures are
    raised together at the end.
    """
    failures: list[Exception] = []
    ticked = Ticked(
        lapsed=_move(_unanswered(at), Action.LAPSE_RETURN, at, failures),
        closed=_move(_unreported(at), Action.CLOSE_UNSUBMITTED, at, failures),
        finalised=_move(_past_appeal(at), Action.FINALISE, at, failures),
        rounds=round_states.derive_all(at),
    )
    if failures:
        raise ExceptionGroup("some moves of the clock failed", failures)
    return ticked


def _unanswered(at: datetime) -> Iterable[tuple[int, int]]:
    return _found(Q(state=State.RETURNED, answer_by__lt=at))


def _unreported(at: datetime) -> Iterable[tuple[int, int]]:
    """Drafts whose latest closing has passed: the round's, an extension's or a readmission's."""
    closing = Greatest(
        F("round__closes_at"),
        Coalesce("closes_at", "round__closes_at"),
        Coalesce("due_at", "round__closes_at"),
    )
    return _found(Q(state=State.DRAFT, latest_closing__lt=at), latest_closing=closing)


def _past_appeal(at: datetime) -> Iterable[tuple[int, int]]:
    """Published results whose days for a reconsideration are over; one query per number of days."""
    midnight = at.astimezone(BANGKOK).replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = Submission.objects.filter(state=State.PUBLISHED).order_by()
    for days in waiting.values_list("round__appeal_days", flat=True).distinct():
        before = midnight - timedelta(days=days) if days else at
        yield from _found(
            Q(state=State.PUBLISHED, round__appeal_days=days, published_at__lt=before)
        )


def _found(due: Q, **annotations: object) -> list[tuple[int, int]]:
    found = Submission.objects.annotate(**annotations).filter(due).order_by("pk")
    return list(found.values_list("pk", "version"))


def _move(
    found: Iterable[tuple[int, int]], action: Action, at: datetime, failures: list[Exception]
) -> int:
    made = 0
    for pk, version in found:
        try:
            perform(Submission(pk=pk), action, actor=CLOCK, at=at, version=version)
        except (GuardRefused, Stale) as refusal:
            # too early yet, or a person was faster: the next tick looks again
            logger.debug("%s of submission %s waits: %s", action, pk, refusal.code)
        except Exception as failure:  # raised again by `tick`, after the others had their turn
            failure.add_note(f"{action} of submission {pk}")
            failures.append(failure)
        else:
            made += 1
    return made
