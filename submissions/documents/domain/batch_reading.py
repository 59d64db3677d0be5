"""Who sees which batch of memos, and how far each is: in a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from kpi_portal.jobs.models import ACTIVE, Job
from submissions.access import day_of
from submissions.documents import access
from submissions.documents.enums import BatchItemState, BatchState, DocumentKind
from submissions.documents.models import Batch, BatchItem

_READERS = (Role.REVIEWER, Role.HEAD)
WORKING = (BatchState.DRAFTING, BatchState.ISSUING)
OPEN = (BatchState.DRAFTING, BatchState.DRAFTED, BatchState.ISSUING)


def visible_to(user: User, *, at: datetime) -> QuerySet[Batch]:
    """The batches of the sections that the person works for or that stand below their office."""
    own = standing.of(user, day_of(at))
    seats = {grant.unit_id for grant in own.grants if grant.role in _READERS}
    seen = Q(owner_id__in=seats)
    for path in own.scopes(*_READERS, Role.EXECUTIVE):
        seen |= Q(owner__path__startswith=path)
    seen |= own.audited("created_at__date", "owner__path")
    return Batch.objects.filter(seen).select_related(
        "owner", "round__indicator__owner", "created_by", "issued_by"
    )


def get_for(user: User, pk: int, *, at: datetime) -> Batch:
    """One visible batch; raises `NotFound` for missing and forbidden alike."""
    found = visible_to(user, at=at).filter(pk=pk).first()
    if found is None:
        raise NotFound("no such batch", code="not_found")
    return found


def may_handle(user: User, batch: Batch, *, at: datetime) -> bool:
    return access.may_handle(user, batch.owner, DocumentKind(batch.kind), at=at)


def may_issue(user: User, batch: Batch, *, at: datetime) -> bool:
    return access.may_issue(user, batch.owner, DocumentKind(batch.kind), at=at)


def items(batch: Batch) -> QuerySet[BatchItem]:
    """The memos of the batch in their order, with what a list shows of each."""
    return (
        BatchItem.objects.filter(batch=batch)
        .select_related("submission__unit", "document", "replaces")
        .defer("document__context", "replaces__context")
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How many memos are where, and whether anybody works on the batch now."""

    counts: Mapping[BatchItemState, int]
    state: BatchState
    now: str
    left: timedelta | None
    at_work: bool
    failure: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def failed(self) -> int:
        return self.counts[BatchItemState.FAILED]

    @property
    def waiting(self) -> int:
        return self.counts[BatchItemState.WAITING]

    @property
    def drafted(self) -> int:
        return self.counts[BatchItemState.DRAFTED]

    @property
    def issued(self) -> int:
        """Numbered, whether or not the files are there yet."""
        return self.counts[BatchItemState.ISSUED] + self.counts[BatchItemState.RENDERED]

    @property
    def ready(self) -> int:
        return self.counts[BatchItemState.RENDERED]

    @property
    def done(self) -> int:
        """Of the work that goes on."""
        if self.state == BatchState.DRAFTING:
            return self.total - self.waiting
        return self.ready + self.failed

    @property
    def working(self) -> bool:
        return self.state in WORKING

    @property
    def stopped(self) -> bool:
        """Work is asked for and nobody does it: its jobs failed or were stopped."""
        return self.working and not self.at_work

    @property
    def minutes_left(self) -> int | None:
        return None if self.left is None else round(self.left.total_seconds() / 60)


def progress(batch: Batch, *, at: datetime) -> Progress:
    """Two queries; one more where work has stopped."""
    found = BatchItem.objects.filter(batch=batch).values_list("state").annotate(n=Count("pk"))
    counts = dict.fromkeys(BatchItemState, 0) | {BatchItemState(s): n for s, n in found}
    jobs = list(active_jobs(batch))
    seen = Progress(
        counts=counts,
        state=BatchState(batch.state),
        now=next((job.progress_text for job in jobs if job.progress_text), ""),
        left=None,
        at_work=bool(jobs),
    )
    if seen.stopped:
        return replace(seen, failure=_why_stopped(batch))
    if seen.working and batch.begun_at and seen.done:
        pace = (at - batch.begun_at) / seen.done
        return replace(seen, left=pace * (seen.total - seen.done))
    return seen


def active_jobs(batch: Batch) -> QuerySet[Job]:
    """The jobs that work on the batch or wait to."""
    return Job.objects.filter(state__in=ACTIVE, key__startswith=f"batch:{batch.pk}:")


def _why_stopped(batch: Batch) -> str:
    asked_by = batch.issued_by if batch.state == BatchState.ISSUING else batch.created_by
    ended = Job.objects.filter(requested_by=asked_by, key__startswith=f"batch:{batch.pk}:")
    last = ended.order_by("-created_at").first()
    return last.error if last else ""
