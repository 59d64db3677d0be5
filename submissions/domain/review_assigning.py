"""Who reviews which report."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import holders
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import ActingAppointment, Membership, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, NotAllowed, Stale
from kpi_portal.notifications.sending import notify
from submissions import access
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.domain.review_places import Place, holder_of, place_for, places, seat
from submissions.enums import State
from submissions.models import Submission, Verdict
from submissions.workflow import SETTLED

_CLOSED = SETTLED | {State.EXEMPTED}


def assign_reviewer(
    submission: Submission,
    *,
    actor: User,
    at: datetime,
    reviewer: User,
    place: Place = Place.FIRST,
    seen: int | None = None,
    told: bool = True,
) -> Submission:
    """Give a report to a reviewer; who starts the review takes it over all the same.

    In a double review `place` says which of the two places the person gets. `seen` is the key of
    who had the place on the page, 0 for nobody; None asks nothing. Side effects: the report's
    reviewer, an audit entry, a notification to the reviewer unless not `told`. Assigning the same
    person again changes nothing. Raises `Stale` when somebody else got the place meanwhile,
    `NotAllowed` unless the actor may review it, and unless the head replaces one of two who has
    judged already; `GuardRefused` for a person who may not judge it (one of the submitting unit,
    one without the role, one with a conflict of interest), for the person in the other place, for
    a second place where the round is reviewed once, and for a report whose result stands.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(submission.pk)
        if not access.may_review(actor, locked, at=at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        if locked.state in _CLOSED:
            raise GuardRefused(
                _("The result of this report stands, so nobody reviews it now."),
                code="result_settled",
            )
        if not access.may_review(reviewer, locked, at=at):
            raise GuardRefused(
                _("%(who)s declared a conflict of interest on this report.")
                % {"who": reviewer.display_name}
                if access.has_conflict(reviewer, locked)
                else _(
                    "%(who)s may not judge this report: a person of its unit, or without the role."
                )
                % {"who": reviewer.display_name},
                code="not_a_reviewer",
            )
        if holder_of(locked, place) == reviewer.pk:
            return locked
        _refuse_unseen(locked, place, seen)
        _require_place(locked, reviewer, place)
        _require_head_to_replace(locked, actor, place, at)
        give(locked, reviewer, log, place)
        if told:
            tell(locked, reviewer, actor, at)
    return locked


def assign_both(
    submission: Submission, *, actor: User, at: datetime, wanted: Mapping[Place, User]
) -> None:
    """Give the places of a report to these people, all or none; as `assign_reviewer`."""
    with audit.act(actor=actor, at=at):
        for place, person in wanted.items():
            assign_reviewer(submission, actor=actor, at=at, reviewer=person, place=place)


def take_place(submission: Submission, *, actor: User, at: datetime) -> Submission:
    """Take the free place of a double review that has begun.

    Side effects: the report's reviewer, an audit entry. Nothing changes for one of the two. Raises
    `NotAllowed` for a person who may not judge the report as a reviewer, `GuardRefused` where no
    place is free, the round is reviewed once or the report is not in review.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(submission.pk)
        if not may_take_place(actor, locked, at=at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        if not locked.round.double_review or locked.state != State.IN_REVIEW:
            raise GuardRefused(
                _("Only a double review that has begun has a second place to take."),
                code="no_place",
            )
        place = place_for(locked, actor)
        if place is None:
            if actor.pk in (locked.reviewer_id, locked.second_reviewer_id):
                return locked
            raise GuardRefused(
                _("Two reviewers have this report already; one of them starts the review."),
                code="places_taken",
            )
        give(locked, actor, log, place)
    return locked


def may_take_place(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether the person may judge the report as a reviewer."""
    as_reviewer = access.may_act_as(user, submission, Role.REVIEWER, at=at)
    return as_reviewer and access.may_review(user, submission, at=at)


def give(locked: Submission, reviewer: User, log: audit.Act, place: Place = Place.FIRST) -> None:
    """Write the reviewer of a locked report; its caller has judged both."""
    before: User | None = getattr(locked, place)
    seat(locked, reviewer, place)
    locked.save(update_fields=[str(place)])
    log.note_down(
        "submission.assign" if place is Place.FIRST else "submission.assign_second",
        locked,
        subject=locked.subject,
        unit_path=locked.unit.path,
        changed={
            str(place): [before.audit_name if before else None, reviewer.audit_name],
        },
        person=reviewer.audit_name,
    )


def take_back(locked: Submission, log: audit.Act, place: Place = Place.FIRST) -> None:
    """Leave the place of a locked report empty; its caller has judged it."""
    before: User | None = getattr(locked, place)
    setattr(locked, place, None)
    locked.save(update_fields=[str(place)])
    log.note_down(
        "submission.unassign",
        locked,
        subject=locked.subject,
        unit_path=locked.unit.path,
        changed={str(place): [before.audit_name if before else None, None]},
        person=before.audit_name if before else "",
    )


def _locked(pk: int) -> Submission:
    queryset = access.with_context(Submission.objects.select_for_update(of=("self",)))
    return queryset.select_related("reviewer", "second_reviewer").get(pk=pk)


def _refuse_unseen(locked: Submission, place: Place, seen: int | None) -> None:
    if seen is None or (holder_of(locked, place) or 0) == seen:
        return
    holder: User | None = getattr(locked, place)
    raise Stale(
        _("%(who)s got this report meanwhile.") % {"who": holder.display_name}
        if holder
        else _("Its reviewer gave this report back meanwhile."),
        code="stale",
    )


def _require_place(locked: Submission, reviewer: User, place: Place) -> None:
    if place not in places(locked):
        raise GuardRefused(
            _("This round is reviewed once, so a report has no second reviewer."),
            code="reviewed_once",
        )
    if reviewer.pk in (locked.reviewer_id, locked.second_reviewer_id):
        raise GuardRefused(
            _("%(who)s has the other place already; two different people judge.")
            % {"who": reviewer.display_name},
            code="same_person",
        )


def _require_head_to_replace(locked: Submission, actor: User, place: Place, at: datetime) -> None:
    """Else one of two who disagree could look for somebody who agrees."""
    before = holder_of(locked, place)
    if not locked.round.double_review or before is None:
        return
    judged = Verdict.objects.filter(use__submission=locked, reviewer=before).exists()
    if judged and not access.may_act_as(actor, locked, Role.HEAD, at=at):
        raise NotAllowed(
            _("A reviewer who has judged already is replaced by the head only."),
            code="head_replaces",
        )


def candidates(owners: Collection[int], *, at: datetime) -> QuerySet[User]:
    """The reviewers whose role, held or by standing in, lies with one of these units."""
    wanted = Q(role=Role.REVIEWER, scope_id__in=owners) & holders.in_force(access.day_of(at))
    members = Membership.objects.filter(wanted).values("user_id")
    acting = ActingAppointment.objects.filter(wanted).values("user_id")
    found = User.objects.filter(Q(pk__in=members) | Q(pk__in=acting), is_active=True)
    return found.order_by("first_name", "last_name").only("title", "first_name", "last_name")


def tell(
    submission: Submission, reviewer: User, actor: Actor, at: datetime, *, share: str = ""
) -> None:
    """Tell a reviewer of a report that somebody else gave them; `share` is the work it was part
    of."""
    if isinstance(actor, User) and reviewer.pk == actor.pk:
        return
    notify(
        [reviewer],
        kind="submission.assign",
        facts=facts_of_report(
            submission, who=actor.display_name if isinstance(actor, User) else "", share=share
        ),
        url=f"/review/{submission.pk}/",
        at=at,
        about=outbox_name(submission.round),
    )
