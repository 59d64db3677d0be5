"""The counts beside the navigation: what waits in each place for this person."""

from __future__ import annotations

from django.db.models import Exists, Q, QuerySet

from indicators.models import Indicator, Round
from kpi_portal import shell
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.accounts.standing import Standing
from submissions.domain.queue_reach import REVIEW_ROLES, under
from submissions.enums import ApprovalState, State
from submissions.models import Approval, Submission


def register() -> None:
    """Hand the counters to the shell; they become one query together."""
    shell.count_at("submissions:mine", _returned)
    shell.count_at("submissions:queue", _to_review)
    shell.count_at("submissions:approvals", _to_approve)


def _returned(user: User, own: Standing) -> QuerySet[Submission]:
    """Reports sent back to the person's units."""
    mine = under("unit__path", own.scopes(Role.DRAFTER, Role.DIRECTOR))
    return Submission.objects.filter(mine, state=State.RETURNED)


def _to_review(user: User, own: Standing) -> QuerySet[Submission]:
    """Reports handed in and not yet taken up, the person's own unit left out."""
    scopes = own.scopes(*REVIEW_ROLES)
    rounds = Round.objects.filter(under("indicator__owner__path", scopes)).order_by()
    elsewhere = Indicator.objects.exclude(under("owner__path", scopes))
    # whoever reviews every indicator there is need not ask each report for its round
    reviewed = ~Exists(elsewhere) | Q(round__in=rounds.values("pk"))
    waiting = Submission.objects.filter(reviewed, state=State.SUBMITTED)
    return waiting.exclude(unit_id__in={grant.unit_id for grant in own.grants})


def _to_approve(user: User, own: Standing) -> QuerySet[Approval]:
    """Plans that wait for the executive."""
    reached = under("submission__unit__path", own.scopes(Role.EXECUTIVE))
    return Approval.objects.filter(reached, state=ApprovalState.REQUESTED)
