"""The family of errors that the business rules raise, and that every door answers alike.

A `DomainError` carries a sentence for the person (translated lazily) and a stable `code` for
tests and callers. Anything else that escapes a view is a defect and becomes a 500.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise
else:
    _StrOrPromise = object


class DomainError(Exception):
    """A rule of the portal says no. `facts` are what a page may show beside the message."""

    status = HTTPStatus.CONFLICT

    def __init__(self, message: _StrOrPromise, *, code: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(DomainError):
    """What was typed or uploaded cannot be taken; nothing was changed."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotAllowed(DomainError):
    """The person may see the object but not do this to it."""

    status = HTTPStatus.FORBIDDEN


class NotFound(DomainError):
    """Missing, or not visible to this person: the two are never told apart."""

    status = HTTPStatus.NOT_FOUND


class Stale(DomainError):
    """Someone was faster: the object changed after the person's page was made."""

    status = HTTPStatus.CONFLICT


class GuardRefused(DomainError):
    """The act exists and the person may do it, but its conditions do not hold now."""

    status = HTTPStatus.CONFLICT
