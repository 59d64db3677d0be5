"""Numbers that a requirement takes from a form instead of having them typed (`value_from`)."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from forms_templates.domain.library import schema_of
from forms_templates.progress import plan_progress
from kpi_portal.accounts.models import User
from scoring.choices import Kind
from submissions.domain import forms_shape, reach, requirements
from submissions.domain.forms_answers import Filled
from submissions.enums import Decision, PieceKind
from submissions.models import EvidenceUse, Submission

PROGRESS = "progress"
# As exact as the column; rounded down, so that a threshold is never reached by rounding.
_PLACES = Decimal("0.000001")


def sync(
    submission: Submission, form_code: str, places: list[Filled], *, actor: User, at: datetime
) -> None:
    """Bring the numbers computed from this form in line with its answers.

    A changed number is a new, unjudged piece in place of the old one; without a plan there is none.
    The caller holds the submission's lock.
    """
    for place in requirements.index(submission.definition).values():
        requirement = place.requirement
        source, _dot, value = (requirement.value_from or "").partition(".")
        if Kind.NUMBER in requirement.kinds and (source, value) == (form_code, PROGRESS):
            _put(submission, requirement.key, form_code, progress_of(places), actor=actor, at=at)


def progress_of(places: list[Filled]) -> Decimal | None:
    """Per cent of the plans carried out: the mean of the chosen processes, those without a plan
    counting 0. None while no plan is begun or one holds a share that is no number."""
    begun = [place.answer for place in places if place.answer is not None]
    if not begun:
        return None
    total = Fraction(0)
    for answer in begun:
        plan = schema_of(answer.template).month_plan()
        if plan is None:
            return None
        try:
            rows = forms_shape.rows_at(answer.data, forms_shape.ROWS)
            total += plan_progress(rows, schedule=plan.key)
        except ValueError:
            return None
    mean = total / len(places)
    exact = Decimal(mean.numerator) / Decimal(mean.denominator)
    return exact.quantize(_PLACES, rounding=ROUND_DOWN)


def _put(
    submission: Submission,
    key: str,
    form_code: str,
    number: Decimal | None,
    *,
    actor: User,
    at: datetime,
) -> None:
    current = EvidenceUse.objects.filter(
        submission=submission, requirement=key, kind=PieceKind.NUMBER, removed_at=None
    ).first()
    if current is not None and current.number == number:
        return
    unjudged = (
        current is not None
        and current.decision == Decision.PENDING
        and not current.verdicts.exists()
    )
    if current is not None and number is not None and unjudged:
        current.number = number
        current.save(update_fields=["number"])
        return
    if current is not None:
        current.removed_at = at
        current.save(update_fields=["removed_at"])
    if number is not None:
        EvidenceUse.objects.create(
            submission=submission,
            requirement=key,
            kind=PieceKind.NUMBER,
            form_code=form_code,
            number=number,
            replaces=current,
            added_at=at,
            added_by=actor,
            contributed_by=reach.unit_for_any(
                actor,
                submission,
                [key, *requirements.asking_for_form(submission.definition, form_code)],
                at=at,
            ),
        )
