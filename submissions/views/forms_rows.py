"""Buttons of a form that change its rows where no script runs: add, move, remove, put back.

A button sends everything typed with its own act, so nothing is lost on the way. What was removed
waits in the session until the next removal, and the page offers to put it back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.http import urlencode

from kpi_portal.requests import PortalRequest
from submissions.domain import forms_shape
from submissions.domain.forms import Sheet
from submissions.forms.answers import Typed, prefix_of

SESSION_KEY = "form_removed"
_VERBS = frozenset({"add", "up", "down", "drop", "undo"})


@dataclass(frozen=True, slots=True)
class Act:
    """`do=up:rows:ab12`: what, in which table, to which row."""

    verb: str
    path: str
    row: str = ""


def act_of(text: str) -> Act | None:
    """The act that a button names; None for the ordinary ones (save, done)."""
    verb, _, rest = text.partition(":")
    if verb not in _VERBS:
        return None
    path, _, row = rest.partition(":")
    return Act(verb, path, row)


def apply(request: PortalRequest, sheet: Sheet, typed: Typed, act: Act) -> Typed:
    """The posted answers after the act, ready to be saved."""
    if act.path not in {table.path for table in forms_shape.tables(sheet.schema)}:
        return typed
    rows = forms_shape.rows_at(typed.data, act.path)
    here = next((n for n, row in enumerate(rows) if row.get("id") == act.row), None)
    removed = set(typed.removed)
    if act.verb == "undo":
        _put_back(request, sheet, rows)
    elif here is not None and act.verb in ("up", "down"):
        there = here + (-1 if act.verb == "up" else 1)
        if 0 <= there < len(rows):
            rows[here], rows[there] = rows[there], rows[here]
    elif here is not None and act.verb == "drop":
        row = rows.pop(here)
        removed.add(act.row)
        request.session[SESSION_KEY] = {**_place(sheet), "path": act.path, "at": here, "row": row}
    forms_shape.put_rows(typed.data, act.path, rows)
    return replace(typed, removed=frozenset(removed))


def place_after(act: Act) -> str:
    """Where the page goes on after the act: the new row, or the table."""
    if act.verb == "add":
        return f"?{urlencode({'more': act.path})}#{prefix_of(act.path)}-end"
    return f"#{prefix_of(act.path)}"


def offer(request: PortalRequest, sheet: Sheet) -> str:
    """The table whose removed row can be put back on this page; empty when there is none."""
    kept = request.session.get(SESSION_KEY)
    return str(kept["path"]) if kept and _fits(sheet, kept) else ""


def _put_back(request: PortalRequest, sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    kept = request.session.get(SESSION_KEY)
    if kept and _fits(sheet, kept):
        rows.insert(min(int(kept["at"]), len(rows)), kept["row"])
        del request.session[SESSION_KEY]


def _place(sheet: Sheet) -> dict[str, Any]:
    return {
        "submission": sheet.submission.pk,
        "form": sheet.schema.key,
        "process": sheet.process.pk if sheet.process else None,
    }


def _fits(sheet: Sheet, kept: dict[str, Any]) -> bool:
    return all(kept.get(key) == value for key, value in _place(sheet).items())
