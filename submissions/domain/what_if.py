"""What-if: every report of a round scored by a draft or by another version.

Computed in chunks from the inputs stored with each score, by a background job; no report changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from indicators.domain import drafts
from indicators.enums import VersionState
from indicators.models import Draft, Holiday, IndicatorVersion, Round
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import chain
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, NotFound
from kpi_portal.jobs import enqueue
from scoring.choices import DayCount
from scoring.definition import UnknownRound
from scoring.faults import fault_as_dict
from scoring.parsing import dump_definition, load_document
from submissions.domain import round_rules
from submissions.domain.rescoring import Compared, Filed, Kept, Rules, compare
from submissions.enums import ScoreBasis, State
from submissions.models import Filing, ScoreSnapshot, Submission, WhatIf, WhatIfLine
from submissions.workflow import SETTLED

JOB = "submissions.what_if"
ROLES = (Role.CONFIGURER, Role.HEAD)
CHUNK = 500
# From here on the confirmed score is the one that counts; before, pages lead with the projected.
DECIDED = SETTLED | {State.ASSESSED}

Report = Callable[[int, int], None]


def ask(round: Round, *, version: int | None, actor: User, at: datetime) -> WhatIf:
    """Ask for the computation by the draft (`version` None) or by a published version's number.

    Side effects: the row with the definition as it is now, a background job, an audit entry. Raises
    `NotAllowed`, `NotFound` for a version that is not there, `GuardRefused` for a draft with
    faults, for rules without this round, and for a round without reports.
    """
    round_rules.require_role(actor, round, *ROLES, at=at)
    made = _of_version(round, version) if version is not None else _of_draft(round)
    reports = _reports(round).count()
    if not reports:
        raise GuardRefused(_("The round has no reports yet."), code="no_reports")
    made.round, made.requested_by, made.requested_at = round, actor, at
    with audit.act(actor=actor, at=at) as log:
        made.save()
        job = enqueue(JOB, payload={"run": made.pk}, requested_by=actor, at=at, total=reports)
        made.job_id = str(job.pk)
        made.save(update_fields=["job_id"])
        log.note_down(
            "round.what_if",
            round,
            subject=round_rules.subject_of(round),
            unit_path=round.indicator.owner.path,
            round=str(round),
            version=made.version.number if made.version else "",
            sha256=made.sha256,
        )
    # a worker in this very process may have finished it already
    made.refresh_from_db()
    return made


def compute(run: WhatIf, *, at: datetime, report: Report = lambda done, total: None) -> WhatIf:
    """Fill the run with a line for each report; begun anew it starts from nothing.

    Side effects: the run's lines and figures. Raises `NotAllowed` when the person who asked has
    lost the role meanwhile.
    """
    round_rules.require_role(run.requested_by, run.round, *ROLES, at=at)
    run.lines.all().delete()
    other = Rules(load_document(run.definition), run.round.key)
    total, done = _reports(run.round).count(), 0
    figures = _Figures()
    for chunk in _chunks(run.round):
        with transaction.atomic():
            lines = list(_lines(run, chunk, other, at))
            WhatIfLine.objects.bulk_create(lines)
        for line in lines:
            figures.add(line)
        done += len(chunk)
        report(done, total)
    run.figures, run.finished_at = figures.as_dict(_exempted(run.round)), at
    run.save(update_fields=["figures", "finished_at"])
    return run


def _of_draft(round: Round) -> WhatIf:
    draft = Draft.objects.filter(indicator=round.indicator).first()
    if draft is None:
        raise GuardRefused(_("Nobody is changing this indicator."), code="no_draft")
    definition = drafts.check(draft.document).definition
    if definition is None:
        raise GuardRefused(
            _("The draft has faults; mend them before real reports are scored by it."),
            code="faulty",
        )
    body = dump_definition(definition)
    _require_round(body, round)
    return WhatIf(draft_revision=draft.revision, definition=body, sha256=chain.digest(body))


def _of_version(round: Round, number: int) -> WhatIf:
    version = round.indicator.versions.filter(number=number, state=VersionState.PUBLISHED).first()
    if version is None:
        raise NotFound(_("There is no such version."), code="not_found")
    _require_round(version.definition, round)
    return WhatIf(version=version, definition=version.definition, sha256=version.sha256)


def _require_round(body: dict[str, Any], round: Round) -> None:
    try:
        load_document(body).round(round.key)
    except UnknownRound:
        raise GuardRefused(
            _("These criteria do not have the round %(round)s.") % {"round": round.key},
            code="round_not_defined",
        ) from None


def _reports(round: Round) -> QuerySet[Submission]:
    return Submission.objects.filter(round=round).exclude(state=State.EXEMPTED)


def _exempted(round: Round) -> int:
    return Submission.objects.filter(round=round, state=State.EXEMPTED).count()


def _chunks(round: Round) -> Iterator[list[Any]]:
    """The reports in chunks, each with the key of the snapshot that is shown of it."""
    shown = Case(
        When(state__in=DECIDED, then=Value(ScoreBasis.CONFIRMED)),
        default=Value(ScoreBasis.PROJECTED),
    )
    newest = ScoreSnapshot.objects.filter(submission=OuterRef("pk"), basis=OuterRef("basis"))
    reports = (
        _reports(round)
        .annotate(basis=shown)
        .annotate(snapshot=Subquery(newest.order_by("-at", "-pk").values("pk")[:1]))
        .select_related("unit")
        .order_by("pk")
    )
    after = 0
    while chunk := list(reports.filter(pk__gt=after)[:CHUNK]):
        yield chunk
        after = chunk[-1].pk


def _lines(run: WhatIf, chunk: Sequence[Any], other: Rules, at: datetime) -> Iterator[WhatIfLine]:
    """One line for each report of a chunk, in a constant number of queries."""
    snapshots = {
        row["pk"]: row
        for row in ScoreSnapshot.objects.filter(
            pk__in=[submission.snapshot for submission in chunk]
        ).values("pk", "inputs", "result__final", "result__level", "result__tier")
    }
    versions = IndicatorVersion.objects.in_bulk({s.definition_version_id for s in chunk})
    rules = {pk: Rules(version.parsed, run.round.key) for pk, version in versions.items()}
    new = {pk: other.new_beside(own) for pk, own in rules.items()}
    filings = _filings(chunk)
    holidays = _Holidays(chunk, run.round, other)
    for submission in chunk:
        row = snapshots.get(submission.snapshot)
        if row is None:
            continue  # has never been scored: it has just been made
        kept = Kept(
            inputs=row["inputs"],
            final=row["result__final"],
            level=row["result__level"],
            tier=row["result__tier"],
            filings=filings.get(submission.pk, ()),
            now=at if submission.state == State.DRAFT else None,
            settled=submission.state in SETTLED,
            holidays=holidays.of(submission),
        )
        pk = submission.definition_version_id
        found = compare(kept, rules[pk], other, new=new[pk])
        yield _line(run, submission, versions[pk].number, found)


def _line(run: WhatIf, submission: Any, version: int, found: Compared) -> WhatIfLine:
    after = found.after
    return WhatIfLine(
        run=run,
        submission=submission,
        unit_name=submission.unit_name,
        state=submission.state,
        version_number=version,
        basis=submission.basis,
        before_level=found.before.level,
        before_final=found.before.final,
        before_tier=found.before.tier,
        after_level=None if after is None else after.level,
        after_final=None if after is None else after.final,
        after_tier="" if after is None else after.tier,
        change=found.change,
        moved=found.moved,
        left_out=list(found.left_out),
        unmet=list(found.unmet),
        faults=[fault_as_dict(fault) for fault in found.faults],
    )


def _filings(chunk: Sequence[Submission]) -> dict[int, list[Filed]]:
    found: dict[int, list[Filed]] = {}
    rows = Filing.objects.filter(submission__in=[s.pk for s in chunk]).order_by("number")
    for pk, moment, level, supplied, withdrawn in rows.values_list(
        "submission_id", "at", "claimed_level", "supplied", "withdrawn_at"
    ):
        filed = Filed(moment, level, frozenset(supplied), withdrawn is not None)
        found.setdefault(pk, []).append(filed)
    return found


class _Holidays:
    """The days off of each unit's line of owners; asked for only by a rule of working days."""

    def __init__(self, chunk: Sequence[Submission], round: Round, other: Rules) -> None:
        self._round = round
        self._days: dict[int, set[date]] = {}
        late = other.entry.late
        if late is None or late.count is not DayCount.WORKING:
            return
        owners = {pk for submission in chunk for pk in _line_of(submission)}
        for owner, day in Holiday.objects.filter(owner__in=owners).values_list("owner_id", "day"):
            self._days.setdefault(owner, set()).add(day)

    def of(self, submission: Submission) -> frozenset[date]:
        if not self._days:
            return frozenset()
        due = (submission.due_at or self._round.due_at).date()
        days = (self._days.get(pk, set()) for pk in _line_of(submission))
        return frozenset(day for some in days for day in some if day > due)


def _line_of(submission: Submission) -> list[int]:
    return [int(pk) for pk in submission.unit.path.strip("/").split("/")]


class _Figures:
    """Counts and sums over the lines; exact, kept as text."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(("reports", "moved", "up", "down", "left_out", "faults"), 0)
        self.before = self.after = Decimal(0)
        self.compared = 0

    def add(self, line: WhatIfLine) -> None:
        counts = self.counts
        counts["reports"] += 1
        counts["moved"] += line.moved
        counts["left_out"] += bool(line.left_out or line.unmet)
        if line.after_final is None or line.change is None:
            counts["faults"] += 1
            return
        counts["up"] += line.change > 0
        counts["down"] += line.change < 0
        self.compared += 1
        self.before += line.before_final
        self.after += line.after_final

    def as_dict(self, exempted: int) -> dict[str, Any]:
        sums = {"before": str(self.before), "after": str(self.after)}
        return {**self.counts, "exempted": exempted, "compared": self.compared, **sums}
