"""What an own Word file can be the layout of: the forms and memos of an owner unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forms_templates import access
from forms_templates.domain import library
from forms_templates.enums import WordSubject
from forms_templates.models import FormTemplate, MemoTemplate, WordTemplate
from forms_templates.own_word import form_places, memo_places, starter
from forms_templates.own_word.places import Place
from kpi_portal.accounts.models import Unit, User
from kpi_portal.errors import NotFound, _StrOrPromise

MEMO_NAMES: dict[str, _StrOrPromise] = {
    "request": _("Request memo"),
    "feedback": _("Feedback memo"),
    "report": _("Report memo"),
    "centre": _("Memo to the collecting centre"),
    "reminder": _("Reminder memo"),
    "summary": _("Summary memo"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """One form or kind of memo of an owner, with the places that its Word file may name. `pk` is
    the template by which its page is addressed."""

    kind: WordSubject
    pk: int
    owner: Unit
    code: str
    name: _StrOrPromise
    tree: Place
    starter: Callable[[], bytes]


def of_form(template: FormTemplate) -> Subject:
    """A form, by the version that new rounds use."""
    used = library.in_use(library.versions_of(template))
    schema = library.schema_of(used)
    return Subject(
        WordSubject.FORM,
        template.pk,
        template.owner,
        template.code,
        f"{schema.number} {schema.title}",
        form_places.places_of(schema),
        lambda: starter.starter_of_form(schema),
    )


def of_memo(template: MemoTemplate) -> Subject:
    """A kind of memo; raises `NotFound` for one that only the portal can lay out."""
    if template.kind not in memo_places.KINDS:
        raise NotFound(_("This memo has no Word file of its own."), code="no_own_word")
    return Subject(
        WordSubject.MEMO,
        template.pk,
        template.owner,
        template.kind,
        MEMO_NAMES[template.kind],
        memo_places.places_of(template.kind),
        lambda: starter.starter_of_memo(template.kind),
    )


def of_word(template: WordTemplate) -> Subject:
    """What a Word file is the layout of; raises `NotFound` where that is gone."""
    own = {"owner": template.owner, "code": template.code}
    if template.subject == WordSubject.FORM:
        form = FormTemplate.objects.filter(**own).select_related("owner")
        newest = form.order_by("-fiscal_year", "-version").first()
        if newest is not None:
            return of_form(newest)
    else:
        memo = MemoTemplate.objects.filter(owner=template.owner, kind=template.code)
        wording = memo.select_related("owner").order_by("-version").first()
        if wording is not None:
            return of_memo(wording)
    raise NotFound(_("There is no such document."), code="not_found")


def get_for(user: User, kind: str, pk: int, *, at: datetime) -> Subject:
    """The form or memo that `user` keeps; raises `NotFound` otherwise."""
    if kind == WordSubject.FORM:
        return of_form(access.get_for(user, pk, at=at))
    if kind == WordSubject.MEMO:
        return of_memo(access.get_memo(user, pk, at=at))
    raise NotFound(_("There is no such document."), code="not_found")
