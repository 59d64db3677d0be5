"""Telling people about acts in this app. The app of notifications, above, says how."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from kpi_portal.accounts.models import User


class Messenger(Protocol):
    """See `kpi_portal.notifications.sending.notify_in_general`."""

    def __call__(
        self, people: Iterable[User], *, kind: str, facts: dict[str, Any], url: str, at: datetime
    ) -> object: ...


_messengers: list[Messenger] = []


def use_messenger(messenger: Messenger) -> None:
    """Say who carries messages; called once when the apps are ready."""
    _messengers[:] = [messenger]


def tell(
    people: Iterable[User], *, kind: str, facts: dict[str, Any], url: str, at: datetime
) -> None:
    """Write a notification to each person, inside the act's transaction."""
    for messenger in _messengers:
        messenger(people, kind=kind, facts=facts, url=url, at=at)
