"""Sheets of a form in Word: from the agency's own file where one is in force, else our layout."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms_templates.answers import normalise_answers
from forms_templates.contexts import FormContext
from forms_templates.domain import word_templates
from forms_templates.enums import WordSubject
from forms_templates.models import WordTemplate
from forms_templates.own_word import form_places
from forms_templates.paper import Pictures
from forms_templates.rendering import render_docx
from forms_templates.schema import FormSchema
from kpi_portal.accounts.models import Unit


def own_file(
    unit: Unit,
    schema: FormSchema,
    answers: Mapping[str, Any],
    context: FormContext,
    *,
    pictures: Pictures,
    on: date,
) -> tuple[WordTemplate, dict[str, Any]] | None:
    """The agency's file for this form and the values to fill it with, where it is in force and
    says everything that the form says; one query."""
    template = word_templates.in_force(unit, WordSubject.FORM, schema.key, on=on)
    if template is None:
        return None
    shaped = normalise_answers(schema, answers)
    values = form_places.values_of(schema, shaped, context, pictures=pictures)
    tree = form_places.places_of(schema)
    return (template, values) if word_templates.prints(template, tree, values) else None


def word_sheet(
    unit: Unit,
    schema: FormSchema,
    answers: Mapping[str, Any],
    context: FormContext,
    *,
    pictures: Pictures,
    on: date,
) -> bytes:
    """The sheet as a Word file."""
    own = own_file(unit, schema, answers, context, pictures=pictures, on=on)
    return word_templates.filled(*own) if own is not None else render_docx(context)
