"""Memos for many units: begun, issued, stopped, tried again and given up as one.

Every verb here only says what shall happen; `batch_work` does it, memo by memo.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, NotAllowed
from kpi_portal.jobs import cancel, enqueue
from submissions.documents import access
from submissions.documents.domain import batch_reading, memo_facts
from submissions.documents.domain.batch_kinds import Kind
from submissions.documents.domain.batch_units import candidates, fitting
from submissions.documents.domain.batch_wishes import Issuing, Wishes
from submissions.documents.enums import (
    BatchItemState,
    BatchState,
    DocumentKind,
    DocumentState,
    NumberSource,
)
from submissions.documents.models import Batch, BatchItem

JOB = "documents.batch"
# So many workers may share one batch; each job makes a piece of it and then asks for the next.
LANES = 2
PIECE = 25


def make(
    kind: Kind,
    round_: Round,
    chosen: Collection[int],
    wishes: Wishes,
    *,
    actor: User,
    at: datetime,
) -> Batch:
    """Begin a batch for the chosen reports of a round; a draft that lies there is taken in.

    Side effects: the batch with its items, background work that drafts the others, an audit entry.
    Raises `InvalidInput` when nothing is chosen, `GuardRefused` naming units that do not fit.
    """
    section = memo_facts.strategy_section(actor, round_.indicator.owner, at=at)
    if not access.may_handle(actor, section, kind.value, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    with audit.act(actor=actor, at=at) as log:
        Round.objects.select_for_update(no_key=True).get(pk=round_.pk)  # two people at once
        offered = candidates(kind, round_, section, actor, at=at)
        taken = fitting(offered, chosen)
        batch = Batch.objects.create(
            kind=kind.value,
            round=round_,
            owner=section,
            wishes={"draft": wishes.as_json()},
            created_at=at,
            created_by=actor,
        )
        BatchItem.objects.bulk_create(
            BatchItem(
                batch=batch,
                position=position,
                submission_id=one.submission,
                state=BatchItemState.DRAFTED if one.draft else BatchItemState.WAITING,
                document_id=one.draft,
                replaces_id=one.replaces,
            )
            for position, one in enumerate(taken, 1)
        )
        start(batch, actor=actor, at=at)
        note(log, "batch.make", batch, kind=str(kind.value), count=len(taken))
    return batch


def issue(batch: Batch, how: Issuing, *, actor: User, at: datetime) -> Batch:
    """Give every drafted memo its number and date, and make its files.

    Side effects: the batch's wishes and state, background work, an audit entry; each memo is issued
    in a transaction of its own. Raises `GuardRefused` when there is nothing to issue or a number is
    missing.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(batch)
        if not batch_reading.may_issue(actor, locked, at=at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        _require(locked, BatchState.DRAFTED)
        drafted = locked.items.filter(state=BatchItemState.DRAFTED)
        if not drafted.exists():
            raise GuardRefused(_("There is no draft to issue."), code="nothing_to_issue")
        if how.source is NumberSource.LIST and drafted.filter(number="").exists():
            raise GuardRefused(
                _("Some memos have no number yet. Paste a number for each."), code="number_missing"
            )
        if not _same_circular(locked, how):
            locked.circular_number = None
        locked.wishes = {**locked.wishes, "issue": how.as_json()}
        locked.state = BatchState.ISSUING
        locked.issued_at, locked.issued_by = at, actor
        locked.save()
        start(locked, actor=actor, at=at)
        note(log, "batch.issue", locked, count=drafted.count())
    return locked


def stop(batch: Batch, *, actor: User, at: datetime) -> Batch:
    """Stop the work that goes on, between two memos. What is drafted or issued stays so, and the
    rest can be gone on with. Side effects: jobs cancelled, the batch's state, an audit entry."""
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(batch)
        _require_handler(locked, actor, at)
        _require(locked, *batch_reading.WORKING)
        for job in batch_reading.active_jobs(locked):
            cancel(job, at=at)
        locked.state = BatchState.DRAFTED
        locked.save(update_fields=["state"])
        note(log, "batch.stop", locked)
    return locked


def go_on(batch: Batch, *, actor: User, at: datetime, only: Sequence[int] = ()) -> Batch:
    """Take up again what failed or was left: all of it, or the items `only`.

    Side effects: states of the items and the batch, background work, an audit entry. Drafting what
    was never drafted comes first; issuing goes on by the choices made when it was asked for.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(batch)
        _require_handler(locked, actor, at)
        if locked.state == BatchState.CANCELLED:
            raise GuardRefused(_("This batch was given up."), code="given_up")
        failed = locked.items.filter(state=BatchItemState.FAILED)
        if only:
            failed = failed.filter(pk__in=only)
        tried = _take_up(failed)
        wanted = _work_left(locked)
        if wanted is None:
            raise GuardRefused(_("There is nothing to try again."), code="nothing_left")
        if wanted == BatchState.ISSUING and not batch_reading.may_issue(actor, locked, at=at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        locked.state = wanted
        if wanted == BatchState.ISSUING:
            locked.issued_by = actor
        locked.save()
        start(locked, actor=actor, at=at)
        note(log, "batch.go_on", locked, count=tried)
    return locked


def give_up(batch: Batch, *, actor: User, at: datetime) -> Batch:
    """Leave the batch unfinished: drafts stay as single drafts, issued memos stay issued. Side
    effects: the batch's state, the items let go of their drafts, an audit entry."""
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(batch)
        _require_handler(locked, actor, at)
        _require(locked, BatchState.DRAFTED)
        locked.items.filter(document__state=DocumentState.DRAFT).update(document=None)
        locked.state = BatchState.CANCELLED
        locked.save(update_fields=["state"])
        note(log, "batch.give_up", locked)
    return locked


def start(batch: Batch, *, actor: User, at: datetime) -> None:
    """Ask for the work in as many lanes as workers may share it. Side effects: jobs, the moment
    from which the time left is estimated."""
    batch.begun_at = at
    batch.save(update_fields=["begun_at"])
    busy = {job.payload["lane"] for job in batch_reading.active_jobs(batch)}
    for lane in range(LANES):
        if lane not in busy:
            ask(batch, lane, 0, actor=actor, at=at)


def ask(batch: Batch, lane: int, turn: int, *, actor: User, at: datetime) -> None:
    """Queue one piece of the work; asked twice it is queued once. Side effect: a job."""
    enqueue(
        JOB,
        payload={"batch": batch.pk, "lane": lane, "turn": turn},
        requested_by=actor,
        at=at,
        total=batch.items.count(),
        # two names in turn: a job asks for its successor while it still holds its own
        key=f"batch:{batch.pk}:{lane}:{turn % 2}",
    )


def note(log: audit.Act, action: str, batch: Batch, **facts: Any) -> None:
    """The trail's line about an act upon a batch."""
    log.note_down(
        action,
        batch,
        subject=f"batch:{batch.pk}",
        unit_path=batch.owner.path,
        round=str(batch.round),
        **facts,
    )


def _same_circular(batch: Batch, how: Issuing) -> bool:
    """Whether the rest of a circular is issued that others of the batch carry already."""
    before = batch.wishes.get("issue")
    if how.source is not NumberSource.CIRCULAR or before is None:
        return False
    return Issuing.of(before).first == how.first


def _take_up(failed: QuerySet[BatchItem]) -> int:
    """Put failed items back to where they failed."""
    no_draft = failed.filter(document=None)
    in_draft = failed.filter(document__state=DocumentState.DRAFT)
    tried = no_draft.update(state=BatchItemState.WAITING, failure="")
    tried += in_draft.update(state=BatchItemState.DRAFTED, failure="")
    return tried + failed.update(state=BatchItemState.ISSUED, failure="")


def _work_left(batch: Batch) -> BatchState | None:
    """What is to be done next, drafting first."""
    left = set(batch.items.values_list("state", flat=True).distinct())
    if BatchItemState.WAITING in left:
        return BatchState.DRAFTING
    if BatchItemState.ISSUED in left:
        return BatchState.ISSUING
    if BatchItemState.DRAFTED in left and "issue" in batch.wishes:
        return BatchState.ISSUING
    return None


def _locked(batch: Batch) -> Batch:
    return (
        Batch.objects.select_for_update(of=("self",))
        .select_related("owner", "round__indicator__owner", "created_by", "issued_by")
        .get(pk=batch.pk)
    )


def _require(batch: Batch, *states: BatchState) -> None:
    if batch.state not in states:
        raise GuardRefused(
            _("The batch is “%(state)s”; this is not possible now.")
            % {"state": batch.get_state_display()},
            code="batch_state",
        )


def _require_handler(batch: Batch, actor: User, at: datetime) -> None:
    if not access.may_handle(actor, batch.owner, DocumentKind(batch.kind), at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
