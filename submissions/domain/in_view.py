"""What of a review one person may see of one report: the rule for every page and download.

A unit sees nothing of a review until it is told. Told are: the items of a return, with what was
said of them, while the return waits for its answer; everything once the result is published; and
what was published, while a reopened review goes on. Until then the report reads as it was handed
in. That nothing was reported is a rule's result and nobody's judgement: it is told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial, reduce
from operator import or_

from django.db.models import Q, QuerySet

from kpi_portal.accounts import standing
from kpi_portal.accounts.models import User
from submissions import access
from submissions.domain import double_review, review_items, verdict_effect
from submissions.enums import Decision, State
from submissions.models import Appointment, EvidenceUse, Submission, Verdict

TOLD = frozenset({State.PUBLISHED, State.FINAL})
# From the unit's side these are one: the report is being reviewed.
_IN_REVIEW = frozenset({State.IN_REVIEW, State.ASSESSED, State.CONFIRMED, State.ENDORSED})
_NOT_WITH_REVIEWERS = frozenset({State.DRAFT, State.RETURNED, State.EXEMPTED})
# Why somebody stepped aside is a matter between the person and those who follow the review, also
# after the result is told. The unit sees in the trail that the reviewer changed.
CONFLICTS = ("conflict.declare", "conflict.withdraw")
# Acts of the audit trail that speak of a review; a return is told and so is not among them.
_ENTRIES = (
    "verdict.give",
    "verdict.after_comparison",
    "verdict.settle",
    "review.compare",
    "verdict.reconsider",
    "reconsideration.assign",
    "reconsideration.opinion",
    "reconsideration.take_back",
    "submission.assess",
    "submission.recheck",
    "submission.confirm",
    "submission.endorse",
    *CONFLICTS,
    "contradiction.acknowledge",
    "contradiction.take_back",
)


def _nobody() -> bool:
    return False


@dataclass(frozen=True)
class InView:
    """A report as one person sees it. `everything` says that nothing of the review is held back,
    `follows` whether the person follows it before the unit is told; asking that may be a query."""

    submission: Submission
    everything: bool
    reader: int | None = None
    follows: Callable[[], bool] = _nobody

    @property
    def state(self) -> State:
        """The state by which pages name the report."""
        return state_shown(self.submission.state, not self.everything)

    @property
    def waiting(self) -> bool:
        """Whether the report is handed in and its result is not told to this person yet."""
        return not self.everything and self.submission.state not in _NOT_WITH_REVIEWERS

    @property
    def result_told(self) -> bool:
        """Whether a confirmed result may be shown: everything, or the published one."""
        return self.everything or self.until is not None

    @property
    def until(self) -> datetime | None:
        """The moment of the published result that stays in view while its review is reopened."""
        return self.submission.published_at if self.submission.under_correction else None

    @cached_property
    def open_items(self) -> frozenset[str] | None:
        """The requirements that came back and wait for an answer; None outside a return. One
        query, kept."""
        if self.submission.state != State.RETURNED:
            return None
        return review_items.open_items(self.submission)

    def decision(self, use: EvidenceUse) -> Decision:
        """The verdict on a piece as far as it is told; one query where a result was published."""
        if self.everything or use.requirement in (self.open_items or ()):
            return Decision(use.decision)
        if self.until is None:
            return Decision.PENDING
        given = self._given.get(use.pk, [])
        if not any(verdict.at > self.until for verdict in given):
            return Decision(use.decision) if use.added_at <= self.until else Decision.PENDING
        return self._stood(use, given, self.until)

    def counted(self, use: EvidenceUse) -> Decision:
        """The decision by which the unit's projection counts a piece while the report is returned:
        the verdict on what came back, and everything else as it was handed in. So nothing that
        reviewers said of what they kept moves it."""
        if self.everything or use.requirement in (self.open_items or ()):
            return Decision(use.decision)
        return Decision.PENDING

    def _stood(self, use: EvidenceUse, given: Iterable[Verdict], until: datetime) -> Decision:
        """The decision as it stood at a moment. Who was one of two reviewers then may have been
        replaced since: what stood newest of a compared piece was agreed or settled."""
        double = self.submission.round.double_review
        if double and (use.compared_at is None or use.compared_at > until):
            return Decision.PENDING
        stood = verdict_effect.standing(verdict for verdict in given if verdict.at <= until)
        return Decision.PENDING if stood is None else Decision(stood.decision)

    def verdicts(self, use: EvidenceUse, given: Iterable[Verdict]) -> tuple[Verdict, ...]:
        """Of all verdicts on a piece, oldest first, those that are told: of a returned item only
        what stands, not what reviewers said on the way to it; of a double review that goes on only
        the reader's own."""
        if self.everything:
            return tuple(v for v in given if not self._hides(use, v))
        if use.requirement in (self.open_items or ()):
            return self._standing(given)
        return tuple(verdict for verdict in given if self.was_published(verdict))

    def _hides(self, use: EvidenceUse, verdict: Verdict) -> bool:
        return double_review.hides(self.submission, use, verdict, self.reader)

    def _standing(self, given: Iterable[Verdict]) -> tuple[Verdict, ...]:
        pair = double_review.pair_of(self.submission)
        said = list(given)
        if pair is not None and (agreed := verdict_effect.agreed(said, pair)):
            return agreed
        stands = verdict_effect.standing(said)
        return () if stands is None else (stands,)

    def was_published(self, verdict: Verdict) -> bool:
        """Whether the verdict stood when the result that is in view was published."""
        return self.until is not None and verdict.at <= self.until

    @cached_property
    def _given(self) -> Mapping[int, list[Verdict]]:
        found: dict[int, list[Verdict]] = {}
        for verdict in Verdict.objects.filter(use__submission=self.submission):
            found.setdefault(verdict.use_id, []).append(verdict)
        return found


