"""The one door for changing a submission's state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, Stale
from submissions import access, workflow
from submissions.domain import announcements, effects, guards, published_parts, scores
from submissions.domain.acts import MoveInProgress
from submissions.enums import Action
from submissions.models import Submission
from submissions.workflow import Move, NoteRule, Who

CLOCK = SystemActor("clock")
# After these the unit reads the result, and open reports of composites take it over.
_PUBLISHING = frozenset({Action.PUBLISH, Action.RESOLVE})


def perform(
    submission: Submission,
    action: Action | str,
    *,
    actor: User | SystemActor,
    at: datetime,
    version: int,
    note: str = "",
    data: Mapping[str, Any] | None = None,
) -> Submission:
    """Carry out `action` on `submission` and return it as it now is.

    `version` is the one the actor's page showed, `at` the moment of the act; `data` holds what the
    action's guards and effects ask for (see `domain.guards` and `domain.effects`).

    Side effects, all in one transaction: the state, version and the action's own fields; filings
    and return notices; an audit entry; new score snapshots until the result is confirmed,
    also of composites that take over a result published now;
    notification rows, delivered after the commit; background jobs for receipts.

    Raises `Stale` when somebody was faster, `GuardRefused` when the table or a guard says no,
    `NotAllowed` when the actor may not, `InvalidInput` when a required note or datum is missing.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = access.lock(submission.pk)
        move = _allowed_move(locked, Action(action), version)
        act = MoveInProgress(locked, move, actor, at, note.strip(), dict(data or {}))
        _require_permission(act)
        _require_note(act)
        guards.check(act)
        before = locked.state
        facts = effects.apply(act)
        _assign_state(locked, move)
        locked.updated_at = at
        locked.save()
        log.note_down(
            f"submission.{move.action}",
            locked,
            subject=locked.subject,
            unit_path=locked.unit.path,
            changed={"state": [before, locked.state]},
            note=act.note,
            **facts,
        )
        if not {before, locked.state} <= workflow.SETTLED:
            # a confirmed result stands: dates and holidays changed since count after a reopening
            scores.recompute(locked, at=at, reason=str(move.action))
        elif move.action in _PUBLISHING:
            scores.show_settled(locked, at=at)
            _pass_on(locked, at)
        announcements.announce(act)
    return locked


def _pass_on(published: Submission, at: datetime) -> None:
    """Score the open reports anew that take over this result."""
    for taking in published_parts.taking(published, at=at):
        scores.recompute(access.lock(taking.pk), at=at, reason="part.published")


def _allowed_move(locked: Submission, action: Action, version: int) -> Move:
    move = workflow.move_for(locked.state, action)
    if locked.version != version:
        raise Stale(
            _("Someone was faster: this report has changed since your page was opened."),
            code="stale",
            state=locked.state,
            updated_at=locked.updated_at,
        )
    if move is None:
        raise GuardRefused(
            _("This cannot be done while the report is “%(state)s”.")
            % {"state": locked.get_state_display()},
            code="no_such_move",
            state=locked.state,
        )
    return move


def _require_permission(act: MoveInProgress) -> None:
    if isinstance(act.actor, SystemActor):
        if Who.SYSTEM not in act.move.doers:
            raise NotAllowed(_("Only a person may do this."), code="not_allowed")
        return
    if not access.may_perform(
        act.actor,
        act.submission,
        act.move,
        at=act.at,
        with_signed_memo=bool(act.data.get("signed_memo")),
    ):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def _require_note(act: MoveInProgress) -> None:
    if act.move.note is NoteRule.REQUIRED and not act.note:
        raise InvalidInput(_("Say why: this act needs a reason."), code="note_required")


def _assign_state(locked: Submission, move: Move) -> None:
    locked.state = move.target
    locked.version += 1
