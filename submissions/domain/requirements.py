"""Where each evidence requirement of a round stands, looked up by its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kpi_portal.errors import NotFound
from scoring.choices import Kind
from scoring.definition import Criterion, Level, Requirement, Round
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Place:
    """A requirement with the level and criterion it stands under."""

    level: Level
    criterion: Criterion
    requirement: Requirement


def index(round_definition: Round) -> Mapping[str, Place]:
    """Requirement key → its place, in the order of the definition."""
    return {
        requirement.key: Place(level, criterion, requirement)
        for level, criterion, requirement in round_definition.evidence()
    }


def place_of(submission: Submission, key: str) -> Place:
    """The place of one requirement; raises `NotFound` when the round has none of that key."""
    found = index(submission.definition).get(key)
    if found is None:
        raise NotFound(_("This report has no such requirement."), code="no_such_requirement")
    return found


def asking_for_form(round_definition: Round, form_code: str) -> list[str]:
    """Keys of the requirements that the web form `form_code` supplies."""
    return [
        requirement.key
        for _level, _criterion, requirement in round_definition.evidence()
        if requirement.form == form_code and Kind.FORM in requirement.kinds
    ]


def forms_of(round_definition: Round) -> list[str]:
    """The codes of the web forms that the round asks for, in order, each once."""
    codes = [r.form for _l, _c, r in round_definition.evidence() if r.form]
    return list(dict.fromkeys(codes))
