"""Roles of a person: a new one, its end, and moving to another unit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kpi_portal.accounts import access
from kpi_portal.accounts.domain import handover, permission
from kpi_portal.accounts.domain.memberships import end_membership, grant_membership
from kpi_portal.accounts.domain.moving import move_person
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership
from kpi_portal.accounts.page_forms.roles import EndRoleForm, MoveForm, RoleForm
from kpi_portal.accounts.pages.acting_on import NAV, answer, say_what_is_left
from kpi_portal.errors import NotFound
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import local_date


@require_http_methods(["GET", "POST"])
def grant(request: PortalRequest, pk: int) -> HttpResponse:
    """Give a person a further role."""
    request.nav = NAV
    at = timezone.now()
    day = local_date(at)
    person = access.get_person(request.user, pk, day=day)
    permission.require_over_person(request.user, person, at=at)
    form = RoleForm(request.POST or None, paths=access.kept_paths(request.user, day=day), day=day)

    def act() -> str:
        grant_membership(person, actor=request.user, at=at, **form.role_facts())
        messages.success(request, _("The role is granted."))
        return reverse("people:person", args=[pk])

    return answer(request, form, "people/role_new.html", {"person": person}, act)


@require_http_methods(["GET", "POST"])
def end(request: PortalRequest, pk: int) -> HttpResponse:
    """End a role: its open work first, then the last day and who takes over."""
    request.nav = NAV
    at = timezone.now()
    membership = running_role(request, pk, at)
    form = EndRoleForm(request.POST or None, takers=handover.takers(membership, at=at))

    def act() -> str:
        left = end_membership(
            membership,
            actor=request.user,
            at=at,
            last_day=form.cleaned_data["last_day"],
            reason=form.cleaned_data["reason"],
            hand_over_to=form.taker(),
        )
        messages.success(request, _("The role ends."))
        say_what_is_left(request, left)
        return reverse("people:person", args=[membership.user_id])

    return answer(request, form, "people/role_end.html", _context(membership, at), act)


@require_http_methods(["GET", "POST"])
def move(request: PortalRequest, pk: int) -> HttpResponse:
    """Move to another unit: the role ends and another begins the day after."""
    request.nav = NAV
    at = timezone.now()
    day = local_date(at)
    membership = running_role(request, pk, at)
    form = MoveForm(
        request.POST or None,
        initial={"role": membership.role},
        takers=handover.takers(membership, at=at),
        paths=access.kept_paths(request.user, day=day),
        day=day,
    )

    def act() -> str:
        typed = form.cleaned_data
        granted, left = move_person(
            membership,
            actor=request.user,
            at=at,
            unit=typed["unit"],
            role=Role(typed["role"]),
            scope=typed["scope"],
            first_day=typed["first_day"],
            order_number=typed["order_number"],
            hand_over_to=form.taker(),
        )
        messages.success(request, _("Moved to %(unit)s.") % {"unit": granted.unit.name})
        say_what_is_left(request, left)
        return reverse("people:person", args=[membership.user_id])

    return answer(request, form, "people/role_move.html", _context(membership, at), act)


def running_role(request: PortalRequest, pk: int, at: datetime) -> Membership:
    """A role that has not ended, of a person whom the visitor sees, within the visitor's reach."""
    day = local_date(at)
    found = (
        Membership.objects.filter(pk=pk)
        .select_related("user", "unit", "scope")
        .exclude(ends__lt=day)
        .first()
    )
    if found is None:
        raise NotFound(_MISSING, code="not_found")
    access.get_person(request.user, found.user_id, day=day)
    permission.require(request.user, found.scope, Role.CONFIGURER, at=at)
    return found


_MISSING = gettext_lazy("The page does not exist, or it is not open to you.")


def _context(membership: Membership, at: datetime) -> dict[str, Any]:
    return {
        "person": membership.user,
        "membership": membership,
        "work": handover.open_work(membership, at=at),
        "warnings": handover.warnings([membership], day=local_date(at)),
    }
