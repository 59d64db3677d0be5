"""The manifest of a filing in words: which requirement, what was handed in for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from submissions.domain import forms_scope, requirements
from submissions.enums import PieceKind
from submissions.models import Filing


@dataclass(frozen=True, slots=True)
class Line:
    """One piece. `size` is in bytes, None for what has none; `sha256` may be empty."""

    requirement: str
    what: str
    size: int | None
    sha256: str


def lines_of(filing: Filing) -> list[Line]:
    """The pieces in the order they were handed in; keys that the round no longer knows stay."""
    submission = filing.submission
    places = requirements.index(submission.definition)
    titles = {key: f"{key} {place.requirement.title}" for key, place in places.items()}
    forms = {
        code: f"{template.schema['number']} {template.schema['title']}"
        for code, template in forms_scope.templates_of(submission).items()
    }
    return [
        Line(
            requirement=titles.get(entry["requirement"], entry["requirement"]),
            what=_what(entry, forms),
            size=entry.get("size"),
            sha256=str(entry.get("sha256", "")),
        )
        for entry in filing.manifest
    ]


def _what(entry: Mapping[str, Any], forms: Mapping[str, str]) -> str:
    """The file's name or address, the form's name, the number, or else the kind in one word."""
    named = entry.get("name") or entry.get("number") or _measure(entry.get("figures") or {})
    if not named and entry["kind"] == PieceKind.FORM:
        named = forms.get(entry.get("form", ""), entry.get("form"))
    return str(named or PieceKind(entry["kind"]).label)


def _measure(said: Mapping[str, Any]) -> str:
    """A measure in one line: name, past results, target, result."""
    if not said:
        return ""
    facts = [str(said["name"])] if said.get("name") else []
    if said.get("history"):
        facts.append(_("past results %(numbers)s") % {"numbers": ", ".join(said["history"])})
    facts.append(_("target %(number)s") % {"number": said.get("target", "")})
    facts.append(_("result %(number)s") % {"number": said.get("result", "")})
    return " · ".join(facts)
