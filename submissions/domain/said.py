"""What people say in words of their own: how long it may be."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.errors import InvalidInput


def require_fits(text: str, most: int, *, code: str = "too_long", **facts: Any) -> str:
    """The text as it is; raises `InvalidInput` where it has more than `most` characters."""
    if len(text) > most:
        raise InvalidInput(
            _("This text has %(count)d characters; at most %(most)d fit.")
            % {"count": len(text), "most": most},
            code=code,
            **facts,
        )
    return text
