"""What a posted form does: saved while typing or by its buttons, or shown again with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from forms_templates.progress import plan_progress, planned_progress
from forms_templates.schema import AMOUNT_SUFFIX, Field, FieldType, FormSchema
from kpi_portal import answers
from kpi_portal.errors import DomainError, NotFound, Stale
from kpi_portal.requests import PortalRequest
from scoring.numbers import two_places
from submissions.domain import forms, forms_answers, forms_shape
from submissions.domain.forms import Sheet
from submissions.domain.forms_refusals import sentence
from submissions.forms import answers as posted
from submissions.forms.answer_progress import lacks_of, progress_of
from submissions.forms.answers import Typed
from submissions.models import Answer
from submissions.views import forms_pictures, forms_rows

EMPTY_SHARES = {"planned": "", "done": ""}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Either an answer, or what the page shows again together with the reason."""

    response: HttpResponse | None = None
    echo: dict[str, Any] = field(default_factory=dict)


def take(request: PortalRequest, sheet: Sheet, *, at: datetime) -> Outcome:
    """Save what was posted and answer in the caller's shape."""
    typed = posted.read(sheet.schema, request.POST)
    if answers.wants_json(request):
        return Outcome(_autosave(request, sheet, typed, at))
    act = forms_rows.act_of(request.POST.get("do", ""))
    if act is not None:
        typed = forms_rows.apply(request, sheet, typed, act)
    try:
        answer = _save(request, sheet, typed, at)
        forms_pictures.take_posted(request, sheet, at=at)
    except NotFound:
        raise
    except DomainError as refusal:
        return Outcome(echo=_echo(request, sheet, typed, refusal))
    return Outcome(_after(request, sheet, answer, act))


def undo_offer(request: PortalRequest, sheet: Sheet) -> str:
    """What was just removed without scripts and can be put back: a row's text or a picture."""
    return forms_rows.offer(request, sheet)


def plan_figures(schema: FormSchema, data: Mapping[str, Any]) -> dict[str, str] | None:
    """Planned and done per cent of a plan by month; None for other forms and unreadable shares."""
    plan = schema.month_plan()
    if plan is None:
        return None
    rows = forms_shape.rows_at(data, forms_shape.ROWS)
    try:
        return {
            "planned": two_places(planned_progress(rows, schedule=plan.key)),
            "done": two_places(plan_progress(rows, schedule=plan.key)),
        }
    except ValueError:
        return None


def _save(request: PortalRequest, sheet: Sheet, typed: Typed, at: datetime) -> Answer:
    post = request.POST
    return forms.save_answer(
        sheet.submission,
        sheet.schema.key,
        sheet.process,
        actor=request.user,
        at=at,
        revision=_whole(post.get("revision", "")),
        data=typed.data,
        removed=typed.removed,
        only_done_shares=bool(post.get("only_progress")),
        page=post.get("page", "")[:32],
        voiding=[_whole(pk) for pk in post.getlist("voiding")],
    )


def _autosave(request: PortalRequest, sheet: Sheet, typed: Typed, at: datetime) -> HttpResponse:
    try:
        answer = _save(request, sheet, typed, at)
    except Stale as stale:
        theirs = stale.facts.pop("theirs", {})
        shaped = forms_shape.in_shape(sheet.schema, typed.data)
        changes = list(_changes(sheet.schema, shaped, theirs, typed))
        raise Stale(stale.message, code=stale.code, **stale.facts, changes=changes) from None
    said = {m["path"]: sentence(m) for m in answer.missing}
    lacks = lacks_of(said, answer.data, typed)
    return JsonResponse(
        {
            "revision": str(answer.revision),
            "saved_at": answer.updated_at.isoformat(),
            "complete": answer.complete,
            "missing": [{"name": one.name, "text": one.text, "row": one.row} for one in lacks],
            "progress": progress_of(sheet.schema, said, answer.data),
            "plan": plan_figures(sheet.schema, answer.data),
        }
    )


