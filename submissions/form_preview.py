"""The page of a web form, drawn empty for those who edit it."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forms_templates.domain.web_preview import draws_web_form
from forms_templates.models import FormTemplate
from forms_templates.schema import FormSchema
from submissions.domain import forms_shape
from submissions.domain.forms import Sheet
from submissions.forms import answer_page
from submissions.models import Submission


@draws_web_form
def of(schema: FormSchema) -> SafeString:
    """The parts of the form with empty inputs; nothing is stored and nothing can be sent."""
    sheet = Sheet(
        submission=Submission(),
        template=FormTemplate(),
        schema=schema,
        process=None,
        answer=None,
        data=forms_shape.in_shape(schema, {}),
    )
    page = answer_page.build(sheet)
    context = {"page": page, "sheet": sheet, "writable": False, "plan": None}
    return render_to_string("submissions/forms/preview.html", context)
