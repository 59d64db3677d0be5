"""Editing a form: its outline, one part at a time, and the preview of the whole."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms_templates import access, editing
from forms_templates.domain import blanks, draft_paper, drafts, web_preview
from forms_templates.editing import Document, NoSuchPlace
from forms_templates.forms import typed
from forms_templates.forms.acts import ReasonForm
from forms_templates.forms.parts import Editor
from forms_templates.models import FormDraft
from forms_templates.schema_loading import draft_from_data
from kpi_portal.errors import GuardRefused, NotFound, Stale
from kpi_portal.jobs.models import Job
from kpi_portal.requests import PortalRequest

VIEWS = ("web", "paper")


@require_POST
def begin(request: PortalRequest, pk: int) -> HttpResponse:
    """Begin the draft of a form, or go on with it."""
    at = timezone.now()
    template = access.get_for(request.user, pk, at=at)
    draft = drafts.begin(template, actor=request.user, at=at)
    return redirect("forms_templates:draft", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: PortalRequest, pk: int) -> HttpResponse:
    """The draft. `?part=` says which part is open, `?view=` how the preview looks; a POST changes
    the draft by what its button says and comes back."""
    at = timezone.now()
    try:
        found = access.get_draft(request.user, pk, at=at)
    except NotFound:
        if request.method == "POST" and access.was_kept_by(request.user, pk, at=at):
            return _lost(request, None)
        raise
    if request.method == "POST":
        return _change(request, found)
    return _show(request, found, request.GET.get("part", ""))


@require_POST
def publish(request: PortalRequest, pk: int) -> HttpResponse:
    """Make the draft a version."""
    at = timezone.now()
    found = access.get_draft(request.user, pk, at=at)
    asked = ReasonForm(request.POST, prefix="publish")
    if not asked.is_valid():
        return _show(request, found, "", publish_form=asked)
    try:
        template = drafts.publish(
            found,
            revision=_revision(request),
            reason=asked.cleaned_data["reason"],
            actor=request.user,
            at=at,
        )
    except (GuardRefused, Stale) as refusal:
        fresh = access.get_draft(request.user, pk, at=at)
        return _show(request, fresh, "", publish_form=asked, refusal=str(refusal))
    messages.success(
        request,
        _("%(form)s is published as version %(version)s. Approve it to bring it into use.")
        % {"form": template.schema["number"], "version": template.version},
    )
    return redirect("forms_templates:form", template.pk)


@require_POST
def discard(request: PortalRequest, pk: int) -> HttpResponse:
    """Give the draft up."""
    at = timezone.now()
    found = access.get_draft(request.user, pk, at=at)
    base = found.base_id
    seen = _revision(request) or found.revision
    try:
        drafts.discard(found, seen=seen, actor=request.user, at=at)
    except Stale as refusal:
        return _show(request, access.get_draft(request.user, pk, at=at), "", refusal=str(refusal))
    if base is None:
        messages.success(request, _("The draft is given up; the form does not exist any more."))
        return redirect("forms_templates:list")
    messages.success(request, _("The draft is given up; the versions are as they were."))
    return redirect("forms_templates:form", base)


@require_safe
def paper(request: PortalRequest, pk: int, kind: str) -> HttpResponseBase:
    """The blank sheet of the draft: Word at once; PDF when it is made, before that the progress."""
    at = timezone.now()
    wanted = blanks.kind_of(kind)
    found = access.get_draft(request.user, pk, at=at)
    name = f"{draft_paper.context_of(found).version_code}-draft.{wanted}"
    response: HttpResponseBase
    if wanted == "docx":
        response = HttpResponse(draft_paper.as_word(found), content_type=blanks.MEDIA_TYPES[wanted])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        stored = draft_paper.stored_pdf(found)
        if stored is None:
            job = draft_paper.ask_for_pdf(found, actor=request.user, at=at)
            return redirect("jobs:progress", job_id=job.pk)
        response = FileResponse(stored, filename=name, content_type=blanks.MEDIA_TYPES[wanted])
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _change(request: PortalRequest, found: FormDraft) -> HttpResponse:
    """Take over the open part as it was typed, then carry out what the button says."""
    do, _colon, target = request.POST.get("do", "").partition(":")
    try:
        sent = typed.read(found.document, request.POST.dict() if do != "undo" else {})
    except typed.PartGone:
        if do == "save" or typed.words(request.POST.dict()):
            return _lost(request, found)
        raise _gone() from None
    if do != "undo" and sent.moved:
        return _show(request, found, sent.place, editor=sent.editor, refusal=_overtaken(found))
    if do not in ("undo", "remove") and sent.editor and not sent.editor.is_valid():
        return _show(request, found, sent.place, editor=sent.editor)
    at = timezone.now()
    try:
        if do == "undo":
            _draft, what = drafts.undo(
                found, revision=_revision(request), actor=request.user, at=at
            )
            messages.success(request, _("Taken back: %(what)s") % {"what": what})
            return _to(request, found, "")
        document, after, what = _after(found.document, do, target, sent)
        drafts.change(
            found, document, what=what, revision=_revision(request), actor=request.user, at=at
        )
    except Stale as refusal:
        fresh = access.get_draft(request.user, found.pk, at=at)
        said = _overtaken(fresh) if refusal.code == "stale" else str(refusal)
        return _show(request, fresh, sent.place, editor=sent.editor, refusal=said)
    except GuardRefused as refusal:
        return _show(request, found, sent.place, editor=sent.editor, refusal=str(refusal))
    return _to(request, found, after)


def _after(
    document: Document, do: str, target: str, sent: typed.Typed
) -> tuple[Document, str, str]:
    """The document with what was typed and after the act, the place to show, and both in words."""
    place, what = sent.place, ""
    if sent.editor is not None and do != "remove":
        before, document = document, editing.change(document, place, sent.editor.values())
        if do == "save" or document != before:
            name = editing.name_of(document, place) or _("a part")
            what = _("changed “%(part)s”") % {"part": name}
    if do == "save":
        return document, place, what
    document, after, done = _done(document, do, target or place)
    return document, after, f"{what}; {done}" if what else done


def _overtaken(found: FormDraft) -> str:
    """Who was faster, and what can be done about it."""
    return _(
        "%(who)s changed this draft meanwhile. What you typed stands below and is not saved yet; "
        "the preview shows what is saved. Save again to keep yours."
    ) % {"who": found.updated_by.display_name if found.updated_by else _("Somebody")}


def _lost(request: PortalRequest, found: FormDraft | None) -> HttpResponse:
    """The part, or the whole draft, is gone: what was typed comes back to be copied."""
    request.nav = "forms_templates:list"
    context = {"draft": found, "words": typed.words(request.POST.dict())}
    return render(request, "forms_templates/lost.html", context, status=HTTPStatus.CONFLICT)


_ACTS: dict[str, Callable[[Document, str], tuple[Document, str]]] = {
    "add": editing.add,
    "add_table": lambda document, into: editing.add(document, into, table=True),
    "duplicate": editing.duplicate,
    "up": lambda document, place: editing.move(document, place, -1),
    "down": lambda document, place: editing.move(document, place, 1),
    "remove": editing.remove,
}


def _done(document: Document, do: str, place: str) -> tuple[Document, str, str]:
    """The document after the act, the place to show, and what was done in words."""
    if do not in _ACTS:
        raise NotFound(_("There is no such act."), code="no_such_act")
    words = {
        "add": _("added a part"),
        "add_table": _("added a table"),
        "duplicate": _("doubled “%(part)s”"),
        "up": _("moved “%(part)s” up"),
        "down": _("moved “%(part)s” down"),
        "remove": _("removed “%(part)s”"),
    }
    try:
        part = "" if do.startswith("add") else editing.name_of(document, place)
        changed, after = _ACTS[do](document, place)
    except NoSuchPlace:
        raise _gone() from None
    return changed, after, words[do] % {"part": part or _("a part")}


def _gone() -> NotFound:
    return NotFound(_("This part is no longer in the draft."), code="no_such_part")


def _revision(request: PortalRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _to(request: PortalRequest, found: FormDraft, place: str) -> HttpResponse:
    """Back to the page, with the part open and the preview as it was chosen."""
    query = {"part": place, "view": request.GET.get("view", "")}
    kept = urlencode({key: value for key, value in query.items() if value})
    address = reverse("forms_templates:draft", args=[found.pk])
    return HttpResponseRedirect(f"{address}?{kept}" if kept else address)


def _show(
    request: PortalRequest,
    found: FormDraft,
    place: str,
    *,
    editor: Editor | None = None,
    publish_form: ReasonForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    try:
        editor = editor or Editor(found.document, place)
    except NoSuchPlace:
        place = ""
        editor = Editor(found.document, place)
    faults = drafts.faults(found)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    bound = editor.form.is_bound and not refusal
    context = {
        "draft": found,
        "document": found.document,
        "part": place,
        "anchor": typed.anchor_of(found.document, place),
        "editor": editor,
        "title": editing.name_of(found.document, place),
        "outline": list(editing.outline(found.document)),
        "faults": faults,
        "faulty": {fault.place for fault in faults},
        "last": found.steps.first(),
        "view": view,
        "preview": web_preview.drawn(draft_from_data(found.document)) if view == "web" else "",
        "paper_job": _paper_job(request, found) if view == "paper" else None,
        "publish_form": publish_form or ReasonForm(prefix="publish"),
        "asked": publish_form is not None,
        "refusal": refusal,
    }
    request.nav = "forms_templates:list"
    status = HTTPStatus.OK
    if refusal:
        status = HTTPStatus.CONFLICT
    elif bound or publish_form is not None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "forms_templates/draft.html", context, status=status)


def _paper_job(request: PortalRequest, found: FormDraft) -> Job | None:
    """The work that makes the sheet of this revision; None once it is made."""
    if draft_paper.is_made(found):
        return None
    return draft_paper.ask_for_pdf(found, actor=request.user, at=timezone.now())
