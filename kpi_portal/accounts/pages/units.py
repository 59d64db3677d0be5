"""Pages of one unit: what it is, and the orders that name, end and merge units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kpi_portal.accounts import unit_reading
from kpi_portal.accounts.domain import duties, succession, unit_names, unit_people, units
from kpi_portal.accounts.models import Unit
from kpi_portal.accounts.page_forms.units import (
    DetailsForm,
    DissolveForm,
    MergeForm,
    NewUnitForm,
    RenameForm,
)
from kpi_portal.errors import DomainError, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import local_date, thai_date


@require_GET
def unit(request: PortalRequest, pk: int) -> HttpResponse:
    """Names, head and people, units below, and what waits for the unit."""
    at = timezone.now()
    page = unit_reading.unit_page(request.user, pk, at=at)
    return render(request, "accounts/unit.html", {"page": page, "unit": page.unit})


@require_http_methods(["GET", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Enter a unit below one that the person keeps."""
    at = timezone.now()
    kept = unit_reading.kept_units(request.user, at=at)
    initial = {"valid_from": thai_date(local_date(at)), "parent": request.GET.get("below", "")}
    form = NewUnitForm(request.POST or None, units=kept, initial=initial)

    def act() -> Unit:
        made = units.create_unit(form.details(), actor=request.user, at=at)
        messages.success(request, _("The unit is entered. Give its people their roles next."))
        return made

    return _answer(request, form, "accounts/unit_new.html", {}, act)


@require_http_methods(["GET", "POST"])
def details(request: PortalRequest, pk: int) -> HttpResponse:
    """Correct what needs no order."""
    at = timezone.now()
    found = unit_reading.kept_unit(request.user, pk, at=at)
    initial = {name: getattr(found, name) for name in DetailsForm.base_fields}
    form = DetailsForm(request.POST or None, initial=initial)

    def act() -> Unit:
        done = unit_names.correct_unit(found, form.details(), actor=request.user, at=at)
        messages.success(request, _("The details are kept."))
        return done

    return _answer(request, form, "accounts/unit_details.html", {"unit": found}, act)


@require_http_methods(["GET", "POST"])
def rename(request: PortalRequest, pk: int) -> HttpResponse:
    """Give the unit new names by order."""
    at = timezone.now()
    found = unit_reading.kept_unit(request.user, pk, at=at)
    initial = {name: getattr(found, name) for name in RenameForm.NAMES}
    initial["effective"] = thai_date(local_date(at))
    form = RenameForm(request.POST or None, initial=initial)

    def act() -> Unit:
        unit_names.rename_unit(
            found,
            form.names(),
            actor=request.user,
            at=at,
            effective=form.cleaned_data["effective"],
            order_number=form.cleaned_data["order_number"],
        )
        messages.success(request, _("The unit has its new name; earlier days show the former one."))
        return found

    return _answer(request, form, "accounts/unit_rename.html", {"unit": found}, act)


@require_http_methods(["GET", "POST"])
def dissolve(request: PortalRequest, pk: int) -> HttpResponse:
    """Show all that the end of the unit brings with it, and carry the order out."""
    at = timezone.now()
    found = unit_reading.kept_unit(request.user, pk, at=at)
    people = _people([found], local_date(at))
    kept = unit_reading.kept_units(request.user, at=at)
    form = DissolveForm(
        request.POST or None,
        units=[one for one in kept if not one.path.startswith(found.path)],
        duties=(*duties.belongings(found, at=at), *duties.of(found, at=at)),
        roles=people["roles"],
        initial={"effective": thai_date(local_date(at))},
    )
    below = [one for one in kept if one.parent_id == found.pk]
    context = {"unit": found, "below": below} | people

    def act() -> Unit:
        done = succession.dissolve_unit(found, form.ending(), actor=request.user, at=at)
        messages.success(request, _("The unit has ended, and what it had in hand has passed on."))
        return done

    return _answer(request, form, "accounts/unit_dissolve.html", context, act)


@require_http_methods(["GET", "POST"])
def merge(request: PortalRequest) -> HttpResponse:
    """Choose units; then show all that becoming one brings with it, and carry the order out."""
    at = timezone.now()
    kept = unit_reading.kept_units(request.user, at=at)
    chosen = [one for one in kept if str(one.pk) in request.GET.getlist("unit")]
    if not chosen:
        # the top of what somebody keeps is nothing to merge
        offered = [one for one in kept if one.parent_id is not None]
        return render(request, "accounts/unit_merge_choose.html", {"offered": offered})
    people = _people(chosen, local_date(at))
    form = MergeForm(
        request.POST or None,
        units=kept,
        roles=people["roles"],
        initial={"effective": thai_date(local_date(at))},
    )
    waiting = [(one, duties.belongings(one, at=at), duties.of(one, at=at)) for one in chosen]
    context = {"chosen": chosen, "waiting": waiting} | people

    def act() -> Unit:
        into = form.into_which(chosen[0])
        done = succession.merge_units(chosen, form.ending(), into=into, actor=request.user, at=at)
        messages.success(request, _("The units are one now, and what they had in hand is its."))
        return done

    return _answer(request, form, "accounts/unit_merge.html", context, act)


def _people(chosen: Sequence[Unit], day: date) -> dict[str, Any]:
    """Everything that people hold in the units and that ends with them."""
    return {
        "roles": unit_people.roles(chosen, day=day),
        "standing_in": unit_people.appointments(chosen, day=day),
        "deputies": unit_people.deputies(chosen, day=day),
    }


def _answer(
    request: PortalRequest,
    form: forms.Form,
    template: str,
    context: dict[str, Any],
    act: Callable[[], Unit],
) -> HttpResponse:
    """Show the form, or do `act` and go to the unit's page; a refusal keeps what was typed."""
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                return redirect("accounts:unit", act().pk)
            except (NotAllowed, NotFound):
                raise
            except DomainError as refusal:
                form.add_error(None, str(refusal))
                status = HTTPStatus(refusal.status)
    return render(request, template, context | {"form": form}, status=status)
