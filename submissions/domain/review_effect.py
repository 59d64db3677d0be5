"""What a verdict would do to the score, computed by the engine and stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from scoring import engine
from scoring.case import Case
from scoring.choices import Kind, Method
from submissions.domain import pieces, score_inputs, scores
from submissions.enums import Decision, ScoreBasis
from submissions.models import EvidenceUse, Submission


@dataclass(frozen=True, slots=True)
class Standing:
    """A confirmed score: the level reached (None for methods without levels) and the points."""

    level: int | None
    final: Fraction
    scale: Fraction


@dataclass(frozen=True, slots=True)
class Effect:
    """The confirmed score now, and what follows if the piece is accepted or not."""

    now: Standing
    accepted: Standing
    returned: Standing

    @property
    def decides(self) -> bool:
        """Whether the verdict on this piece moves the score at all."""
        return self.accepted.final != self.returned.final


def standing_now(submission: Submission, *, at: datetime) -> Standing:
    """The confirmed score as it stands."""
    return _standing(scores.evaluate(submission, ScoreBasis.CONFIRMED, at=at).result)


def effect_of(submission: Submission, use: EvidenceUse, *, at: datetime) -> Effect:
    """The score with and without this piece, all other verdicts as they are."""
    scored = scores.evaluate(submission, ScoreBasis.CONFIRMED, at=at)
    now = _standing(scored.result)
    counted = use.supplied and use.decision == Decision.ACCEPTED
    turned = _turned(submission, scored.case, use, counted)
    other = _standing(engine.score(submission.definition_version.parsed, turned))
    return Effect(now, now, other) if counted else Effect(now, other, now)


def _turned(submission: Submission, case: Case, use: EvidenceUse, counted: bool) -> Case:
    """The case with the verdict on this piece turned round."""
    if submission.definition.method is Method.MILESTONES:
        return _without(case, use) if counted else _with(case, use)
    others = [u for u in pieces.accepted(pieces.active(submission)) if u.pk != use.pk]
    inputs = score_inputs.of_uses(submission, others if counted else [*others, use])
    return replace(case, values=inputs.values, measures=inputs.measures, parts=inputs.parts)


def _with(case: Case, use: EvidenceUse) -> Case:
    if use.kind == Kind.NUMBER and use.number is not None:
        value = Fraction(use.number)
        there = case.values.get(use.requirement, value)
        return replace(case, values={**case.values, use.requirement: max(value, there)})
    count = case.accepted.get(use.requirement, 0)
    return replace(case, accepted={**case.accepted, use.requirement: count + 1})


def _without(case: Case, use: EvidenceUse) -> Case:
    if use.kind == Kind.NUMBER:
        left = {key: value for key, value in case.values.items() if key != use.requirement}
        return replace(case, values=left)
    count = case.accepted.get(use.requirement, 1)
    return replace(case, accepted={**case.accepted, use.requirement: count - 1})


def _standing(result: engine.Result) -> Standing:
    return Standing(result.level, result.final, result.scale)
