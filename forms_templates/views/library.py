"""The list of forms, one form with its versions, its approval, and blank forms to download."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forms_templates import access
from forms_templates.contexts import FormStatus
from forms_templates.domain import approval, blanks, library, references, word_templates
from forms_templates.enums import WordSubject
from forms_templates.forms.acts import ApproveForm, ReasonForm
from forms_templates.models import FormTemplate
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import local_date


@require_safe
def templates(request: PortalRequest) -> HttpResponse:
    """The newest version of every form of the units that this person configures."""
    at = timezone.now()
    context = {
        "rows": access.kept_by(request.user, at=at),
        "begun": access.begun_by(request.user, at=at),
        "configures": Role.CONFIGURER in standing.of(request.user, local_date(at)).roles,
        "now": at,
    }
    return render(request, "forms_templates/list.html", context)


@require_safe
def form(request: PortalRequest, pk: int) -> HttpResponse:
    """One form: what is in use, its versions, what relies on it."""
    at = timezone.now()
    return _show(request, access.get_for(request.user, pk, at=at))


@require_POST
def approve(request: PortalRequest, pk: int) -> HttpResponse:
    """Approve a version by its memo, order or meeting."""
    at = timezone.now()
    template = _known(request, pk, at)
    asked = ApproveForm(request.POST)
    if not asked.is_valid():
        return _show(request, template, approve_form=asked)
    approval.approve(template, actor=request.user, at=at, reference=asked.cleaned_data["reference"])
    messages.success(
        request,
        _("%(form)s is approved; its sheets no longer say ร่าง.")
        % {"form": template.schema["number"]},
    )
    return redirect("forms_templates:form", template.pk)


@require_POST
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    """Take the approval of a version back, with the reason."""
    at = timezone.now()
    template = _known(request, pk, at)
    asked = ReasonForm(request.POST, prefix="withdraw")
    if not asked.is_valid():
        return _show(request, template, withdraw_form=asked)
    approval.withdraw(template, actor=request.user, at=at, reason=asked.cleaned_data["reason"])
    messages.success(
        request,
        _("The approval of %(form)s is withdrawn.") % {"form": template.schema["number"]},
    )
    return redirect("forms_templates:form", template.pk)


@require_safe
def blank(request: PortalRequest, pk: int, kind: str) -> HttpResponseBase:
    """A blank form: Word at once; PDF when it is made, before that the progress of the work."""
    wanted = blanks.kind_of(kind)
    template = blanks.get(pk)
    name = f"{blanks.context_of(template).version_code}.{wanted}"
    response: HttpResponseBase
    if wanted == "docx":
        word = blanks.as_word(template, at=timezone.now())
        response = HttpResponse(word, content_type=blanks.MEDIA_TYPES[wanted])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        stored = blanks.stored_pdf(template)
        if stored is None:
            job = blanks.ask_for_pdf(template, actor=request.user, at=timezone.now())
            return redirect("jobs:progress", job_id=job.pk)
        response = FileResponse(stored, filename=name, content_type=blanks.MEDIA_TYPES[wanted])
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _known(request: PortalRequest, pk: int, at: datetime) -> FormTemplate:
    """The version for an act. A blank form is no secret, so who may not act is told so."""
    template = blanks.get(pk)
    access.require_configurer(request.user, template.owner, at=at)
    return template


def _show(
    request: PortalRequest,
    template: FormTemplate,
    *,
    approve_form: ApproveForm | None = None,
    withdraw_form: ReasonForm | None = None,
) -> HttpResponse:
    versions = library.versions_of(template)
    refused = approve_form is not None or withdraw_form is not None
    context = {
        "template": template,
        "schema": library.schema_of(template),
        "versions": versions,
        "used": library.in_use(versions),
        "newest": versions[0],
        "draft": library.draft_of(template),
        "printed_whole": template.schema["status"] == FormStatus.PRINTED,
        "own_word": word_templates.in_force(
            template.owner, WordSubject.FORM, template.code, on=local_date(timezone.now())
        ),
        "references": references.references_to(template.owner, template.fiscal_year, template.code),
        "approve_form": approve_form or ApproveForm(),
        "withdraw_form": withdraw_form or ReasonForm(prefix="withdraw"),
        "now": timezone.now(),
    }
    request.nav = "forms_templates:list"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "forms_templates/form.html", context, status=status)
