"""Where each requirement of a round stands, looked up by its key."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kpi_portal.errors import NotFound
from scoring.choices import Kind
from scoring.definition import Round
from submissions.domain.outline import Place, outline
from submissions.models import Submission

__all__ = ["Place", "asking_for_form", "forms_of", "index", "place_of"]


def index(round_definition: Round) -> Mapping[str, Place]:
    """Requirement key → its place, in the order of the definition."""
    return outline(round_definition).places


def place_of(submission: Submission, key: str) -> Place:
    """The place of one requirement; raises `NotFound` when the round has none of that key."""
    found = index(submission.definition).get(key)
    if found is None:
        raise NotFound(_("This report has no such requirement."), code="no_such_requirement")
    return found


def asking_for_form(round_definition: Round, form_code: str) -> list[str]:
    """Keys of the requirements that the web form `form_code` supplies."""
    return [
        key
        for key, place in index(round_definition).items()
        if place.requirement.form == form_code and Kind.FORM in place.requirement.kinds
    ]


def forms_of(round_definition: Round) -> list[str]:
    """The codes of the web forms that the round asks for, in order, each once."""
    codes = [p.requirement.form for p in index(round_definition).values()]
    return list(dict.fromkeys(code for code in codes if code))
