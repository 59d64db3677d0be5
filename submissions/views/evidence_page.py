"""Showing one requirement: as a page, as the content of a drawer, or only its list of pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from kpi_portal import answers
from kpi_portal.errors import DomainError
from kpi_portal.files.kinds import ACCEPTABLE, labels
from kpi_portal.files.policy import megabytes
from kpi_portal.requests import PortalRequest
from scoring.definition import Annotations, TextMap, Texts
from submissions.domain import evidence_reading
from submissions.domain.evidence_reading import RequirementPage
from submissions.enums import PieceKind
from submissions.forms.evidence import (
    AnswerForm,
    FilesForm,
    LinkForm,
    NumberForm,
    RefusableForm,
)
from submissions.models import Submission
from submissions.views import figure_page

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

OFFERED = 3  # shared documents on the page of a requirement; the others one press away
PIECES = "pieces"  # the id of the list of pieces, by which htmx asks for it alone


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and why."""

    name: str
    message: _StrOrPromise


def show(
    request: PortalRequest,
    submission: Submission,
    key: str,
    *,
    at: datetime,
    status: int = 200,
    notice: str = "",
    refusal: DomainError | None = None,
    refused: Sequence[Refused] = (),
    unsaved: str = "",
    only_pieces: bool = False,
    bound: Mapping[str, RefusableForm] | None = None,
) -> HttpResponse:
    """The requirement as it now is.

    `bound` are forms to show as they were filled in (files_form, link_form, number_form,
    answer_form); `refusal` is why the whole act was not done, `refused` the files that were not
    taken, `unsaved` a text that would otherwise be lost. Scripts get the list of pieces where they
    ask for it or with `only_pieces`, else everything below the page's head.
    """
    page = evidence_reading.requirement_page(submission, key, reader=request.user, at=at)
    context = {
        "submission": submission,
        "page": page,
        "now": at,
        "notice": notice,
        "refusal": refusal,
        "refused": refused,
        "unsaved": unsaved,
        "guidance": _guidance(page),
        "accepted": labels(page.policy.kinds),
        "limit": megabytes(page.policy.max_bytes),
        "accept": _accept(page),
        "revision": max((piece.use.revision for piece in page.pieces), default=0),
        "piecemeal": answers.is_htmx(request),
        **_forms(submission, page, bound or {}),
        **_shared(submission, page),
        **figure_page.worth_context(submission, page.place),
    }
    return render(request, _template(request, only_pieces), context, status=status)


def done(
    request: PortalRequest,
    submission: Submission,
    key: str,
    text: str,
    *,
    at: datetime,
    only_pieces: bool = False,
) -> HttpResponse:
    """After an act that went well: the list anew for scripts, the page by a redirect without."""
    if not answers.is_htmx(request):
        messages.success(request, text)
        return redirect(address(submission, key) + f"#{PIECES}")
    response = show(request, submission, key, at=at, notice=text, only_pieces=only_pieces)
    response.headers["HX-Trigger"] = "evidence-changed"
    return response


def address(submission: Submission, key: str) -> str:
    return reverse("submissions:requirement", args=[submission.pk, key])


def _template(request: HttpRequest, only_pieces: bool) -> str:
    if not answers.is_htmx(request):
        return "submissions/evidence/requirement.html"
    if only_pieces or request.headers.get("HX-Target") == PIECES:
        return "submissions/evidence/_pieces.html"
    return "submissions/evidence/_requirement.html"


def _forms(
    submission: Submission, page: RequirementPage, bound: Mapping[str, RefusableForm]
) -> dict[str, RefusableForm]:
    forms: dict[str, RefusableForm] = {}
    kinds = page.kinds
    if page.locked is None:
        measure = figure_page.measure_form(submission, page.place)
        if measure is not None:
            forms["measure_form"] = measure
    if PieceKind.FILE in kinds:
        forms["files_form"] = FilesForm(auto_id="files-%s")
    if PieceKind.LINK in kinds:
        forms["link_form"] = LinkForm(auto_id="link-%s")
    if PieceKind.NUMBER in kinds:
        forms["number_form"] = NumberForm(initial=_number(page), auto_id="number-%s")
    if PieceKind.ANSWER in kinds:
        forms["answer_form"] = AnswerForm(initial=_answer(page), auto_id="answer-%s")
    return forms | {name: form for name, form in bound.items() if name in forms}


def _shared(submission: Submission, page: RequirementPage) -> dict[str, Any]:
    """The newest shared documents that fit here, to be attached with one press; one query where the
    requirement takes files or links."""
    if not page.kinds & {PieceKind.FILE, PieceKind.LINK} or not page.room:
        return {}
    found = evidence_reading.shared_to_choose(submission, page.requirement)
    return {"offered": found[:OFFERED], "more_shared": len(found) > OFFERED}


def _number(page: RequirementPage) -> dict[str, Any]:
    for piece in page.pieces:
        if piece.use.number is not None:
            return {"number": f"{piece.use.number.normalize():f}"}
    return {}


def _answer(page: RequirementPage) -> dict[str, Any]:
    texts = [p.use.text for p in page.pieces if p.use.kind == PieceKind.ANSWER]
    return {"text": texts[-1]} if texts else {}


def _accept(page: RequirementPage) -> str:
    """For the file chooser: the endings that are accepted."""
    endings = [e for key in page.policy.kinds for e in ACCEPTABLE[key].extensions]
    return ",".join(f".{ending}" for ending in endings)


def _guidance(page: RequirementPage) -> dict[str, list[str]]:
    """What the definition says of the criterion, else of its level, else of its part: guidance and
    examples."""
    place = page.place
    notes = [place.criterion.annotations, place.level.annotations]
    notes += [place.part.part.annotations] if place.part is not None else []
    for said in notes:
        found = _texts_of(said)
        if any(found.values()):
            return found
    return {}


def _texts_of(said: Annotations) -> dict[str, list[str]]:
    return {
        "guidance": [*_flat(said.guidance), *_flat(said.hint)],
        "examples": [*_flat(said.examples), *_flat(said.bullets)],
    }


def _flat(texts: Texts | None) -> list[str]:
    if texts is None:
        return []
    if isinstance(texts, str):
        return [texts]
    if isinstance(texts, TextMap):
        return [f"{name}: {line}" for name, inner in texts.items for line in _flat(inner)]
    return [line for inner in texts for line in _flat(inner)]
