"""Help in place: the guide of the person's own role first, the others beside it."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.help import guides
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import local_date


@require_GET
def show(request: PortalRequest, role: str = "") -> HttpResponse:
    """One guide: the one asked for, else that of the first role the person holds."""
    held = standing.of(request.user, local_date(timezone.now())).roles
    own = [each for each in Role if each in held]
    if role and role not in Role.values:
        raise Http404
    chosen = Role(role) if role else (own[0] if own else Role.DRAFTER)
    title, body = guides.guide(chosen, get_language() or "th", linked=chosen in held)
    context = {"title": title, "body": body, "chosen": chosen, "own": own, "roles": list(Role)}
    return render(request, "help/guide.html", context)


@require_GET
@cache_control(private=True, max_age=24 * 3600)
def picture(request: PortalRequest, name: str) -> FileResponse:
    """A picture that a guide shows; the name holds letters, digits and dashes alone."""
    file = guides.PICTURES / f"{name}.png"
    if not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), content_type="image/png")
