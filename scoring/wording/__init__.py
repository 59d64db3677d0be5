"""Sentences for people: a step, a whole result, the next step, in Thai or English.

Everything is worded from the stored, JSON-able form (`step_as_dict`, `result_as_dict`,
`next_step_as_dict`), so that a snapshot of years ago reads as it did then. Digits are Arabic;
display may turn them Thai.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.faults import Language
from scoring.next_step import NextStep, next_step_as_dict
from scoring.result import Result, result_as_dict
from scoring.trace import Rule, Step, step_as_dict
from scoring.wording.english import English
from scoring.wording.thai import Thai
from scoring.wording.words import Words

_WORDS: dict[Language, Words] = {"th": Thai(), "en": English()}

# What a summary tells of the trace beside the level: in this order, where it happened.
_TOLD = (Rule.NOT_SUBMITTED, Rule.LATE, Rule.WAIVER, Rule.CAP)


def sentence(step: Step | Mapping[str, Any], language: Language = "th") -> str:
    """What one step says."""
    data = step_as_dict(step) if isinstance(step, Step) else step
    return _WORDS[language].step(data["code"], data["facts"])


def sentences(result: Result | Mapping[str, Any], language: Language = "th") -> list[str]:
    """The whole trace in words, in order."""
    return [sentence(step, language) for step in _stored(result)["trace"]]


def summary(result: Result | Mapping[str, Any], language: Language = "th") -> str:
    """Why the score is what it is, in one line: level, what blocks the next one, deductions."""
    data = _stored(result)
    words = _WORDS[language]
    parts = [words.attained(data["level"], data["raw"], data["scale"])]
    parts += [words.step(step["code"], step["facts"]) for step in _telling(data["trace"])]
    if data["final"] != data["raw"]:
        parts.append(words.final(data["final"]))
    return "; ".join(parts)


def next_step_sentence(step: NextStep | Mapping[str, Any] | None, language: Language = "th") -> str:
    """Which single step would raise the score, and to what."""
    data = next_step_as_dict(step) if isinstance(step, NextStep) else step
    return _WORDS[language].next_step(data)


def _stored(result: Result | Mapping[str, Any]) -> Mapping[str, Any]:
    return result_as_dict(result) if isinstance(result, Result) else result


def _telling(trace: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The steps a summary tells, of the whole only: how the score of a value or of parts came
    about, credit, the first level that does not count, deductions, tier, derived numbers."""
    whole = [step for step in trace if "part" not in step["facts"]]
    told = [step for rule in _TOLD for step in whole if step["code"] == rule]
    tiers = [step for step in whole if step["code"] == Rule.TIER]
    further = [step for step in whole if step["code"] == Rule.DERIVE]
    return [*_reasons(whole), *told, *tiers[:1], *further]


def _reasons(whole: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What explains the raw score, whatever the method."""
    partial = [step for step in whole if step["code"] == Rule.PARTIAL]
    uncounted = [s for s in whole if s["code"] == Rule.LEVEL and not s["facts"]["counted"]]
    held = [s for s in whole if s["code"] == Rule.NO_SKIP and s["facts"]["complete_above"]]
    lines = [step for step in whole if step["code"] == Rule.INTERPOLATE]
    easy = [s for s in whole if s["code"] == Rule.CHALLENGE and not s["facts"]["challenging"]]
    sums = [s for s in whole if s["code"] == Rule.COMBINE and "combine" in s["facts"]]
    return partial + uncounted[:1] + held + lines + easy + sums
