"""Making the demo whole, in one transaction, on an empty portal and nowhere else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from indicators.models import Indicator
from kpi_portal.accounts.demo_people import ROSTER
from kpi_portal.accounts.models import Unit, User
from kpi_portal.demo import (
    catalogue,
    finished_year,
    improvement,
    memos,
    mid_round,
    moments,
    organisation,
    tree,
)
from kpi_portal.errors import GuardRefused
from kpi_portal.notifications.models import Notification


def build(now: datetime) -> bool:
    """Fill the empty portal; returns False when the demo is there already.

    Raises `GuardRefused` outside demo mode and on a portal that holds anything else.
    """
    if not settings.DEMO:
        raise GuardRefused(_("Demo data is made in demo mode only."), code="not_demo")
    if is_there():
        return False
    if User.objects.exists() or Unit.objects.exists() or Indicator.objects.exists():
        raise GuardRefused(
            _("This portal holds data already; demo data would mix with it."), code="not_empty"
        )
    with transaction.atomic():
        _make(now)
    return True


def is_there() -> bool:
    """Whether this portal is the demo: its bureau with all its people, and nobody else."""
    names = {person.username for person in ROSTER}
    there = set(User.objects.values_list("username", flat=True))
    return there >= names and Unit.objects.filter(code=tree.BUREAU).exists()


def _make(now: datetime) -> None:
    made = organisation.found()
    catalogue.load_wordings(made)
    memos.set_emblem(made, moments.founding())
    improvement.tell(made, catalogue.load_process_improvement(made))
    organisation.reorganise(made)
    digitalize = catalogue.load_digitalize(made)
    finished_year.tell(made, digitalize)
    organisation.retire(made, now)
    mid_round.tell(made, catalogue.clone_digitalize(made, digitalize, now), now)
    _read_old_notices(now)


def _read_old_notices(now: datetime) -> None:
    """People have read what is older than a week; the bell counts what is new."""
    old = Notification.objects.filter(created_at__lt=now - timedelta(days=7))
    old.update(read_at=F("created_at") + timedelta(hours=20))
