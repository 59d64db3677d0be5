"""What a tag needs to know about the reader: which digits they chose."""

from __future__ import annotations

from django.template import Context

from kpi_portal import thai
from kpi_portal.thai.date_words import Digits

__all__ = ["Digits", "digits", "in_digits"]


def digits(context: Context) -> Digits:
    """Arabic on screen, unless the signed-in person prefers Thai digits."""
    request = context.get("request")
    user = getattr(request, "user", None) or context.get("user")
    return "thai" if getattr(user, "thai_digits", False) else "arabic"


def in_digits(words: str, shown: Digits) -> str:
    return thai.to_thai_digits(words) if shown == "thai" else words
