"""The receipt of a filing: what was handed in when, with its hashes."""

from __future__ import annotations

from django.utils.translation import override

from forms_templates.contexts import ReceiptContext, ReceiptItem
from submissions.documents.domain import drafting, emblems, memo_facts
from submissions.documents.enums import DocumentKind
from submissions.documents.models import Document
from submissions.domain import manifest
from submissions.models import Filing


def ensure(filing: Filing) -> Document:
    """The receipt of this filing, made when it is not there yet. Needs an act of the caller; the
    filing's row is locked, so that two workers never make two."""
    Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    made = Document.objects.filter(
        kind=DocumentKind.RECEIPT,
        submission=filing.submission,
        number=filing.receipt_number,
    ).first()
    if made is not None:
        return made
    return drafting.make_receipt(
        context_for(filing), submission=filing.submission, actor=filing.by, at=filing.at
    )


def context_for(filing: Filing) -> ReceiptContext:
    """What the receipt says; only facts kept with the filing, so it reads the same for ever."""
    submission = filing.submission
    indicator = submission.round.indicator
    with override("th"):  # on paper the words are Thai, whoever submitted
        items = tuple(
            ReceiptItem(requirement=line.requirement, name=line.what, sha256=line.sha256)
            for line in manifest.lines_of(filing)
        )
    level = "" if filing.claimed_level is None else f"ระดับ {filing.claimed_level}"
    return ReceiptContext(
        number=filing.receipt_number,
        agency_line=memo_facts.agency_line(indicator.owner),
        submission=f"{indicator.code} {indicator.name}",
        round=f"{submission.round.name} ปีงบประมาณ พ.ศ. {indicator.fiscal_year}",
        unit=submission.unit_name,
        submitted_by=", ".join(
            filter(None, [filing.signer_name, filing.signer_position, filing.acting_line])
        ),
        submitted_at=filing.at,
        items=items,
        made_at=filing.at,
        level_claimed=level,
        emblem=emblems.for_unit(submission.unit),
    )
