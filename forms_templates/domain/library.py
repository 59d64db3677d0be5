"""Finding the form that rules for a unit and fiscal year.

Templates belong to an owner unit and serve its subtree: the nearest unit above counts, in it the
newest version of the year, and where the year has none, of the latest year before.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from forms_templates.models import FormTemplate
from forms_templates.schema import FormSchema
from forms_templates.schema_loading import form_from_data
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import NotFound

_PARSED: dict[str, FormSchema] = {}
_PARSED_AT_MOST = 512


def templates_for(owner: Unit, fiscal_year: int) -> dict[str, FormTemplate]:
    """Form code → the template that rules; one query."""
    above = [int(pk) for pk in owner.path.strip("/").split("/")]
    found: dict[str, FormTemplate] = {}
    candidates = FormTemplate.objects.filter(
        owner_id__in=above, fiscal_year__lte=fiscal_year
    ).order_by("fiscal_year", "version")
    for template in sorted(candidates, key=lambda t: above.index(t.owner_id)):
        found[template.code] = template
    return found


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
