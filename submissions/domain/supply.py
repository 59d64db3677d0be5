"""Numbers and answers: evidence that is typed. A requirement holds one of each, the newest."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import GuardRefused, InvalidInput
from kpi_portal.thai import normalise_text
from scoring.choices import Kind
from submissions.domain import evidence_rules as rules
from submissions.domain import figures
from submissions.domain.evidence_change import Change, changing
from submissions.enums import PieceKind
from submissions.models import EvidenceUse, Submission
from submissions.validators.numbers import NumberPolicy, check_number

LONGEST_ANSWER = 20_000
# As exact as the definition format and the column are.
_NUMBERS = NumberPolicy(places=6)


def set_number(
    submission: Submission, requirement: str, *, actor: User, at: datetime, typed: str
) -> EvidenceUse:
    """Keep the exact number typed (Thai or Arabic digits, thousands commas, a percent sign).

    The same number again changes nothing. Side effects: a new, unjudged piece in place of the last
    one; audit; scores. Raises `NumberRefused`; `GuardRefused` for a number that a form computes;
    and what `evidence_change.changing` raises.
    """
    number = check_number(typed, _NUMBERS)
    with changing(submission, requirement, actor=actor, at=at, reason="evidence.number") as change:
        rules.require_kind(change.place.requirement, Kind.NUMBER)
        if change.place.requirement.value_from:
            raise GuardRefused(
                _("This number is computed from a web form. Change it there."), code="computed"
            )
        figures.require_possible(change.submission, change.place, number)
        return _put(change, PieceKind.NUMBER, number=number)


def give_answer(
    submission: Submission, requirement: str, *, actor: User, at: datetime, text: str
) -> EvidenceUse:
    """Keep an answer in words, which a reviewer judges.

    The same text again changes nothing. Side effects: a new, unjudged piece in place of the last
    one; audit; scores. Raises `InvalidInput` for an empty or over-long text.
    """
    answer = _checked_answer(text)
    with changing(submission, requirement, actor=actor, at=at, reason="evidence.answer") as change:
        rules.require_kind(change.place.requirement, Kind.ANSWER)
        return _put(change, PieceKind.ANSWER, text=answer)


def _put(change: Change, kind: PieceKind, **value: Decimal | str) -> EvidenceUse:
    old = next((use for use in change.uses() if use.kind == kind), None)
    if old is not None and all(getattr(old, name) == value[name] for name in value):
        return old
    if old is not None:
        rules.require_not_accepted(old)
    change.require_room(beside=old)
    fields: dict[str, Any] = {"kind": kind, **value}
    return change.add(f"evidence.{kind}", replaces=old, **fields)


def _checked_answer(text: str) -> str:
    tidy = normalise_text(text).strip()
    if not tidy:
        raise InvalidInput(_("Type your answer."), code="answer_empty")
    if len(tidy) > LONGEST_ANSWER:
        raise InvalidInput(
            _("This text has %(count)d characters; at most %(most)d fit.")
            % {"count": len(tidy), "most": LONGEST_ANSWER},
            code="too_long",
        )
    return tidy