def of(submission: Submission, reader: User, *, at: datetime) -> InView:
    """The report as `reader` sees it at `at`."""
    told = nothing_withheld(submission.state, submission.not_reported, submission.order_number)
    follows = partial(access.sees_review, reader, submission, at=at)
    return InView(submission, told or follows(), reader.pk, follows)


def nothing_withheld(state: str, not_reported: bool, order_number: str) -> bool:
    """Whether a report in this state keeps nothing from anybody: a draft was judged before only
    where an order readmitted it."""
    return state in TOLD or not_reported or (state == State.DRAFT and not order_number)


def withheld_from(reader: User, *, at: datetime) -> QuerySet[Submission]:
    """The reports of the reader's own units whose review is not told yet, for pages that show many
    reports or none in particular."""
    own = standing.of(reader, access.day_of(at))
    named = Appointment.objects.filter(user=reader).values("submission")
    return Submission.objects.filter(unit__in=access.units_sat_in(own), not_reported=False).exclude(
        Q(state__in=TOLD) | Q(pk__in=named)
    )


def state_shown(state: str, withheld: bool) -> State:
    """The state by which a report is named: to its unit a review is one state until it is told."""
    return State.IN_REVIEW if withheld and state in _IN_REVIEW else State(state)


def withheld_entries(seen: InView, *, scores: bool = False) -> Q | None:
    """Which entries of the audit trail are held back, of those about this report; with `scores`
    also what a page would show with a score in it."""
    found = [
        held
        for held in (_of_the_review(seen, scores=scores), _of_conflicts(seen))
        if held is not None
    ]
    return reduce(or_, found) if found else None


def _of_conflicts(seen: InView) -> Q | None:
    return None if seen.follows() else Q(action__in=CONFLICTS) & ~Q(actor=seen.reader)


def _of_the_review(seen: InView, *, scores: bool) -> Q | None:
    if seen.everything:
        if not seen.submission.round.double_review or seen.reader is None:
            return None
        return double_review.hidden_entries(seen.reader, seen.submission)
    # Reopened by the head before publishing: to the unit the review never stopped.
    unseen = Q(
        action="submission.reopen",
        detail__body__changed__state__0__in=[State.CONFIRMED, State.ENDORSED],
    )
    held = Q(action__in=_ENTRIES) | unseen
    if scores:
        held |= Q(action="submission.move_version")
    return held if seen.until is None else held & Q(at__gt=seen.until)
