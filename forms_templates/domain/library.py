"""Finding the form that rules for a unit and fiscal year.

Templates belong to an owner unit and serve its subtree: the nearest unit above counts, in it the
year asked for or else the latest before. Of that year's versions the newest approved one rules;
where none is approved, the newest one, which says ร่าง on paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_templates.models import FormDraft, FormTemplate
from forms_templates.schema import FormSchema
from forms_templates.schema_loading import form_from_data
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import NotFound

_PARSED: dict[str, FormSchema] = {}
_PARSED_AT_MOST = 512


def templates_for(owner: Unit, fiscal_year: int) -> dict[str, FormTemplate]:
    """Form code → the template that rules; one query."""
    found = FormTemplate.objects.filter(serving(owner, fiscal_year))
    return ruling(found, owner, fiscal_year)


def serving(owner: Unit, fiscal_year: int) -> Q:
    """Every template that could rule for this unit in this year."""
    return Q(owner_id__in=_above(owner), fiscal_year__lte=fiscal_year)


def ruling(
    candidates: Iterable[FormTemplate], owner: Unit, fiscal_year: int
) -> dict[str, FormTemplate]:
    """Form code → the candidate that rules. Of one owner and year an approved version goes before
    a newer one that still waits for approval."""
    above = _above(owner)
    place = {pk: number for number, pk in enumerate(above)}
    serving_ = [t for t in candidates if t.owner_id in place and t.fiscal_year <= fiscal_year]
    serving_.sort(key=lambda t: (place[t.owner_id], t.fiscal_year, t.approved, t.version))
    return {template.code: template for template in serving_}


def template_for(owner: Unit, fiscal_year: int, code: str) -> FormTemplate:
    """The template of one form; raises `NotFound` when no unit above has any."""
    found = templates_for(owner, fiscal_year).get(code)
    if found is None:
        raise NotFound(_("This form is not set up for the fiscal year."), code="no_form_template")
    return found


def schema_of(template: FormTemplate, fiscal_year: int | None = None) -> FormSchema:
    """What the template asks, as the pure code reads it; immutable per digest, so each process
    reads one once. `fiscal_year` prints another year on a form carried over from an earlier one."""
    schema = _PARSED.get(template.sha256)
    if schema is None:
        if len(_PARSED) >= _PARSED_AT_MOST:
            _PARSED.clear()
        schema = _PARSED[template.sha256] = form_from_data(template.schema)
    if fiscal_year is None or schema.fiscal_year == fiscal_year:
        return schema
    return replace(schema, fiscal_year=fiscal_year)


def versions_of(template: FormTemplate) -> list[FormTemplate]:
    """Every version of this form of its owner and year, the newest first."""
    return list(
        FormTemplate.objects.filter(
            owner_id=template.owner_id, code=template.code, fiscal_year=template.fiscal_year
        )
        .select_related("owner", "approved_by", "created_by")
        .order_by("-version")
    )


def in_use(versions: Sequence[FormTemplate]) -> FormTemplate:
    """Of one form's versions the one that new rounds use."""
    return max(versions, key=lambda template: (template.approved, template.version))


def draft_of(template: FormTemplate) -> FormDraft | None:
    """The working copy of this form, where somebody edits it."""
    return (
        FormDraft.objects.filter(
            owner_id=template.owner_id, code=template.code, fiscal_year=template.fiscal_year
        )
        .select_related("updated_by")
        .first()
    )


def _above(owner: Unit) -> list[int]:
    """The unit and those above it, from the root down."""
    return [int(pk) for pk in owner.path.strip("/").split("/")]