def _echo(
    request: PortalRequest, sheet: Sheet, typed: Typed, refusal: DomainError
) -> dict[str, Any]:
    """The page again with everything typed, the reason, and where it concerns which field."""
    echo: dict[str, Any] = {
        "typed": typed.data,
        "refusal": str(refusal),
        "token": request.POST.get("page", "")[:32],
        "status": HTTPStatus(refusal.status),
        "revision": _whole(request.POST.get("revision", "")),
    }
    if isinstance(refusal, Stale) and "theirs" in refusal.facts:
        echo["theirs"] = refusal.facts["theirs"]
        echo["revision"] = refusal.facts["revision"]
    echo["faults"] = {f["path"]: f["text"] for f in refusal.facts.get("faults", [])}
    return echo


def _after(
    request: PortalRequest, sheet: Sheet, answer: Answer, act: forms_rows.Act | None
) -> HttpResponse:
    here = request.path
    if act is not None:
        return HttpResponseRedirect(here + forms_rows.place_after(act))
    if request.POST.get("do") != "done":
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(here)
    if not answer.complete:
        return HttpResponseRedirect(f"{here}?{urlencode({'check': '1'})}#missing")
    messages.success(request, _("%(form)s is complete.") % {"form": sheet.schema.number})
    return HttpResponseRedirect(_next_place(sheet))


def _next_place(sheet: Sheet) -> str:
    """The same form for the next process that lacks something, else the task list."""
    pk, code = sheet.submission.pk, sheet.schema.key
    if sheet.process is not None:
        places = forms_answers.filled(sheet.submission, code)
        here = [place.process for place in places].index(sheet.process)
        for place in (*places[here + 1 :], *places[:here]):
            if not place.complete and place.process is not None:
                return reverse("submissions:form_of", args=[pk, code, place.process.pk])
    return reverse("submissions:task_list", args=[pk])


def _changes(
    schema: FormSchema, mine: Mapping[str, Any], theirs: Mapping[str, Any], typed: Typed
) -> Iterator[dict[str, str]]:
    """What another person's answers hold otherwise, by the names of this page's fields."""
    for one in schema.header:
        yield from _differing(one, f"header-{one.key}", mine["header"], theirs["header"])
    for section in schema.sections:
        for one in section.fields:
            yield from _differing(one, f"answers-{one.key}", mine["answers"], theirs["answers"])
    for table in forms_shape.tables(schema):
        other = {row["id"]: row for row in forms_shape.rows_at(theirs, table.path)}
        places = typed.index_of.get(table.path, {})
        for number, row in enumerate(forms_shape.rows_at(mine, table.path), 1):
            if row["id"] not in other or row["id"] not in places:
                continue
            before = f"{posted.prefix_of(table.path)}-{places[row['id']]}"
            for column in table.columns:
                name = f"{before}-{column.key}"
                yield from _differing(column, name, row, other[row["id"]], number)


def _differing(
    one: Field, name: str, mine: Mapping[str, Any], theirs: Mapping[str, Any], row: int = 0
) -> Iterator[dict[str, str]]:
    label = one.label.lstrip("- ").strip()
    if row:
        label = _("%(field)s, row %(row)d") % {"field": label, "row": row}
    if one.type is FieldType.MONTH_PLAN:
        yield from _differing_months(name, label, mine[one.key], theirs[one.key])
        return
    for key in (one.key, one.key + AMOUNT_SUFFIX):
        own, other = mine.get(key, ""), theirs.get(key, "")
        if own != other and one.type is not FieldType.IMAGE:
            value = ",".join(other) if isinstance(other, list) else str(other)
            yield {"name": name + key.removeprefix(one.key), "label": label, "value": value}


def _differing_months(
    name: str, label: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Iterator[dict[str, str]]:
    for month in sorted({*mine, *theirs}):
        own, other = mine.get(month, EMPTY_SHARES), theirs.get(month, EMPTY_SHARES)
        for share in posted.SHARES:
            if own[share] != other[share]:
                yield {"name": f"{name}-{month}-{share}", "label": label, "value": other[share]}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
