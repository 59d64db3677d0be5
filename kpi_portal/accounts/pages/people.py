"""The list of people, one person's page, details, start codes, leaving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpi_portal.accounts import access, biography, directory
from kpi_portal.accounts.domain import absences, handover, people, permission, start_codes
from kpi_portal.accounts.domain.entering import enter_person
from kpi_portal.accounts.domain.retiring import retire
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.accounts.page_forms.details import DetailsForm, of
from kpi_portal.accounts.page_forms.roles import NewPersonForm, RetireForm
from kpi_portal.accounts.pages.acting_on import NAV, answer, say_what_is_left
from kpi_portal.errors import NotAllowed
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import local_date


@require_GET
def listing(request: PortalRequest) -> HttpResponse:
    """Everybody in the units that the person oversees or directs."""
    request.nav = NAV
    day = local_date(timezone.now())
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "unit", "role")}
    state = request.GET.get("state", "")
    wanted = directory.Wanted(
        asked["q"], asked["unit"], asked["role"], state if state in directory.STATES else ""
    )
    context = {
        "page": directory.page_of(request.user, wanted, request.GET.get("page", "1"), day=day),
        "wanted": wanted,
        "units": directory.units_of(request.user, day=day),
        "roles": Role.choices,
        "keeps": access.keeps_units(request.user, day=day),
        "oversees": access.oversees(request.user, day=day),
        "today": day,
    }
    return render(request, "people/list.html", context)


@require_GET
def person(request: PortalRequest, pk: int) -> HttpResponse:
    """One person, and what the visitor may do about them."""
    request.nav = NAV
    at = timezone.now()
    shown = access.get_person(request.user, pk, day=local_date(at))
    return render(request, "people/person.html", _person_context(request, shown, at))


def _person_context(request: PortalRequest, shown: User, at: Any) -> dict[str, Any]:
    keeps = permission.keeps_person(request.user, shown, at=at)
    return {
        "person": shown,
        "life": biography.of(shown, at=at),
        "keeps": keeps,
        "may_act": keeps and shown.is_active,
        "may_declare": shown.is_active and absences.may_declare(request.user, shown, at=at),
        "has_password": shown.has_usable_password(),
        "today": local_date(at),
    }


@require_http_methods(["GET", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """A new person with the first role; a start code follows on the person's page."""
    request.nav = NAV
    at = timezone.now()
    day = local_date(at)
    access.people_seen_by(request.user, day=day)
    permission.require(request.user, None, Role.CONFIGURER, at=at)
    paths = access.kept_paths(request.user, day=day)
    form = NewPersonForm(request.POST or None, paths=paths, day=day)

    def act() -> str:
        made = enter_person(form.details(), form.role_facts(), actor=request.user, at=at)
        messages.success(
            request, _("The person is entered. Make a start code, so that they can get in.")
        )
        return reverse("people:person", args=[made.pk])

    return answer(request, form, "people/new.html", {}, act)


@require_http_methods(["GET", "POST"])
def details(request: PortalRequest, pk: int) -> HttpResponse:
    """Correct what is kept about a person."""
    request.nav = NAV
    at = timezone.now()
    shown = _kept(request, pk, at)
    form = DetailsForm(request.POST or None, initial=of(shown))

    def act() -> str:
        people.update_person(shown, form.details(), actor=request.user, at=at)
        messages.success(request, _("The details are corrected."))
        return reverse("people:person", args=[pk])

    return answer(request, form, "people/details.html", {"person": shown}, act)


@never_cache
@require_POST
def start_code(request: PortalRequest, pk: int) -> HttpResponse:
    """Make a start code and show it this once."""
    request.nav = NAV
    at = timezone.now()
    shown = _kept(request, pk, at)
    code = start_codes.issue(shown, actor=request.user, at=at)
    context = {
        "person": shown,
        "code": code,
        "until": local_date(at) + start_codes.VALID,
        "address": request.build_absolute_uri(reverse("start")),
    }
    return render(request, "people/start_code.html", context)


@require_http_methods(["GET", "POST"])
def leave(request: PortalRequest, pk: int) -> HttpResponse:
    """Let a person go: what they hold, what waits for them, and the last day."""
    request.nav = NAV
    at = timezone.now()
    shown = _kept(request, pk, at)
    life = biography.of(shown, at=at, leaving=True)
    takers = {
        role.membership: handover.takers(role.membership, at=at)
        for role in life.now
        if role.membership.role == Role.REVIEWER
    }
    ending = [role.membership for role in (*life.now, *life.later)]
    context = {
        "person": shown,
        "life": life,
        "warnings": handover.warnings(ending, day=local_date(at)),
    }
    form = RetireForm(request.POST or None, takers=takers)

    def act() -> str:
        left = retire(
            shown,
            actor=request.user,
            at=at,
            last_day=form.cleaned_data["last_day"],
            reason=form.cleaned_data["reason"],
            hand_over_to=form.takers(),
        )
        messages.success(request, _("All roles end, and the account closes after the last day."))
        say_what_is_left(request, left)
        return reverse("people:person", args=[pk])

    return answer(request, form, "people/retire.html", context, act)


def _kept(request: PortalRequest, pk: int, at: Any) -> User:
    """A person whom the visitor keeps; one who is only seen raises `NotAllowed`."""
    shown = access.get_person(request.user, pk, day=local_date(at))
    permission.require_over_person(request.user, shown, at=at)
    if not shown.is_active and request.method == "GET":
        raise NotAllowed(_("The account of this person is closed."), code="account_closed")
    return shown
