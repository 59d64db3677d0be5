"""Two reviewers differ: both verdicts side by side, and a third person who settles it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.thai import normalise_text
from submissions import access
from submissions.domain import (
    difference_news,
    double_review,
    pieces,
    requirements,
    scores,
    verdict_effect,
)
from submissions.domain.outline import Place
from submissions.domain.review import LONGEST_COMMENT, current_piece, refuse_unseen
from submissions.domain.said import require_fits
from submissions.enums import Decision, State
from submissions.models import EvidenceUse, Submission, Verdict


@dataclass(frozen=True, slots=True)
class Difference:
    """A piece that the two judged, with what each said; `settled` where a third person decided.
    `newest` is the key of the newest verdict on it."""

    use: EvidenceUse
    place: Place
    first: Verdict | None
    second: Verdict | None
    settled: Verdict | None
    newest: int

    @property
    def is_open(self) -> bool:
        return self.settled is None


def of_report(submission: Submission) -> list[Difference]:
    """The pieces on which the two differ or that were settled, in the order of the criteria; open
    ones first. Empty before the comparison. One query beside the pieces."""
    pair = double_review.pair_of(submission)
    if pair is None:
        return []
    compared = {use.pk: use for use in pieces.active(submission) if use.compared_at is not None}
    verdicts = Verdict.objects.filter(use__in=list(compared)).select_related("reviewer")
    given: dict[int, list[Verdict]] = {pk: [] for pk in compared}
    for verdict in verdicts.order_by("at", "pk"):
        given[verdict.use_id].append(verdict)
    places = requirements.index(submission.definition)
    order = {key: number for number, key in enumerate(places)}
    found = [
        Difference(
            use=use,
            place=places[use.requirement],
            first=_word(said, pair.first),
            second=_word(said, pair.second),
            settled=verdict_effect.settling(said),
            newest=said[-1].pk,
        )
        for use in compared.values()
        if (said := given[use.pk])
        and (verdict_effect.differ(said, pair) or verdict_effect.settling(said))
    ]
    return sorted(found, key=lambda d: (not d.is_open, order[d.use.requirement], d.use.pk))


def open_in(reports: QuerySet[Submission]) -> QuerySet[Submission]:
    """Of these reports those with a difference that nobody settled, the most first."""
    waiting = reports.filter(
        state=State.IN_REVIEW, round__double_review=True, differences_open__gt=0
    )
    return waiting.order_by(F("differences_open").desc(), "unit_name", "pk")


def may_settle(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether the person may decide between the two: one who may judge the report and is neither;
    the head, another reviewer, or somebody named by order."""
    pair = double_review.pair_of(submission)
    return pair is not None and user.pk not in pair and access.may_review(user, submission, at=at)


def settle(
    use: EvidenceUse,
    *,
    actor: User,
    at: datetime,
    decision: Decision | str,
    reason: str,
    seen: int | None = None,
) -> Verdict:
    """Decide a piece on which the two reviewers differ, or decide it anew; the reason goes to the
    unit where the piece is returned.

    `seen` is the key of the newest verdict that the page showed. Side effects: a settling verdict,
    the piece's decision, new scores, an audit entry; with the last difference word to the two.
    Raises `NotFound` for a piece that is not of
    the report, `Stale` when it was replaced or one of the two spoke since, `NotAllowed` for the two
    themselves, for whoever judged this piece before and for those who may not judge the report,
    `GuardRefused` outside a review and where the two do not differ, `InvalidInput` without reason.
    """
    wanted, said = Decision(decision), _checked_reason(reason)
    if wanted == Decision.PENDING:
        raise InvalidInput(_("Accept the piece or return it."), code="decision_required")
    with audit.act(actor=actor, at=at) as log:
        submission = access.lock(use.submission_id)
        _require_settler(actor, submission, at)
        current = current_piece(submission, use.pk)
        given = list(current.verdicts.select_related("reviewer").order_by("at", "pk"))
        if any(v.reviewer_id == actor.pk and not v.settles for v in given):
            raise NotAllowed(
                _("You judged this piece yourself; another person settles it."),
                code="judged_before",
            )
        last = verdict_effect.settling(given)
        if last and (last.reviewer_id, last.decision, last.comment) == (actor.pk, wanted, said):
            return last
        refuse_unseen(given[-1] if given else None, seen, actor)
        _require_difference(submission, current, given)
        before = current.decision
        verdict = Verdict.objects.create(
            use=current,
            reviewer=actor,
            decision=wanted,
            comment=said,
            settles=True,
            after_comparison=True,
            at=at,
        )
        current.decision = wanted
        current.save(update_fields=["decision"])
        log.note_down(
            "verdict.settle",
            current,
            subject=submission.subject,
            unit_path=submission.unit.path,
            note=said,
            changed={"decision": [str(before), str(wanted)]},
            requirement=current.requirement,
            decision=str(wanted),
            piece=pieces.described(current),
        )
        differing = submission.differences_open
        scores.recompute(submission, at=at, reason="verdict.settle")
        difference_news.tell(submission, before=differing, actor=actor, at=at)
    return verdict


def _word(given: list[Verdict], person: int | None) -> Verdict | None:
    return None if person is None else verdict_effect.word_of(given, person)


def _require_settler(actor: User, submission: Submission, at: datetime) -> None:
    pair = double_review.pair_of(submission)
    if pair is not None and actor.pk in pair:
        raise NotAllowed(
            _("You are one of the two reviewers; a third person settles where you differ."),
            code="one_of_two",
        )
    if not may_settle(actor, submission, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    if submission.state != State.IN_REVIEW:
        raise GuardRefused(
            _("Evidence is judged only while the report is in review; it is “%(state)s” now.")
            % {"state": submission.get_state_display()},
            code="not_in_review",
            state=submission.state,
        )


def _require_difference(submission: Submission, use: EvidenceUse, given: list[Verdict]) -> None:
    pair = double_review.pair_of(submission)
    differs = pair is not None and verdict_effect.differ(given, pair)
    settled = verdict_effect.settling(given) is not None
    if use.compared_at is None or not (differs or settled):
        raise GuardRefused(
            _("The two reviewers do not differ on this piece, so there is nothing to settle."),
            code="no_difference",
        )


def _checked_reason(reason: str) -> str:
    said = normalise_text(reason).strip()
    if not said:
        raise InvalidInput(_("Say why: this act needs a reason."), code="reason_required")
    return require_fits(said, LONGEST_COMMENT)
