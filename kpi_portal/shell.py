"""What the frame of every page shows: navigation, counts, person, year, language.

Made only when a template asks for it, so fragments and mails cost nothing. Beside the person's
standing (two queries that the page's own permission checks share) it costs one query.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import IntegerField, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject

from kpi_portal import navigation, thai, year_choice
from kpi_portal.accounts import standing
from kpi_portal.accounts.models import User
from kpi_portal.notifications.models import Notification

if TYPE_CHECKING:
    from kpi_portal.accounts.standing import Grant, Standing

Counted = Callable[[User, "Standing"], "QuerySet[Any]"]
_counters: dict[str, Counted] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation, ready to show."""

    name: str
    label: str | Promise
    url: str
    icon: str
    count: int
    current: bool
    phone: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame's facts. `now` is the moment of the request, for deadlines on the page."""

    now: datetime
    nav: list[Entry] = field(default_factory=list)
    more: list[Entry] = field(default_factory=list)
    grants: tuple[Grant, ...] = ()
    unread: int = 0
    chosen_year: int | None = None

    @property
    def fiscal_year(self) -> int:
        return thai.fiscal_year_of(self.now)

    @property
    def years(self) -> list[int]:
        """The fiscal years that the top bar offers."""
        return year_choice.offered(self.fiscal_year, self.chosen_year)

    @property
    def year_url(self) -> str:
        return navigation.first_address("set_year")

    @property
    def help_url(self) -> str:
        return navigation.first_address("help", "help:index")

    @property
    def search_url(self) -> str:
        return navigation.first_address("search", "submissions:search")

    @property
    def notifications_url(self) -> str:
        return navigation.first_address("notifications:list")

    @property
    def language_url(self) -> str:
        return navigation.first_address("set_language")

    @property
    def styleguide_url(self) -> str:
        return navigation.first_address("styleguide") if settings.DEMO else ""

    @property
    def first_grant(self) -> Grant | None:
        """The role named in the top bar: one held by standing in comes first, it is unusual."""
        acting = [grant for grant in self.grants if grant.acting]
        return next(iter([*acting, *self.grants]), None)


class _CountOf(Subquery):
    """COUNT(*) over any query, as one column."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def count_at(name: str, counted: Counted) -> None:
    """Show at the navigation entry `name` how many rows `counted(user, standing)` holds.

    Apps call this in `ready()`. All counters together are one query, whatever their number.
    """
    _counters[name] = counted


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `{{ shell }}` in every template."""
    return {"shell": SimpleLazyObject(lambda: build(request, timezone.now()))}


def build(request: HttpRequest, now: datetime) -> Shell:
    """The frame for this request at this moment."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return Shell(now)
    held = standing.of(user, thai.local_date(now))
    shown, more = navigation.places_of(role.value for role in held.roles)
    unread, counts = _counts(user, held, [name for place in shown + more for name in place.names])
    current = _current(request, shown + more)
    return Shell(
        now,
        nav=_entries(shown, counts, current),
        more=_entries(more, counts, current),
        grants=held.grants,
        unread=unread,
        chosen_year=year_choice.chosen(request),
    )


def _counts(user: User, held: Standing, names: list[str]) -> tuple[int, dict[str, int]]:
    """Unread notifications, and the number at each entry that has a counter: one query."""
    wanted = [name for name in dict.fromkeys(names) if name in _counters]
    unread = Notification.objects.filter(recipient=user, read_at__isnull=True)
    queries = [unread, *(_counters[name](user, held) for name in wanted)]
    columns = {f"n{i}": _CountOf(q.order_by().values("pk")) for i, q in enumerate(queries)}
    row = User.objects.filter(pk=user.pk).values_list(*columns.values()).get()
    # A counter whose query is known to be empty comes back as NULL.
    unread_count, *counts = (count or 0 for count in row)
    return unread_count, dict(zip(wanted, counts, strict=True))


def _entries(places: list[navigation.Place], counts: dict[str, int], current: str) -> list[Entry]:
    on_phone = [place for place in places if place.phone][: navigation.MOST_ON_PHONE]
    return [
        Entry(
            name=place.names[0],
            label=place.label,
            url=navigation.address_of(place),
            icon=place.icon,
            count=sum(counts.get(name, 0) for name in place.names),
            current=place.names[0] == current,
            phone=place in on_phone,
        )
        for place in places
    ]


def _current(request: HttpRequest, places: list[navigation.Place]) -> str:
    """The entry the page belongs to: `request.nav` when a view sets it, else the longest address
    that the page's own begins with; the home page only when one stands on it."""
    named = getattr(request, "nav", "")
    if named:
        return str(named)
    addresses = {navigation.address_of(place): place.names[0] for place in places}
    fitting = [
        url
        for url in addresses
        if request.path == url or (len(url) > 1 and request.path.startswith(url))
    ]
    return addresses[max(fitting, key=len)] if fitting else ""
