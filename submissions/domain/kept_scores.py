"""Scores as they stood at an earlier moment, out of the snapshots that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.fields.json import KeyTextTransform

from indicators.models import IndicatorVersion
from scoring import engine
from scoring.case import Case
from scoring.case_documents import read_case_document
from scoring.result import Result
from submissions.domain.in_view import InView
from submissions.enums import ScoreBasis
from submissions.models import ScoreSnapshot, Submission

# Reasons of the snapshots that verdicts made: a unit that hands in again is not told of them.
_OF_REVIEW = "verdict."


@dataclass(frozen=True, slots=True)
class Kept:
    """A result with the case and the version of the criteria that it came from."""

    case: Case
    result: Result
    version: IndicatorVersion


def as_handed_in(submission: Submission) -> Kept | None:
    """The projected score of handing in, as nothing that reviewers did has moved it; None where
    none was kept. One query."""
    return _at(submission, ScoreBasis.PROJECTED, submission.submitted_at)


def as_published(seen: InView) -> Kept | None:
    """The published score that stays in view while its review is reopened. One query."""
    return _at(seen.submission, ScoreBasis.CONFIRMED, seen.until)


def told(seen: InView) -> QuerySet[ScoreSnapshot]:
    """The kept confirmed results that this person may see, newest first."""
    kept: QuerySet[ScoreSnapshot] = seen.submission.scores.filter(basis=ScoreBasis.CONFIRMED)
    if seen.everything:
        return kept
    return kept.none() if seen.until is None else kept.filter(at__lte=seen.until)


def handed_in_final() -> Subquery:
    """For lists: the final projected score of handing in, as text; without a query for each."""
    snapshots = ScoreSnapshot.objects.filter(
        submission=OuterRef("pk"),
        basis=ScoreBasis.PROJECTED,
        at__lte=OuterRef("submitted_at"),
    ).exclude(reason__startswith=_OF_REVIEW)
    final = snapshots.order_by("-at", "-pk").annotate(final=KeyTextTransform("final", "result"))
    return Subquery(final.values("final")[:1], output_field=TextField())


def _at(submission: Submission, basis: ScoreBasis, moment: datetime | None) -> Kept | None:
    if moment is None:
        return None
    until: QuerySet[ScoreSnapshot] = submission.scores.filter(basis=basis, at__lte=moment)
    if basis == ScoreBasis.PROJECTED:
        until = until.exclude(reason__startswith=_OF_REVIEW)
    snapshot = until.select_related("definition_version").first()
    if snapshot is None:
        return None
    version = snapshot.definition_version
    inputs: Mapping[str, object] = snapshot.inputs
    case = read_case_document(inputs, version.parsed)
    return Kept(case, engine.score(version.parsed, case), version)
