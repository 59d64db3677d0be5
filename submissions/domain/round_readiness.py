"""What stands against opening a round, each thing at the unit and the field that mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from indicators.enums import RoundState
from indicators.models import Assignment, Round
from kpi_portal.errors import _StrOrPromise
from submissions.domain import figure_worth, round_criteria, score_inputs
from submissions.domain.round_criteria import Criteria

TARGET_GROUP, PREVIOUS = "target_group", "previous"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A reason why the round cannot be opened; without `assignment` it is the round's own."""

    words: _StrOrPromise
    assignment: Assignment | None = None
    field: str = ""


def obstacles(
    round: Round, criteria: Criteria, assignments: Iterable[Assignment]
) -> list[Obstacle]:
    """Everything that stands against opening it for these units; asks nothing of the database
    but the version of a round whose criteria lack it."""
    own = list(_of_the_round(round, criteria))
    listed = list(assignments)
    if not listed:
        own.append(Obstacle(_("No unit reports the round yet.")))
    return [*own, *(one for entry in listed for one in of_unit(criteria, entry))]


def bureau_missing(round: Round, assignments: Iterable[Assignment]) -> bool:
    """Whether the bureau is to make a report of its own and is not among the units of the round:
    it can be opened so, but there is nothing to consolidate into. Asks nothing of the database."""
    indicator = round.indicator
    if not indicator.consolidated or round.state not in (RoundState.PLANNED, RoundState.OPEN):
        return False
    return all(entry.unit_id != indicator.owner_id for entry in assignments)


def of_unit(criteria: Criteria, assignment: Assignment) -> list[Obstacle]:
    """What is not settled for one unit, once for each field."""
    return [
        Obstacle(words, assignment, field)
        for field, words in faults(criteria, score_inputs.stated(assignment)).items()
    ]


def faults(criteria: Criteria, stated: score_inputs.Assigned) -> dict[str, _StrOrPromise]:
    """By field: why the targets cannot be scored with these settings."""
    found: dict[str, _StrOrPromise] = {}
    for scheme in criteria.schemes:
        codes = figure_worth.assignment_codes(scheme, stated)
        if "case.target_group" in codes:
            found[TARGET_GROUP] = _("Choose the target group of the unit.")
        elif "case.needs_previous" in codes:
            found[PREVIOUS] = _("Give last year's score of the unit.")
        elif codes:
            found[PREVIOUS] = _(
                "Last year's score does not fit between the other points of the target group."
            )
    return found


def _of_the_round(round: Round, criteria: Criteria) -> Iterator[Obstacle]:
    if round.indicator.retired_at is not None:
        yield Obstacle(_("The indicator is retired. Put it into use again first."))
    if criteria.version is None:
        published = round_criteria.newest_published(round)
        yield Obstacle(
            _("The published criteria no longer have this round.")
            if published
            else _("The indicator has no published criteria yet.")
        )
