"""What the portal itself reads out of forms; see `forms_templates.domain.references`."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from forms_templates.domain.references import Need, Reference, finds_references
from kpi_portal.accounts.models import Unit
from submissions.domain.processes import REVIEW_FORM


@finds_references
def of_choosing(owner: Unit, fiscal_year: int, code: str) -> Iterator[Reference]:
    """Choosing processes offers those that form 1 lists as fit to become digital."""
    if code == REVIEW_FORM:
        where = _("The page for choosing processes offers the rows of this form.")
        yield Reference(Need.FIELD, "process_name", where)
        yield Reference(Need.CHOICE, "can_digitalize.digital_yes", where)
