"""What every message about a report says of it."""

from __future__ import annotations

from typing import Any

from submissions.models import Submission


def facts_of_report(report: Submission, **more: Any) -> dict[str, Any]:
    """The report, its unit by the name of the day, its indicator and round, and what a kind of
    message says beyond them."""
    return {
        "submission": report.pk,
        "unit": report.unit_name,
        "indicator": report.round.indicator.code,
        "round": report.round.name,
        **more,
    }
