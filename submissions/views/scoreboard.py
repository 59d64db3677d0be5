"""What pages show of a score: the live result, its reasons in words, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils.translation import get_language

from indicators.models import IndicatorVersion
from scoring import next_step, wording
from scoring.case import Case
from scoring.faults import Language
from scoring.next_step import NextStep
from scoring.result import Result
from submissions.domain import kept_scores, scores
from submissions.domain.in_view import InView
from submissions.enums import ScoreBasis, State
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """One basis: the result, why in one line and step by step, and what would raise it next; by
    which version of the criteria."""

    result: Result
    version: IndicatorVersion
    summary: str
    sentences: tuple[str, ...]
    next: NextStep | None
    next_sentence: str

    @property
    def final(self) -> Fraction:
        return self.result.final

    @property
    def scale(self) -> Fraction:
        return self.result.scale


def make(
    submission: Submission, basis: ScoreBasis, *, at: datetime, as_given: bool = False
) -> Scoreboard:
    """Compute one basis live, in the reader's language."""
    scored = scores.evaluate(submission, basis, at=at, as_given=as_given)
    return _board(scored.case, scored.result, submission.definition_version)


def projected(seen: InView, *, at: datetime) -> Scoreboard:
    """The projected score as this person may see it: live, or as of handing in while a review goes
    on that is not told yet."""
    if seen.everything:
        return make(seen.submission, ScoreBasis.PROJECTED, at=at)
    if seen.submission.state == State.RETURNED:
        counted = scores.as_the_unit_counts(seen.submission, at=at)
        return _board(counted.case, counted.result, seen.submission.definition_version)
    kept = kept_scores.as_handed_in(seen.submission)
    if kept is None:
        return make(seen.submission, ScoreBasis.PROJECTED, at=at, as_given=True)
    return _board(kept.case, kept.result, kept.version)


def confirmed(seen: InView, *, at: datetime) -> Scoreboard | None:
    """The confirmed score as this person may see it; None before there is one to be seen."""
    if seen.submission.confirmed_final is None:
        return None
    if seen.everything:
        return make(seen.submission, ScoreBasis.CONFIRMED, at=at)
    kept = kept_scores.as_published(seen)
    return None if kept is None else _board(kept.case, kept.result, kept.version)


def _board(case: Case, result: Result, version: IndicatorVersion) -> Scoreboard:
    language: Language = "en" if get_language() == "en" else "th"
    step = next_step.next_step(version.parsed, case)
    return Scoreboard(
        result=result,
        version=version,
        summary=wording.summary(result, language),
        sentences=tuple(wording.sentences(result, language)),
        next=step,
        next_sentence=wording.next_step_sentence(step, language) if step else "",
    )
