"""What the pages of rounds show: where every unit stands, level by level.

Plain data in a constant number of queries: one light look at every report of the round for the
figures, and the pieces of those on the page for the map.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from indicators.models import Assignment, IndicatorVersion, Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from kpi_portal.thai import local_date
from scoring.definition import Level
from submissions import access
from submissions.domain import in_view, queue, round_levels
from submissions.domain.queue import STATES, Heap
from submissions.domain.round_levels import Cell, Given
from submissions.enums import Decision, State
from submissions.models import EvidenceUse
from submissions.workflow import SETTLED

KEEPERS = (Role.REVIEWER, Role.HEAD, Role.EXECUTIVE, Role.CONFIGURER)
# Whoever has come this far has been judged.
REVIEWED = SETTLED | {State.ASSESSED}


_COLUMNS = (
    "pk",
    "round_id",
    "unit_name",
    "unit__name",
    "handed_over_from_id",
    "unit_id",
    "unit__path",
    "group",
    "order_number",
    "state",
    "due_at",
    "first_filed_at",
    "confirmed_final",
    "confirmed_level",
    "projected_final",
    "projected_level",
    "not_reported",
    "under_correction",
    "definition_version_id",
    "version",
)


@dataclass(frozen=True, slots=True)
class Report:
    """One report of the round, as light as the figures need it. `withheld` says that its review
    is not told to the reader yet.

    `row` is the line in which the reports of a unit stand over several rounds: the unit, and the
    former unit that a report was handed over from. `level` is the one of the result, before there
    is a result the projected one.
    """

    pk: int
    unit: str
    unit_id: int
    state: State
    due_at: datetime
    first_filed: datetime | None
    confirmed: Decimal | None
    projected: Decimal | None
    not_reported: bool
    under_correction: bool
    definition_version_id: int
    version: int
    withheld: bool = False
    round_id: int = 0
    row: tuple[int, int] = (0, 0)
    group: str = ""
    level: int | None = None

    def overdue(self, at: datetime) -> bool:
        """Nothing handed in although due."""
        return self.state == State.DRAFT and at > self.due_at

    @property
    def days_late(self) -> int:
        """Calendar days between the due day and the first handing in."""
        return queue.days_between(self.due_at, self.first_filed)

    @property
    def submitted(self) -> bool:
        return self.state not in (State.DRAFT, State.EXEMPTED) and not self.not_reported


@dataclass(frozen=True, slots=True)
class Figures:
    """The four figures: handed in, overdue, reviewed, and the mean of the confirmed scores.

    Exempted units stand outside all of them. `mean` is exact, None before anything is confirmed.
    """

    units: int
    submitted: int
    overdue: tuple[Report, ...]
    reviewed: int
    confirmed: int
    mean: Fraction | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the map."""

    report: Report
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """How many units had handed in by the end of a day."""

    day: date
    count: int


def visible_rounds(user: User, *, at: datetime) -> QuerySet[Round]:
    """The rounds of the indicators that the person keeps, those in which units below an executive
    report, and those that an auditor may read. A unit's own people find their report elsewhere."""
    own = standing.of(user, access.day_of(at))
    seen = Q(pk__in=[])
    for path in own.scopes(*KEEPERS):
        seen |= Q(indicator__owner__path__startswith=path)
    for path in own.scopes(Role.EXECUTIVE):
        reported = Assignment.objects.filter(round=OuterRef("pk"), unit__path__startswith=path)
        seen |= Q(Exists(reported))
    if own.auditor_periods:
        audited = own.audited("due_at__date", "indicator__owner__path", "assignments__unit__path")
        seen |= Q(pk__in=Round.objects.filter(audited).values("pk"))
    return Round.objects.filter(pk__in=Round.objects.filter(seen).values("pk"))


