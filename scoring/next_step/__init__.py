"""The single next step that would raise a score.

Every candidate is tried on the engine's own rules: the requirement is taken as met, or the value
as reached, and the score computed again, so the promise made to a director is the score that
follows.
"""

from __future__ import annotations

from fractions import Fraction

from scoring.case import Case, Inputs
from scoring.choices import Method
from scoring.deduction import settle
from scoring.definition import Indicator, Round, Scheme
from scoring.methods.dispatch import METHODS, MethodNotSupported, attain
from scoring.next_step import composite, growth, milestones, target
from scoring.next_step.steps import Action, Need, NextStep, Place, Worth, next_step_as_dict

__all__ = ["Action", "Need", "NextStep", "Place", "next_step", "next_step_as_dict"]


def next_step(definition: Indicator | Round, case: Case) -> NextStep | None:
    """The step that raises the score most directly; None when nothing can raise it."""
    entry = definition if isinstance(definition, Round) else definition.round(case.round)
    if entry.method not in METHODS:
        raise MethodNotSupported(entry.method)
    if case.submitted_at is None:
        raw = attain(entry, case).raw
        if raw > 0:
            return NextStep(Action.SUBMIT, (), Fraction(0), raw)
    return _inside(entry, case, lambda raw: _final(entry, case, raw))


def _final(entry: Round, case: Case, raw: Fraction) -> Fraction:
    """The final score of a raw one; before anything is submitted lateness is left aside."""
    return raw if case.submitted_at is None else settle(entry, case, raw).final


def _inside(scheme: Scheme, inputs: Inputs, worth: Worth) -> NextStep | None:
    if scheme.method is Method.MILESTONES:
        return milestones.Search(scheme, inputs, worth).run()
    if scheme.method is Method.TARGET:
        return target.step(scheme, inputs, worth)
    if scheme.method is Method.GROWTH:
        return growth.step(scheme, inputs, worth)
    return composite.step(scheme, inputs, worth, attain, _inside)
