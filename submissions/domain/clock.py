"""What time alone brings about: the moves of the system and the states of rounds.

`tick` may run at any time and any number of times; each step looks at what is due and leaves what
somebody else has moved meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest

from kpi_portal.errors import GuardRefused, Stale
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
    Each move is a transaction of its own, so one that fails keeps no other back.
    """
    return Ticked(
        lapsed=_move(_unanswered(at), Action.LAPSE_RETURN, at),
        closed=_move(_unreported(at), Action.CLOSE_UNSUBMITTED, at),
        finalised=_move(_published(), Action.FINALISE, at),
        rounds=round_states.derive_all(at),
    )


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


def _published() -> Iterable[tuple[int, int]]:
    # The last moment for a reconsideration depends on the Bangkok calendar: the guard decides.
    return _found(Q(state=State.PUBLISHED))


def _found(due: Q, **annotations: object) -> list[tuple[int, int]]:
    found = Submission.objects.annotate(**annotations).filter(due).order_by("pk")
    return list(found.values_list("pk", "version"))


def _move(found: Iterable[tuple[int, int]], action: Action, at: datetime) -> int:
    made = 0
    for pk, version in found:
        try:
            perform(Submission(pk=pk), action, actor=CLOCK, at=at, version=version)
        except (GuardRefused, Stale) as refusal:
            # too early yet, or a person was faster: the next tick looks again
            logger.debug("%s of submission %s waits: %s", action, pk, refusal.code)
        else:
            made += 1
    return made
