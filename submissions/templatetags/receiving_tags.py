"""What pages say of a report that came another way: at the desk, and on the unit's own pages."""

from __future__ import annotations

from typing import Any

from django.template import Context, Library

from kpi_portal.accounts.models import User
from submissions import access
from submissions.domain import receiving
from submissions.domain.received_reading import Received, Where, standing_of
from submissions.models import Submission

register = Library()


@register.simple_tag
def received_standing(submission: Submission) -> Received:
    """Whether the report came another way and how far it is, for the tags of the desk; one query
    where it may have."""
    return standing_of(submission)


@register.inclusion_tag("submissions/receiving/_desk.html", takes_context=True)
def received_at_desk(context: Context, submission: Submission, found: Received) -> dict[str, Any]:
    """The mark in the desk's bar, with the way to receiving or verifying."""
    user: User = context["user"]
    at = context["now"]
    may = found.where is Where.NOWHERE and receiving.may_open(user, submission, at=at)
    return {
        "request": context.get("request"),
        "submission": submission,
        "received": found.received,
        "where": str(found.where),
        "may_receive": may and access.may_review(user, submission, at=at),
    }


@register.inclusion_tag("submissions/receiving/_unit.html", takes_context=True)
def received_for_unit(context: Context, submission: Submission) -> dict[str, Any]:
    """What the unit is told of staff who enter, entered or verified its report; one query."""
    found = standing_of(submission)
    return {
        "request": context.get("request"),
        "submission": submission,
        "received": found.received,
        "filing": found.received.filing if found.received else None,
        "where": str(found.where),
    }
