"""The page of one requirement, and attaching files, links, numbers, answers and what is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal import answers
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.files.policy import megabytes
from kpi_portal.files.refusals import FileRefused
from kpi_portal.requests import PortalRequest
from submissions import uploads
from submissions.domain import (
    evidence,
    evidence_access,
    evidence_reading,
    evidence_rules,
    reach,
    requirements,
    shared_evidence,
    supply,
)
from submissions.forms.evidence import AnswerForm, FilesForm, LinkForm, NumberForm, RefusableForm
from submissions.models import EvidenceUse, EvidenceVersion, Submission
from submissions.views import evidence_page
from submissions.views.evidence_page import Refused


@require_safe
def requirement(request: PortalRequest, pk: int, key: str) -> HttpResponse:
    """What counts as evidence, what is attached, what was said of it, and ways to attach more."""
    at = timezone.now()
    submission = reach.find_for(request.user, pk, key, at=at)
    return evidence_page.show(request, submission, key, at=at)


@require_POST
def attach_files(request: PortalRequest, pk: int, key: str) -> HttpResponse:
    """Attach one file (scripts send them one by one) or all those of a plain form. A file that is
    refused is named with the reason; the others are kept."""
    at = timezone.now()
    submission = reach.find_for(request.user, pk, key, at=at)
    form = FilesForm(request.POST, request.FILES, auto_id="files-%s")
    refused = _cut_off(request, submission, key)
    attached: list[EvidenceUse] = []
    if form.is_valid():
        attached, more = _attach_each(request, submission, key, form, at)
        refused += more
    elif refused:
        form.errors.pop("uploads", None)  # files were chosen, but none was small enough
    if answers.wants_json(request):
        return _told_to_script(form, attached, refused)
    if refused or form.errors:
        notice = _attached_words(attached, at) if attached else ""
        return evidence_page.show(
            request,
            submission,
            key,
            at=at,
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            notice=notice,
            refused=refused,
            bound={"files_form": form},
        )
    return evidence_page.done(request, submission, key, _attached_words(attached, at), at=at)


@require_POST
def attach_link(request: PortalRequest, pk: int, key: str) -> HttpResponse:
    """Attach the address of a page, with its capture if one was chosen."""
    at = timezone.now()
    submission = reach.find_for(request.user, pk, key, at=at)
    form = LinkForm(request.POST, request.FILES, auto_id="link-%s")
    if uploads.too_large(request, "capture"):
        form.refuse_too_large("capture", evidence.capture_policy().max_bytes)

    def act() -> EvidenceUse:
        return evidence.attach_link(
            submission,
            key,
            actor=request.user,
            at=at,
            url=form.cleaned_data["url"],
            capture=form.cleaned_data["capture"],
            details=form.details(),
        )

    return _perform(request, submission, key, form, "link_form", act, at)


@require_POST
def set_number(request: PortalRequest, pk: int, key: str) -> HttpResponse:
    """Keep the number typed."""
    at = timezone.now()
    submission = reach.find_for(request.user, pk, key, at=at)
    form = NumberForm(request.POST, auto_id="number-%s")

    def act() -> EvidenceUse:
        typed = form.cleaned_data["number"]
        return supply.set_number(
            submission, key, actor=request.user, at=at, typed=typed, revision=_revision(request)
        )

    if answers.wants_json(request):
        return _autosave(form, act, at)
    return _perform(request, submission, key, form, "number_form", act, at)


@require_POST
def give_answer(request: PortalRequest, pk: int, key: str) -> HttpResponse:
    """Keep the answer typed."""
    at = timezone.now()
    submission = reach.find_for(request.user, pk, key, at=at)
    form = AnswerForm(request.POST, auto_id="answer-%s")

    def act() -> EvidenceUse:
        text = form.cleaned_data["text"]
        return supply.give_answer(
            submission, key, actor=request.user, at=at, text=text, revision=_revision(request)
        )

    if answers.wants_json(request):
        return _autosave(form, act, at)
    return _perform(request, submission, key, form, "answer_form", act, at)


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: PortalRequest, pk: int, key: str) -> HttpResponse:
    """Attach documents that are in the portal already: shared ones and the unit's own."""
    at = timezone.now()
    submission = reach.find_for(request.user, pk, key, at=at)
    place = requirements.place_of(submission, key)
    faults: list[Refused] = []
    if request.method == "POST":
        attached, faults = _attach_chosen(request, submission, key, at)
        if attached and not faults:
            words = _attached_words(attached, at)
            return evidence_page.done(request, submission, key, words, at=at)
    search = request.GET.get("q", "")[:100]
    context = {
        "submission": submission,
        "place": place,
        "search": search,
        "refused": faults,
        "shared": evidence_reading.shared_to_choose(submission, place.requirement, search=search),
        "own": evidence_reading.own_to_choose(
            submission,
            place.requirement,
            search=search,
            contributor=reach.unit_for(request.user, submission, key, at=at),
        ),
        "locked": evidence_rules.why_locked(submission, key, actor=request.user, at=at),
        "chosen": set(request.POST.getlist("version")),
        "nothing_chosen": request.method == "POST" and not faults,
        "partial": answers.is_htmx(request),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    template = "_choose.html" if context["partial"] else "choose.html"
    return render(request, f"submissions/evidence/{template}", context, status=status)


def _attach_each(
    request: PortalRequest, submission: Submission, key: str, form: FilesForm, at: datetime
) -> tuple[list[EvidenceUse], list[Refused]]:
    attached: list[EvidenceUse] = []
    refused: list[Refused] = []
    for upload in form.cleaned_data["uploads"]:
        try:
            attached.append(
                evidence.attach_file(
                    submission,
                    key,
                    actor=request.user,
                    at=at,
                    upload=upload,
                    details=form.details(),
                )
            )
        except InvalidInput as refusal:
            refused.append(Refused(upload.name, refusal.message))
    return attached, refused


def _attach_chosen(
    request: PortalRequest, submission: Submission, key: str, at: datetime
) -> tuple[list[EvidenceUse], list[Refused]]:
    attached: list[EvidenceUse] = []
    refused: list[Refused] = []
    for chosen in request.POST.getlist("version"):
        pk = int(chosen) if chosen.isdecimal() else 0  # 0 is nobody's key
        version = evidence_access.version_for(request.user, pk, at=at)
        try:
            attached.append(_attach_one(request, submission, key, version, at))
        except InvalidInput as refusal:
            refused.append(Refused(str(version), refusal.message))
    return attached, refused


def _attach_one(
    request: PortalRequest,
    submission: Submission,
    key: str,
    version: EvidenceVersion,
    at: datetime,
) -> EvidenceUse:
    shared = version.evidence.shared
    verb = shared_evidence.attach_shared if shared else evidence.reuse
    return verb(submission, key, version=version, actor=request.user, at=at)


def _revision(request: PortalRequest) -> int | None:
    """The revision that a page which saves itself showed; whoever presses the button has seen what
    is there and means it."""
    said = request.POST.get("revision", "")
    return int(said) if answers.wants_json(request) and said.isdecimal() else None


def _autosave(form: RefusableForm, act: Callable[[], EvidenceUse], at: datetime) -> HttpResponse:
    """A refusal goes up as it is: the portal answers it in the words that the script expects."""
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        return JsonResponse({"error": first}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return JsonResponse({"revision": act().revision, "saved_at": at.isoformat()})


def _perform(
    request: PortalRequest,
    submission: Submission,
    key: str,
    form: RefusableForm,
    name: str,
    act: Callable[[], EvidenceUse],
    at: datetime,
) -> HttpResponse:
    """Call a verb with what a form holds; a refusal shows the form again as it was filled in."""
    if form.is_valid():
        try:
            act()
        except InvalidInput as refusal:
            form.refuse(refusal)
        except (GuardRefused, NotAllowed) as refusal:
            return evidence_page.show(
                request,
                submission,
                key,
                at=at,
                status=refusal.status,
                refusal=refusal,
                unsaved=form.typed(),
            )
        else:
            return evidence_page.done(request, submission, key, _("Saved."), at=at)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return evidence_page.show(request, submission, key, at=at, status=status, bound={name: form})


def _cut_off(request: PortalRequest, submission: Submission, key: str) -> list[Refused]:
    """The files that were too large to be read at all."""
    names = uploads.too_large(request, "uploads")
    place = requirements.place_of(submission, key)
    limit = megabytes(evidence_rules.policy_of(place.requirement).max_bytes)
    message = FileRefused("too_large", limit=limit).message
    return [Refused(name, message) for name in names]


def _told_to_script(
    form: FilesForm, attached: list[EvidenceUse], refused: list[Refused]
) -> JsonResponse:
    if refused or form.errors:
        faults = [str(file.message) for file in refused]
        faults += [str(text) for texts in form.errors.values() for text in texts]
        body = {"error": " ".join(faults), "code": "refused"}
        return JsonResponse(body, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    made = [{"use": use.pk, "name": str(use.version)} for use in attached]
    return JsonResponse({"pieces": made}, status=HTTPStatus.CREATED)


def _attached_words(attached: list[EvidenceUse], at: datetime) -> str:
    new = [use for use in attached if use.added_at == at]
    if not new:
        return _("This file was attached here already, so nothing changed.")
    words = ngettext("%(count)d piece attached.", "%(count)d pieces attached.", len(new))
    return words % {"count": len(new)}
