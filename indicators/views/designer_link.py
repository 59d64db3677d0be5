"""Where a draft is edited."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse


def designer_address(indicator: int, place: str = "") -> str:
    """The designer of an indicator's draft, at the part that a fault names."""
    address = reverse("indicators:designer", args=[indicator])
    return f"{address}?{urlencode({'place': place})}" if place else address
