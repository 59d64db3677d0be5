"""Absences and the standing order of deputies; the page of one's own."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpi_portal.accounts import access, biography
from kpi_portal.accounts.domain import absences, deputies, permission
from kpi_portal.accounts.domain.acting import OFFICES
from kpi_portal.accounts.domain.deputies import NAMING
from kpi_portal.accounts.domain.standing_in import gaps
from kpi_portal.accounts.models import Absence, Membership, StandingDeputy, User
from kpi_portal.accounts.page_forms.away import AbsenceForm, BackForm, DeputyForm, EndDeputyForm
from kpi_portal.accounts.pages.acting_on import NAV, answer, carry_out
from kpi_portal.errors import NotFound
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import local_date


@require_GET
def me(request: PortalRequest) -> HttpResponse:
    """Everybody's own page: roles, standing in, absences, deputies."""
    at = timezone.now()
    day = local_date(at)
    context = {
        "person": request.user,
        "life": biography.of(request.user, at=at, work=False),
        "sees_people": _sees_people(request, at),
        "today": day,
    }
    return render(request, "people/me.html", context)


@require_http_methods(["GET", "POST"])
def declare(request: PortalRequest, pk: int) -> HttpResponse:
    """Note an absence, of oneself or of somebody in one's unit."""
    at = timezone.now()
    person = _person(request, pk, at)
    absences.require_may_declare(request.user, person, at=at)
    form = AbsenceForm(request.POST or None)
    life = biography.of(person, at=at, work=False)

    def act() -> str:
        noted = absences.declare_absence(
            person,
            actor=request.user,
            at=at,
            starts=form.cleaned_data["starts"],
            ends=form.cleaned_data["ends"],
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("The absence is noted."))
        _say_gaps(request, noted, at)
        return _page_of(request, person)

    context = {"person": person, "life": life, "own": person.pk == request.user.pk}
    return answer(request, form, "people/absence.html", context, act)


@require_http_methods(["GET", "POST"])
def end(request: PortalRequest, pk: int) -> HttpResponse:
    """Somebody is back early."""
    at = timezone.now()
    absence = _absence(request, pk, at)
    form = BackForm(request.POST or None)

    def act() -> str:
        absences.end_absence(
            absence, actor=request.user, at=at, back_on=form.cleaned_data["back_on"]
        )
        messages.success(request, _("The absence ends early; deputies are told."))
        return _page_of(request, absence.user)

    context = {
        "absence": absence,
        "person": absence.user,
        "own": absence.user_id == request.user.pk,
        "appointments": absence.appointments.select_related("user").order_by("starts"),
    }
    return answer(request, form, "people/absence_end.html", context, act)


@require_POST
def cancel(request: PortalRequest, pk: int) -> HttpResponse:
    """The absence does not take place."""
    at = timezone.now()
    absence = _absence(request, pk, at)

    def act() -> str:
        absences.cancel_absence(absence, actor=request.user, at=at)
        return _("The absence is cancelled; deputies are told.")

    return carry_out(request, act, _page_of(request, absence.user))


@require_http_methods(["GET", "POST"])
def standing_order(request: PortalRequest, pk: int) -> HttpResponse:
    """Deputies of an office by rank, and one more."""
    request.nav = NAV
    at = timezone.now()
    day = local_date(at)
    holder = _office(request, pk, at)
    everybody = access.people_seen_by(request.user, day=day).exclude(pk=holder.user_id)
    taken = [order.rank for order in holder.deputies.exclude(ends__lt=day)]
    free = next(rank for rank in range(1, 11) if rank not in taken)
    form = DeputyForm(request.POST or None, people=everybody, initial={"rank": free})

    def act() -> str:
        typed = form.cleaned_data
        deputies.name_deputy(holder, actor=request.user, at=at, **typed)
        messages.success(
            request, _("%(who)s is named as deputy.") % {"who": typed["deputy"].display_name}
        )
        return reverse("people:deputies", args=[pk])

    context = {
        "holder": holder,
        "orders": holder.deputies.select_related("deputy").order_by("ends", "rank", "starts"),
        "may_name": permission.holds(request.user, *NAMING, unit=holder.unit, at=at),
        "today": day,
    }
    return answer(request, form, "people/deputies.html", context, act)


@require_http_methods(["GET", "POST"])
def end_order(request: PortalRequest, pk: int) -> HttpResponse:
    """A deputy's standing order ends."""
    request.nav = NAV
    at = timezone.now()
    order = StandingDeputy.objects.select_related("holder__user", "holder__unit", "deputy").filter(
        pk=pk
    )
    named = order.first()
    if named is None:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    _office(request, named.holder_id, at)
    permission.require(request.user, named.holder.unit, *NAMING, at=at)
    form = EndDeputyForm(request.POST or None)

    def act() -> str:
        deputies.end_deputy(
            named, actor=request.user, at=at, last_day=form.cleaned_data["last_day"]
        )
        messages.success(request, _("The standing order ends for this deputy."))
        return reverse("people:deputies", args=[named.holder_id])

    return answer(request, form, "people/deputy_end.html", {"order": named}, act)


def _person(request: PortalRequest, pk: int, at: datetime) -> User:
    if pk == request.user.pk:
        return request.user
    return access.get_person(request.user, pk, day=local_date(at))


def _absence(request: PortalRequest, pk: int, at: datetime) -> Absence:
    found = Absence.objects.select_related("user").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    if found.user_id == request.user.pk:
        found.user = request.user
    _person(request, found.user_id, at)
    absences.require_may_declare(request.user, found.user, at=at)
    return found


def _office(request: PortalRequest, pk: int, at: datetime) -> Membership:
    """An office whose holder the visitor sees."""
    held = Membership.objects.select_related("user", "unit", "scope").filter(
        pk=pk, role__in=OFFICES
    )
    found = held.first()
    if found is None:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    access.get_person(request.user, found.user_id, day=local_date(at))
    return found


def _page_of(request: PortalRequest, person: User) -> str:
    if person.pk == request.user.pk:
        return reverse("people:me")
    return reverse("people:person", args=[person.pk])


def _say_gaps(request: PortalRequest, absence: Absence, at: datetime) -> None:
    for gap in gaps(absence, day=local_date(at)):
        messages.warning(
            request,
            _("No deputy is there for %(unit)s on some days. Those who keep the unit are told.")
            % {"unit": gap.membership.unit.name},
        )


def _sees_people(request: PortalRequest, at: datetime) -> bool:
    try:
        access.seen_paths(request.user, day=local_date(at))
    except NotFound:
        return False
    return True
