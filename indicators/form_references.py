"""What published indicators rely on in forms; see `forms_templates.domain.references`."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from forms_templates.domain.references import Need, Reference, finds_references
from indicators.enums import VersionState
from indicators.models import IndicatorVersion
from kpi_portal.accounts.models import Unit
from scoring.choices import Kind
from scoring.definition import Level, Requirement, Round

PROGRESS = "progress"
# What the progress of a plan is computed from, beside its months.
WEIGHT = "weight"
# The place that the approval of a form signs.
APPROVER = "approver"


@finds_references
def of_indicators(owner: Unit, fiscal_year: int, code: str) -> Iterator[Reference]:
    """The newest published version of every indicator that the form serves, and what it asks."""
    published = (
        IndicatorVersion.objects.filter(
            state=VersionState.PUBLISHED,
            indicator__owner__path__startswith=owner.path,
            indicator__fiscal_year__gte=fiscal_year,
            indicator__retired_at=None,
        )
        .select_related("indicator")
        .order_by("indicator_id", "number")
    )
    newest = {version.indicator_id: version for version in published}
    for version in newest.values():
        indicator = version.indicator
        url = reverse("indicators:card", args=[indicator.pk])
        for round in version.parsed.rounds:
            for level, _criterion, requirement in round.evidence():
                where = (
                    f"{indicator.code} {indicator.fiscal_year} · {round.name} · "
                    f"{requirement.key} {requirement.title}"
                )
                for need, key in _needs(round, level, requirement, code):
                    yield Reference(need, key, where, url)


def _needs(
    round: Round, level: Level, requirement: Requirement, code: str
) -> Iterator[tuple[Need, str]]:
    source, _dot, value = (requirement.value_from or "").partition(".")
    if requirement.form == code:
        yield Need.FORM, ""
    if source == code and value == PROGRESS:
        yield Need.PLAN, ""
        yield Need.FIELD, WEIGHT
    elif source == code and value:
        yield Need.FIELD, value
    if Kind.APPROVAL in requirement.kinds and _approves(level, requirement, code):
        yield Need.SIGNATURE, APPROVER


def _approves(level: Level, requirement: Requirement, code: str) -> bool:
    """Whether an approval is of this form: named, or asked for in the same level."""
    if requirement.form:
        return requirement.form == code
    return any(
        other.form == code and Kind.FORM in other.kinds
        for criterion in level.criteria
        for other in criterion.evidence
    )
