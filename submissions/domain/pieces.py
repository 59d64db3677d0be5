"""The pieces of evidence a submission has now, grouped for those who count or show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from submissions.domain.outline import outline
from submissions.enums import Decision
from submissions.models import EvidenceUse, Submission


def active(submission: Submission) -> list[EvidenceUse]:
    """Every use not removed or replaced that the criteria ask for, with its version; one query,
    kept on the object."""
    return _split(submission)[0]


def set_aside(submission: Submission) -> list[EvidenceUse]:
    """What was supplied for requirements that the report's criteria no longer have: it is kept
    and shown, and counts for nothing. Of the same query as `active`."""
    return _split(submission)[1]


def _split(submission: Submission) -> tuple[list[EvidenceUse], list[EvidenceUse]]:
    """(what the criteria ask for, what they do not), in levels, figures and parts alike."""
    uses, known = _present(submission), outline(submission.definition).places
    asked_for = [use for use in uses if use.requirement in known]
    return asked_for, [use for use in uses if use.requirement not in known]


def _present(submission: Submission) -> list[EvidenceUse]:
    """Every use not removed or replaced."""
    kept: list[EvidenceUse] | None = submission.__dict__.get("_active_uses")
    if kept is None:
        kept = list(_uses().filter(submission=submission))
        submission.__dict__["_active_uses"] = kept
    return kept


def _uses() -> QuerySet[EvidenceUse]:
    """Those not removed or replaced, with their versions."""
    return (
        EvidenceUse.objects.filter(removed_at=None)
        .select_related("version__evidence", "version__uploaded_by", "approval")
        .order_by("requirement", "pk")
    )


def remember(submissions: Iterable[Submission]) -> None:
    """Read the uses of many reports with one query, for what asks for them one by one."""
    listed = {submission.pk: submission for submission in submissions}
    for submission in listed.values():
        submission.__dict__["_active_uses"] = []
    for use in _uses().filter(submission__in=listed):
        listed[use.submission_id].__dict__["_active_uses"].append(use)


def keep(submission: Submission, uses: Iterable[EvidenceUse]) -> None:
    """Take these for every use not removed or replaced: a page has read them with all they need."""
    submission.__dict__["_active_uses"] = sorted(uses, key=lambda use: (use.requirement, use.pk))


def forget(submission: Submission) -> None:
    """Drop the kept list after pieces changed."""
    submission.__dict__.pop("_active_uses", None)


def by_requirement(uses: Iterable[EvidenceUse]) -> Mapping[str, list[EvidenceUse]]:
    """Requirement key → its uses, in the order given."""
    grouped: dict[str, list[EvidenceUse]] = {}
    for use in uses:
        grouped.setdefault(use.requirement, []).append(use)
    return grouped


def accepted(uses: Iterable[EvidenceUse]) -> list[EvidenceUse]:
    """What counts for the confirmed score."""
    return [use for use in uses if use.supplied and use.decision == Decision.ACCEPTED]


def standing_as_given(uses: Iterable[EvidenceUse]) -> list[EvidenceUse]:
    """What counts for the projected score: everything supplied and not returned."""
    return [use for use in uses if use.supplied and use.decision != Decision.RETURNED]


def described(use: EvidenceUse) -> dict[str, Any]:
    """One line of a filing's manifest: enough to prove later what was handed in."""
    line: dict[str, Any] = {"requirement": use.requirement, "kind": use.kind, "use": use.pk}
    if use.version is not None:
        line |= {
            "name": use.version.original_name or use.version.url,
            "sha256": use.version.sha256,
            "size": use.version.size,
            "version": use.version.number,
        }
    if use.number is not None:
        line["number"] = str(use.number)
    if use.figures:
        line["figures"] = use.figures
    if use.form_code:
        line["form"] = use.form_code
    if use.answers_digest:
        line["sha256"] = use.answers_digest
    return line
