"""The agency's own Word files of a form or memo: uploaded, previewed, switched on and off."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms_templates import access
from forms_templates.domain import blanks, word_samples, word_subjects, word_templates
from forms_templates.domain.word_subjects import Subject
from forms_templates.domain.word_templates import WordFileRefused
from forms_templates.forms.word import InForceForm, WordFileForm
from forms_templates.models import WordTemplate
from forms_templates.own_word.places import listed
from kpi_portal.errors import GuardRefused, InvalidInput
from kpi_portal.files.refusals import FileRefused
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import local_date, thai_date


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: PortalRequest, kind: str, pk: int) -> HttpResponse:
    """The Word files of one form or memo, its places, and the form to upload another."""
    at = timezone.now()
    subject = word_subjects.get_for(request.user, kind, pk, at=at)
    if request.method != "POST":
        return _show(request, subject, at)
    form = WordFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, subject, at, upload_form=form)
    file = form.cleaned_data["file"]
    faults: tuple[str, ...] = ()
    try:
        made = word_templates.upload(
            subject,
            data=file.read(word_templates.POLICY.max_bytes + 1),
            name=file.name,
            actor=request.user,
            at=at,
        )
    except WordFileRefused as refusal:
        form.add_error("file", str(refusal))
        faults = tuple(str(fault) for fault in refusal.faults)
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
    else:
        messages.success(
            request,
            _("%(name)s is kept as version %(version)s. Look at the sample, then switch it on.")
            % {"name": made.original_name, "version": made.version},
        )
        return redirect("forms_templates:word", kind, pk)
    return _show(request, subject, at, upload_form=form, faults=faults)


@require_safe
def starter(request: PortalRequest, kind: str, pk: int) -> HttpResponse:
    """The portal's own layout with the marks in place, to begin from."""
    subject = word_subjects.get_for(request.user, kind, pk, at=timezone.now())
    return _word(subject.starter(), f"{subject.code}-starter.docx")


@require_safe
def file(request: PortalRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded."""
    template = access.get_word(request.user, pk, at=timezone.now())
    return _word(bytes(template.content), f"{template.code}-word-v{template.version}.docx")


@require_safe
def sample(request: PortalRequest, pk: int, kind: str) -> HttpResponseBase:
    """The file with sample data: Word at once; PDF when it is made, before that its progress."""
    at = timezone.now()
    wanted = blanks.kind_of(kind)
    template = access.get_word(request.user, pk, at=at)
    name = f"{template.code}-word-v{template.version}-sample.{wanted}"
    if wanted == "docx":
        return _word(word_samples.as_word(template, word_subjects.of_word(template)), name)
    stored = word_samples.stored_pdf(template)
    if stored is None:
        job = word_samples.ask_for_pdf(template, actor=request.user, at=at)
        return redirect("jobs:progress", job_id=job.pk)
    response = FileResponse(stored, filename=name, content_type=blanks.MEDIA_TYPES["pdf"])
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def switch_on(request: PortalRequest, pk: int) -> HttpResponse:
    """Put a version in force from the day given."""
    at = timezone.now()
    template = access.get_word(request.user, pk, at=at)
    subject = word_subjects.of_word(template)
    form = InForceForm(request.POST, prefix=f"on-{pk}")
    if form.is_valid():
        day = form.cleaned_data["day"]
        try:
            word_templates.switch_on(
                template, actor=request.user, at=at, day=day, tree=subject.tree
            )
        except (InvalidInput, GuardRefused) as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.success(
                request,
                _("Version %(version)s is in force from %(day)s.")
                % {"version": template.version, "day": thai_date(day)},
            )
            return redirect("forms_templates:word", subject.kind, subject.pk)
    return _show(request, subject, at, day_form=(pk, form))


@require_POST
def switch_off(request: PortalRequest, pk: int) -> HttpResponse:
    """Take a version out of force."""
    at = timezone.now()
    template = access.get_word(request.user, pk, at=at)
    word_templates.switch_off(template, actor=request.user, at=at)
    subject = word_subjects.of_word(template)
    messages.success(
        request, _("Version %(version)s is switched off.") % {"version": template.version}
    )
    return redirect("forms_templates:word", subject.kind, subject.pk)


def _word(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=blanks.MEDIA_TYPES["docx"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _show(
    request: PortalRequest,
    subject: Subject,
    at: datetime,
    *,
    upload_form: WordFileForm | None = None,
    faults: tuple[str, ...] = (),
    day_form: tuple[int, InForceForm] | None = None,
) -> HttpResponse:
    versions: list[WordTemplate] = list(word_templates.versions_of(subject))
    today = local_date(at)
    used = word_templates.in_force(subject.owner, subject.kind, subject.code, on=today)
    asked, asked_form = day_form or (0, None)
    day = {"day": thai_date(today, "short")}
    context = {
        "subject": subject,
        "versions": [
            (
                version,
                asked_form
                if asked_form is not None and version.pk == asked
                else InForceForm(prefix=f"on-{version.pk}", initial=day),
            )
            for version in versions
        ],
        "used": used,
        "places": list(listed(subject.tree)),
        "upload_form": upload_form or WordFileForm(),
        "asked_form": asked_form,
        "faults": faults,
        "prints_pdf": bool(word_samples.printer()),
        "today": today,
    }
    request.nav = "forms_templates:list"
    refused = upload_form is not None or day_form is not None
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "forms_templates/word.html", context, status=status)
