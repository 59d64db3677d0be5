"""What a figure comes to by itself, and what a unit's assignment says of its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from kpi_portal.errors import GuardRefused
from scoring.case import TARGET_VALUE, PartInput
from scoring.case_checks import case_faults
from scoring.definition import Scheme
from scoring.methods import growth as growths
from scoring.methods import target as targets
from scoring.methods.dispatch import attain
from submissions.domain import score_inputs
from submissions.domain.outline import Place
from submissions.models import EvidenceUse, Submission


def require_assigned(submission: Submission, scheme: Scheme, value: Fraction) -> None:
    """Raise `GuardRefused` where the unit's assignment does not say what the target asks of it."""
    fault = assignment_fault(scheme, score_inputs.assigned(submission), value)
    if fault:
        raise GuardRefused(fault, code="not_assigned")


def assignment_codes(
    scheme: Scheme, unit: score_inputs.Assigned, value: Fraction = Fraction(1)
) -> frozenset[str]:
    """What stands against scoring a value by this target, as the engine's own fault codes."""
    given = PartInput(
        values={TARGET_VALUE: value}, target_group=unit.target_group, previous=unit.previous
    )
    return frozenset(fault.code for fault in case_faults(scheme, given))


def assignment_fault(
    scheme: Scheme, unit: score_inputs.Assigned, value: Fraction = Fraction(1)
) -> str:
    """Why nothing can be scored against this target yet, in a sentence; empty where it can."""
    codes = assignment_codes(scheme, unit, value)
    if "case.target_group" in codes:
        said = _("The target group of the unit is not set. The strategy section sets it.")
    elif "case.needs_previous" in codes:
        said = _("Last year's score of the unit is not set. The strategy section sets it.")
    elif codes:
        said = _(
            "Last year's score of the unit does not fit between the other points of its target "
            "group. The strategy section corrects it."
        )
    else:
        return ""
    return str(said)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a figure comes to by itself: points of its own scale, and how a measure was judged."""

    score: Fraction
    scale: Fraction
    measure: growths.Scored | None = None
    baselines: tuple[Fraction, ...] = ()


def worth_of(submission: Submission, place: Place, use: EvidenceUse | None) -> Worth | None:
    """What the figure is worth alone, whatever the verdict; None while it is not complete."""
    figure = place.figure
    if figure is None or use is None or not use.supplied:
        return None
    scheme = figure.scheme
    if scheme is None:
        return Worth(Fraction(use.number or 0), figure.most or Fraction(0))
    if scheme.growth is not None and use.figures:
        reported = score_inputs.measure_of(use)
        found = growths.scored(scheme.growth, figure.key, reported)
        most = max(band.score for band in scheme.growth.bands)
        return Worth(found.score, most, found, growths.baselines(reported.history))
    if use.number is None:
        return None
    unit = score_inputs.assigned(submission)
    value = Fraction(use.number)
    if assignment_fault(scheme, unit, value):
        return None
    given = PartInput(
        values={TARGET_VALUE: value}, target_group=unit.target_group, previous=unit.previous
    )
    return Worth(attain(scheme, given).raw, scheme.scale)


def target_points(submission: Submission, scheme: Scheme) -> Sequence[targets.Point]:
    """The unit's own target points in numbers; none while its assignment lacks something."""
    unit = score_inputs.assigned(submission)
    if scheme.target is None or assignment_fault(scheme, unit):
        return ()
    group = targets.group_of(scheme.target, unit.target_group)
    return () if group is None else targets.substituted(group, unit.previous)
