"""What pages show of a score: the live result, its reasons in words, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils.translation import get_language

from scoring import next_step, wording
from scoring.faults import Language
from scoring.next_step import NextStep
from scoring.result import Result
from submissions.domain import scores
from submissions.enums import ScoreBasis
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """One basis: the result, why in one line and step by step, and what would raise it next."""

    result: Result
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


def make(submission: Submission, basis: ScoreBasis, *, at: datetime) -> Scoreboard:
    """Compute one basis live, in the reader's language."""
    scored = scores.evaluate(submission, basis, at=at)
    language: Language = "en" if get_language() == "en" else "th"
    step = next_step.next_step(submission.definition_version.parsed, scored.case)
    return Scoreboard(
        result=scored.result,
        summary=wording.summary(scored.result, language),
        sentences=tuple(wording.sentences(scored.result, language)),
        next=step,
        next_sentence=wording.next_step_sentence(step, language) if step else "",
    )
