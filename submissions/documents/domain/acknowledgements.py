"""The acknowledgement (ใบตอบรับ) of a report that came on paper, by USB, e-mail or LINE."""

from __future__ import annotations

from django.utils.translation import override

from forms_templates.contexts import AcknowledgementContext, ReceiptItem
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused
from kpi_portal.thai import thai_date
from submissions.documents.domain import drafting, emblems, memo_facts
from submissions.documents.enums import DocumentKind
from submissions.documents.models import Document
from submissions.domain import manifest
from submissions.models import Filing, ReceivedReport

_NOTE = (
    "เวลาที่ส่วนยุทธศาสตร์รับรายงานเป็นเวลาที่ใช้นับกำหนดส่ง ค่าตรวจสอบแสดงแฟ้มที่บันทึกเข้าระบบ ณ เวลาที่บันทึกรายงานแทน"
)


def ensure(received: ReceivedReport) -> Document:
    """The acknowledgement of a verified report, made when it is not there yet; the row is locked,
    so that two workers never make two. Side effects: the document, a transaction of its own."""
    if received.verified_by is None or received.verified_at is None:
        raise GuardRefused("not verified", code="not_verified")
    actor, at = received.verified_by, received.verified_at
    with audit.act(actor=actor, at=at):
        rows = ReceivedReport.objects.select_for_update(of=("self",))
        locked = rows.select_related("filing", "entered_by", "verified_by").get(pk=received.pk)
        made = Document.objects.filter(
            kind=DocumentKind.ACKNOWLEDGEMENT,
            submission=locked.submission_id,
            number=locked.acknowledgement_number,
        ).first()
        return made or drafting.make_acknowledgement(
            context_for(locked), submission=locked.submission, actor=actor, at=at
        )


def context_for(received: ReceivedReport) -> AcknowledgementContext:
    """What the acknowledgement says; only facts kept with the received report and its filing."""
    filing, at, entered_at = received.filing, received.verified_at, received.entered_at
    entered_by, verified_by = received.entered_by, received.verified_by
    if not (filing and at and entered_at and entered_by and verified_by):
        raise TypeError("only a verified report is acknowledged")
    submission = received.submission
    filing.submission = submission
    indicator = submission.round.indicator
    with override("th"):  # on paper the words are Thai, whoever verified
        items = tuple(
            ReceiptItem(requirement=line.requirement, name=line.what, sha256=line.sha256)
            for line in manifest.lines_of(filing)
        )
        channel = received.get_channel_display()
    level = "" if filing.claimed_level is None else f"ระดับ {filing.claimed_level}"
    return AcknowledgementContext(
        number=received.acknowledgement_number,
        receiving_number=received.receiving_number,
        agency_line=memo_facts.agency_line(memo_facts.section_of_owner(indicator.owner, at=at)),
        submission=f"{indicator.code} {indicator.name}",
        round=f"{submission.round.name} ปีงบประมาณ พ.ศ. {indicator.fiscal_year}",
        unit=submission.unit_name,
        received_at=filing.at,
        channel=channel,
        brought_by=received.brought_by,
        signed_by=_in_line(filing.signer_name, filing.signer_position),
        memo=_memo(filing),
        level_claimed=level,
        receipt_number=filing.receipt_number,
        items=items,
        entered_by=_person(entered_by),
        entered_at=entered_at,
        verified_by=_person(verified_by),
        verified_at=at,
        made_at=at,
        note=_NOTE,
        emblem=emblems.for_unit(indicator.owner),
    )


def _person(user: User) -> str:
    return _in_line(user.display_name, user.position)


def _memo(filing: Filing) -> str:
    dated = "" if filing.memo_date is None else f"ลงวันที่ {thai_date(filing.memo_date, 'long')}"
    number = f"ที่ {filing.memo_number}" if filing.memo_number else ""
    return " ".join(filter(None, [number, dated]))


def _in_line(*words: str) -> str:
    return ", ".join(filter(None, words))
