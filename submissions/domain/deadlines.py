"""Dates that a submission lives by, derived at a given moment and never stored as states."""

from __future__ import annotations

from datetime import datetime, timedelta

from kpi_portal.thai import BANGKOK
from submissions.enums import State
from submissions.models import Submission


def is_overdue(submission: Submission, at: datetime) -> bool:
    """Not handed in although the due moment has passed."""
    return submission.state == State.DRAFT and at > submission.effective_due_at


def is_due_soon(submission: Submission, at: datetime, *, within: timedelta) -> bool:
    """Still a draft with the due moment ahead, at most `within` away."""
    ahead = submission.effective_due_at - at
    return submission.state == State.DRAFT and timedelta(0) <= ahead <= within


def end_of_day(moment: datetime, *, days_later: int) -> datetime:
    """23:59:59 in Bangkok on the calendar day `days_later` days after `moment`."""
    local = moment.astimezone(BANGKOK) + timedelta(days=days_later)
    return local.replace(hour=23, minute=59, second=59, microsecond=0)


def appeal_ends_at(submission: Submission) -> datetime | None:
    """The last moment for asking for a reconsideration, counted from the latest publishing."""
    if submission.published_at is None:
        return None
    days = submission.round.appeal_days
    return end_of_day(submission.published_at, days_later=days) if days else submission.published_at
