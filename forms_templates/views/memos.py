"""The wordings of memos: listed, and edited with a preview on sample data."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forms_templates import access, place_meanings
from forms_templates.domain import memos, word_subjects
from forms_templates.forms.wording import WordingForm
from forms_templates.memo_samples import sample_values
from forms_templates.models import MemoTemplate
from forms_templates.own_word.memo_places import KINDS
from forms_templates.wording import FilledMemo, fill_memo, memo_template_from_data
from kpi_portal.errors import GuardRefused, InvalidInput, Stale
from kpi_portal.requests import PortalRequest


@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """The newest wording of every kind of memo that this person keeps."""
    rows = [
        (template, word_subjects.MEMO_NAMES.get(template.kind, template.kind))
        for template in access.memos_kept_by(request.user, at=timezone.now())
    ]
    request.nav = "forms_templates:list"
    return render(request, "forms_templates/memos.html", {"rows": rows, "own_word": KINDS})


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: PortalRequest, pk: int) -> HttpResponse:
    """One wording. "preview" shows what was typed on sample data, "publish" keeps it."""
    at = timezone.now()
    template = access.get_memo(request.user, pk, at=at)
    if request.method != "POST":
        return _show(request, template, WordingForm(template.body))
    form = WordingForm(template.body, request.POST)
    valid = form.is_valid()
    if request.POST.get("do") == "preview":
        form.subject.errors.pop("reason", None)
        typed = not form.subject.errors and all(part.is_valid() for part in form.formsets)
        return _show(request, template, form, words=form.words() if typed else None)
    if not valid:
        return _show(request, template, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = memos.publish_wording(
            template,
            form.words(),
            reason=form.subject.cleaned_data["reason"],
            actor=request.user,
            at=at,
        )
    except (GuardRefused, InvalidInput, Stale) as refusal:
        form.subject.add_error(None, str(refusal))
        return _show(request, template, form, status=HTTPStatus.CONFLICT)
    messages.success(
        request, _("Version %(version)s is kept; new memos say so.") % {"version": made.version}
    )
    return redirect("forms_templates:wording", made.pk)


def _show(
    request: PortalRequest,
    template: MemoTemplate,
    form: WordingForm,
    *,
    words: Mapping[str, Any] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "template": template,
        "name": word_subjects.MEMO_NAMES.get(template.kind, template.kind),
        "form": form,
        "places": place_meanings.told(template.body["places"]),
        "sample": _sample({**template.body, **(words or {})}),
        "typed": words is not None,
    }
    request.nav = "forms_templates:list"
    return render(request, "forms_templates/wording.html", context, status=status)


def _sample(body: Mapping[str, Any]) -> FilledMemo:
    """The memo as it reads with a value at every place."""
    return fill_memo(memo_template_from_data(body), sample_values(body["places"]))
