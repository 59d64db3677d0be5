"""A person's notifications: the list, the count, and marking them read."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from kpi_portal.notifications.models import Notification


def own(user: User) -> QuerySet[Notification]:
    """Everything told to `user`, newest first."""
    return Notification.objects.filter(recipient=user)


def unread_count(user: User) -> int:
    """How many are not read yet: the number at the bell."""
    return own(user).filter(read_at=None).count()


def mark_read(user: User, pk: int, *, at: datetime) -> Notification:
    """Mark one as read and return it; one that was read keeps its time. Raises `NotFound`."""
    found = own(user).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such notification."), code="not_found")
    if found.read_at is None:
        found.read_at = at
        found.save(update_fields=["read_at"])
    return found


def mark_all_read(user: User, *, at: datetime) -> int:
    """Mark everything as read; returns how many were new."""
    return own(user).filter(read_at=None).update(read_at=at)
