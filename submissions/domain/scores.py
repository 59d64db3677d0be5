"""From a submission to the scoring engine and back: inputs, results, snapshots.

The one adapter between the ORM and `scoring`. Inputs are kept in the words of the `score`
command's case format, so an auditor can recompute any snapshot from a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from indicators.models import Holiday
from kpi_portal.audit import chain
from scoring import engine
from scoring.case import Case
from scoring.choices import Basis, DayCount, Method
from scoring.lateness import Attempt, counted_moment
from scoring.numbers import two_places
from scoring.result import ENGINE_VERSION, Result, result_as_dict
from submissions.domain import (
    completeness,
    double_review,
    pieces,
    published_parts,
    score_inputs,
)
from submissions.domain.in_view import InView
from submissions.enums import Decision, ScoreBasis, State
from submissions.models import EvidenceUse, Filing, ScoreSnapshot, Submission
from submissions.workflow import SETTLED

# Before anybody has judged, a confirmed score would only say that nobody looked yet.
_UNJUDGED = frozenset({State.DRAFT, State.SUBMITTED})


@dataclass(frozen=True, slots=True)
class Scored:
    """A result with the case it came from."""

    case: Case
    result: Result


def evaluate(
    submission: Submission, basis: ScoreBasis, *, at: datetime, as_given: bool = False
) -> Scored:
    """Compute one score as of `at`; nothing is stored. `as_given` counts everything supplied,
    whatever the verdicts.

    Confirmed counts what reviewers accepted. Projected counts everything supplied and not
    returned, as if submitted at `at` while it is a draft, afterwards at the counted moment. Once a
    result is confirmed, the dates, holidays and waiver that it was confirmed with rule: what
    changes later counts only after a reopening.
    """
    return _scored(submission, _case_of(submission, basis, at, as_given))


def recompute(submission: Submission, *, at: datetime, reason: str) -> None:
    """Store new snapshots where the inputs changed, and refresh the columns that lists show.

    Call it inside the act that changed something. Side effects: up to two snapshots; the score and
    progress columns of the submission (its state and version are not touched).
    """
    pieces.forget(submission)
    published_parts.forget(submission)
    submission.__dict__.pop("_filings", None)
    # a confirmed result that is looked at again keeps its dates, holidays and counted moment
    case = _case_of if submission.state == State.RECONSIDERING else _case_now
    confirmed = _scored(submission, case(submission, ScoreBasis.CONFIRMED, at))
    projected = _scored(submission, case(submission, ScoreBasis.PROJECTED, at))
    _keep(submission, ScoreBasis.CONFIRMED, confirmed, at, reason)
    _keep(submission, ScoreBasis.PROJECTED, projected, at, reason)
    submission.__dict__.pop("_settled", None)
    if submission.state == State.RETURNED:
        projected = as_the_unit_counts(submission, at=at)
    _refresh_columns(submission, confirmed.result, projected.result)


def as_the_unit_counts(submission: Submission, *, at: datetime) -> Scored:
    """The projection of a returned report as its unit is shown it: what the unit changes moves it,
    what reviewers said of pieces that they did not send back does not."""
    told = InView(submission, everything=False)
    uses = [
        use
        for use in pieces.active(submission)
        if use.supplied and told.counted(use) != Decision.RETURNED
    ]
    moment = _submitted_at(submission, ScoreBasis.PROJECTED, at)
    return _scored(submission, _case(submission, uses, moment))


def show_settled(submission: Submission, *, at: datetime) -> None:
    """Bring the confirmed result into the columns, which kept a published one under correction.

    Side effect: the two columns of the confirmed score; nothing is recomputed.
    """
    result = evaluate(submission, ScoreBasis.CONFIRMED, at=at).result
    submission.confirmed_level = result.level
    submission.confirmed_final = Decimal(two_places(result.final))
    submission.save(update_fields=["confirmed_level", "confirmed_final"])


def remember_filings(submissions: Iterable[Submission]) -> None:
    """Read the filings of many reports with one query, for what asks for them one by one."""
    listed = {submission.pk: submission for submission in submissions}
    for submission in listed.values():
        submission.__dict__["_filings"] = []
    for filing in Filing.objects.filter(submission__in=listed).order_by("number"):
        listed[filing.submission_id].__dict__["_filings"].append(filing)


def counted_at(submission: Submission, *, at: datetime) -> datetime | None:
    """The moment that counts for lateness: of the filing that the rules choose, `at` while it is a
    draft; None where nothing was reported."""
    return _submitted_at(submission, ScoreBasis.PROJECTED, at)


def latest(submission: Submission, basis: ScoreBasis) -> ScoreSnapshot | None:
    """The newest snapshot of one basis."""
    return submission.scores.filter(basis=basis).first()


def case_as_dict(case: Case) -> dict[str, Any]:
    """The case in the words of the `score` command, JSON-able."""
    due = case.due
    return {
        "round": case.round,
        "group": case.group,
        "due": due.isoformat() if isinstance(due, date) else None,
        "waiver": case.waiver,
        "holidays": sorted(day.isoformat() for day in case.holidays),
        "submitted_at": case.submitted_at.isoformat() if case.submitted_at else None,
        "accepted": dict(case.accepted),
        "values": {key: _plain(value) for key, value in case.values.items()},
        **score_inputs.as_words(case),
    }


def _scored(submission: Submission, case: Case) -> Scored:
    return Scored(case, engine.score(submission.definition_version.parsed, case))


def _case_of(
    submission: Submission, basis: ScoreBasis, at: datetime, as_given: bool = False
) -> Case:
    """The case as it is now; once confirmed, with what the result was confirmed with. What a
    reconsideration changes then are verdicts and added pieces alone."""
    settled = _settled_inputs(submission, basis) if submission.state in SETTLED else None
    if settled is None:
        return _case_now(submission, basis, at, as_given)
    # its counted moment is known, so no filing is asked for one
    case = _case(submission, _counting(submission, basis, as_given), None)
    return _as_settled(submission, case, settled)


def _settled_inputs(submission: Submission, basis: ScoreBasis) -> Mapping[str, Any] | None:
    """What the result was confirmed with; one query, kept on the object until scores are kept."""
    kept: dict[ScoreBasis, ScoreSnapshot | None] = submission.__dict__.setdefault("_settled", {})
    if basis not in kept:
        kept[basis] = latest(submission, basis)
    found = kept[basis]
    return None if found is None else found.inputs


def _case_now(
    submission: Submission, basis: ScoreBasis, at: datetime, as_given: bool = False
) -> Case:
    uses = _counting(submission, basis, as_given)
    return _case(submission, uses, _submitted_at(submission, basis, at))


def _counting(submission: Submission, basis: ScoreBasis, as_given: bool) -> list[EvidenceUse]:
    uses = pieces.active(submission)
    if as_given:
        uses = [use for use in uses if use.supplied]
    elif basis == ScoreBasis.CONFIRMED:
        uses = pieces.accepted(uses)
    else:
        uses = pieces.standing_as_given(uses)
    return uses


def _as_settled(submission: Submission, case: Case, inputs: Mapping[str, Any]) -> Case:
    """The case with the moments, holidays and waiver of a stored snapshot's inputs, and with what
    it took from the assignment and from other indicators."""
    definition = submission.definition
    if definition.method is not Method.MILESTONES:
        case = score_inputs.with_stored(definition, case, inputs)
    return replace(
        case,
        submitted_at=_moment(inputs["submitted_at"]),
        due=_moment(inputs["due"]),
        # a waiver given in answer to a request for reconsideration counts besides
        waiver=inputs["waiver"] or case.waiver,
        holidays=frozenset(date.fromisoformat(day) for day in inputs["holidays"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _plain(value: Fraction) -> str:
    """Entered numbers have at most six decimals, so their decimal text is exact."""
    return str(Decimal(value.numerator) / Decimal(value.denominator))


def _case(
    submission: Submission, uses: Sequence[EvidenceUse], submitted_at: datetime | None
) -> Case:
    inputs = score_inputs.of_uses(submission, uses)
    waiver = getattr(submission, "waiver", None)
    return Case(
        round=submission.round.key,
        submitted_at=submitted_at,
        accepted=inputs.accepted,
        values=inputs.values,
        group=submission.group,
        target_group=inputs.target_group,
        previous=inputs.previous,
        due=submission.effective_due_at,
        waiver=waiver is not None,
        waiver_order=waiver.order_number if waiver is not None else "",
        holidays=_holidays(submission),
        measures=inputs.measures,
        parts=inputs.parts,
    )


def _submitted_at(submission: Submission, basis: ScoreBasis, at: datetime) -> datetime | None:
    if submission.not_reported:
        return None
    late = submission.definition.late
    attempts = [_attempt(submission, filing) for filing in _filings(submission)]
    moment = counted_moment(attempts, late.basis if late else Basis.FIRST)
    if moment is None and basis == ScoreBasis.PROJECTED and submission.state == State.DRAFT:
        return at
    return moment


def _attempt(submission: Submission, filing: Filing) -> Attempt:
    """A filing as the rule of the counted moment sees it."""
    required = completeness.required_up_to(submission.definition, filing.claimed_level)
    return Attempt(
        at=filing.at,
        required=frozenset(required),
        supplied=frozenset(filing.supplied),
        withdrawn=filing.withdrawn_at is not None,
    )


def _filings(submission: Submission) -> list[Filing]:
    kept: list[Filing] | None = submission.__dict__.get("_filings")
    if kept is None:
        kept = submission.__dict__["_filings"] = list(submission.filings.order_by("number"))
    return kept


def _holidays(submission: Submission) -> frozenset[date]:
    """The days off of the owner and the units above it; only working-day rules ask for them."""
    late = submission.definition.late
    if late is None or late.count is not DayCount.WORKING:
        return frozenset()
    owners = [int(pk) for pk in submission.unit.path.strip("/").split("/")]
    days = Holiday.objects.filter(
        owner_id__in=owners, day__gt=submission.effective_due_at.date()
    ).values_list("day", flat=True)
    return frozenset(days)


def _keep(
    submission: Submission, basis: ScoreBasis, scored: Scored, at: datetime, reason: str
) -> None:
    inputs = case_as_dict(scored.case)
    told_apart = inputs | {"definition": submission.definition_version.sha256}
    if basis == ScoreBasis.PROJECTED and submission.state == State.DRAFT:
        # A draft's moment is "now" and would make every save a new snapshot of the same facts.
        told_apart["submitted_at"] = None
    digest = chain.digest(told_apart)
    newest = latest(submission, basis)
    if newest is not None and newest.inputs_digest == digest:
        return
    ScoreSnapshot.objects.create(
        submission=submission,
        basis=basis,
        at=at,
        reason=reason,
        definition_version=submission.definition_version,
        engine_version=ENGINE_VERSION,
        inputs=inputs,
        inputs_digest=digest,
        result=result_as_dict(scored.result),
    )


def _refresh_columns(submission: Submission, confirmed: Result, projected: Result) -> None:
    uses = pieces.active(submission)
    supplied = set(completeness.supplied_keys(submission))
    required = completeness.required_up_to(submission.definition, None)
    shown = submission.state not in _UNJUDGED and submission.state != State.EXEMPTED
    if not submission.under_correction:
        # A published score stays visible while it is under correction, until the next publishing.
        submission.confirmed_level = confirmed.level if shown else None
        submission.confirmed_final = Decimal(two_places(confirmed.final)) if shown else None
    submission.projected_level = projected.level
    submission.projected_final = Decimal(two_places(projected.final))
    submission.days_late = confirmed.days_late if shown else projected.days_late
    submission.required_total = len(required)
    submission.supplied_total = sum(key in supplied for key in required)
    submission.pieces_total = sum(use.supplied for use in uses)
    reviewed = double_review.progress(submission)
    submission.judged_total = reviewed.judged
    submission.differences_open = reviewed.differing
    submission.save(update_fields=_COLUMNS)


_COLUMNS = [
    "confirmed_level",
    "confirmed_final",
    "projected_level",
    "projected_final",
    "days_late",
    "required_total",
    "supplied_total",
    "pieces_total",
    "judged_total",
    "differences_open",
]
