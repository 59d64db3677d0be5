"""Which language a person sees: a choice of this visit, the person's own, the browser's last.

The browser's Accept-Language is not asked: offices run English Windows, and read Thai.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from kpi_portal.accounts.models import User

SESSION_KEY = "language"
COOKIE_AGE = 60 * 60 * 24 * 365


def wanted(request: HttpRequest) -> str:
    """The code of the language this request is answered in; Thai when nothing says otherwise."""
    for code in (request.session.get(SESSION_KEY), request.COOKIES.get(cookie_name())):
        if code in known():
            return str(code)
    return settings.LANGUAGE_CODE


def choose(request: HttpRequest, response: HttpResponse, code: str) -> None:
    """Remember an explicit choice for this visit, this browser and, when signed in, this person."""
    request.session[SESSION_KEY] = code
    remember(response, code)
    if request.user.is_authenticated and request.user.language != code:
        request.user.language = code
        request.user.save(update_fields=["language"])


def remember(response: HttpResponse, code: str) -> None:
    """Let the browser keep the language, so that the sign-in page after expiry speaks it too."""
    response.set_cookie(
        cookie_name(),
        code,
        max_age=COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


def known() -> frozenset[str]:
    """The codes of the languages the portal speaks."""
    return frozenset(code for code, _name in settings.LANGUAGES)


def cookie_name() -> str:
    return settings.LANGUAGE_COOKIE_NAME


def carry_over(sender: type, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """At sign-in: a switch made on the sign-in page becomes the person's language, else theirs
    becomes the visit's."""
    chosen = request.session.get(SESSION_KEY)
    if chosen in known():
        if user.language != chosen:
            user.language = chosen
            user.save(update_fields=["language"])
    else:
        request.session[SESSION_KEY] = user.language


def connect() -> None:
    user_logged_in.connect(carry_over, dispatch_uid="portal-language")
