"""The fiscal year that lists show: a choice of this visit, made in the top bar.

Nothing chosen means that each list shows what it shows by itself. An address that names a year of
its own goes before the choice.
"""

from __future__ import annotations

from django.http import HttpRequest

SESSION_KEY = "fiscal_year"
FIRST, LAST = 2500, 2700
_BEFORE, _AFTER = 4, 1


def chosen(request: HttpRequest) -> int | None:
    """The year chosen in this visit."""
    session = getattr(request, "session", None)
    year = session.get(SESSION_KEY) if session is not None else None
    return year if isinstance(year, int) else None


def choose(request: HttpRequest, year: int | None) -> None:
    """Remember the choice for this visit; None takes it back."""
    if year is None:
        request.session.pop(SESSION_KEY, None)
    else:
        request.session[SESSION_KEY] = year


def offered(current: int, picked: int | None) -> list[int]:
    """The years to choose from: around the current one, newest first."""
    years = set(range(current - _BEFORE, current + _AFTER + 1))
    return sorted(years | ({picked} if picked else set()), reverse=True)


def read(text: str) -> int | None:
    """The year that was sent; None for an empty text. Raises `ValueError` for anything else."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and FIRST <= int(text[:5]) <= LAST):
        raise ValueError(f"{text[:10]!r} is no fiscal year")
    return int(text)
