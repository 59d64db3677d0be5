"""A whole fiscal year carried into another: asked for by a person, made in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indicators import access
from indicators.carrying import Choice
from indicators.domain import carrying
from indicators.models import Indicator
from kpi_portal import jobs
from kpi_portal.accounts.models import User
from kpi_portal.errors import DomainError, InvalidInput, NotFound
from kpi_portal.jobs.models import Job

JOB = "indicators.carry_year"
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One indicator to carry, with the digest of the document whose plan was shown."""

    indicator: int
    source: str
    choice: Choice


def ask(
    wanted: Iterable[Wanted], *, from_year: int, to_year: int, actor: User, at: datetime
) -> Job:
    """Ask for the copies; while the same year is being copied for the person, that work is meant.

    Side effects: a job. Raises `InvalidInput` for no indicator and for a year that is none.
    """
    carrying.require_year(to_year, from_year)
    rows = [
        {
            "indicator": entry.indicator,
            "source": entry.source,
            "ticked": sorted(entry.choice.ticked),
            "baseline": entry.choice.baseline,
        }
        for entry in wanted
    ]
    if not rows:
        raise InvalidInput(_("Tick at least one indicator."), code="nothing_chosen")
    with transaction.atomic():
        return jobs.enqueue(
            JOB,
            payload={"user": actor.pk, "to_year": to_year, "rows": rows},
            requested_by=actor,
            at=at,
            total=len(rows),
            key=f"{JOB}:{actor.pk}:{from_year}:{to_year}",
        )


def carry_out(
    payload: Payload, *, report: Callable[..., None], clock: Callable[[], datetime]
) -> dict[str, Any]:
    """Make every copy that is still missing; returns what was made and why others were not."""
    user = User.objects.get(pk=payload["user"])
    rows, to_year = payload["rows"], payload["to_year"]
    made: list[str] = []
    left_out: list[dict[str, str]] = []
    for done, row in enumerate(rows):
        at = clock()
        try:
            indicator = access.get_for(user, row["indicator"], at=at)
        except NotFound:
            continue
        report(done, len(rows), indicator.code)
        try:
            draft = carrying.carry(
                indicator,
                to_year=to_year,
                choice=Choice(frozenset(row["ticked"]), row["baseline"]),
                source=row["source"],
                actor=user,
                at=at,
            )
        except DomainError as refusal:
            left_out.append({"code": indicator.code, "why": str(refusal)})
        else:
            made.append(draft.indicator.code)
    report(len(rows), len(rows))
    return {"made": made, "left_out": left_out}


def of_year(user: User, year: int, *, at: datetime) -> list[Indicator]:
    """The indicators of a year that `user` configures, retired ones last."""
    found = access.configured_by(user, at=at).filter(fiscal_year=year).select_related("owner")
    return sorted(found.order_by("owner__path", "code"), key=lambda i: i.retired_at is not None)
