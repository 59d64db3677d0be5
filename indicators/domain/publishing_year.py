"""Publishing every sound draft of a fiscal year, in the background, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from indicators import access
from indicators.domain import drafts
from indicators.domain.fault_counts import fault_count
from indicators.enums import VersionState
from indicators.models import Draft
from kpi_portal import jobs
from kpi_portal.accounts.domain import checks
from kpi_portal.accounts.models import User
from kpi_portal.audit import chain
from kpi_portal.errors import DomainError, InvalidInput
from kpi_portal.jobs.models import Job

JOB = "indicators.publish_year"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A draft of the year, how many faults stand against it, and whether it replaces a version."""

    draft: Draft
    faults: int
    replaces: bool

    @property
    def is_copy(self) -> bool:
        """Whether its rounds are new and may take over what the year before had."""
        return self.draft.indicator.copied_from_id is not None and not self.replaces

    @property
    def sound(self) -> bool:
        return not self.faults


def candidates(user: User, year: int, *, at: datetime) -> list[Candidate]:
    """The drafts of a year that `user` may publish, by code; one query."""
    indicators = access.configured_by(user, at=at).filter(fiscal_year=year, retired_at=None)
    found = (
        Draft.objects.filter(indicator__in=indicators)
        .select_related("indicator__owner")
        .annotate(
            published=Count(
                "indicator__versions",
                filter=Q(indicator__versions__state=VersionState.PUBLISHED),
            )
        )
        .order_by("indicator__owner__path", "indicator__code")
    )
    return [
        Candidate(
            draft, fault_count(draft.document, chain.digest(draft.document)), draft.published > 0
        )
        for draft in found
    ]


def ask(
    chosen: Iterable[Candidate],
    *,
    year: int,
    reason: str,
    actor: User,
    at: datetime,
    taken: Iterable[str] = (),
) -> Job:
    """Ask for the chosen drafts to be published as they are now; `taken` as in `drafts.publish`.

    Side effects: a job. Raises `InvalidInput` for none, and without a reason where one of them
    replaces a published version.
    """
    wanted = list(chosen)
    if not wanted:
        raise InvalidInput(_("Tick at least one draft."), code="nothing_chosen")
    if any(candidate.replaces for candidate in wanted):
        checks.required(reason, _("Say why the definition is changed."), "reason_required")
    rows = [{"draft": c.draft.pk, "revision": c.draft.revision} for c in wanted]
    with transaction.atomic():
        return jobs.enqueue(
            JOB,
            payload={
                "user": actor.pk,
                "year": year,
                "reason": reason.strip(),
                "rows": rows,
                "taken": sorted(taken),
            },
            requested_by=actor,
            at=at,
            total=len(rows),
            key=f"{JOB}:{actor.pk}:{year}",
        )


def carry_out(
    payload: Mapping[str, Any], *, report: Callable[..., None], clock: Callable[[], datetime]
) -> dict[str, Any]:
    """Publish one after the other; a draft that changed since, or fails a rehearsal, is left out
    with the reason. One that is gone was published by an earlier attempt."""
    user = User.objects.get(pk=payload["user"])
    rows = payload["rows"]
    made: list[str] = []
    left_out: list[dict[str, str]] = []
    for done, row in enumerate(rows):
        draft = Draft.objects.select_related("indicator__owner").filter(pk=row["draft"]).first()
        if draft is None:
            continue
        code = draft.indicator.code
        report(done, len(rows), code)
        try:
            drafts.publish(
                draft,
                revision=row["revision"],
                reason=payload["reason"],
                actor=user,
                at=clock(),
                taken=payload.get("taken", ()),
            )
        except DomainError as refusal:
            left_out.append({"code": code, "why": str(refusal)})
        else:
            made.append(code)
    report(len(rows), len(rows))
    return {"made": made, "left_out": left_out}
