"""Opening rounds: units assigned, drafts made, by the configurer."""

from __future__ import annotations

from datetime import datetime

from indicators.models import Indicator, Round
from kpi_portal.accounts.models import Unit
from kpi_portal.demo.organisation import Organisation
from submissions.domain.assigning import assign_units
from submissions.domain.opening import open_round
from submissions.models import Submission


def opened(
    organisation: Organisation, indicator: Indicator, key: str, units: list[Unit], at: datetime
) -> dict[str, Submission]:
    """The round's new drafts by the code of their unit."""
    keeper = organisation.people["configurer"]
    round_ = Round.objects.select_related("indicator__owner").get(indicator=indicator, key=key)
    assign_units(round_, units, actor=keeper, at=at)
    drafts = open_round(round_, actor=keeper, at=at)
    return {submission.unit.code: submission for submission in drafts}
