"""Who is told of a move. Rows are written in the move's transaction and delivered after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.notifications.sending import notify
from submissions import access
from submissions.domain import deadlines, in_view
from submissions.domain.acts import MoveInProgress
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.enums import Action
from submissions.models import Submission

_UNIT = (Role.DRAFTER, Role.DIRECTOR)
_TOLD: dict[Action, tuple[Role, ...]] = {
    Action.SUBMIT: (Role.REVIEWER, Role.DIRECTOR),
    Action.RECEIVE: (*_UNIT, Role.REVIEWER, Role.HEAD),
    Action.AMEND_RECEIVED: (*_UNIT, Role.REVIEWER, Role.HEAD),
    Action.WITHDRAW: (Role.REVIEWER,),
    Action.RETURN: _UNIT,
    Action.LAPSE_RETURN: (*_UNIT, Role.REVIEWER),
    Action.CLOSE_UNSUBMITTED: (*_UNIT, Role.HEAD),
    Action.EXEMPT: (*_UNIT, Role.HEAD),
    Action.READMIT: (*_UNIT, Role.HEAD),
    Action.ASSESS: (Role.HEAD,),
    Action.RECHECK: (Role.REVIEWER,),
    Action.CONFIRM: (Role.EXECUTIVE,),
    Action.ENDORSE: (Role.HEAD,),
    Action.PUBLISH: _UNIT,
    Action.RECONSIDER: (Role.DRAFTER, Role.HEAD, Role.EXECUTIVE),
    Action.RESOLVE: (*_UNIT, Role.HEAD, Role.REVIEWER),
    Action.REOPEN: (*_UNIT, Role.REVIEWER),
}


# These speak of a review that goes on: whoever sees nothing of it is told nothing either.
_OF_THE_REVIEW = frozenset({Action.ASSESS, Action.RECHECK, Action.CONFIRM, Action.ENDORSE})


def announce(act: MoveInProgress) -> None:
    """Write one notification per person concerned, never to the actor."""
    roles = _TOLD.get(act.move.action, ())
    if not roles:
        return
    if Role.DIRECTOR in roles and act.submission.is_bureaus_own:
        # The bureau's own report is its executive's to submit and to answer.
        roles = (*roles, Role.EXECUTIVE)
    people = [p for p in people_with(act.submission, roles, at=act.at) if p.pk != act_pk(act)]
    if act.move.action in _OF_THE_REVIEW or _reopened_unseen(act):
        people = [p for p in people if access.sees_review(p, act.submission, at=act.at)]
    notify(
        people,
        kind=f"submission.{act.move.action}",
        facts=facts_of_report(act.submission, note=act.note) | _until(act),
        url=f"/submissions/{act.submission.pk}/",
        at=act.at,
        about=outbox_name(act.submission.round),
    )


def _until(act: MoveInProgress) -> dict[str, str]:
    """The moment until which the people told can do something about it."""
    submission = act.submission
    moment = None
    if act.move.action is Action.RETURN:
        moment = submission.answer_by
    elif act.move.action is Action.READMIT:
        moment = submission.effective_due_at
    elif act.move.action is Action.PUBLISH and submission.round.appeal_days:
        moment = deadlines.appeal_ends_at(submission)
    return {"due": moment.isoformat()} if moment else {}


def _reopened_unseen(act: MoveInProgress) -> bool:
    """Reopened before anything was published: to the unit the review never stopped."""
    return act.move.action is Action.REOPEN and act.move.source not in in_view.TOLD


def act_pk(act: MoveInProgress) -> int | None:
    return act.actor.pk if isinstance(act.actor, User) else None


def people_with(submission: Submission, roles: Iterable[Role], *, at: datetime) -> QuerySet[User]:
    """People who hold one of `roles` for this submission on the day of `at`: by membership,
    by standing in, or named by order."""
    day = access.day_of(at)
    wanted = Q()
    for role in roles:
        unit = submission.round.indicator.owner if role in access.OWNER_ROLES else submission.unit
        scopes = [int(pk) for pk in unit.path.strip("/").split("/")]
        wanted |= _holding("memberships", role, scopes) & _in_force("memberships", day)
        wanted |= _holding("acting_appointments", role, scopes) & _in_force(
            "acting_appointments", day
        )
        wanted |= Q(review_appointments__submission=submission, review_appointments__role=role)
    return User.objects.filter(wanted, is_active=True).distinct()


def _holding(relation: str, role: Role, scopes: list[int]) -> Q:
    return Q(**{f"{relation}__role": role, f"{relation}__scope_id__in": scopes})


def _in_force(relation: str, day: object) -> Q:
    started = Q(**{f"{relation}__starts__lte": day})
    open_end = Q(**{f"{relation}__ends__isnull": True}) | Q(**{f"{relation}__ends__gte": day})
    return started & open_end
