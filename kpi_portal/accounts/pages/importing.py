"""Units and people from Excel: the template, the upload, what it would do, and applying it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpi_portal.accounts import access
from kpi_portal.accounts.domain import import_plan, importing, permission
from kpi_portal.accounts.domain.start_sheet import codes_for, without_password
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import ImportSheet
from kpi_portal.accounts.page_forms.entering import WorkbookForm
from kpi_portal.accounts.pages.acting_on import NAV, answer
from kpi_portal.accounts.sheets import slips, writing
from kpi_portal.accounts.sheets.columns import SHEETS, Column, Sheet
from kpi_portal.accounts.sheets.faults import Fault
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import local_date

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as it was read, with what is wrong with it."""

    column: Column
    text: str
    faults: list[Fault]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as it was read: what would happen to it, its cells, and faults of the whole row."""

    number: int
    action: str
    cells: list[ShownCell]
    faulty: bool


@require_http_methods(["GET", "POST"])
def start(request: PortalRequest) -> HttpResponse:
    """The template to download, the upload, and earlier workbooks."""
    request.nav = NAV
    at = timezone.now()
    _require_keeper(request, at)
    form = WorkbookForm(request.POST or None, request.FILES or None)

    def act() -> str:
        sent = form.cleaned_data["workbook"]
        upload = importing.Upload(sent.file, sent.name or "", sent.size or 0)
        sheet = importing.read_workbook(upload, actor=request.user, at=at)
        return reverse("people:import_result", args=[sheet.pk])

    earlier = ImportSheet.objects.filter(uploaded_by=request.user).defer("rows")
    context = {"earlier": earlier.order_by("-uploaded_at")[:20]}
    return answer(request, form, "people/import.html", context, act)


@require_GET
def template(request: PortalRequest) -> HttpResponse:
    """The workbook to fill in."""
    _require_keeper(request, timezone.now())
    return _download(writing.template(), "หน่วยงานและบุคลากร.xlsx")


@require_GET
def result(request: PortalRequest, pk: int) -> HttpResponse:
    """What was read and what applying would do; once applied, what was done."""
    request.nav = NAV
    at = timezone.now()
    sheet = _sheet(request, pk, at)
    if sheet.applied_at is not None:
        context = {
            "sheet": sheet,
            "counts": _counts(sheet.summary),
            "waiting": without_password(sheet),
        }
        return render(request, "people/import_applied.html", context)
    plan = importing.plan_of(sheet, actor=request.user, at=at)
    shown = request.GET.get("sheet", "")
    chosen = SHEETS.get(shown) or _first_with_faults(plan)
    rows = _rows(sheet, chosen, plan)
    only_faults = bool(plan.faults) and request.GET.get("rows") != "all"
    if only_faults:
        rows = [row for row in rows if row.faulty]
    context = {
        "sheet": sheet,
        "plan": plan,
        "counts": _counts(plan.counts()),
        "chosen": chosen,
        "sheets": SHEETS.values(),
        "general": [fault for fault in plan.faults if fault.row == 0],
        "only_faults": only_faults,
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page", "1")),
    }
    return render(request, "people/import_result.html", context)


@require_GET
def marked(request: PortalRequest, pk: int) -> HttpResponse:
    """The workbook again, with its faults marked in the cells."""
    at = timezone.now()
    sheet = _sheet(request, pk, at)
    plan = importing.plan_of(sheet, actor=request.user, at=at)
    rows = import_plan.rows_from_json(sheet.rows)
    return _download(writing.marked(rows, plan.faults), f"ตรวจแล้ว-{sheet.file_name}")


@require_POST
def apply(request: PortalRequest, pk: int) -> HttpResponse:
    """Apply it in the background, and show the progress."""
    at = timezone.now()
    sheet = _sheet(request, pk, at)
    job = importing.ask_to_apply(sheet, actor=request.user, at=at)
    return redirect("jobs:progress", job.pk)


@never_cache
@require_POST
def start_codes(request: PortalRequest, pk: int) -> HttpResponse:
    """A sheet with a start code for each new person who has no password yet. Earlier codes end."""
    at = timezone.now()
    sheet = _sheet(request, pk, at)
    codes = codes_for(sheet, actor=request.user, at=at)
    address = request.build_absolute_uri(reverse("start"))
    return _download(slips.written(codes, address), "รหัสเริ่มใช้งาน.xlsx")


def _require_keeper(request: PortalRequest, at: datetime) -> None:
    access.people_seen_by(request.user, day=local_date(at))
    permission.require(request.user, None, Role.CONFIGURER, at=at)


def _sheet(request: PortalRequest, pk: int, at: datetime) -> ImportSheet:
    return importing.get_for(request.user, pk, at=at)


def _first_with_faults(plan: import_plan.Plan) -> Sheet:
    faulty = {fault.sheet for fault in plan.faults}
    filled = {"units": bool(plan.units), "people": bool(plan.people)}
    for wanted in (faulty, {key for key, there in filled.items() if there}):
        for key, sheet in SHEETS.items():
            if key in wanted:
                return sheet
    return next(iter(SHEETS.values()))


def _rows(sheet: ImportSheet, chosen: Sheet, plan: import_plan.Plan) -> list[ShownRow]:
    faults: dict[int, list[Fault]] = {}
    for fault in plan.faults:
        if fault.sheet == chosen.key:
            faults.setdefault(fault.row, []).append(fault)
    actions = plan.by_row()
    shown = []
    for row in import_plan.rows_from_json(sheet.rows)[chosen.key]:
        here = faults.get(row.number, [])
        cells = [
            ShownCell(
                column,
                writing.as_typed(row, column),
                [fault for fault in here if fault.column == column.key],
            )
            for column in chosen.columns
        ]
        action = actions.get((chosen.key, row.number), "")
        shown.append(ShownRow(row.number, action, cells, bool(here)))
    return shown


def _counts(summary: dict[str, Any]) -> list[tuple[str, int, int, int]]:
    """(what, created, changed, unchanged) for the table of the page."""
    names = {"units": _("Units"), "people": _("People"), "roles": _("Roles")}
    return [
        (name, *(summary.get(kind, {}).get(a, 0) for a in ("created", "changed", "unchanged")))
        for kind, name in names.items()
    ]


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX, status=HTTPStatus.OK)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    plain = name if name.lower().endswith(".xlsx") else f"{name}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, plain) or ""
    return response
