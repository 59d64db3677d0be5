"""The work on a batch of memos, safe to be killed at any moment and to be done by several at once.

A memo is drafted in one transaction with its item, and numbered and issued in one with its item, so
after any death an item tells exactly what exists. Issuing locks the batch first: numbers follow the
order of the list, however many work on it. Files are rendered outside of transactions; making them
twice yields the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import DomainError
from kpi_portal.notifications.sending import notify
from submissions.documents.domain import batch_kinds, drafting, issuing, renditions
from submissions.documents.domain.batch_wishes import Issuing
from submissions.documents.enums import BatchItemState, BatchState, DocumentState, NumberSource
from submissions.documents.models import Batch, BatchItem
from submissions.domain.outbox_names import outbox_name

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]
_LONGEST_FAILURE = 500
# Of the database or its connection, not of one memo: the whole job is tried again.
_OUTAGES = (OperationalError, InterfaceError)


def step(batch_id: int, *, actor: User, clock: Clock) -> BatchItem | None:
    """Bring one memo one step further; None when nothing is left for this worker.

    Side effects: a draft, or a number with the issued memo and its files; or the item's failure
    with its reason. The last step settles the batch.
    """
    state = Batch.objects.values_list("state", flat=True).get(pk=batch_id)
    done: BatchItem | None = None
    if state == BatchState.DRAFTING:
        done = _draft_next(batch_id, actor, clock)
    elif state == BatchState.ISSUING:
        done = _issue_next(batch_id, actor, clock)
        if done is None or done.state == BatchItemState.ISSUED:
            done = _render_next(batch_id, done, actor) or done
    if done is None:
        settle(batch_id, actor=actor, at=clock())
    return done


def how_far(batch_id: int) -> tuple[int, int]:
    """How many memos of how many the work has passed; one query."""
    ahead = Q(state=BatchItemState.WAITING)
    ahead |= Q(
        batch__state=BatchState.ISSUING,
        state__in=[BatchItemState.DRAFTED, BatchItemState.ISSUED],
    )
    counted = BatchItem.objects.filter(batch=batch_id).aggregate(
        every=Count("pk"), left=Count("pk", filter=ahead)
    )
    return counted["every"] - counted["left"], counted["every"]


def settle(batch_id: int, *, actor: User, at: datetime) -> bool:
    """Note that the work asked for is done, and tell whoever asked. True for the one that does it.

    Side effects: the batch's state, a notification.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        ahead = {
            BatchState.DRAFTING: (BatchItemState.WAITING,),
            BatchState.ISSUING: (BatchItemState.DRAFTED, BatchItemState.ISSUED),
        }.get(BatchState(batch.state))
        if ahead is None or batch.items.filter(state__in=ahead).exists():
            return False
        drafted = batch.state == BatchState.DRAFTING
        batch.state = BatchState.DRAFTED if drafted else BatchState.DONE
        batch.save(update_fields=["state"])
        failed = batch.items.filter(state=BatchItemState.FAILED).count()
        with translation.override(actor.language or settings.LANGUAGE_CODE):
            facts = {
                "memos": str(batch.get_kind_display()),
                "round": str(batch.round),
                "count": batch.items.count() - failed,
                "failed": failed,
            }
        kind = "batch.drafted" if drafted else "batch.done"
        url = reverse("documents:batch", args=[batch.pk])
        about = outbox_name(batch.round)
        notify([actor], kind=kind, facts=facts, url=url, at=at, about=about)
    return True


def _draft_next(batch_id: int, actor: User, clock: Clock) -> BatchItem | None:
    item: BatchItem | None = None
    at = clock()
    try:
        with audit.act(actor=actor, at=at):
            item = _free(batch_id, BatchItemState.WAITING).first()
            if item is None:
                return None
            with translation.override("th"):  # on paper the words are Thai, whoever asked
                item.document = batch_kinds.draft(item, actor=actor, at=at)
            _to(item, BatchItemState.DRAFTED)
    except _OUTAGES:
        raise
    except Exception as fault:
        if item is None:
            raise
        _fail(item, BatchItemState.WAITING, fault, actor)
    return item


