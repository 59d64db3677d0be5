"""From where people come to a report: the list to which its pages lead back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import _StrOrPromise
from submissions import access
from submissions.domain.queue_reach import REVIEW_ROLES
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Way:
    """A list: what it is called and where it lies."""

    label: _StrOrPromise
    url: str


def back(user: User, submission: Submission, *, at: datetime) -> Way:
    """The unit's own people and those who contribute go back to their indicators, whoever reviews
    to the queue, those who follow the round to its page. Who is named by order to judge a report
    reviews it, whatever else they are. No query but that for the names, asked of the few who sit
    in another unit.
    """
    own = standing.of(user, access.day_of(at))
    round_ = submission.round
    unit, owner = submission.unit.path, round_.indicator.owner.path
    if any(own.may_act_as(role, unit) for role in access.UNIT_ROLES):
        return _mine()
    if any(own.may_act_as(role, owner) for role in REVIEW_ROLES):
        return Way(_("Review queue"), reverse("submissions:queue"))
    follows = own.may_act_as(Role.EXECUTIVE, unit) or own.may_act_as(Role.CONFIGURER, owner)
    if follows or Role.AUDITOR in own.roles:
        return Way(round_.name, reverse("submissions:round", args=[round_.pk]))
    if access.is_named_judge(user, submission):
        return Way(_("Review queue"), reverse("submissions:queue"))
    return _mine()


def _mine() -> Way:
    return Way(_("Our indicators"), reverse("submissions:mine"))
