"""The door for reading entries: a readable line for each, whoever shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from kpi_portal.audit import wording
from kpi_portal.audit.models import Entry

# How a line is marked in a timeline; whatever is not named here is an ordinary step.
_KINDS = {
    "submission.submit": "done",
    "submission.confirm": "done",
    "submission.endorse": "done",
    "submission.publish": "done",
    "submission.finalise": "done",
    "approval.approve": "done",
    "submission.return": "back",
    "submission.recheck": "back",
    "submission.reopen": "back",
    "submission.reconsider": "back",
    "submission.resolve": "done",
    "approval.refuse": "back",
    "approval.void": "back",
    "submission.lapse_return": "stop",
    "submission.close_unsubmitted": "stop",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One act in words. `who` is the name and position of the day; `changes` are (field, before,
    after); `kind` is the status kind that colours it, empty for an ordinary step."""

    sequence: int
    at: datetime
    action: str
    sentence: str
    who: str
    note: str
    changes: tuple[tuple[str, str, str], ...]
    kind: str
    subject: str
    facts: dict[str, Any]


def entries_of(subject: str) -> QuerySet[Entry]:
    """The entries of one subject (such as `submission:12`), newest first, with their details."""
    return with_details(Entry.objects.filter(subject=subject)).order_by("-sequence")


def with_details(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Join what a line needs, in the same query."""
    return entries.select_related("detail", "actor")


def history(subject: str) -> Iterator[Line]:
    """Every act upon one subject, newest first."""
    return (line(entry) for entry in entries_of(subject))


def line(entry: Entry) -> Line:
    """The entry in the active language. Erased details leave the act, its time and its actor."""
    detail = getattr(entry, "detail", None)
    body: dict[str, Any] = detail.body if detail is not None else {}
    facts = body.get("facts", {})
    return Line(
        sequence=entry.sequence,
        at=entry.at,
        action=entry.action,
        sentence=wording.sentence(entry.action, facts),
        who=_who(entry, body),
        note=body.get("note", ""),
        changes=tuple(wording.changes(body.get("changed", {}))),
        kind=_KINDS.get(entry.action, ""),
        subject=entry.subject,
        facts=facts,
    )


def _who(entry: Entry, body: dict[str, Any]) -> str:
    if entry.system_actor:
        return gettext("The portal itself")
    if body.get("actor"):
        return str(body["actor"])
    return str(entry.actor) if entry.actor is not None else gettext("The portal itself")
