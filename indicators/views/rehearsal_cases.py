"""Named cases of the rehearsal panel: loaded, renamed, deleted and brought back, as files."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from indicators.domain import rehearsal_files, rehearsals, rehearsing
from indicators.forms import rehearsal as forms
from indicators.models import RehearsalCase
from indicators.views import rehearsal_memory as memory
from indicators.views.rehearsal import address, kept_indicator, show
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest
from scoring.parsing.yaml_source import MAX_BYTES


@require_POST
def act(request: PortalRequest, pk: int, case: int, act: str) -> HttpResponse:
    """Load a case into the boxes, rename it or delete it."""
    at = timezone.now()
    indicator = kept_indicator(request, pk, at=at)
    found = RehearsalCase.objects.filter(pk=case, indicator=indicator).first()
    if found is None or act not in ("load", "rename", "delete"):
        raise NotFound(_("There is no such rehearsal."), code="not_found")
    found.indicator = indicator
    said = ""
    if act == "load":
        memory.put(request, pk, found.round_key, forms.typed(found.case))
        said = _("Loaded: %(name)s") % {"name": found.name}
    elif act == "rename":
        try:
            rehearsals.rename(found, name=request.POST.get("name", ""), actor=request.user, at=at)
        except InvalidInput as refusal:
            return _refused(request, pk, found.round_key, str(refusal))
    else:
        kept = rehearsals.delete(found, actor=request.user, at=at)
        memory.remember_deleted(request, pk, kept)
    return _back(request, pk, found.round_key, said)


@require_POST
def restore(request: PortalRequest, pk: int) -> HttpResponse:
    """Bring the case deleted last back."""
    at = timezone.now()
    indicator = kept_indicator(request, pk, at=at)
    kept = memory.deleted(request, pk)
    if kept is None:
        raise GuardRefused(_("There is nothing to bring back."), code="nothing_deleted")
    rehearsals.save(indicator, **kept, actor=request.user, at=at)
    memory.forget_deleted(request)
    return _back(request, pk, kept["case"]["round"], _("Brought back: %(name)s") % kept)


@require_GET
def download(request: PortalRequest, pk: int) -> HttpResponse:
    """Every case as a file that `manage.py score` reads."""
    indicator = kept_indicator(request, pk, at=timezone.now())
    definition = rehearsing.source_of(indicator).definition
    if definition is None:
        raise GuardRefused(
            _("The draft has faults; mend them before its cases are taken away as a file."),
            code="faulty",
        )
    text = rehearsal_files.case_file(definition, rehearsals.run_all(indicator, definition))
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    name = f"cases-{indicator.fiscal_year}-{indicator.pk}.yaml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def take_in(request: PortalRequest, pk: int) -> HttpResponse:
    """Take the cases of a file in; what is wrong with it is said, and nothing kept."""
    at = timezone.now()
    indicator = kept_indicator(request, pk, at=at)
    source = rehearsing.source_of(indicator)
    key = request.GET.get("round", "")
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise InvalidInput(_("Choose a file first."), code="no_file")
        if source.definition is None:
            raise InvalidInput(_("Mend the faults of the draft first."), code="faulty")
        taken = rehearsal_files.take_in(
            indicator,
            upload.read(MAX_BYTES + 1),
            source.definition,
            file_name=upload.name or "",
            language=rehearsing.active_language(),
            actor=request.user,
            at=at,
        )
    except NotAllowed:
        raise
    except InvalidInput as refusal:
        return _refused(request, pk, key, str(refusal))
    said = ngettext("%(n)d case was taken in.", "%(n)d cases were taken in.", len(taken))
    return _back(request, pk, taken[0].round_key, said % {"n": len(taken)})


def _back(request: PortalRequest, pk: int, key: str, said: str = "") -> HttpResponse:
    at = timezone.now()
    indicator = kept_indicator(request, pk, at=at)
    if request.htmx:
        return show(request, indicator, rehearsing.source_of(indicator), key, at, said=said)
    if said:
        messages.success(request, said)
    return redirect(address(indicator, key))


def _refused(request: PortalRequest, pk: int, key: str, why: str) -> HttpResponse:
    at = timezone.now()
    indicator = kept_indicator(request, pk, at=at)
    return show(
        request,
        indicator,
        rehearsing.source_of(indicator),
        key,
        at,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        case_refusal=why,
    )
