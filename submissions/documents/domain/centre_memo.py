"""The memo by which the bureau sends its own report to the collecting centre.

It is a reporting memo like a unit's, handled and issued by the same people, with words of its own:
it comes from the bureau, is signed by its executive and lists what goes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from forms_templates.contexts import Annex, FormContext, MemoContext
from forms_templates.domain.memos import template_for
from forms_templates.models import MemoTemplate
from kpi_portal.errors import NotFound
from kpi_portal.thai import thai_date
from submissions.documents.domain import (
    appended,
    centre_tables,
    memo_facts,
    memo_words,
    signing,
    to_centre,
)
from submissions.documents.enums import DocumentKind
from submissions.domain import pieces, requirements
from submissions.enums import PieceKind
from submissions.models import EvidenceUse, Submission

WORDING = "centre"
# What a piece without a file or an address is called on paper.
_CALLED = {
    PieceKind.NUMBER: "ค่าที่รายงาน",
    PieceKind.APPROVAL: "การอนุมัติแผนปฏิบัติการ",
    PieceKind.ANSWER: "คำชี้แจงในระบบรายงานตัวชี้วัด",
}


def worded(submission: Submission, *, at: datetime) -> tuple[MemoContext, MemoTemplate]:
    """The memo from the portal's own data, and the wording it was made of. A bureau that keeps no
    wording for the centre uses that of a unit's report."""
    try:
        template = template_for(submission.unit, WORDING)
    except NotFound:
        template = template_for(submission.unit, DocumentKind.REPORT_MEMO)
    forms = appended.forms_of(submission, at=at)
    listed = _listed(submission)
    values = for_centre(submission, form_numbers=[form.number for form in forms], listed=listed)
    signatory = signing.director_of(submission, at=at)
    asked = {name: values[name] for name in template.body["places"]}
    memo = memo_words.worded(template, asked, submission.unit, signatory, at)
    made = replace(
        memo,
        kind=DocumentKind.REPORT_MEMO.value,
        addressees=(centre_tables.addressee(to_centre.centre_of(submission)),),
        appended_forms=forms,
        enclosures=tuple(centre_tables.enclosed(len(forms), len(listed))),
        annexes=annexes_of(forms, listed, submission),
    )
    return made, template


def for_centre(
    submission: Submission, *, form_numbers: Sequence[str], listed: Sequence[EvidenceUse]
) -> dict[str, str]:
    """The places of the wording, and those of a unit's wording, which may stand in for it."""
    centre = to_centre.centre_of(submission)
    return memo_facts.told_of(submission, form_numbers=form_numbers) | {
        "bureau": submission.unit_name,
        "centre": centre,
        "evidence_count": str(len(listed)) if listed else "",
        "unit": submission.unit_name,
        "section": centre,
        "request_number": "",
        "request_date": "",
    }


def annexes_of(
    forms: Sequence[FormContext], listed: Sequence[EvidenceUse], submission: Submission
) -> tuple[Annex, ...]:
    """The list of enclosures on a page of its own; none where nothing is enclosed."""
    titles = {
        key: f"{key} {place.requirement.title}"
        for key, place in requirements.index(submission.definition).items()
    }
    rows = [(f"{form.number} {form.title}", "กรอกในระบบรายงานตัวชี้วัด", "") for form in forms]
    rows += [(titles.get(u.requirement, u.requirement), named(u), _paper_of(u)) for u in listed]
    return (centre_tables.annex_of(rows),) if rows else ()


def named(use: EvidenceUse) -> str:
    """What a piece is, on paper."""
    if use.version is not None:
        return use.version.original_name or use.version.url
    if use.kind == PieceKind.NUMBER and use.number is not None:
        return f"{_CALLED[PieceKind.NUMBER]} {use.number.normalize():f}"
    return _CALLED.get(PieceKind(use.kind), "")


def _listed(submission: Submission) -> list[EvidenceUse]:
    """The pieces that go with it in the order of the criteria: not forms, which are appended, nor
    figures, which stand in the report."""
    places = requirements.index(submission.definition)
    order = {key: number for number, key in enumerate(places)}
    found = [
        use
        for use in pieces.active(submission)
        if use.supplied
        and use.kind != PieceKind.FORM
        and (use.requirement not in places or places[use.requirement].figure is None)
    ]
    return sorted(found, key=lambda use: (order.get(use.requirement, len(order)), use.pk))


def _paper_of(use: EvidenceUse) -> str:
    version = use.version
    if version is None:
        return ""
    day = thai_date(version.document_date, "short") if version.document_date else ""
    pages = f"{version.pages} หน้า" if version.pages else ""
    return "\n".join(filter(None, [version.document_number, day, pages]))
