"""What elsewhere relies on parts of a form. Apps above say what; they fill this registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.module_loading import autodiscover_modules

from forms_templates.editing import Document, fields_of
from forms_templates.schema import FieldType
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import _StrOrPromise


class Need(StrEnum):
    """What a reference needs of the form: the form itself, a question or column by its key, one of
    a question's choices ("question.choice"), the plan by month, a place to sign."""

    FORM = "form"
    FIELD = "field"
    CHOICE = "choice"
    PLAN = "plan"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing that relies on the form, named as people know it, with the page it lies on."""

    need: Need
    key: str
    where: _StrOrPromise
    url: str = ""

    def holds(self, document: Document) -> bool:
        """Whether the form still has what this relies on."""
        match self.need:
            case Need.FIELD:
                return any(one["key"] == self.key for _place, one in fields_of(document))
            case Need.CHOICE:
                question, _dot, key = self.key.partition(".")
                return any(
                    one["key"] == question and any(c["key"] == key for c in one["choices"])
                    for _place, one in fields_of(document)
                )
            case Need.PLAN:
                return any(one["type"] == FieldType.MONTH_PLAN for one in document["columns"])
            case Need.SIGNATURE:
                return any(place["key"] == self.key for place in document["signatures"])
        return True


Finder = Callable[[Unit, int, str], Iterable[Reference]]
_finders: list[Finder] = []


def finds_references(finder: Finder) -> Finder:
    """Declare a finder `(owner, fiscal_year, code) -> references`; it stands in an app's
    `form_references` module."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def references_to(owner: Unit, fiscal_year: int, code: str) -> tuple[Reference, ...]:
    """Everything that relies on this form of this owner, from its year on."""
    autodiscover_modules("form_references")
    found = (ref for finder in _finders for ref in finder(owner, fiscal_year, code))
    return tuple(dict.fromkeys(found))


def broken_by(
    before: Document, after: Document, references: Iterable[Reference]
) -> tuple[Reference, ...]:
    """What held before and does not hold after."""
    return tuple(ref for ref in references if ref.holds(before) and not ref.holds(after))