def _issue_next(batch_id: int, actor: User, clock: Clock) -> BatchItem | None:
    item: BatchItem | None = None
    at = clock()
    try:
        with audit.act(actor=actor, at=at):
            batch = Batch.objects.select_for_update().get(pk=batch_id)
            item = _free(batch_id, BatchItemState.DRAFTED).first()
            if batch.state != BatchState.ISSUING or item is None:
                return None
            _issue(batch, item, actor, at)
            _to(item, BatchItemState.ISSUED)
    except _OUTAGES:
        raise
    except Exception as fault:
        if item is None:
            raise
        _fail(item, BatchItemState.DRAFTED, fault, actor)
    return item


def _issue(batch: Batch, item: BatchItem, actor: User, at: datetime) -> None:
    document = item.document
    if document is None or document.state != DocumentState.DRAFT:
        return  # somebody issued it by itself: its number stands
    how = Issuing.of(batch.wishes["issue"])
    with drafting.in_bulk():
        item.document = issuing.issue(
            document,
            actor=actor,
            at=at,
            numbering=how.numbering(item.number),
            dated=how.dated,
            public_root=settings.PUBLIC_URL,
            shared=batch.circular_number,
        )
    if how.source is NumberSource.CIRCULAR and batch.circular_number is None:
        batch.circular_number = item.document.register_number
        batch.save(update_fields=["circular_number"])


def _render_next(batch_id: int, issued: BatchItem | None, actor: User) -> BatchItem | None:
    """The files of the memo just issued, or of one whose worker died before it made them."""
    item = issued
    if item is None:
        left = BatchItem.objects.filter(batch=batch_id, state=BatchItemState.ISSUED)
        item = (
            left.select_related("submission", "document__word_template")
            .order_by("position")
            .first()
        )
    if item is None or item.document is None:
        return None
    try:
        made = renditions.prepared(item.document)
        with transaction.atomic():  # one commit for the rows of both formats and the item
            renditions.record(made)
            rendered = BatchItem.objects.filter(pk=item.pk, state=BatchItemState.ISSUED)
            rendered.update(state=BatchItemState.RENDERED)
    except _OUTAGES:
        raise
    except Exception as fault:
        _fail(item, BatchItemState.ISSUED, fault, actor)
    else:
        item.state = BatchItemState.RENDERED
    return item


def _free(batch_id: int, state: BatchItemState) -> QuerySet[BatchItem]:
    """The next item in that state that nobody else holds, locked."""
    skip = connection.features.has_select_for_update_skip_locked
    return (
        BatchItem.objects.select_for_update(of=("self",), skip_locked=skip)
        .filter(batch=batch_id, state=state)
        .select_related("batch", "submission", "document", "replaces")
        .order_by("position")
    )


def _to(item: BatchItem, state: BatchItemState) -> None:
    item.state, item.failure = state, ""
    item.save(update_fields=["state", "failure", "document"])


def _fail(item: BatchItem, before: BatchItemState, fault: Exception, actor: User) -> None:
    """Keep why it failed, in the language of whoever asked; the others go on."""
    with translation.override(actor.language or settings.LANGUAGE_CODE):
        if isinstance(fault, DomainError):
            reason = str(fault)
        else:
            logger.error("memo %s of batch %s failed", item.pk, item.batch_id, exc_info=fault)
            reason = gettext("Unexpected fault (%(kind)s).") % {"kind": type(fault).__name__}
    failed = BatchItem.objects.filter(pk=item.pk, state=before)
    failed.update(state=BatchItemState.FAILED, failure=reason[:_LONGEST_FAILURE])
    item.state, item.failure = BatchItemState.FAILED, reason
