"""The published results of other indicators that a composite takes over as its parts.

The rule: the result is that of the indicator of the part's code, in the same fiscal year, kept by
the same owner or by a unit above or below it; of the reporting unit itself or else of the nearest
unit above it, which is where an indicator stands that the bureau reports as a whole. A published
result under correction still counts, as it stays in view. Without one the part is absent, which the
trace says, and counts 0. A result of another scale is brought to the part's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction

from django.db.models import Q, QuerySet

from indicators.models import Round
from kpi_portal.accounts.models import Unit
from scoring.definition import Part
from submissions.domain.outline import outline
from submissions.enums import State
from submissions.models import Submission
from submissions.workflow import SETTLED

Path = tuple[str, ...]
PUBLISHED = (State.PUBLISHED, State.FINAL)
# As exact as a case can be written down.
_PLACES = 10**6


def of(submission: Submission) -> Mapping[Path, Submission]:
    """Part path → the published report whose result it takes; at most one query, kept on the
    object."""
    kept: dict[Path, Submission] | None = submission.__dict__.get("_published_parts")
    if kept is None:
        asked = dict(_asked(submission))
        found = list(_candidates(submission, set(asked.values()))) if asked else []
        kept = {
            path: best
            for path, wanted in asked.items()
            if (best := _best(submission, wanted, found)) is not None
        }
        submission.__dict__["_published_parts"] = kept
    return kept


def scores_of(submission: Submission) -> Mapping[Path, Fraction]:
    """Part path → the published score, in points of the part's own scale."""
    parts = {
        block.part.path: block.part.part
        for block in outline(submission.definition).blocks
        if block.part is not None
    }
    return {path: _scaled(parts[path], other) for path, other in of(submission).items()}


def forget(submission: Submission) -> None:
    """Drop what was kept."""
    submission.__dict__.pop("_published_parts", None)


def taking(published: Submission, *, at: datetime) -> Iterator[Submission]:
    """The open reports of composites that take the result of this one; they are to be scored anew
    once it is published."""
    indicator = published.round.indicator
    path = _first_unit(published).path
    below = Submission.objects.filter(
        Q(unit__path__startswith=path) | Q(handed_over_from__path__startswith=path),
        round__indicator__fiscal_year=indicator.fiscal_year,
        round__version__definition__method="composite",
    ).exclude(state__in=SETTLED)
    wanted = (indicator.code, published.round.key)
    for submission in below.select_related(
        "round__indicator__owner", "round__version", "unit", "definition_version", "waiver"
    ):
        if wanted in dict(_asked(submission)).values():
            yield submission


def _asked(submission: Submission) -> Iterator[tuple[Path, tuple[str, str]]]:
    """Part path → code and round of the indicator it takes; the round of the same key unless the
    part names one."""
    for block in outline(submission.definition).blocks:
        if block.part is not None and block.part.part.indicator is not None:
            part = block.part.part
            yield block.part.path, (str(part.indicator), part.round or submission.round.key)


def _candidates(submission: Submission, wanted: set[tuple[str, str]]) -> QuerySet[Submission]:
    round_: Round = submission.round
    units = [int(pk) for pk in _first_unit(submission).path.strip("/").split("/")]
    # a result belongs to the unit it was made for, whoever brought it to an end
    theirs = Q(unit_id__in=units, handed_over_from=None) | Q(handed_over_from_id__in=units)
    asked = Q(pk__in=[])
    for code, key in wanted:
        asked |= Q(round__indicator__code=code, round__key=key)
    in_view = Q(state__in=PUBLISHED) | Q(under_correction=True)
    return Submission.objects.filter(
        asked,
        in_view,
        theirs,
        round__indicator__fiscal_year=round_.indicator.fiscal_year,
        confirmed_final__isnull=False,
    ).select_related("round__indicator__owner", "unit", "definition_version", "round__version")


def _first_unit(submission: Submission) -> Unit:
    return submission.handed_over_from or submission.unit


def _best(
    submission: Submission, wanted: tuple[str, str], found: list[Submission]
) -> Submission | None:
    own = submission.round.indicator.owner
    fitting = [
        other
        for other in found
        if (other.round.indicator.code, other.round.key) == wanted
        and _related(other.round.indicator.owner.path, own.path)
    ]
    return max(
        fitting,
        key=lambda o: (o.round.indicator.owner_id == own.pk, len(o.unit.path), o.pk),
        default=None,
    )


def _related(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _scaled(part: Part, other: Submission) -> Fraction:
    final = Fraction(other.confirmed_final or 0)
    scale = other.definition.scale
    if scale == part.scale:
        return final
    exact = final * part.scale / scale * _PLACES
    whole, rest = divmod(exact, 1)
    return Fraction(int(whole) + (rest * 2 >= 1), _PLACES)
