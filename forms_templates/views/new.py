"""The page on which a new form is begun."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms_templates import access
from forms_templates.domain import new_forms
from forms_templates.forms.new import NewFormForm
from kpi_portal import year_choice
from kpi_portal.errors import InvalidInput
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import fiscal_year_of


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Begin a form; its draft opens next."""
    at = timezone.now()
    request.nav = "forms_templates:list"
    owners = access.owners_of(request.user, at=at)
    form = NewFormForm(
        request.POST or None,
        owners=owners,
        kept=[row.used for row in access.kept_by(request.user, at=at)],
        initial={"fiscal_year": year_choice.chosen(request) or fiscal_year_of(at)},
    )
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                draft = new_forms.start(
                    form.unit, form.facts(), copied=form.original, actor=request.user, at=at
                )
            except InvalidInput as refusal:
                form.add_error("code", str(refusal))
            else:
                messages.success(
                    request,
                    _("The draft of %(form)s is begun. Add what it asks, then publish it.")
                    % {"form": draft.document["number"]},
                )
                return redirect("forms_templates:draft", draft.pk)
    return render(request, "forms_templates/new.html", {"form": form}, status=status)