def get_round(user: User, pk: int | None, *, at: datetime) -> Round:
    """One visible round; raises `NotFound` for missing and hidden alike, and for none."""
    if pk is None:
        raise NotFound("no such round", code="not_found")
    rounds = visible_rounds(user, at=at).select_related("indicator__owner", "version")
    # A definition is parsed once per process; until it changes its text is not needed again.
    found = rounds.defer("version__definition").filter(pk=pk).first()
    if found is None:
        raise NotFound("no such round", code="not_found")
    return found


def opens_desk(user: User, round: Round, *, at: datetime) -> bool:
    """Whether the person follows the reviews of the round on the desk: reviewers, head and
    executive of its owner, and auditors."""
    own = standing.of(user, access.day_of(at))
    owner = round.indicator.owner.path
    return Role.AUDITOR in own.roles or any(
        own.may_act_as(role, owner) for role in (Role.REVIEWER, Role.HEAD, Role.EXECUTIVE)
    )


def newest_first(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """The newest year first, and in it what is due last."""
    return rounds.order_by("-indicator__fiscal_year", "-due_at", "indicator__code", "pk")


def with_progress(page: QuerySet[Round], *, at: datetime) -> QuerySet[Any]:
    """The rounds of one page with how many units report each, how many handed in, are overdue, are
    reviewed; newest year first. One query for all, which counts for this page alone."""
    rounds = Round.objects.filter(pk__in=page.values("pk"))
    counted = ~Q(submissions__state=State.EXEMPTED)
    draft = Q(submissions__state=State.DRAFT)
    reported = counted & ~draft & Q(submissions__not_reported=False)
    return newest_first(
        rounds.select_related("indicator")
        .alias(own_due=Coalesce("submissions__due_at", "due_at"))
        .annotate(
            units=Count("submissions", filter=counted),
            submitted=Count("submissions", filter=reported),
            overdue=Count("submissions", filter=draft & Q(own_due__lt=at)),
            reviewed=Count("submissions", filter=Q(submissions__state__in=REVIEWED)),
        )
    )


def reports(round: Round, user: User, *, at: datetime) -> list[Report]:
    """Every report of the round that the person may see, in the order of the units; one query,
    one more where the person's own unit is among them.

    What is withheld from the unit's people is withheld here: their own report stands in the round
    without scores and verdicts, as one that is in review.
    """
    return reports_of([round], user, at=at)


def reports_of(rounds: Sequence[Round], user: User, *, at: datetime) -> list[Report]:
    """`reports` of several rounds at once, in as many queries as of one."""
    known = {round.pk: round for round in rounds}
    visible = access.visible_to(user, at=at, within=Q(round__in=known))
    rows = list(visible.order_by("unit_id", "pk").values(*_COLUMNS))
    return [
        _report(
            row,
            row["due_at"] or known[row["round_id"]].due_at,
            withheld=_withheld(row, known[row["round_id"]], user, at),
        )
        for row in rows
    ]


def _withheld(row: Mapping[str, Any], round: Round, user: User, at: datetime) -> bool:
    told = in_view.nothing_withheld(row["state"], row["not_reported"], row["order_number"])
    return not told and not access.sees_review_of(
        user,
        row["pk"],
        unit_path=row["unit__path"],
        owner_path=round.indicator.owner.path,
        at=at,
    )


def figures(found: Sequence[Report], *, at: datetime) -> Figures:
    """The figures over these reports, computed exactly."""
    counted = [report for report in found if report.state != State.EXEMPTED]
    settled = [r.confirmed for r in counted if r.state in SETTLED and r.confirmed is not None]
    total = sum((Fraction(score) for score in settled), Fraction(0))
    return Figures(
        units=len(counted),
        submitted=sum(report.submitted for report in counted),
        overdue=tuple(report for report in counted if report.overdue(at)),
        reviewed=sum(report.state in REVIEWED for report in counted),
        confirmed=len(settled),
        mean=total / len(settled) if settled else None,
    )


def of_heap(found: Iterable[Report], heap: Heap) -> list[Report]:
    """The reports of one heap, in the order given."""
    return [report for report in found if report.state in STATES[heap]]


def counts(found: Sequence[Report]) -> Mapping[Heap, int]:
    """How many reports each heap holds."""
    return {heap: len(of_heap(found, heap)) for heap in Heap}


def late(found: Iterable[Report], *, at: datetime) -> list[Report]:
    """Overdue units first, then those who handed in late, the latest on top."""
    return sorted(
        (r for r in found if r.overdue(at) or (r.submitted and r.days_late)),
        key=lambda r: (not r.overdue(at), -(r.days_late or queue.days_between(r.due_at, at))),
    )


def lines(round: Round, page: Sequence[Report]) -> list[Line]:
    """The map's rows for one page of reports: one query, one more where a report has criteria of
    its own."""
    versions = {round.version.pk: round.version} if round.version is not None else {}
    others = {report.definition_version_id for report in page} - versions.keys()
    if others:
        versions |= IndicatorVersion.objects.defer("definition").in_bulk(others)
    withheld = {report.pk for report in page if report.withheld}
    given: dict[int, list[Given]] = {}
    uses = EvidenceUse.objects.filter(submission__in=[r.pk for r in page], removed_at=None)
    for pk, requirement, kind, number, decision, supplied in uses.values_list(
        "submission_id", "requirement", "kind", "number", "decision", "supplied"
    ):
        exact = None if number is None else Fraction(number)
        judged = Decision.PENDING if pk in withheld else decision
        given.setdefault(pk, []).append(Given(requirement, kind, exact, judged, supplied))
    return [
        Line(
            report,
            round_levels.cells(
                versions[report.definition_version_id].round_definition(round.key),
                report.state,
                not_reported=report.not_reported,
                given=given.get(report.pk, ()),
            ),
        )
        for report in page
    ]


def levels(round: Round) -> tuple[Level, ...]:
    """The columns of the map; none before the round is opened or for methods without levels."""
    return round.definition.levels if round.version is not None else ()


def columns(round: Round) -> tuple[round_levels.Column, ...]:
    """The columns of the map for methods without levels: parts or figures."""
    return round_levels.columns(round.definition) if round.version is not None else ()


def curve(round: Round, found: Iterable[Report], *, at: datetime) -> list[Point]:
    """How the number of units that handed in grew, day by day from the opening until today or the
    closing, whichever comes first; only days on which it changed, and both ends."""
    days = sorted(local_date(r.first_filed) for r in found if r.first_filed is not None)
    opened = round.opens_on or (days[0] if days else local_date(round.due_at) - timedelta(days=30))
    last = max(opened, min(local_date(at), local_date(round.closes_at)))
    points = [Point(opened, sum(day <= opened for day in days))]
    for day in sorted(set(days)):
        if opened < day <= last:
            points.append(Point(day, sum(other <= day for other in days)))
    if points[-1].day != last:
        points.append(Point(last, points[-1].count))
    return points


def _report(row: Mapping[str, Any], due: datetime, *, withheld: bool) -> Report:
    published = not withheld or row["under_correction"]
    confirmed = row["confirmed_final"] if published else None
    projected = None if withheld else row["projected_final"]
    level = None if withheld else row["projected_level"]
    told = row["state"] in SETTLED or row["under_correction"]
    return Report(
        pk=row["pk"],
        unit=queue.label_of(row),
        unit_id=row["unit_id"],
        state=in_view.state_shown(row["state"], withheld),
        due_at=due,
        first_filed=row["first_filed_at"],
        confirmed=confirmed,
        projected=projected,
        not_reported=row["not_reported"],
        under_correction=row["under_correction"],
        definition_version_id=row["definition_version_id"],
        version=row["version"],
        withheld=withheld,
        round_id=row["round_id"],
        row=(row["unit_id"], row["handed_over_from_id"] or 0),
        group=row["group"],
        level=row["confirmed_level"] if told and confirmed is not None else level,
    )
