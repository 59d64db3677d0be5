"""What the pages of versions and of what-if show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils.text import format_lazy

from indicators.domain import differences
from indicators.domain.differences import Difference
from indicators.domain.requirement_changes import RequirementChanges, requirement_changes
from indicators.enums import VersionState
from indicators.models import IndicatorVersion, Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotAllowed, NotFound
from scoring.definition import Requirement, UnknownRound
from scoring.definition import Round as Definition
from scoring.parsing import load_document
from submissions import access
from submissions.domain import in_view
from submissions.domain.outline import outline, words
from submissions.domain.version_moves import STANDS
from submissions.domain.what_if import ROLES
from submissions.models import Submission, WhatIf, WhatIfLine

# The ways to order the lines, by the name of the column; a minus turns them round.
SORTS: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit_name", "pk"),
    "before": ("before_final", "unit_name"),
    "after": ("after_final", "unit_name"),
    "change": ("change", "unit_name"),
}
FILTERS = ("moved", "all", "evidence", "faults")


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with how many of the round's reports stand on it, and what it changed."""

    version: IndicatorVersion
    reports: int
    pinned: bool
    has_round: bool
    former: IndicatorVersion | None
    changes: list[Difference]


def may_try(user: User, round: Round, *, at: datetime) -> bool:
    """Whether the person may score the round's reports by other rules."""
    own = standing.of(user, access.day_of(at))
    return any(own.may_act_as(role, round.indicator.owner.path) for role in ROLES)


def require_may_try(user: User, round: Round, *, at: datetime) -> None:
    """Raise `NotAllowed` for those who see the round and may not."""
    if not may_try(user, round, at=at):
        raise NotAllowed("not allowed", code="not_allowed")


def published(round: Round) -> QuerySet[IndicatorVersion]:
    """The versions that a round could be scored by, newest first."""
    versions = round.indicator.versions.filter(state=VersionState.PUBLISHED)
    return versions.select_related("author").order_by("-number")


def version_rows(round: Round, page: list[IndicatorVersion]) -> list[VersionRow]:
    """The versions of a page, each compared with the one published before it; two queries."""
    standing_on = dict(
        round.submissions.order_by().values_list("definition_version").annotate(n=Count("pk"))
    )
    oldest = page[-1].number if page else 0
    before = published(round).filter(number__lt=oldest).first()
    following = [*page[1:], *([before] if before else [])]
    rows = []
    for position, version in enumerate(page):
        former = following[position] if position < len(following) else None
        rows.append(
            VersionRow(
                version=version,
                reports=standing_on.get(version.pk, 0),
                pinned=version.pk == round.version_id,
                has_round=any(r.key == round.key for r in version.parsed.rounds),
                former=former,
                changes=[] if former is None else changes(round, former, version.definition),
            )
        )
    return rows


def changes(round: Round, former: IndicatorVersion, body: Mapping[str, Any]) -> list[Difference]:
    """What differs for this round: other rounds of the definition are left aside."""
    return differences.between(_of_round(former.definition, round), _of_round(body, round))


def evidence_changes(round: Round, body: Mapping[str, Any]) -> RequirementChanges | None:
    """Which requirements would go, come and change their key; None before the round is open."""
    if round.version is None:
        return None
    try:
        other = load_document(body).round(round.key)
    except UnknownRound:
        return None
    return requirement_changes(_asked_for(round.definition), _asked_for(other))


def _asked_for(entry: Definition) -> Iterator[Requirement]:
    """All that a round asks for, under the keys that reports use; in a part its title says which,
    so that the figures of two parts are never taken for one another."""
    for place in outline(entry).places.values():
        asked = place.requirement
        if place.part is not None:
            title = words(format_lazy("{part} · {title}", part=place.part.name, title=asked.title))
            asked = replace(asked, title=title)
        yield asked


def get_run(round: Round, pk: int) -> WhatIf:
    """One computation of the round; raises `NotFound`."""
    found = round.what_ifs.select_related("version", "requested_by").filter(pk=pk).first()
    if found is None:
        raise NotFound("no such computation", code="not_found")
    return found


def lines(
    run: WhatIf, shown: str, sort: str, *, reader: User, at: datetime
) -> QuerySet[WhatIfLine]:
    """The lines under a filter, in an order, without those of the reader's own unit while its
    review is not told."""
    found = run.lines.exclude(submission__in=in_view.withheld_from(reader, at=at))
    if shown == "moved":
        found = found.filter(moved=True)
    elif shown == "evidence":
        found = found.exclude(left_out=[], unmet=[])
    elif shown == "faults":
        found = found.filter(after_final=None)
    first, *rest = SORTS[sort.removeprefix("-")]
    order = (
        F(first).desc(nulls_last=True) if sort.startswith("-") else F(first).asc(nulls_last=True)
    )
    return found.order_by(order, *rest)


def confirmed(round: Round, *, reader: User, at: datetime) -> list[Submission]:
    """The reports that stay where they are: their results are confirmed; the own unit's is not
    named before it is told."""
    stay = round.submissions.filter(state__in=STANDS)
    stay = stay.exclude(pk__in=in_view.withheld_from(reader, at=at))
    return list(stay.order_by("unit_id", "pk"))


def movable(round: Round, run: WhatIf) -> int:
    """How many reports the move would reach."""
    return (
        round.submissions.exclude(state__in=STANDS)
        .exclude(definition_version_id=run.version_id)
        .count()
    )


def _of_round(body: Mapping[str, Any], round: Round) -> dict[str, Any]:
    rounds = [entry for entry in body.get("rounds", []) if entry.get("key") == round.key]
    return {**body, "rounds": rounds}
