"""The reports of a round as one person sees them, read in chunks with all that exports tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Prefetch, QuerySet

from indicators.models import IndicatorVersion, Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from submissions import access
from submissions.domain import in_view, round_view
from submissions.domain.in_view import InView
from submissions.domain.round_view import Report
from submissions.models import EvidenceUse, Submission, Verdict

AT_ONCE = 200
# Long texts that no list shows.
_UNREAD = ("level_results", "supporting_factors", "obstacles", "solutions")


@dataclass(frozen=True, slots=True)
class Read:
    """One report with its light row, what of it is in view, and every piece ever supplied."""

    submission: Submission
    row: Report
    seen: InView
    uses: tuple[EvidenceUse, ...]


def pieces_of(submissions: list[Submission]) -> Mapping[int, list[EvidenceUse]]:
    """Report → its pieces with versions, people and verdicts, removed ones too; two queries."""
    verdicts = Verdict.objects.select_related("reviewer").order_by("at", "pk")
    uses = (
        EvidenceUse.objects.filter(submission__in=submissions)
        .select_related("version", "version__capture", "added_by", "approval", "contributed_by")
        .prefetch_related(Prefetch("verdicts", queryset=verdicts))
        .order_by("requirement", "pk")
    )
    known = {submission.pk: submission for submission in submissions}
    found: dict[int, list[EvidenceUse]] = {pk: [] for pk in known}
    for use in uses:
        use.submission = known[use.submission_id]
        found[use.submission_id].append(use)
    return found


def reports(
    round: Round,
    rows: list[Report],
    reader: User,
    *,
    at: datetime,
    at_once: int = AT_ONCE,
    whole: bool = False,
) -> Iterator[Read]:
    """Every report of `rows` in their order. The number of queries grows by chunks, not reports;
    `whole` reads its long texts too."""
    pks = iter([row.pk for row in rows])
    light = {row.pk: row for row in rows}
    versions = _versions(round, rows)
    while chunk := list(islice(pks, at_once)):
        found = {s.pk: s for s in _submissions(chunk, () if whole else _UNREAD)}
        for submission in found.values():
            submission.round = round
            submission.definition_version = versions[submission.definition_version_id]
        pieces = pieces_of(list(found.values()))
        for pk in chunk:
            submission = found[pk]
            seen = in_view.of(submission, reader, at=at)
            yield Read(submission, light[pk], seen, tuple(pieces[pk]))


def rows_of(round: Round, reader: User, *, at: datetime) -> list[Report]:
    """The light rows of all reports that the person may see, in the order of the units."""
    return round_view.reports(round, reader, at=at)


def _submissions(pks: list[int], unread: tuple[str, ...]) -> QuerySet[Submission]:
    people = ("reviewer", "second_reviewer", "assessed_by", "confirmed_by")
    found = Submission.objects.filter(pk__in=pks).defer(*unread)
    return found.select_related("unit", "handed_over_from", "waiver", *people)


def _versions(round: Round, rows: list[Report]) -> Mapping[int, IndicatorVersion]:
    wanted = {row.definition_version_id for row in rows}
    known = {round.version.pk: round.version} if round.version is not None else {}
    others = wanted - known.keys()
    return known | (IndicatorVersion.objects.in_bulk(others) if others else {})


def sees_decisions(round: Round, reader: User, *, at: datetime) -> bool:
    """Whether the register of decisions is open to the person: head, executive, auditors."""
    own = standing.of(reader, access.day_of(at))
    owner = round.indicator.owner.path
    held = any(own.may_act_as(role, owner) for role in (Role.HEAD, Role.EXECUTIVE))
    return held or Role.AUDITOR in own.roles
