"""What is contested in an open request for reconsideration, and what that opens to the unit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from submissions.domain import requirements
from submissions.enums import State
from submissions.models import Reconsideration, Submission

# What stands in the place of a requirement's key when the deduction for lateness is contested.
LATENESS = "@lateness"


def open_of(submission: Submission) -> Reconsideration | None:
    """The request that waits for its answer; one query, none outside a reconsideration."""
    if submission.state != State.RECONSIDERING:
        return None
    found: Reconsideration | None = (
        submission.reconsiderations.filter(resolved_at=None)
        .select_related("reviewer", "requested_by")
        .prefetch_related("items")
        .order_by("-number")
        .first()
    )
    return found


def contested_keys(request: Reconsideration) -> frozenset[str]:
    """The requirements that are contested; lateness is none."""
    return frozenset(item.requirement for item in request.items.all()) - {LATENESS}


def within(request: Reconsideration, key: str) -> bool:
    """Whether this requirement, or without one the desk as a whole, is about contested items."""
    keys = contested_keys(request)
    return bool(keys) and (not key or key in keys)


def takes_evidence(submission: Submission) -> frozenset[str]:
    """The requirements to which the unit may add evidence now: the contested ones, until the
    opinion on them is given."""
    request = open_of(submission)
    if request is None or request.reviewed_at is not None:
        return frozenset()
    return contested_keys(request)


def answered(submission: Submission) -> bool:
    """Whether the result that stands is itself the answer to a request."""
    if submission.published_at is None:
        return False
    return submission.reconsiderations.filter(resolved_at__gte=submission.published_at).exists()


def title_of(submission: Submission, key: str) -> str:
    """A contested item's name for people; the key where the criteria no longer have it."""
    if key == LATENESS:
        return str(_("The deduction for lateness"))
    place = requirements.index(submission.definition).get(key)
    return place.requirement.title if place is not None else key
