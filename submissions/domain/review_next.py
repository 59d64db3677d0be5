"""Which report of a reviewer's own queue comes after this one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q

from kpi_portal.accounts.models import User
from submissions import access
from submissions.enums import State
from submissions.models import Submission

WAITING = (State.SUBMITTED, State.IN_REVIEW)


def report_after(submission: Submission, *, reader: User, at: datetime) -> int | None:
    """The next report that waits for the reader: those given to the reader, in the order of the
    queue, and round again; None when no other waits. One query."""
    own = Q(reviewer=reader) | Q(second_reviewer=reader)
    waiting = access.visible_to(reader, at=at).filter(own, state__in=WAITING)
    ordered = waiting.order_by(F("submitted_at").asc(nulls_last=True), "pk")
    keys = list(ordered.values_list("pk", flat=True)[:1000])
    if submission.pk in keys:
        here = keys.index(submission.pk)
        keys = keys[here + 1 :] + keys[:here]
    return keys[0] if keys else None
