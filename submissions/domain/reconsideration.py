"""A request for reconsideration: what may be contested, who looks again, what stood before, after.

A published result can be asked about once; the executive's answer publishes it anew and is the last
word on it, until a reopened review leads to another publication. While the request is open only the
contested items move: the unit adds evidence to them and one reviewer who neither proposed nor
confirmed the result judges their pieces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kpi_portal.accounts import holders
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership, User
from scoring.numbers import two_places
from scoring.result import Result
from submissions import access, workflow
from submissions.domain import deadlines, pieces, requirements, scores
from submissions.domain.acts import MoveInProgress
from submissions.domain.announcements import people_with
from submissions.domain.contested import LATENESS, answered, contested_keys, open_of
from submissions.domain.outline import Place
from submissions.enums import Action, Decision, ReconsiderationOutcome, ScoreBasis
from submissions.models import (
    ContestedItem,
    EvidenceUse,
    Reconsideration,
    Submission,
    Verdict,
    Waiver,
)

_OF_THE_RESULT = ("level", "final", "deduction")


@dataclass(frozen=True, slots=True)
class Contestable:
    """One requirement that was not met in full: its place, its pieces and the newest comment."""

    place: Place
    uses: tuple[EvidenceUse, ...]
    comment: str

    @property
    def key(self) -> str:
        return self.place.requirement.key

    @property
    def title(self) -> str:
        return self.place.requirement.title


def contestable(submission: Submission) -> tuple[Contestable, ...]:
    """The requirements whose pieces were not all accepted, and those without evidence; in the order
    of the criteria. Two queries."""
    uses = pieces.by_requirement(use for use in pieces.active(submission) if use.supplied)
    comments = _comments(submission)
    found = []
    for key, place in requirements.index(submission.definition).items():
        there = tuple(uses.get(key, ()))
        if not there or any(use.decision != Decision.ACCEPTED for use in there):
            said = "\n".join(filter(None, (comments.get(use.pk) for use in there)))
            found.append(Contestable(place, there, said))
    return tuple(found)


def _comments(submission: Submission) -> Mapping[int, str]:
    given = Verdict.objects.filter(
        use__submission=submission, use__removed_at=None, decision=Decision.RETURNED
    )
    return dict(given.order_by("at", "pk").values_list("use_id", "comment"))


def deduction_of(submission: Submission, *, at: datetime) -> str:
    """The deduction for lateness of the result that stands, as text; empty where there is none."""
    result = scores.evaluate(submission, ScoreBasis.CONFIRMED, at=at).result
    return two_places(result.deduction) if result.deduction else ""


def may_ask(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether the page offers asking: who may, in time, nothing asked and answered before."""
    move = workflow.move_for(submission.state, Action.RECONSIDER)
    ends = deadlines.appeal_ends_at(submission)
    return (
        move is not None
        and bool(submission.round.appeal_days)
        and ends is not None
        and at <= ends
        and not submission.not_reported
        and access.may_perform(user, submission, move, at=at)
        and not answered(submission)
    )


def judged_before(submission: Submission) -> frozenset[int]:
    """Who had a part in the result and so does not look again: who proposed and who confirmed it,
    and both reviewers of a double review."""
    people = {submission.assessed_by_id, submission.confirmed_by_id}
    if submission.second_reviewer_id is not None:
        people |= {submission.reviewer_id, submission.second_reviewer_id}
    return frozenset(pk for pk in people if pk is not None)


