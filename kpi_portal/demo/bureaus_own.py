"""The bureau's own report of the current round, partly consolidated from the divisions' reports."""

from __future__ import annotations

from datetime import datetime

from indicators.domain.consolidating import set_consolidated
from indicators.models import Indicator, Round
from kpi_portal.demo.organisation import Organisation
from kpi_portal.demo.timeline import Story
from submissions import access
from submissions.domain import merge_reading, merging
from submissions.domain.assigning import add_units
from submissions.models import Submission

# Whose rows are merged so far; the others that submitted wait for the strategy section.
MERGED = ("อช.3", "อช.5")


def tell(
    organisation: Organisation, indicator: Indicator, added: datetime, merged: datetime
) -> Story:
    """The configurer lets the bureau report as well; later a reviewer begins to merge."""
    at = yield added
    keeper = organisation.people["configurer"]
    set_consolidated(indicator, consolidated=True, actor=keeper, at=at)
    round_ = Round.objects.select_related("indicator__owner").get(indicator=indicator, key="m5")
    (made,) = add_units(round_, [round_.indicator.owner], actor=keeper, at=at).reports
    at = yield merged
    report = access.with_context(Submission.objects.filter(pk=made.pk)).get()
    page = merge_reading.read(report)
    units = [one.report.pk for one in page.divisions if one.report.unit.code in MERGED]
    merging.merge(
        report,
        merge_reading.picks_of(page, units),
        actor=organisation.people["reviewer"],
        at=at,
        revision=0,
        as_one=[one.key for one in page.repeated],
    )
