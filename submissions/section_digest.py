"""What waits for the strategy section, told in the morning of each working day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import ngettext

from indicators.domain import days_off, workdays
from kpi_portal.accounts import holders, standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import ActingAppointment, Membership, User
from kpi_portal.errors import NotFound
from kpi_portal.notifications import digest
from kpi_portal.notifications.digest import Waiting
from kpi_portal.notifications.models import Delivery
from submissions import access
from submissions.domain import outbox, queue
from submissions.domain.queue import Filters, Heap, Timing

_ROLES = (Role.REVIEWER, Role.HEAD)


def register() -> None:
    """Hand the section's part to the digest."""
    digest.register(digest.Summary(people, lines))


def people(at: datetime) -> Iterable[int]:
    """Those who review or head something on the day of `at`."""
    wanted = Q(role__in=_ROLES) & holders.in_force(access.day_of(at))
    for model in (Membership, ActingAppointment):
        yield from model.objects.filter(wanted).values_list("user_id", flat=True)


def lines(person: User, at: datetime) -> list[Waiting]:
    """One line for each kind of work that waits; nothing on a day off of the person's section."""
    day = access.day_of(at)
    own = standing.of(person, day)
    seats = [grant.unit_path for grant in own.grants if grant.role in _ROLES]
    if not seats or not workdays.is_working_day(day, days_off.of_paths(seats[:1])[seats[0]]):
        return []
    try:
        reach = queue.reach_of(person, at=at)
    except NotFound:
        return []
    heaps = queue.counts(reach, Filters(heap=Heap.ALL), person, at=at)
    overdue = queue.counts(reach, Filters(heap=Heap.ALL, timing=Timing.OVERDUE), person, at=at)
    rounds = outbox.rounds_of(person, at=at)
    told = outbox.told(rounds, outbox.Filters(), reader=person, at=at)
    failed = outbox.counts(told).get(Delivery.FAILED, 0)
    heads = Role.HEAD in own.roles
    found = [
        (heaps[Heap.TO_REVIEW], _to_review, "/review/"),
        (heaps[Heap.TO_CONFIRM] if heads else 0, _to_confirm, "/review/?show=to_confirm"),
        (heaps[Heap.TO_PUBLISH] if heads else 0, _to_publish, "/review/?show=to_publish"),
        (overdue[Heap.ALL], _overdue, "/review/?show=all&timing=overdue"),
        (failed, _failed, "/outbox/?state=failed"),
    ]
    return [Waiting(words(number), url) for number, words, url in found if number]


def _to_review(count: int) -> str:
    return ngettext(
        "%(count)d report waits for review.", "%(count)d reports wait for review.", count
    ) % {"count": count}


def _to_confirm(count: int) -> str:
    return ngettext(
        "%(count)d result waits to be confirmed.", "%(count)d results wait to be confirmed.", count
    ) % {"count": count}


def _to_publish(count: int) -> str:
    return ngettext(
        "%(count)d confirmed result is not published yet.",
        "%(count)d confirmed results are not published yet.",
        count,
    ) % {"count": count}


def _overdue(count: int) -> str:
    return ngettext("%(count)d report is overdue.", "%(count)d reports are overdue.", count) % {
        "count": count
    }


def _failed(count: int) -> str:
    return ngettext(
        "%(count)d e-mail could not be sent.", "%(count)d e-mails could not be sent.", count
    ) % {"count": count}
