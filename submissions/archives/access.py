"""Whose exports they are: each holds what one person could see, so it is that person's alone."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from submissions.archives.models import Export
from submissions.models import Submission


def of_round(user: User, round: Round) -> QuerySet[Export]:
    """What the person had made of the whole round, newest first."""
    return Export.objects.filter(by=user, round=round, submission=None)


def of_year(user: User, year: int) -> QuerySet[Export]:
    """What the person had made of a whole fiscal year, newest first."""
    return Export.objects.filter(by=user, fiscal_year=year)


def of_report(user: User, submission: Submission) -> QuerySet[Export]:
    """What the person had made of one report, newest first."""
    return Export.objects.filter(by=user, submission=submission)


def get_for(user: User, pk: int) -> Export:
    """One export of the person's own; raises `NotFound` for missing and forbidden alike."""
    exports = Export.objects.select_related("round__indicator__owner", "submission", "by")
    found = exports.filter(pk=pk, by=user).first()
    if found is None:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    return found
