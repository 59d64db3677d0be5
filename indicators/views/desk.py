"""The indicators of a fiscal year: a desk for those who configure them, a list for everybody."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indicators import access
from indicators.domain import desk, drafts, retiring
from indicators.domain.desk import NextAct
from indicators.forms.carry import read_year
from indicators.forms.desk import NewIndicatorForm, RetireForm
from indicators.models import Indicator, IndicatorVersion
from indicators.views.designer_link import designer_address
from kpi_portal import year_choice
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import DomainError, InvalidInput, NotFound
from kpi_portal.jobs import access as jobs_access
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import fiscal_year_of, local_date
from scoring.choices import Method

Listed = tuple[Indicator, IndicatorVersion | None]


@require_GET
def index(request: PortalRequest) -> HttpResponse:
    """One fiscal year, by default the current one, else the newest."""
    at = timezone.now()
    visible = access.visible_to(request.user, at=at)
    paths = access.configured_paths(request.user, at=at)
    years = _years(visible)
    wanted = read_year(request.GET.get("year", "")) or year_choice.chosen(request)
    year = _chosen(wanted, years, fiscal_year_of(at), any_year=bool(paths))
    of_year = visible.filter(fiscal_year=year)
    own = access.configured_by(request.user, at=at).filter(fiscal_year=year)
    rows = desk.rows(own) if paths else []
    others = of_year.exclude(pk__in=own.values("pk")) if paths else of_year
    last_year = next((entry for entry in years if entry < year), None)
    context = {
        "is_desk": bool(paths),
        "rows": [row for row in rows if row.indicator.retired_at is None],
        "retired": [row for row in rows if row.indicator.retired_at is not None],
        "others": _listed(others),
        "years": sorted({*years, year}, reverse=True),
        "year": year,
        "last_year": last_year,
        "copy_url": f"{reverse('indicators:copy_year')}?from={last_year}&to={year}",
        "sound": sum(1 for row in rows if row.next_act is NextAct.PUBLISH and row.draft),
        "done": _done(request),
        "now": at,
    }
    return render(request, "indicators/desk/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Begin an indicator that so far is only a draft."""
    at = timezone.now()
    owners = configured_owners(request, at)
    given = read_year(request.GET.get("year", ""))
    form = NewIndicatorForm(
        request.POST or None,
        owners=owners,
        initial={"fiscal_year": given or fiscal_year_of(at), "method": str(Method.MILESTONES)},
    )
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                return _begun(request, form.cleaned_data, owners, at)
            except InvalidInput as refusal:
                form.add_error("code", str(refusal))
    return render(request, "indicators/desk/new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: PortalRequest, pk: int) -> HttpResponse:
    """Say why an indicator is no longer used."""
    at = timezone.now()
    indicator = access.get_to_configure(request.user, pk, at=at)
    form = RetireForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                retiring.retire(
                    indicator, reason=form.cleaned_data["reason"], actor=request.user, at=at
                )
            except DomainError as refusal:
                form.add_error(None, str(refusal))
                status = HTTPStatus(refusal.status)
            else:
                messages.success(request, _("%(code)s is retired.") % {"code": indicator.code})
                return _to_year(indicator)
    running = indicator.rounds.filter(state__in=retiring.RUNNING)
    context = {"indicator": indicator, "form": form, "running": running}
    return render(request, "indicators/desk/retire.html", context, status=status)


@require_POST
def take_back(request: PortalRequest, pk: int) -> HttpResponse:
    """Put a retired indicator into use again."""
    at = timezone.now()
    indicator = access.get_to_configure(request.user, pk, at=at)
    retiring.take_back(indicator, actor=request.user, at=at)
    messages.success(request, _("%(code)s is in use again.") % {"code": indicator.code})
    return _to_year(indicator)


def _begun(
    request: PortalRequest, typed: dict[str, Any], owners: list[Unit], at: datetime
) -> HttpResponse:
    owner = next(unit for unit in owners if str(unit.pk) == typed["owner"])
    draft = drafts.create(
        owner,
        code=typed["code"],
        fiscal_year=typed["fiscal_year"],
        name=typed["name"],
        method=Method(typed["method"]),
        actor=request.user,
        at=at,
    )
    messages.success(
        request, _("%(code)s was begun. It is a draft so far.") % {"code": draft.indicator.code}
    )
    return redirect(designer_address(draft.indicator_id))


def _to_year(indicator: Indicator) -> HttpResponse:
    return redirect(f"{reverse('indicators:list')}?year={indicator.fiscal_year}")


def configured_owners(request: PortalRequest, at: datetime) -> list[Unit]:
    """The units whose indicators the person configures, those above first."""
    paths = access.configured_paths(request.user, at=at)
    if not paths:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    day = local_date(at)
    return [
        unit
        for unit in Unit.objects.order_by("path")
        if unit.path.startswith(paths) and (unit.valid_to is None or unit.valid_to >= day)
    ]


def _years(visible: QuerySet[Indicator]) -> list[int]:
    return sorted(set(visible.order_by().values_list("fiscal_year", flat=True)), reverse=True)


def _listed(others: QuerySet[Indicator]) -> list[Listed]:
    """Indicators to read, each with its newest version, published ones first."""
    newest = IndicatorVersion.objects.defer("definition").order_by("-number")
    has_version = IndicatorVersion.objects.filter(indicator=OuterRef("pk"))
    found = (
        others.filter(Exists(has_version), retired_at=None)
        .select_related("owner")
        .prefetch_related(Prefetch("versions", queryset=newest), "rounds")
        .order_by("owner__path", "code")
    )
    return [(indicator, _newest(indicator)) for indicator in found]


def _newest(indicator: Indicator) -> IndicatorVersion | None:
    versions = sorted(indicator.versions.all(), key=lambda v: (v.state == "published", v.number))
    return versions[-1] if versions else None


def _chosen(wanted: int | None, years: list[int], current: int, *, any_year: bool) -> int:
    """The year wanted, if there is such or the person may fill it; else the current one, else the
    newest."""
    if wanted is not None and (wanted in years or (any_year and 2500 <= wanted <= 2700)):
        return wanted
    return current if current in years or not years else years[0]


def _done(request: PortalRequest) -> dict[str, Any] | None:
    """What the person's background work that led here made, and what it left out."""
    try:
        job = jobs_access.get_for(request.user, UUID(request.GET.get("done", "")))
    except (ValueError, NotFound):
        return None
    return job.result if "made" in job.result else None
