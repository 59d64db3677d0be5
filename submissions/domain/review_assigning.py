"""Who reviews which report."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import holders
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import ActingAppointment, Membership, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, NotAllowed
from kpi_portal.notifications.sending import notify
from submissions import access
from submissions.enums import State
from submissions.models import Submission
from submissions.workflow import SETTLED

_CLOSED = SETTLED | {State.EXEMPTED}


def assign_reviewer(
    submission: Submission, *, actor: User, at: datetime, reviewer: User
) -> Submission:
    """Give a report to a reviewer; who starts the review takes it over all the same.

    Side effects: the report's reviewer, an audit entry, a notification to the reviewer. Assigning
    the same person again changes nothing. Raises `NotAllowed` unless the actor may review it,
    `GuardRefused` for a person who may not judge it (one of the submitting unit, one without the
    role) and for a report whose result stands.
    """
    with audit.act(actor=actor, at=at) as log:
        queryset = access.with_context(Submission.objects.select_for_update(of=("self",)))
        locked = queryset.select_related("reviewer").get(pk=submission.pk)
        if not access.may_review(actor, locked, at=at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        if locked.state in _CLOSED:
            raise GuardRefused(
                _("The result of this report stands, so nobody reviews it now."),
                code="result_settled",
            )
        if not access.may_review(reviewer, locked, at=at):
            raise GuardRefused(
                _("%(who)s may not judge this report: a person of its unit, or without the role.")
                % {"who": reviewer.display_name},
                code="not_a_reviewer",
            )
        if locked.reviewer_id == reviewer.pk:
            return locked
        give(locked, reviewer, log)
        tell(locked, reviewer, actor, at)
    return locked


def give(locked: Submission, reviewer: User, log: audit.Act) -> None:
    """Write the reviewer of a locked report; its caller has judged both."""
    before, locked.reviewer = locked.reviewer, reviewer
    locked.save(update_fields=["reviewer"])
    log.note_down(
        "submission.assign",
        locked,
        subject=locked.subject,
        unit_path=locked.unit.path,
        changed={
            "reviewer": [before.audit_name if before else None, reviewer.audit_name],
        },
        person=reviewer.audit_name,
    )


def candidates(owners: Collection[int], *, at: datetime) -> QuerySet[User]:
    """The reviewers whose role, held or by standing in, lies with one of these units."""
    wanted = Q(role=Role.REVIEWER, scope_id__in=owners) & holders.in_force(access.day_of(at))
    members = Membership.objects.filter(wanted).values("user_id")
    acting = ActingAppointment.objects.filter(wanted).values("user_id")
    found = User.objects.filter(Q(pk__in=members) | Q(pk__in=acting), is_active=True)
    return found.order_by("first_name", "last_name").only("title", "first_name", "last_name")


def tell(submission: Submission, reviewer: User, actor: Actor, at: datetime) -> None:
    """Tell a reviewer of a report that somebody else gave them."""
    if isinstance(actor, User) and reviewer.pk == actor.pk:
        return
    notify(
        [reviewer],
        kind="submission.assign",
        facts={
            "submission": submission.pk,
            "unit": submission.unit_name,
            "indicator": submission.round.indicator.code,
            "round": submission.round.name,
            "who": actor.display_name if isinstance(actor, User) else "",
        },
        url=f"/review/{submission.pk}/",
        at=at,
    )
