"""The review desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpi_portal.requests import PortalRequest
from submissions.views import desk_page


@require_safe
def desk(request: PortalRequest, pk: int, key: str = "") -> HttpResponse:
    """One report: its pieces, the preview of one of them, the judgement.

    Without a key it opens at the first piece that waits; `piece` chooses among several pieces of a
    requirement, `shown` an earlier version, `with` a piece to compare it with.
    """
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    return desk_page.show(
        request,
        submission,
        at=at,
        key=key,
        piece=_number(request, "piece"),
        shown=_number(request, "shown"),
        compare=_number(request, "with"),
    )


def _number(request: PortalRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
