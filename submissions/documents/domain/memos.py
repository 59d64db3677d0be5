"""The memos of single reports, and what replaces a memo: words from the portal's own data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import MemoContext, QrLink
from forms_templates.domain.library import schema_of
from forms_templates.domain.memos import template_for
from forms_templates.models import MemoTemplate
from indicators.domain.forms import forms_of
from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.errors import GuardRefused, NotAllowed
from submissions.documents.domain import (
    addressed,
    appended,
    centre_memo,
    drafting,
    memo_facts,
    memo_words,
    round_memos,
    signing,
)
from submissions.documents.enums import DocumentKind, DocumentState
from submissions.documents.models import Document
from submissions.domain import in_view
from submissions.enums import State
from submissions.models import Submission

# A unit is told its result when it is published; drafts may be prepared once it is confirmed.
TOLD = (State.CONFIRMED, State.ENDORSED, State.PUBLISHED, State.FINAL)


def draft_request(
    round_: Round, *, actor: User, at: datetime, addressed_to: Collection[int] = ()
) -> Document:
    """Memo (a): asks the directors to report; `addressed_to` are the reports whose units a circular
    is written for. Side effects as `drafting.draft_memo`."""
    section = memo_facts.strategy_section(actor, round_.indicator.owner, at=at)
    template = template_for(section, DocumentKind.REQUEST_MEMO)
    forms = forms_of(round_)
    values = memo_facts.for_request(round_, section, addressees=addressed.DIRECTORS)
    memo = memo_words.worded(template, values, section, signing.head_of(section, at=at), at)
    memo = replace(
        memo,
        addressees=(addressed.DIRECTORS,),
        attachments=tuple(
            f"{schema_of(forms[code]).number} {schema_of(forms[code]).title}"
            for code in sorted(forms)
        ),
        # The address is put in when the memo is issued and its public page exists.
        qr=QrLink(url="https://example.go.th/", caption="แบบฟอร์ม 1 - 5 และบันทึกฉบับนี้"),
    )
    return drafting.draft_memo(
        DocumentKind.REQUEST_MEMO,
        memo,
        owner=section,
        actor=actor,
        at=at,
        template_version=memo_words.version_of(template),
        round_id=round_.pk,
        addressed=addressed_to,
    )


def draft_feedback(
    submission: Submission, *, actor: User, at: datetime, replaces: Document | None = None
) -> Document:
    """Memo (b): tells one unit its level, score and reasons. Side effects as `draft_memo`."""
    if submission.state not in TOLD:
        raise GuardRefused(
            _("A feedback memo can be written once the result is confirmed."), code="not_confirmed"
        )
    if not in_view.of(submission, actor, at=at).everything:
        raise NotAllowed(_("You belong to the submitting unit."), code="own_unit")
    section = memo_facts.strategy_section(actor, submission.round.indicator.owner, at=at)
    template = template_for(section, DocumentKind.FEEDBACK_MEMO)
    named = memo_words.number_and_date(replaces) if replaces else ""
    values = memo_facts.for_feedback(submission, section, at=at, replaces=named)
    memo = memo_words.worded(template, values, section, signing.head_of(section, at=at), at)
    memo = replace(
        memo,
        addressees=(memo_facts.director_of(submission),),
        tables=(memo_facts.result_table(submission, at=at),),
    )
    return drafting.draft_memo(
        DocumentKind.FEEDBACK_MEMO,
        memo,
        owner=section,
        actor=actor,
        at=at,
        template_version=memo_words.version_of(template),
        submission=submission,
        replaces=replaces,
    )


def draft_report(
    submission: Submission, *, actor: User, at: datetime, replaces: Document | None = None
) -> Document:
    """Memo (c): the unit's report with its forms appended; the bureau's own goes to the collecting
    centre. Side effects as `draft_memo`."""
    worded = centre_memo.worded if submission.is_bureaus_own else _report_worded
    memo, template = worded(submission, at=at)
    return drafting.draft_memo(
        DocumentKind.REPORT_MEMO,
        memo_words.cancelling(memo, replaces),
        owner=submission.unit,
        actor=actor,
        at=at,
        template_version=memo_words.version_of(template),
        submission=submission,
        replaces=replaces,
    )


def _report_worded(submission: Submission, *, at: datetime) -> tuple[MemoContext, MemoTemplate]:
    template = template_for(submission.unit, DocumentKind.REPORT_MEMO)
    section = memo_facts.section_of_owner(submission.round.indicator.owner, at=at)
    forms = appended.forms_of(submission, at=at)
    values = memo_facts.for_report(submission, section, form_numbers=[f.number for f in forms])
    memo = memo_words.worded(
        template, values, submission.unit, signing.director_of(submission, at=at), at
    )
    made = replace(
        memo,
        addressees=(f"ผู้อำนวยการ{section.name}",),
        appended_forms=forms,
        attachments=tuple(dict.fromkeys(f"{f.number} {f.title}" for f in forms)),
    )
    return made, template


def draft_replacement(old: Document, memo: MemoContext, *, actor: User, at: datetime) -> Document:
    """A new draft in place of an issued memo, naming it. A request keeps its words; the others are
    made anew, because results, answers or who has reported may have changed."""
    if old.state == DocumentState.DRAFT:
        raise GuardRefused(_("A draft is not replaced: change its words."), code="not_issued")
    if old.kind == DocumentKind.FEEDBACK_MEMO and old.submission is not None:
        return draft_feedback(old.submission, actor=actor, at=at, replaces=old)
    if old.kind == DocumentKind.REPORT_MEMO and old.submission is not None:
        return draft_report(old.submission, actor=actor, at=at, replaces=old)
    if old.kind == DocumentKind.REMINDER_MEMO and old.submission is not None:
        return round_memos.draft_reminder_of(old.submission, actor=actor, at=at, replaces=old)
    if old.kind == DocumentKind.REMINDER_MEMO and old.round is not None:
        return round_memos.draft_reminder(old.round, actor=actor, at=at, replaces=old)
    if old.kind == DocumentKind.SUMMARY_MEMO and old.round is not None:
        return round_memos.draft_summary(old.round, actor=actor, at=at, replaces=old)
    return drafting.draft_memo(
        DocumentKind(old.kind),
        memo_words.cancelling(replace(memo, number="", date=None, made_at=at), old),
        owner=old.owner,
        actor=actor,
        at=at,
        template_version=old.template_version,
        round_id=old.round_id,
        submission=old.submission,
        replaces=old,
        addressed=old.addressed.values_list("pk", flat=True),
    )
