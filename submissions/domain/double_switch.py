"""Switching the double review of an open round on and off; a planned round says it in its plan."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.domain.loading import subject_of
from indicators.models import Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, NotAllowed
from submissions import access
from submissions.enums import State
from submissions.models import Submission, Verdict

_UNTOUCHED = (State.DRAFT, State.SUBMITTED, State.EXEMPTED)


def begun(round: Round) -> bool:
    """Whether the review of any report has begun: from then on verdicts are given under one rule,
    and under the other they would mean something else. Two queries."""
    reports = Submission.objects.filter(round=round)
    touched = ~Q(state__in=_UNTOUCHED) & Q(not_reported=False)
    judged = Verdict.objects.filter(use__submission__round=round)
    return reports.filter(touched).exists() or judged.exists()


def switch(round: Round, *, actor: User, at: datetime, on: bool) -> Round:
    """Have the reports of a round judged by two independent reviewers, or by one again.

    Side effects: the round's setting, an audit entry; none when it is so already. Second reviewers
    that were assigned stay on record and do not count while it is off. Raises `NotAllowed` unless
    the person configures the indicator, `GuardRefused` once the first review has begun.
    """
    owner = round.indicator.owner
    if not standing.of(actor, access.day_of(at)).may_act_as(Role.CONFIGURER, owner.path):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    with audit.act(actor=actor, at=at) as log:
        # a report whose review begins at this moment waits, or is seen here
        list(Submission.objects.select_for_update().filter(round=round).order_by("pk").values("pk"))
        locked = (
            Round.objects.select_for_update(of=("self",))
            .select_related("indicator__owner")
            .get(pk=round.pk)
        )
        if locked.double_review == on:
            return locked
        if begun(locked):
            raise GuardRefused(
                _("The review of the first report has begun, so this stays for the whole round."),
                code="review_begun",
            )
        locked.double_review = on
        locked.save(update_fields=["double_review"])
        log.note_down(
            "round.double_review",
            locked,
            subject=subject_of(locked.indicator),
            unit_path=owner.path,
            changed={"double_review": [not on, on]},
            round=str(locked),
        )
    return locked
