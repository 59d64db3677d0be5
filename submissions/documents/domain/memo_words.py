"""A memo out of its wording: the words put in, the template named, the replaced memo told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from forms_templates.contexts import MemoContext, Signatory
from forms_templates.models import MemoTemplate
from forms_templates.wording import fill_memo, memo_template_from_data
from kpi_portal.accounts.models import Unit
from kpi_portal.thai import BANGKOK, thai_date
from submissions.documents.domain import emblems, memo_facts
from submissions.documents.models import Document


def worded(
    template: MemoTemplate,
    values: Mapping[str, str],
    owner: Unit,
    signatory: Signatory,
    at: datetime,
) -> MemoContext:
    """A draft in the template's words, without addressees, number and date."""
    wording = fill_memo(memo_template_from_data(template.body), values)
    return MemoContext(
        kind=template.kind,
        agency_line=memo_facts.agency_line(owner),
        subject=wording.subject,
        addressees=(),
        cause=wording.cause,
        purpose=wording.purpose,
        conclusion=wording.conclusion,
        signatory=signatory,
        made_at=at.astimezone(BANGKOK),
        emblem=emblems.for_unit(owner),
        draft=True,
    )


def version_of(template: MemoTemplate) -> str:
    """The template by kind, version and content."""
    return f"{template.kind}-v{template.version}-{template.sha256[:8]}"


def cancelling(memo: MemoContext, old: Document | None) -> MemoContext:
    """The memo with the paragraph that cancels the one it replaces, at the end of its second
    part."""
    if old is None:
        return memo
    said = f"ทั้งนี้ ขอยกเลิกบันทึกฉบับเดิม ที่ {number_and_date(old)} และให้ใช้บันทึกฉบับนี้แทน"
    kept = tuple(text for text in memo.purpose if not text.startswith("ทั้งนี้ ขอยกเลิกบันทึกฉบับเดิม"))
    return replace(memo, purpose=(*kept, said))


def number_and_date(old: Document) -> str:
    """An issued memo as others name it."""
    dated = f" ลงวันที่ {thai_date(old.dated, 'long')}" if old.dated else ""
    return f"{old.number}{dated}"
