"""The decision that follows from all verdicts on one piece."""

from __future__ import annotations

from collections.abc import Iterable

from submissions.enums import Decision
from submissions.models import Verdict


def effective(verdicts: Iterable[Verdict]) -> Decision:
    """The decision that follows from all verdicts on one piece, oldest first."""
    deciding = standing(verdicts)
    return Decision.PENDING if deciding is None else Decision(deciding.decision)


def standing(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The verdict that decides, of all verdicts on one piece, oldest first.

    Each reviewer is heard with the latest word; who took it back says nothing. Of what remains the
    newest counts, so that a piece never hangs on somebody who is away.
    """
    latest: dict[int, Verdict] = {}
    for verdict in verdicts:
        latest.pop(verdict.reviewer_id, None)
        latest[verdict.reviewer_id] = verdict
    left = [v for v in latest.values() if v.decision != Decision.PENDING]
    return left[-1] if left else None
