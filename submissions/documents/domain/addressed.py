"""Whom one memo to many reaches: the reports whose offices its list of addressees names."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from kpi_portal.thai import normalise_text
from submissions import access
from submissions.documents.domain import memo_facts
from submissions.documents.enums import DocumentKind
from submissions.documents.models import Document
from submissions.models import Submission

# In place of a list: every director of the round.
DIRECTORS = "ผู้อำนวยการส่วน และ ผอช.ภาค"
KINDS = (DocumentKind.REQUEST_MEMO, DocumentKind.REMINDER_MEMO)


def settle(memo: Document, listed: Iterable[str]) -> None:
    """Keep which reports an issued memo of a round is addressed to, by the offices that it lists.

    A line that was taken out of the draft takes its report out, one that was typed in brings it in.
    Of units that share a name only those are reached that the memo was written for. Side effect:
    `memo.addressed`; nothing for a memo about one report or of a kind that goes to nobody's unit.
    """
    if memo.kind not in KINDS or memo.submission_id or not memo.round_id:
        return
    reports = access.with_context(Submission.objects.filter(round=memo.round_id))
    chosen = set(memo.addressed.order_by().values_list("pk", flat=True))
    memo.addressed.set(_reached(reports, chosen, {_plain(line) for line in listed}))


def _reached(
    reports: QuerySet[Submission], chosen: Collection[int], listed: Collection[str]
) -> list[int]:
    if DIRECTORS in listed:
        return [report.pk for report in reports if not report.is_bureaus_own]
    offices = {report.pk: _plain(memo_facts.director_of(report)) for report in reports}
    written_for = {offices[pk] for pk in chosen if pk in offices}
    return [
        pk
        for pk, office in offices.items()
        if office in listed and (pk in chosen or office not in written_for)
    ]


def _plain(line: str) -> str:
    return normalise_text(line, multiline=False).strip()
