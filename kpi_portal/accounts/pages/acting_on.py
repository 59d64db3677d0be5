"""What the pages that change something share: a form, its act, and a refusal beside what was
typed."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kpi_portal.accounts.domain.handover import OpenWork
from kpi_portal.errors import DomainError, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest

NAV = "accounts:units"


def answer(
    request: PortalRequest,
    form: forms.Form,
    template: str,
    context: dict[str, Any],
    act: Callable[[], str],
) -> HttpResponse:
    """Show the form, or do `act` and go to the address that it returns.

    What was typed stays in the form when a field or the verb refuses it.
    """
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                return redirect(act())
            except (NotAllowed, NotFound):
                raise
            except DomainError as refusal:
                form.add_error(None, str(refusal))
                status = HTTPStatus(refusal.status)
    return render(request, template, context | {"form": form}, status=status)


def carry_out(request: PortalRequest, act: Callable[[], str], then: str) -> HttpResponse:
    """Do an act that needs no form; its sentence or the refusal's stands on the page `then`."""
    try:
        messages.success(request, act())
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(then)


def say_what_is_left(request: PortalRequest, left: tuple[OpenWork, ...]) -> None:
    """Name the work that now has no holder."""
    for work in left:
        messages.warning(request, _("To hand over: %(work)s") % {"work": work})
