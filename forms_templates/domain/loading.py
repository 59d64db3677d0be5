"""Taking forms into the portal: a new version each time one changes, never an edit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from forms_templates import access
from forms_templates.contexts import FormStatus
from forms_templates.models import FormTemplate
from forms_templates.schema import FormSchema, FormSet
from forms_templates.schema_loading import form_as_data
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import chain
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.recorder import SystemActor


@dataclass(frozen=True, slots=True)
class Loaded:
    """The ruling templates after loading, and the codes of those that are new."""

    templates: tuple[FormTemplate, ...]
    new: tuple[str, ...]


def subject_of(template: FormTemplate) -> str:
    """The name under which the audit trail groups the history of one form."""
    return f"form:{template.owner_id}:{template.fiscal_year}:{template.code}"


def load_forms(
    forms: FormSet,
    *,
    owner: Unit,
    actor: User | SystemActor,
    at: datetime,
    fiscal_year: int | None = None,
) -> Loaded:
    """Keep the forms as the newest versions of `owner`; loading the same again changes nothing.

    `fiscal_year` takes them over into another year than the file's. A printed form is approved at
    once; one that the source does not print whole waits for `approve`. Side effects: template rows,
    an audit entry for each new one. Raises `NotAllowed`.
    """
    access.require_configurer(actor, owner, at=at)
    year = fiscal_year or forms.fiscal_year
    ruling: list[FormTemplate] = []
    new: list[str] = []
    with audit.act(actor=actor, at=at) as log:
        newest = {
            template.code: template
            for template in FormTemplate.objects.filter(owner=owner, fiscal_year=year).order_by(
                "version"
            )
        }
        for schema in forms.forms.values():
            template = newest.get(schema.key)
            if template is None or _content(template.schema) != _content(_data(schema, year)):
                template = _next_version(schema, template, owner, year, at)
                new.append(template.code)
                log.note_down(
                    "form_template.load",
                    template,
                    subject=subject_of(template),
                    unit_path=owner.path,
                    code=template.code,
                    fiscal_year=year,
                    version=template.version,
                    sha256=template.sha256,
                )
            ruling.append(template)
    return Loaded(tuple(ruling), tuple(new))


def _next_version(
    schema: FormSchema, newest: FormTemplate | None, owner: Unit, year: int, at: datetime
) -> FormTemplate:
    number = max(schema.version, newest.version + 1 if newest else 1)
    data = _data(replace(schema, version=number), year)
    printed = schema.status is FormStatus.PRINTED
    return FormTemplate.objects.create(
        owner=owner,
        code=schema.key,
        fiscal_year=year,
        version=number,
        schema=data,
        sha256=chain.digest(data),
        approved=printed,
        approved_at=at if printed else None,
        created_at=at,
    )


def _data(schema: FormSchema, year: int) -> dict[str, Any]:
    return form_as_data(replace(schema, fiscal_year=year))


def _content(data: dict[str, Any]) -> dict[str, Any]:
    """What makes two versions differ: everything but the number."""
    return {key: value for key, value in data.items() if key != "version"}
