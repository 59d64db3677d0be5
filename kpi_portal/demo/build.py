"""Making the demo whole, in one transaction, on an empty portal and nowhere else."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from indicators.models import Indicator
from kpi_portal.accounts.demo_people import ROSTER
from kpi_portal.accounts.models import Unit, User
from kpi_portal.demo import catalogue, moments, organisation, rounds, tree
from kpi_portal.errors import GuardRefused


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
    made = organisation.found(now)
    catalogue.load_wordings(made)
    catalogue.load_process_improvement(made)
    digitalize = catalogue.load_digitalize(made)
    current = catalogue.clone_digitalize(made, digitalize, now)
    rounds.opened(made, current, "m5", made.reporting(), moments.back(now, 40))
