"""The page that says whether the bureau makes a report of its own for an indicator."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators import access
from indicators.domain import consolidating
from indicators.forms.desk import ReportingForm
from kpi_portal.errors import GuardRefused
from kpi_portal.requests import PortalRequest


@require_http_methods(["GET", "HEAD", "POST"])
def reporting(request: PortalRequest, pk: int) -> HttpResponse:
    """What each choice means, and which one stands; a POST sets it."""
    at = timezone.now()
    indicator = access.get_to_configure(request.user, pk, at=at)
    stands = {"consolidated": "bureau" if indicator.consolidated else "divisions"}
    form = ReportingForm(request.POST if request.method == "POST" else None, initial=stands)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                consolidating.set_consolidated(
                    indicator,
                    consolidated=form.cleaned_data["consolidated"],
                    actor=request.user,
                    at=at,
                )
            except GuardRefused as refusal:
                form.add_error(None, str(refusal))
                status = HTTPStatus(refusal.status)
            else:
                messages.success(request, _("Saved."))
                return redirect("indicators:reporting", indicator.pk)
    open_rounds = indicator.rounds.exclude(assignments__unit=indicator.owner_id).filter(
        state__in=consolidating.STILL_TAKES_UNITS
    )
    context = {
        "indicator": indicator,
        "form": form,
        "lacking": list(open_rounds) if indicator.consolidated else [],
    }
    return render(request, "indicators/desk/reporting.html", context, status=status)
