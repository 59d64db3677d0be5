"""ทดลองคิดคะแนน: named cases that a definition must still answer as expected before it is published.

A case is written in the words of the `score` command; what is expected of it are keys of that
command's output: `level`, `final`, `tier`. Cases belong to the indicator, not to a version: they
say what the rules must come to, however these are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.domain.loading import Actor, subject_of
from indicators.models import Indicator, RehearsalCase
from kpi_portal.accounts.domain import checks, permission
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import InvalidInput
from scoring.case_documents import read_case_document
from scoring.cases import command_output
from scoring.definition import Indicator as Definition
from scoring.engine import score
from scoring.faults import CaseFaults, Fault
from scoring.numbers import parse_number, two_places
from scoring.result import Result

Document = dict[str, Any]
KEEPERS = (Role.CONFIGURER, Role.HEAD)
# What may be expected of a case, in the order in which it is told.
EXPECTED = ("level", "final", "tier")
MOST_CASES = 200
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One expectation that did not come true."""

    key: str
    expected: Any
    got: Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case comes to under a definition; `result` is None where it cannot be scored."""

    case: RehearsalCase
    result: Document | None
    mismatches: tuple[Mismatch, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def passed(self) -> bool:
        return self.result is not None and not self.mismatches


def run(case: RehearsalCase, definition: Definition) -> Outcome:
    """Score one case; a case that the definition cannot read fails with its faults."""
    try:
        read = read_case_document(case.case, definition)
        result = command_output(score(definition, read))
    except CaseFaults as unsound:
        return Outcome(case, None, faults=unsound.faults)
    wrong = tuple(
        Mismatch(key, case.expected[key], result[key])
        for key in EXPECTED
        if key in case.expected and case.expected[key] != result[key]
    )
    return Outcome(case, result, wrong)


def run_all(indicator: Indicator, definition: Definition) -> list[Outcome]:
    """Every named case of the indicator under `definition`, by round; one query."""
    return [run(case, definition) for case in indicator.rehearsal_cases.all()]


def failing(indicator: Indicator, definition: Definition) -> list[Outcome]:
    """The cases that stand against publishing `definition`."""
    return [outcome for outcome in run_all(indicator, definition) if not outcome.passed]


def computed(result: Result) -> Document:
    """A result in the words of the `score` command."""
    return command_output(result)


def expectation(
    computed: Mapping[str, Any], *, level: str = "", final: str = "", tier: str = ""
) -> Document:
    """What a case is to come to: as computed, but for what was typed beforehand.

    Raises `InvalidInput` for a level that is no whole number or a score that is no number.
    """
    expected = {key: computed[key] for key in EXPECTED}
    if level.strip():
        if not (level.strip().isascii() and level.strip().isdigit()):
            raise InvalidInput(_("The expected level is a whole number."), code="level_form")
        expected["level"] = int(level)
    if final.strip():
        number = parse_number(final.strip())
        if number is None:
            raise InvalidInput(
                _("The expected score is a number, such as 75 or 75.50."), code="final_form"
            )
        expected["final"] = two_places(number)
    if tier.strip():
        expected["tier"] = None if tier.strip() in ("-", "–") else checks.text(tier)
    return expected


def save(
    indicator: Indicator,
    *,
    name: str,
    case: Document,
    expected: Document,
    actor: Actor,
    at: datetime,
) -> RehearsalCase:
    """Keep a case under a name; saving under the same name of the round again replaces it.

    Side effects: the case and an audit entry. From now on it must pass before publishing. Raises
    `NotAllowed`, and `InvalidInput` without a name or when the indicator has too many.
    """
    permission.require(actor, indicator.owner, *KEEPERS, at=at)
    kept = _name(name)
    round_key = str(case["round"])
    with audit.act(actor=actor, at=at) as log:
        found = indicator.rehearsal_cases.filter(round_key=round_key, name=kept).first()
        if found is None and indicator.rehearsal_cases.count() >= MOST_CASES:
            raise InvalidInput(
                _("An indicator keeps at most %(most)d rehearsals.") % {"most": MOST_CASES},
                code="too_many",
            )
        if found is None:
            found = RehearsalCase(indicator=indicator, round_key=round_key, name=kept)
        found.case, found.expected = case, expected
        found.created_at, found.created_by = at, actor if isinstance(actor, User) else None
        found.save()
        _tell(log, "rehearsal.save", found, expected=expected)
    return found


def rename(case: RehearsalCase, *, name: str, actor: Actor, at: datetime) -> RehearsalCase:
    """Give a case another name.

    Side effects: the name and an audit entry. Raises `InvalidInput` for an empty name and for one
    that the round already has.
    """
    permission.require(actor, case.indicator.owner, *KEEPERS, at=at)
    kept = _name(name)
    others = case.indicator.rehearsal_cases.filter(round_key=case.round_key, name=kept)
    if others.exclude(pk=case.pk).exists():
        raise InvalidInput(_("The round already has a rehearsal of this name."), code="name_taken")
    if kept == case.name:
        return case
    with audit.act(actor=actor, at=at) as log:
        before, case.name = case.name, kept
        case.save(update_fields=["name"])
        _tell(log, "rehearsal.rename", case, before=before)
    return case


def delete(case: RehearsalCase, *, actor: Actor, at: datetime) -> Document:
    """Remove a case; returns what `save` needs to bring it back.

    Side effects: the case is gone, an audit entry.
    """
    permission.require(actor, case.indicator.owner, *KEEPERS, at=at)
    with audit.act(actor=actor, at=at) as log:
        _tell(log, "rehearsal.delete", case)
        case.delete()
    return {"name": case.name, "case": case.case, "expected": case.expected}


def free_name(indicator: Indicator, round_key: str, wanted: str) -> str:
    """`wanted`, or with a number behind it where the round already has a case of that name."""
    taken = set(
        indicator.rehearsal_cases.filter(round_key=round_key).values_list("name", flat=True)
    )
    return _free(wanted, taken)


def _free(wanted: str, taken: Iterable[str]) -> str:
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name


def _name(name: str) -> str:
    kept = checks.required(name, _("Give the rehearsal a name."), "name_required")
    if len(kept) > LONGEST_NAME:
        raise InvalidInput(
            _("The name is too long; at most %(most)d signs.") % {"most": LONGEST_NAME},
            code="name_too_long",
        )
    return kept


def _tell(log: audit.Act, kind: str, case: RehearsalCase, **facts: Any) -> None:
    indicator = case.indicator
    log.note_down(
        kind,
        case,
        subject=subject_of(indicator),
        unit_path=indicator.owner.path,
        code=indicator.code,
        fiscal_year=indicator.fiscal_year,
        round=case.round_key,
        name=case.name,
        **facts,
    )