def may_look_again(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether the person may judge the contested items."""
    return user.pk not in judged_before(submission) and access.may_review(user, submission, at=at)


def candidates(submission: Submission, *, at: datetime) -> QuerySet[User]:
    """Those who may look again, for choosing; the verb asks once more about each."""
    unit = submission.unit.path
    sitting = Membership.objects.filter(
        holders.in_force(access.day_of(at)), unit__path__startswith=unit
    )
    found: QuerySet[User] = (
        User.objects.filter(
            pk__in=people_with(submission, (Role.REVIEWER, Role.HEAD), at=at).values("pk")
        )
        .exclude(pk__in=judged_before(submission))
        .exclude(pk__in=sitting.values("user_id"))
        .order_by("first_name", "last_name")
    )
    return found


def result_of(submission: Submission, keys: Iterable[str], *, at: datetime) -> dict[str, Any]:
    """The confirmed result as it is now, and the verdicts on the pieces of these requirements: what
    a request keeps of before and of after."""
    pieces.forget(submission)
    wanted = frozenset(keys)
    result = scores.evaluate(submission, ScoreBasis.CONFIRMED, at=at).result
    uses = [use for use in pieces.active(submission) if use.requirement in wanted]
    newest: dict[int, Verdict] = {}
    for verdict in Verdict.objects.filter(use__in=uses).order_by("at", "pk"):
        newest[verdict.use_id] = verdict
    items: dict[str, list[dict[str, Any]]] = {key: [] for key in sorted(wanted)}
    for use in uses:
        said = newest.get(use.pk)
        items[use.requirement].append(
            {
                "use": use.pk,
                "name": _name(use),
                "decision": str(use.decision),
                "comment": said.comment if said is not None else "",
            }
        )
    return {**_figures(result), "items": items}


def _figures(result: Result) -> dict[str, Any]:
    return {
        "level": result.level,
        "raw": two_places(result.raw),
        "deduction": two_places(result.deduction),
        "final": two_places(result.final),
        "scale": two_places(result.scale),
        "tier": result.tier,
    }


def _name(use: EvidenceUse) -> str:
    described = pieces.described(use)
    return str(described.get("name") or described.get("number") or use.text[:80] or use.kind)


def begin(act: MoveInProgress) -> Reconsideration:
    """Write the request with its items and the result that it is about; part of the move."""
    submission, items = act.submission, asked_items(act.data)
    made = Reconsideration.objects.create(
        submission=submission,
        number=submission.reconsiderations.count() + 1,
        requested_at=act.at,
        requested_by=act.person,
        reason=act.note,
        before=result_of(submission, items.keys() - {LATENESS}, at=act.at),
    )
    ContestedItem.objects.bulk_create(
        ContestedItem(reconsideration=made, requirement=key, argument=said.strip())
        for key, said in items.items()
    )
    return made


def finish(act: MoveInProgress) -> Reconsideration:
    """Write the answer and the result after it; part of the move. A contested deduction is waived
    where the act brings the number of an order for it."""
    submission = act.submission
    request = open_of(submission)
    if request is None:
        raise LookupError(f"submission {submission.pk} is reconsidered without a request")
    _waive(act, request)
    after = result_of(submission, contested_keys(request), at=act.at)
    same = same_result(request.before, after)
    request.outcome = ReconsiderationOutcome.UPHELD if same else ReconsiderationOutcome.CHANGED
    request.resolved_at, request.resolved_by = act.at, act.person
    request.answer, request.after = act.note, after
    request.save()
    return request


def _waive(act: MoveInProgress, request: Reconsideration) -> None:
    order = str(act.data.get("waiver_order") or "").strip()
    if not order or LATENESS not in {item.requirement for item in request.items.all()}:
        return
    submission = act.submission
    submission.waiver, _created = Waiver.objects.update_or_create(
        submission=submission,
        defaults={"order_number": order, "reason": act.note, "at": act.at, "by": act.person},
    )
    scores.recompute(submission, at=act.at, reason="resolve")


def asked_items(data: Mapping[str, Any]) -> dict[str, str]:
    """Requirement → argument, as the act brought them."""
    return {str(key): str(said) for key, said in dict(data.get("items") or {}).items()}


def same_result(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether nothing of the result changed: level, score and deduction."""
    return all(before.get(name) == after.get(name) for name in _OF_THE_RESULT)
