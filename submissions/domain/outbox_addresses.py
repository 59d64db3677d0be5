"""People whom no e-mail reaches: without an address, or with one that the mail server refuses."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from indicators.models import Round
from kpi_portal.accounts import access as people_access
from kpi_portal.accounts import standing
from kpi_portal.accounts.holders import in_force
from kpi_portal.accounts.models import ActingAppointment, Membership, User
from kpi_portal.errors import NotFound
from kpi_portal.notifications import delivery, failures
from kpi_portal.notifications.models import Delivery, Notification
from submissions import access
from submissions.domain.outbox import KEEPERS
from submissions.domain.outbox_names import outbox_names

AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who reports, reviews or decides and whom no e-mail reaches.

    `refused` says that the present address was refused, `waiting` how many messages about these
    rounds were not delivered, `page` that the asking person may open the person's page.
    """

    person: User
    unit: str
    refused: bool
    waiting: int
    page: bool


def to_mend(user: User, rounds: QuerySet[Round], *, at: datetime) -> list[Unreached]:
    """The people within the person's reach who hold a role now and have no address, and those
    whose address was refused for a message about these rounds; each once. Six queries."""
    day = access.day_of(at)
    names = outbox_names(rounds.order_by().values_list("pk", flat=True))
    refused = _refused(names)
    reached = Q(pk__in=[])
    for path in standing.of(user, day).scopes(*KEEPERS):
        reached |= Q(unit__path__startswith=path)
    wanted = Q(user__email="") | Q(user__in=refused)
    units: dict[int, str] = {}
    people: dict[int, User] = {}
    for model in (Membership, ActingAppointment):
        rows = (
            model.objects.filter(reached & in_force(day) & wanted, user__is_active=True)
            .select_related("user", "unit")
            .order_by("unit__path", "pk")[:AT_MOST]
        )
        for row in rows:
            people.setdefault(row.user_id, row.user)
            units.setdefault(row.user_id, row.unit.name)
    waiting = _undelivered(names, people) if people else {}
    page = _pages_open_to(user, people, day) if people else set()
    return [
        Unreached(person, units[pk], pk in refused, waiting.get(pk, 0), pk in page)
        for pk, person in people.items()
    ]


def _pages_open_to(user: User, people: Collection[int], day: date) -> set[int]:
    """Whose pages the person may open: a plain reviewer oversees nobody. One query."""
    try:
        seen = people_access.people_seen_by(user, day=day)
    except NotFound:
        return set()
    return set(seen.filter(pk__in=people).values_list("pk", flat=True))


def _refused(names: Collection[str]) -> set[int]:
    """Whose present address was refused, and nothing arrived since; one query."""
    arrived = Notification.objects.filter(
        recipient=OuterRef("recipient"),
        delivery=Delivery.SENT,
        sent_at__gt=OuterRef("created_at"),
    )
    rows = (
        Notification.objects.filter(
            about__in=names,
            delivery=Delivery.FAILED,
            failure__startswith=failures.REFUSED,
            recipient__is_active=True,
        )
        .exclude(recipient__email="")
        .exclude(Exists(arrived))
        .order_by()
        .values_list("recipient_id", "recipient__email", "failure")
        .distinct()
    )
    # a row keeps the address that was refused: another one entered since is not
    return {pk for pk, email, failure in rows if email.casefold() in failure.casefold()}


def _undelivered(names: Collection[str], people: Iterable[int]) -> dict[int, int]:
    rows = (
        Notification.objects.filter(
            about__in=names, recipient__in=list(people), delivery__in=delivery.RESENDABLE
        )
        .order_by()
        .values_list("recipient_id")
        .annotate(number=Count("pk"))
    )
    return dict(rows)
