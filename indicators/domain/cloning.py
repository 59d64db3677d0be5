"""Next year's indicator begins as a copy of this year's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from indicators.carrying.dates import years_later
from indicators.domain.loading import Actor, Loaded, load_definition
from indicators.enums import VersionState
from indicators.models import Indicator
from kpi_portal.errors import GuardRefused, InvalidInput
from scoring.definition import Indicator as Definition
from scoring.definition import Round as RoundDefinition
from scoring.moments import Moment


def copied(definition: Definition, *, fiscal_year: int) -> Definition:
    """The definition moved to another fiscal year: the same criteria, every date moved by as many
    years (29 February to the 28th where the year has none)."""
    years = fiscal_year - definition.fiscal_year
    rounds = tuple(_moved(entry, years) for entry in definition.rounds)
    return replace(definition, fiscal_year=fiscal_year, rounds=rounds)


def clone_indicator(
    indicator: Indicator,
    *,
    fiscal_year: int,
    actor: Actor,
    at: datetime,
    changed: Definition | None = None,
) -> Loaded:
    """Load the newest published definition for `fiscal_year`, or `changed`, made from it.

    Side effects as in `load_definition`. Refuses a year that has the indicator already.
    """
    newest = indicator.versions.filter(state=VersionState.PUBLISHED).order_by("-number").first()
    if newest is None:
        raise GuardRefused(
            _("Only a published indicator can be copied to another year."), code="not_published"
        )
    definition = changed or copied(newest.parsed, fiscal_year=fiscal_year)
    if definition.fiscal_year != fiscal_year:
        raise InvalidInput(_("The copy names another fiscal year."), code="other_year")
    same = Indicator.objects.filter(
        owner=indicator.owner, fiscal_year=fiscal_year, code=definition.code
    )
    if same.exists():
        raise GuardRefused(_("That year already has this indicator."), code="already_there")
    return load_definition(
        definition,
        owner=indicator.owner,
        actor=actor,
        at=at,
        reason=f"{indicator.code} {indicator.fiscal_year}",
        copied_from=indicator,
    )


def _moved(entry: RoundDefinition, years: int) -> RoundDefinition:
    return replace(
        entry,
        opens=_later(entry.opens, years),
        due=_later(entry.due, years),
        closes=_later(entry.closes, years),
    )


def _later(moment: Moment | None, years: int) -> Moment | None:
    return None if moment is None else years_later(moment, years)
