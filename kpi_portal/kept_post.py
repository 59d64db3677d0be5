"""A plain form sent after the session ended: its fields wait in the new session until sign-in.

Files cannot wait there; the page that offers the fields again says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from kpi_portal.answers import page_before
from kpi_portal.navigation import first_address

SESSION_KEY = "kept_post"
SENT_MARK = "kept"  # in the address of the second sending
MOST_CHARACTERS = 400_000
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"})


@dataclass(frozen=True, slots=True)
class KeptPost:
    """What was sent, and where it was meant to go."""

    path: str
    page: str
    fields: list[tuple[str, str]]
    had_files: bool

    @property
    def sending_path(self) -> str:
        """Where the second sending goes; its mark tells that nothing waits any more."""
        return f"{self.path}{'&' if '?' in self.path else '?'}{SENT_MARK}=1"


def keep(request: HttpRequest) -> str:
    """Keep the request's fields; the path to go to after signing in."""
    resume = first_address("resume")
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_KEPT
        for value in values
    ]
    size = sum(len(name) + len(value) for name, value in fields)
    page = page_before(request)
    if not resume or not fields or size > MOST_CHARACTERS:
        return page
    request.session[SESSION_KEY] = {
        "path": request.get_full_path(),
        "page": page,
        "fields": fields,
        "had_files": bool(request.FILES),
    }
    return resume


def kept(request: HttpRequest) -> KeptPost | None:
    """What waits in this session, if anything."""
    data: dict[str, Any] | None = request.session.get(SESSION_KEY)
    if data is None:
        return None
    fields = [(name, value) for name, value in data["fields"]]
    return KeptPost(data["path"], data["page"], fields, data["had_files"])


def forget(request: HttpRequest) -> None:
    """The fields were sent again, or are not wanted any more."""
    request.session.pop(SESSION_KEY, None)


def forget_if_sent(request: HttpRequest) -> None:
    """Called for each request of a signed-in person; looks only at the address."""
    if request.method == "POST" and SENT_MARK in request.GET:
        forget(request)
