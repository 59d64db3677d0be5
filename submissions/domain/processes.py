"""The processes that a unit chose to improve: forms 2–5 are filled once for each.

Removing keeps the row and its answers, so that taking a process back restores what was typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotFound
from kpi_portal.thai import normalise_text
from submissions.domain import (
    contribution_marks,
    forms_answers,
    forms_evidence,
    forms_scope,
    forms_shape,
    reach,
    requirements,
    scores,
)
from submissions.domain.forms_answers import chosen
from submissions.models import Process, Submission

if TYPE_CHECKING:
    from kpi_portal.audit.recorder import Act

LONGEST_NAME = 500
MOST = 60
UP, DOWN = -1, 1
# The form whose rows review the unit's processes, and propose those that can become digital.
REVIEW_FORM = "form-1"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of form 1 that can become digital and is not chosen yet."""

    name: str
    responsible: str


def removed(submission: Submission) -> list[Process]:
    """Processes taken off, newest first; their answers are kept."""
    return list(submission.processes.exclude(removed_at=None).order_by("-removed_at", "-pk"))


def get(submission: Submission, pk: int) -> Process:
    """A chosen process of this report; raises `NotFound` for any other."""
    for process in chosen(submission):
        if process.pk == pk:
            process.submission = submission
            return process
    raise NotFound(_("This report has no such process."), code="no_such_process")


def candidates(submission: Submission) -> list[Candidate]:
    """Rows of form 1 marked as fit to become digital, without those already chosen."""
    answer = submission.answers.filter(form_code=REVIEW_FORM, process=None).first()
    if answer is None:
        return []
    taken = {process.name.casefold() for process in chosen(submission)}
    found: dict[str, Candidate] = {}
    for row in forms_shape.rows_at(answer.data, forms_shape.ROWS):
        name = row.get("process_name", "")[:LONGEST_NAME]
        fit = row.get("can_digitalize") == "digital_yes"
        if fit and name and name.casefold() not in taken:
            found.setdefault(name.casefold(), Candidate(name, row.get("responsible", "")))
    return list(found.values())


def choose(submission: Submission, *, actor: User, at: datetime, name: str) -> Process:
    """Add a process at the end.

    Side effects: the process; forms that repeat become incomplete and approvals of them are voided;
    new scores; an audit entry. Raises `InvalidInput` for an empty, over-long or doubled name.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = _lock(submission, actor, at)
        there = chosen(locked)
        if len(there) >= MOST:
            raise GuardRefused(
                _("A report holds at most %(most)d processes.") % {"most": MOST},
                code="too_many_processes",
            )
        process = Process.objects.create(
            submission=locked,
            name=_checked_name(name, there),
            position=_next_position(there),
        )
        _changed(log, locked, process, "process.choose", at, actor)
    return process


def rename(process: Process, *, actor: User, at: datetime, name: str) -> Process:
    """Change the name, also where forms print it. Side effects as for `choose`."""
    with audit.act(actor=actor, at=at) as log:
        locked = _lock(process.submission, actor, at)
        current = get(locked, process.pk)
        others = [other for other in chosen(locked) if other.pk != process.pk]
        before, current.name = current.name, _checked_name(name, others)
        if current.name == before:
            return current
        current.save(update_fields=["name"])
        _changed(log, locked, current, "process.rename", at, actor, before=before)
    return current


def move(process: Process, *, actor: User, at: datetime, step: int) -> None:
    """Exchange places with the neighbour above (`UP`) or below (`DOWN`); at the edge nothing
    changes. Side effects: positions and an audit entry."""
    with audit.act(actor=actor, at=at) as log:
        locked = _lock(process.submission, actor, at)
        order = list(chosen(locked))
        here = order.index(get(locked, process.pk))
        there = here + step
        if not 0 <= there < len(order):
            return
        order[here], order[there] = order[there], order[here]
        for position, one in enumerate(order, start=1):
            one.position = position
        Process.objects.bulk_update(order, ["position"])
        _note(log, locked, order[there], "process.move", position=there + 1)


def remove(process: Process, *, actor: User, at: datetime) -> Process:
    """Take the process off; its answers stay and come back with `restore`. Side effects as for
    `choose`."""
    with audit.act(actor=actor, at=at) as log:
        locked = _lock(process.submission, actor, at)
        current = get(locked, process.pk)
        current.removed_at = at
        current.save(update_fields=["removed_at"])
        _changed(log, locked, current, "process.remove", at, actor)
    return current


def restore(submission: Submission, pk: int, *, actor: User, at: datetime) -> Process:
    """Undo a removal: the process returns at the end with its answers. Side effects as for
    `choose`."""
    with audit.act(actor=actor, at=at) as log:
        locked = _lock(submission, actor, at)
        process = locked.processes.exclude(removed_at=None).filter(pk=pk).first()
        if process is None:
            raise NotFound(_("This report has no such process."), code="no_such_process")
        there = chosen(locked)
        _checked_name(process.name, there)
        process.removed_at, process.position = None, _next_position(there)
        process.save(update_fields=["removed_at", "position"])
        _changed(log, locked, process, "process.restore", at, actor)
    return process


def repeating_forms(submission: Submission) -> list[str]:
    """Codes of the round's forms that are filled once for each process."""
    codes = requirements.forms_of(submission.definition)
    return [code for code in codes if forms_scope.repeats(submission, code)]


