"""What pages show of a figure: how it is scored, what it comes to, the form of a measure."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from submissions.domain import figure_worth, pieces, score_inputs
from submissions.domain.outline import Asked, Figure, Place
from submissions.forms.figures import MeasureForm
from submissions.models import EvidenceUse, Submission


def worth_context(
    submission: Submission, place: Place, use: EvidenceUse | None = None
) -> dict[str, Any]:
    """What the figure is worth by itself; `use` None takes the one that stands now."""
    figure = place.figure
    if figure is None:
        return {}
    use = use or _standing(submission, place)
    scheme = figure.scheme
    growth = scheme.growth if scheme is not None else None
    context: dict[str, Any] = {
        "figure": figure,
        "figure_use": use,
        "worth": figure_worth.worth_of(submission, place, use),
        "growth": growth,
    }
    if figure.asked is Asked.VALUE and scheme is not None:
        unit = score_inputs.assigned(submission)
        context |= {
            "assigned": unit,
            "points": figure_worth.target_points(submission, scheme),
            "not_assigned": figure_worth.assignment_fault(scheme, unit),
        }
    return context


def measure_form(submission: Submission, place: Place) -> MeasureForm | None:
    """The form of a measure as it is saved; None for other figures."""
    if place.figure is None or place.figure.asked is not Asked.MEASURE:
        return None
    initial = MeasureForm.initial_of(_standing(submission, place))
    return _form(submission, place.figure, initial=initial)


def posted(submission: Submission, place: Place, data: QueryDict) -> MeasureForm:
    """The form of a measure as it was sent."""
    assert place.figure is not None  # noqa: S101  the address leads to measures only
    return _form(submission, place.figure, data)


def _form(submission: Submission, figure: Figure, *args: Any, **kwargs: Any) -> MeasureForm:
    year = submission.round.indicator.fiscal_year
    return MeasureForm(*args, figure=figure, fiscal_year=year, auto_id="measure-%s", **kwargs)


def _standing(submission: Submission, place: Place) -> EvidenceUse | None:
    key = place.requirement.key
    return next((use for use in pieces.active(submission) if use.requirement == key), None)
