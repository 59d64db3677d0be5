"""The facts of the texts for LINE, read for one report or for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from submissions import access
from submissions.domain import checking, pieces, requirements
from submissions.domain.line_text import Facts
from submissions.models import ReceivedReport, ReturnItem, Submission


def reminders(reports: Iterable[int], *, root: str) -> Mapping[int, Facts]:
    """Report → what a reminder says of it: what the claimed level still lacks, everything where no
    level is claimed. Two queries for any number of reports; `root` is the portal's address."""
    found = list(access.with_context(Submission.objects.filter(pk__in=list(reports))))
    pieces.remember(found)
    return {report.pk: _facts(report, root, _missing(report)) for report in found}


def of_return(report: Submission, *, root: str) -> Facts | None:
    """What a text about the return that waits says; None where none waits. One query."""
    if report.answer_by is None:
        return None
    items = ReturnItem.objects.filter(
        notice__submission=report, notice__answered_at=None, notice__lapsed_at=None
    )
    places = requirements.index(report.definition)
    keys = dict.fromkeys(items.order_by("pk").values_list("requirement", flat=True))
    titles = [places[key].requirement.title if key in places else key for key in keys]
    return Facts(
        unit=report.unit_label,
        indicator=_indicator(report),
        round=report.round.name,
        due_at=report.answer_by,
        address=_address(report, root),
        items=titles,
    )


def of_received(received: ReceivedReport, *, root: str) -> Facts | None:
    """What a text about a verified received report says; None before."""
    report, filing = received.submission, received.filing
    if received.verified_at is None or filing is None:
        return None
    return Facts(
        unit=report.unit_label,
        indicator=_indicator(report),
        round=report.round.name,
        due_at=filing.at,
        address=f"{root}/documents/acknowledgement/{filing.pk}/",
        number=received.receiving_number,
    )


def _facts(report: Submission, root: str, items: list[str]) -> Facts:
    return Facts(
        unit=report.unit_label,
        indicator=_indicator(report),
        round=report.round.name,
        due_at=report.effective_due_at,
        address=_address(report, root),
        items=items,
    )


def _missing(report: Submission) -> list[str]:
    return [place.requirement.title for place in checking.missing(report)]


def _indicator(report: Submission) -> str:
    indicator = report.round.indicator
    return f"{indicator.code} {indicator.name}"


def _address(report: Submission, root: str) -> str:
    return f"{root}/submissions/{report.pk}/"
