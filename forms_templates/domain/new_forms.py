"""A form that does not exist yet: its first draft, empty or taken from another form."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from forms_templates import access
from forms_templates.contexts import FormStatus
from forms_templates.domain import library
from forms_templates.domain.drafts import tell
from forms_templates.models import FormDraft, FormTemplate
from forms_templates.schema import FormSchema, Repeat
from forms_templates.schema_loading import form_as_data
from kpi_portal.accounts.domain import checks
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import InvalidInput

_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class NewForm:
    """What a form needs before it is written: `code` is the name by which definitions ask for it,
    `number` stands on its sheets, `repeat` says whether a report has it once or for each process.
    """

    code: str
    number: str
    title: str
    fiscal_year: int
    repeat: Repeat = Repeat.ONCE


def start(
    owner: Unit, new: NewForm, *, copied: FormTemplate | None = None, actor: User, at: datetime
) -> FormDraft:
    """Begin a form of `owner` that the units below fill in; nothing is asked until it is published.

    With `copied` it begins with that form's questions. Side effects: a draft without a version
    under it, an audit entry. Raises `NotAllowed`, `InvalidInput` for a code that cannot be one or
    is taken in the year, and for an empty number or title.
    """
    access.require_configurer(actor, owner, at=at)
    if copied is not None:
        access.get_for(actor, copied.pk, at=at)
    code = checks.required(new.code, _("Give the form its code."), "code_required").lower()
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise InvalidInput(
            _("The code is made of Latin letters and digits with - between, such as form-6."),
            code="code_form",
        )
    _refuse_taken(owner, new.fiscal_year, code)
    schema = replace(
        _beginning(copied),
        key=code,
        number=checks.required(
            new.number, _("Give the form its number as it is printed."), "number_required"
        ),
        title=checks.required(new.title, _("Give the form its title."), "title_required"),
        fiscal_year=new.fiscal_year,
        repeat=new.repeat,
    )
    try:
        with audit.act(actor=actor, at=at) as log:
            draft = FormDraft.objects.create(
                owner=owner,
                code=code,
                fiscal_year=new.fiscal_year,
                document=form_as_data(schema),
                updated_at=at,
                updated_by=actor,
            )
            tell(log, "form_draft.start", draft, copied=copied.code if copied else "")
    except IntegrityError:  # somebody began the same at this moment
        raise _taken(code, new.number) from None
    return draft


def _beginning(copied: FormTemplate | None) -> FormSchema:
    """The questions to begin with. What is copied is no longer the sheet that a source prints, and
    notes about that source do not go with it."""
    if copied is None:
        return FormSchema("", "", "", 0, 1, FormStatus.RECONSTRUCTED)
    schema = library.schema_of(copied)
    places = tuple(replace(one, status=FormStatus.RECONSTRUCTED) for one in schema.signatures)
    return replace(
        schema, version=1, status=FormStatus.RECONSTRUCTED, level=0, signatures=places, notes=()
    )


def _refuse_taken(owner: Unit, year: int, code: str) -> None:
    ruling = library.templates_for(owner, year).get(code)
    if ruling is not None:
        raise _taken(code, str(ruling.schema.get("number", "")))
    begun = FormDraft.objects.filter(owner=owner, fiscal_year=year, code=code).first()
    if begun is not None:
        raise _taken(code, str(begun.document.get("number", "")))


def _taken(code: str, number: str) -> InvalidInput:
    return InvalidInput(
        _("The code %(code)s is the one of %(form)s already. Edit that form, or give another code.")
        % {"code": code, "form": number},
        code="code_taken",
    )
