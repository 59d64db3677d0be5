"""Appointing somebody to stand in, with the lines that will stand under a signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kpi_portal.accounts import access
from kpi_portal.accounts.domain import permission
from kpi_portal.accounts.domain.acting import APPOINTING, appoint_acting, end_acting, words_for
from kpi_portal.accounts.enums import ActingKind
from kpi_portal.accounts.models import ActingAppointment, Unit, User
from kpi_portal.accounts.page_forms.away import ActingForm, EndActingForm
from kpi_portal.accounts.pages.acting_on import NAV, answer
from kpi_portal.errors import NotFound
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import local_date


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """The lines under a signature, as memos print them."""

    name: str
    position: str
    acting_line: str


@require_http_methods(["GET", "POST"])
def appoint(request: PortalRequest) -> HttpResponse:
    """Choose the kind, the office and the person; the signature shows beside it."""
    request.nav = NAV
    at = timezone.now()
    everybody = _people(request, at)
    form = _form(request, everybody, at, request.POST or None)
    if request.method == "POST" and "look" in request.POST:
        form.is_valid()
        block = _block(form)
        fresh = _form(request, everybody, at, None, initial=request.POST.dict())
        return render(request, "people/acting.html", {"form": fresh, "signature": block})

    def act() -> str:
        made = appoint_acting(form.person, actor=request.user, at=at, **form.facts())
        messages.success(
            request,
            _("%(who)s is appointed: %(line)s.")
            % {"who": made.user.display_name, "line": made.signature_line},
        )
        return reverse("people:person", args=[made.user_id])

    if form.is_bound:
        form.is_valid()
    return answer(request, form, "people/acting.html", {"signature": _block(form)}, act)


@require_GET
def preview(request: PortalRequest) -> HttpResponse:
    """The signature for what is chosen so far: a fragment for the page above."""
    at = timezone.now()
    form = _form(request, _people(request, at), at, request.GET)
    form.is_valid()
    return render(request, "people/_signature.html", {"signature": _block(form)})


@require_http_methods(["GET", "POST"])
def end(request: PortalRequest, pk: int) -> HttpResponse:
    """An appointment ends early."""
    request.nav = NAV
    at = timezone.now()
    found = ActingAppointment.objects.select_related("user", "unit", "covers").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    access.get_person(request.user, found.user_id, day=local_date(at))
    permission.require(request.user, found.unit, *APPOINTING, at=at)
    form = EndActingForm(request.POST or None)

    def act() -> str:
        end_acting(found, actor=request.user, at=at, **form.cleaned_data)
        messages.success(request, _("The appointment ends early."))
        return reverse("people:person", args=[found.user_id])

    return answer(request, form, "people/acting_end.html", {"appointment": found}, act)


def _people(request: PortalRequest, at: datetime) -> QuerySet[User]:
    everybody = access.people_seen_by(request.user, day=local_date(at))
    permission.require(request.user, None, *APPOINTING, at=at)
    return everybody


def _form(
    request: PortalRequest,
    everybody: QuerySet[User],
    at: datetime,
    typed: Any,
    initial: dict[str, Any] | None = None,
) -> ActingForm:
    day = local_date(at)
    held = access.seen_paths(request.user, day=day)
    asked = {name: request.GET[name] for name in ("unit", "covers", "kind") if name in request.GET}
    return ActingForm(typed, paths=held, people=everybody, day=day, initial=initial or asked)


def _block(form: ActingForm) -> SignatureBlock | None:
    """The lines for what can be read of the form; None until kind and person are chosen."""
    kind, person, unit = form.seen("kind"), form.seen("person"), form.seen("unit")
    if not kind or not isinstance(person, User) or not isinstance(unit, Unit):
        return None
    covered = words_for(form.seen("position") or "", form.seen("covers"), unit)
    line = f"{ActingKind(kind).signature_words} {covered}".strip()
    return SignatureBlock(person.display_name, person.position, line)
