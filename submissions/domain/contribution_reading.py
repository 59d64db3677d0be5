"""What pages read about contributions: who supplies what, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import F, Q

from indicators.enums import RoundState, VersionState
from indicators.models import Assignment, Contribution, IndicatorVersion
from kpi_portal.accounts.models import Unit, User
from kpi_portal.errors import NotFound
from scoring.definition import Round as Definition
from scoring.definition import UnknownRound
from submissions import access
from submissions.domain import completeness, parts, pieces
from submissions.enums import State
from submissions.models import EvidenceUse, Submission


class Stage(StrEnum):
    """How far a contributing unit is."""

    NOT_BEGUN = "not_begun"
    WORKING = "working"
    READY = "ready"
    GIVEN_BACK = "given_back"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Contributor:
    """One unit with everything it was asked for; `supplied` of `asked` requirements are there."""

    unit: Unit
    rows: tuple[Contribution, ...]
    words: tuple[str, ...]
    stage: Stage
    asked: int
    supplied: int
    last_at: datetime | None

    @property
    def mark(self) -> Contribution:
        """The row whose marks speak for the unit."""
        return self.rows[0]

    @property
    def ready(self) -> bool:
        return self.stage is Stage.READY


def stage_of(rows: Iterable[Contribution], *, begun: bool) -> Stage:
    """From the marks: all parts handed in, else why no more, else if there is anything."""
    marks = list(rows)
    if all(row.ready_at for row in marks):
        return Stage.READY
    if any(row.given_back_at for row in marks):
        return Stage.GIVEN_BACK
    if any(row.changed_at for row in marks):
        return Stage.CHANGED
    return Stage.WORKING if begun else Stage.NOT_BEGUN


def contributors(submission: Submission) -> list[Contributor]:
    """Every contributing unit of the report in the order of the tree; one query, and that of the
    report's pieces where they are not at hand."""
    grouped: dict[int, list[Contribution]] = {}
    for row in access.contributions_to(submission):
        grouped.setdefault(row.unit_id, []).append(row)
    if not grouped:
        return []
    newest: dict[int, datetime] = {}
    for use in sorted(pieces.active(submission), key=lambda use: use.added_at):
        if use.contributed_by_id is not None:
            newest[use.contributed_by_id] = use.added_at
    there = set(completeness.supplied_keys(submission))
    definition = submission.definition
    return [_contributor(rows, definition, there, newest) for rows in grouped.values()]


def not_ready(submission: Submission) -> list[Unit]:
    """Contributing units that have not handed in everything; one query."""
    waiting = {r.unit_id: r.unit for r in access.contributions_to(submission) if not r.ready_at}
    return list(waiting.values())


def _contributor(
    rows: list[Contribution],
    definition: Definition,
    there: set[str],
    newest: dict[int, datetime],
) -> Contributor:
    keys = parts.keys_of(definition, [row.part for row in rows])
    unit = rows[0].unit
    last_at = newest.get(unit.pk)
    return Contributor(
        unit=unit,
        rows=tuple(rows),
        words=tuple(parts.words_of(definition, row.part) for row in rows),
        stage=stage_of(rows, begun=last_at is not None),
        asked=len(keys),
        supplied=len(keys & there),
        last_at=last_at,
    )


# --- one assignment ------------------------------------------------------------------------------


def get_assignment(round_pk: int, pk: int) -> Assignment:
    """The assignment with its context; raises `NotFound`. Who may see it is the caller's to ask."""
    found = (
        Assignment.objects.select_related("round__indicator__owner", "round__version", "unit")
        .filter(pk=pk, round=round_pk)
        .first()
    )
    if found is None:
        raise NotFound("no such assignment", code="not_found")
    return found


def report_of(assignment: Assignment) -> Submission | None:
    """The report that the assignment is about, once there is one."""
    of_unit = Q(handed_over_from=assignment.unit_id) | Q(unit=assignment.unit_id)
    reports = access.with_context(Submission.objects.filter(of_unit, round=assignment.round_id))
    # handed over from the unit comes first, then its own, then one it took over
    own_first = F("handed_over_from").asc(nulls_first=True)
    found = list(reports.order_by(own_first, "pk"))
    first = [s for s in found if s.handed_over_from_id == assignment.unit_id]
    return next(iter([*first, *found]), None)


def definition_of(assignment: Assignment) -> Definition | None:
    """The criteria from which parts are chosen: the report's, the round's, else those that opening
    the round would pin; None while nothing is published."""
    report = report_of(assignment)
    if report is not None:
        return report.definition
    round = assignment.round
    version: IndicatorVersion | None = round.version or (
        round.indicator.versions.filter(state=VersionState.PUBLISHED).order_by("-number").first()
    )
    if version is None:
        return None
    try:
        return version.round_definition(round.key)
    except UnknownRound:
        return None


def rows_of(assignment: Assignment) -> list[tuple[Unit, list[Contribution]]]:
    """What each unit was asked for, in the order of the tree."""
    grouped: dict[int, tuple[Unit, list[Contribution]]] = {}
    for row in assignment.contributions.select_related("unit").order_by("unit__path", "pk"):
        row.assignment = assignment
        grouped.setdefault(row.unit_id, (row.unit, []))[1].append(row)
    return list(grouped.values())


def units_to_offer(assignment: Assignment, *, day: date) -> tuple[list[Unit], list[Unit]]:
    """The units that may be asked: those below the reporting unit, and the others of its owner."""
    owner = assignment.round.indicator.owner
    in_force = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    found = Unit.objects.filter(in_force, path__startswith=owner.path).exclude(
        pk=assignment.unit_id
    )
    whole = Contribution.objects.filter(assignment=assignment, part=parts.WHOLE).values("unit")
    units = list(found.exclude(pk__in=whole).order_by("path"))
    below = [unit for unit in units if unit.path.startswith(assignment.unit.path)]
    return below, [unit for unit in units if unit not in below]


# --- one contributing person --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """A report of others with what the person's units are asked for."""

    submission: Submission
    words: tuple[str, ...]
    stage: Stage


def asked_of(user: User, *, at: datetime, only_open: bool = False) -> list[Asked]:
    """Reports of others to which the person's units contribute, what is due first on top; those of
    rounds that run. Three queries whatever their number."""
    running = Q(round__state__in=[RoundState.OPEN, RoundState.CLOSED, RoundState.ENDORSED])
    own = access.contributing(user, at=at).filter(running)
    if only_open:
        own = own.filter(state__in=[State.DRAFT, State.RETURNED])
    reports = sorted(access.with_context(own).distinct(), key=lambda s: (s.effective_due_at, s.pk))
    if not reports:
        return []
    access.read_contributions(reports)
    begun = set(
        EvidenceUse.objects.filter(submission__in=reports)
        .exclude(contributed_by=None)
        .values_list("submission_id", "contributed_by_id")
    )
    return [_asked(user, report, begun, at) for report in reports]


def _asked(user: User, report: Submission, begun: set[tuple[int, int]], at: datetime) -> Asked:
    rows = access.own_contributions(user, report, at=at)
    words = dict.fromkeys(parts.words_of(report.definition, row.part) for row in rows)
    has_begun = any((report.pk, row.unit_id) in begun for row in rows)
    return Asked(report, tuple(words), stage_of(rows, begun=has_begun))