def may_change(actor: User, submission: Submission, *, at: datetime) -> bool:
    """Whether `actor` may change the list now: while one of the forms that follow it may change."""
    codes = requirements.forms_of(submission.definition)
    if not any(forms_scope.is_open(submission, code) for code in codes):
        return False
    changing = reach.changing(actor, submission, at=at)
    return changing.whole or changing.covers_any(following_keys(submission))


def find_for(user: User, pk: int, *, at: datetime) -> Submission:
    """The report whose processes `user` may see; raises `NotFound` for every other."""
    found, open_to = reach.find(user, pk, at=at)
    if not open_to.whole and not open_to.covers_any(following_keys(found)):
        raise NotFound(_("There is no such page."), code="not_found")
    return found


def following_keys(submission: Submission) -> list[str]:
    """The requirements whose forms are filled once for each process: who supplies one of them may
    choose the processes."""
    asking, definition = requirements.asking_for_form, submission.definition
    return [key for code in repeating_forms(submission) for key in asking(definition, code)]


def _lock(submission: Submission, actor: User, at: datetime) -> Submission:
    locked = forms_scope.lock(submission)
    codes = requirements.forms_of(locked.definition)
    open_code = next(
        (c for c in codes if forms_scope.is_open(locked, c)), codes[0] if codes else ""
    )
    mine = reach.changing(actor, locked, at=at)
    if not mine.whole:
        open_code = next((c for c in repeating_forms(locked) if _asks(locked, c, mine)), open_code)
    forms_scope.require_changeable(locked, open_code, actor=actor, at=at)
    return locked


def _asks(submission: Submission, code: str, mine: reach.Reach) -> bool:
    keys = requirements.asking_for_form(submission.definition, code)
    return mine.covers_any(keys) and forms_scope.is_open(submission, code)


def _checked_name(name: str, others: list[Process]) -> str:
    tidy = normalise_text(name, multiline=False)
    if not tidy:
        raise InvalidInput(_("Type the name of the process."), code="name_required")
    if len(tidy) > LONGEST_NAME:
        raise InvalidInput(
            _("The name has %(count)d characters; at most %(most)d fit.")
            % {"count": len(tidy), "most": LONGEST_NAME},
            code="name_too_long",
        )
    if any(tidy.casefold() == other.name.casefold() for other in others):
        raise InvalidInput(
            _("“%(name)s” is already chosen.") % {"name": tidy}, code="already_chosen"
        )
    return tidy


def _next_position(there: list[Process]) -> int:
    return max((process.position for process in there), default=0) + 1


def _changed(
    log: Act,
    submission: Submission,
    process: Process,
    action: str,
    at: datetime,
    actor: User,
    **facts: Any,
) -> None:
    """What follows every change of the list: forms, approvals, scores, the audit's line."""
    forms_answers.forget(submission)
    _note(log, submission, process, action, **facts)
    for code in repeating_forms(submission):
        forms_evidence.refresh(log, submission, code, actor=actor, at=at)
    contribution_marks.take_away(log, submission, following_keys(submission), actor=actor, at=at)
    scores.recompute(submission, at=at, reason=action)


def _note(log: Act, submission: Submission, process: Process, action: str, **facts: Any) -> None:
    log.note_down(
        action,
        process,
        subject=submission.subject,
        unit_path=submission.unit.path,
        name=process.name,
        **facts,
    )
