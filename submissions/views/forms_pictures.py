"""Pictures of a form: sent by the script or with the plain form, removed, put back, shown."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forms_templates.schema import FieldType
from kpi_portal import answers
from kpi_portal.errors import InvalidInput
from kpi_portal.files.policy import megabytes
from kpi_portal.files.refusals import FileRefused
from kpi_portal.requests import PortalRequest
from submissions import uploads
from submissions.domain import forms, forms_scope
from submissions.domain import forms_pictures as pictures
from submissions.domain import processes as choosing
from submissions.domain.forms import Sheet
from submissions.forms import answer_page
from submissions.models import Answer
from submissions.validators.policy import PICTURES


@require_POST
def picture_act(
    request: PortalRequest, pk: int, code: str, process: int | None = None
) -> HttpResponse:
    """Attach, remove or put back one picture. Scripts get the field's pictures as they now are."""
    at = timezone.now()
    submission = forms_scope.find_for(request.user, pk, code, at=at)
    chosen = choosing.get(submission, process) if process is not None else None
    sheet = forms.open_sheet(submission, code, chosen)
    answer = _perform(request, sheet, at)
    if not answers.wants_json(request):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(request.path.removesuffix("picture/"))
    return _told(request, forms.open_sheet(submission, code, chosen), answer)


@require_safe
def picture(request: PortalRequest, pk: int, sha256: str) -> FileResponse:
    """The picture itself, for those who may see the form that shows it."""
    version, stored = pictures.open_for(request.user, pk, sha256, at=timezone.now())
    response = FileResponse(stored, content_type=version.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def take_posted(request: PortalRequest, sheet: Sheet, *, at: datetime) -> None:
    """The pictures chosen in a plain form, and its buttons that remove one."""
    verb, _sep, rest = request.POST.get("do", "").partition(":")
    if verb in ("unpicture", "repicture"):
        key, _sep, sha256 = rest.partition(":")
        _remove_or_restore(request, sheet, key, sha256, back=verb == "repicture", at=at)
    for field in sheet.schema.fields():
        if field.type is FieldType.IMAGE:
            _refuse_cut_off(request, f"picture-{field.key}")
            for upload in request.FILES.getlist(f"picture-{field.key}"):
                _add(request, sheet, field.key, upload, at)


def _perform(request: PortalRequest, sheet: Sheet, at: datetime) -> Answer:
    key, sha256 = request.POST.get("field", ""), request.POST.get("sha256", "")
    act = request.POST.get("act", "add")
    if act in ("remove", "restore"):
        return _remove_or_restore(request, sheet, key, sha256, back=act == "restore", at=at)
    _refuse_cut_off(request, "picture")
    upload = request.FILES.get("picture")
    if upload is None:
        raise InvalidInput(_("Choose a picture first."), code="no_picture")
    return _add(request, sheet, key, upload, at, replaces=sha256)


def _add(
    request: PortalRequest, sheet: Sheet, key: str, upload: object, at: datetime, replaces: str = ""
) -> Answer:
    return pictures.add(
        sheet.submission,
        sheet.schema.key,
        sheet.process,
        actor=request.user,
        at=at,
        field=key,
        upload=upload,  # type: ignore[arg-type]  # an uploaded file is a File
        replaces=replaces,
    )


def _remove_or_restore(
    request: PortalRequest, sheet: Sheet, key: str, sha256: str, *, back: bool, at: datetime
) -> Answer:
    verb = pictures.restore if back else pictures.remove
    return verb(
        sheet.submission,
        sheet.schema.key,
        sheet.process,
        actor=request.user,
        at=at,
        field=key,
        sha256=sha256,
    )


def _refuse_cut_off(request: PortalRequest, field: str) -> None:
    if uploads.too_large(request, field):
        raise FileRefused("too_large", limit=megabytes(PICTURES.max_bytes))


def _told(request: PortalRequest, sheet: Sheet, answer: Answer) -> JsonResponse:
    """The field's pictures as a piece of the page, with the revision that later saves build on."""
    key = request.POST.get("field", "")
    page = answer_page.build(sheet)
    box = next(box for part in page.parts for box in part.boxes if box.field.key == key)
    context = {"box": box, "sheet": sheet, "submission": sheet.submission, "writable": True}
    piece = render(request, "submissions/forms/_pictures.html", context)
    return JsonResponse(
        {
            "html": piece.content.decode(),
            "revision": str(answer.revision),
            "saved_at": answer.updated_at.isoformat(),
        }
    )
