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

from kpi_portal import navigation, thai
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
    fiscal_year: int
    nav: list[Entry] = field(default_factory=list)
    more: list[Entry] = field(default_factory=list)
    grants: tuple[Grant, ...] = ()
    unread: int = 0
    demo: bool = False
    styleguide_url: str = ""
    help_url: str = ""
    search_url: str = ""
    notifications_url: str = ""
    language_url: str = ""

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
    today = thai.local_date(now)
    user = getattr(request, "user", None)
    routes = {
        "demo": settings.DEMO,
        "language_url": navigation.first_address("set_language"),
        "help_url": navigation.first_address("help"),
    }
    year = thai.fiscal_year_of(today)
    if not isinstance(user, User) and not getattr(user, "is_authenticated", False):
        return Shell(now, year, **routes)
    held = standing.of(user, today)
    shown, more = navigation.places_of(role.value for role in held.roles)
    counts = _counts(user, held, [name for place in [*shown, *more] for name in place.names])
    current = _current(request, [*shown, *more])
    return Shell(
        now,
        year,
        nav=_entries(shown, counts, current),
        more=_entries(more, counts, current),
        grants=held.grants,
        unread=counts["unread"],
        notifications_url=navigation.first_address("notifications:list", "notifications"),
        search_url=navigation.first_address("search", "submissions:search"),
        styleguide_url=navigation.first_address("styleguide") if settings.DEMO else "",
        **routes,
    )


def _counts(user: User, held: Standing, names: list[str]) -> dict[str, int]:
    wanted = {name: _counters[name] for name in dict.fromkeys(names) if name in _counters}
    columns = {
        f"c{n}": _CountOf(count(user, held).order_by().values("pk"))
        for n, count in enumerate(wanted.values())
    }
    unread = Notification.objects.filter(recipient=user, read_at__isnull=True)
    row = (
        User.objects.filter(pk=user.pk)
        .values(unread=_CountOf(unread.order_by().values("pk")), **columns)
        .get()
    )
    # A counter whose query is known to be empty comes back as NULL.
    counts = {name: row[f"c{n}"] or 0 for n, name in enumerate(wanted)}
    return {"unread": row["unread"]} | counts


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
