"""The request as views get it behind the sign-in middleware: with a person, not a stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from kpi_portal.accounts.models import User


class PortalRequest(HttpRequest):
    """For annotations only: `SignInRequiredMiddleware` lets nobody through who is not signed in."""

    user: User
    htmx: HtmxDetails
    nav: str  # the entry of the navigation to which a view says it belongs; see kpi_portal.shell
