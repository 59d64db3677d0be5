"""The table of a round's results as it will be told: looked at before anything is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from kpi_portal.accounts.models import User
from submissions.domain.round_view import Report
from submissions.enums import ScoreBasis, State
from submissions.models import ScoreSnapshot, Submission

# Nothing is left to be told of these, or nothing yet by this act.
_TOLD = frozenset({State.PUBLISHED, State.FINAL, State.EXEMPTED})


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's result: what the portal computed, who stands for it, and what was told before.

    `before` is the published score that a reopened review left in view; None the first time.
    """

    report: Report
    level: int | None
    raw: Decimal | None
    deduction: Decimal | None
    final: Decimal | None
    proposed_by: str
    confirmed_by: str
    endorsed_by: str
    before: Decimal | None
    own_proposal: bool = False

    @property
    def change(self) -> Decimal | None:
        """The difference to what was told before; None where nothing was or nothing differs."""
        if self.before is None or self.final is None or self.final == self.before:
            return None
        return self.final - self.before


def table(reports: Sequence[Report], reader: User) -> dict[int, Row]:
    """Report → its row; three queries whatever their number."""
    shown = [report for report in reports if not report.withheld]
    facts = _facts([report.pk for report in shown])
    return {report.pk: _row(report, facts[report.pk], reader) for report in shown}


def waiting(reports: Sequence[Report], chosen: Sequence[Report]) -> list[Report]:
    """The units of the round that this act leaves out because they have not come this far."""
    there = {report.pk for report in chosen}
    return [r for r in reports if r.pk not in there and r.state not in _TOLD]


def _facts(keys: Sequence[int]) -> Mapping[int, tuple[Submission, ScoreSnapshot | None]]:
    newest = ScoreSnapshot.objects.filter(submission=OuterRef("pk"), basis=ScoreBasis.CONFIRMED)
    found = list(
        Submission.objects.filter(pk__in=keys)
        .select_related("assessed_by", "confirmed_by")
        .annotate(newest=Subquery(newest.order_by("-at", "-pk").values("pk")[:1]))
    )
    wanted = [submission.newest for submission in found if submission.newest]
    snapshots = ScoreSnapshot.objects.only("result", "submission").in_bulk(wanted)
    return {one.pk: (one, snapshots.get(one.newest)) for one in found}


def _row(report: Report, facts: tuple[Submission, ScoreSnapshot | None], reader: User) -> Row:
    submission, snapshot = facts
    result = snapshot.result if snapshot is not None else {}
    return Row(
        report=report,
        level=result.get("level"),
        raw=_exact(result.get("raw")),
        deduction=_exact(result.get("deduction")),
        final=_exact(result.get("final")),
        proposed_by=submission.assessed_by.display_name if submission.assessed_by else "",
        confirmed_by=submission.confirmed_by.display_name if submission.confirmed_by else "",
        endorsed_by=submission.endorsement_reference,
        before=submission.confirmed_final if submission.under_correction else None,
        own_proposal=submission.assessed_by_id == reader.pk,
    )


def _exact(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
