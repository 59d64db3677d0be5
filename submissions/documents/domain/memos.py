"""The three memos of a round: what each says, taken from the portal's own data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import MemoContext, QrLink, Signatory
from forms_templates.domain.library import schema_of
from forms_templates.domain.memos import template_for
from forms_templates.models import MemoTemplate
from forms_templates.wording import fill_memo, memo_template_from_data
from indicators.domain.forms import forms_of
from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.errors import GuardRefused, NotAllowed, NotFound
from kpi_portal.thai import BANGKOK, thai_date
from submissions import access
from submissions.access import day_of
from submissions.documents import access as documents_access
from submissions.documents.domain import appended, drafting, emblems, memo_facts, signing
from submissions.documents.enums import DocumentKind, DocumentState
from submissions.documents.models import Document
from submissions.domain import in_view
from submissions.enums import State
from submissions.models import Submission

AT_MOST = 200
DIRECTORS = "ผู้อำนวยการส่วน และ ผอช.ภาค"


@dataclass(frozen=True, slots=True)
class Offer:
    """One memo that the person may begin: its kind, what it is about, and how it is named."""

    kind: DocumentKind
    about: int
    label: str


def offered_to(user: User, *, at: datetime) -> list[Offer]:
    """What the person may write: requests and feedback for strategy, reports for a unit."""
    own = standing.of(user, day_of(at))
    offers: list[Offer] = []
    if own.roles & {Role.REVIEWER, Role.HEAD}:
        offers += [
            Offer(DocumentKind.REQUEST_MEMO, r.pk, str(r)) for r in _rounds(user, at)[:AT_MOST]
        ]
        published = access.visible_to(user, at=at).filter(state__in=_TOLD)
        published = published.exclude(pk__in=in_view.withheld_from(user, at=at))
        offers += [
            Offer(DocumentKind.FEEDBACK_MEMO, s.pk, str(s))
            for s in access.with_context(published).order_by("-published_at")[:AT_MOST]
        ]
    if own.roles & {Role.DRAFTER, Role.DIRECTOR, Role.EXECUTIVE}:
        mine = access.visible_to(user, at=at).exclude(state=State.EXEMPTED)
        offers += [
            Offer(DocumentKind.REPORT_MEMO, s.pk, str(s))
            for s in access.with_context(mine).order_by("-round__due_at")[:AT_MOST]
            if documents_access.may_handle(user, s.unit, DocumentKind.REPORT_MEMO, at=at)
        ]
    return offers


# A unit is told its result when it is published; drafts may be prepared once it is confirmed.
_TOLD = (State.CONFIRMED, State.ENDORSED, State.PUBLISHED, State.FINAL)


def round_for(user: User, pk: int, *, at: datetime) -> Round:
    """One round of the person's own indicators; raises `NotFound` otherwise."""
    found = next((r for r in _rounds(user, at) if r.pk == pk), None)
    if found is None:
        raise NotFound("no such round", code="not_found")
    return found


def draft_request(round_: Round, *, actor: User, at: datetime) -> Document:
    """Memo (a): asks the directors to report. Side effects as `drafting.draft_memo`."""
    section = memo_facts.strategy_section(actor, round_.indicator.owner, at=at)
    template = template_for(section, DocumentKind.REQUEST_MEMO)
    forms = forms_of(round_)
    values = memo_facts.for_request(round_, section, addressees=DIRECTORS)
    memo = _memo(template, values, section, signing.head_of(section, at=at), at)
    memo = replace(
        memo,
        addressees=(DIRECTORS,),
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
        template_version=_named(template),
        round_id=round_.pk,
    )


def draft_feedback(
    submission: Submission, *, actor: User, at: datetime, replaces: Document | None = None
) -> Document:
    """Memo (b): tells one unit its level, score and reasons. Side effects as `draft_memo`."""
    if submission.state not in _TOLD:
        raise GuardRefused(
            _("A feedback memo can be written once the result is confirmed."), code="not_confirmed"
        )
    if not in_view.of(submission, actor, at=at).everything:
        raise NotAllowed(_("You belong to the submitting unit."), code="own_unit")
    section = memo_facts.strategy_section(actor, submission.round.indicator.owner, at=at)
    template = template_for(section, DocumentKind.FEEDBACK_MEMO)
    named = _number_and_date(replaces) if replaces else ""
    values = memo_facts.for_feedback(submission, section, at=at, replaces=named)
    memo = _memo(template, values, section, signing.head_of(section, at=at), at)
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
        template_version=_named(template),
        submission=submission,
        replaces=replaces,
    )


def draft_report(
    submission: Submission, *, actor: User, at: datetime, replaces: Document | None = None
) -> Document:
    """Memo (c): the unit's report with its forms appended. Side effects as `draft_memo`."""
    template = template_for(submission.unit, DocumentKind.REPORT_MEMO)
    section = memo_facts.section_of_owner(submission.round.indicator.owner, at=at)
    forms = appended.forms_of(submission, at=at)
    values = memo_facts.for_report(submission, section, form_numbers=[f.number for f in forms])
    memo = _memo(template, values, submission.unit, signing.director_of(submission, at=at), at)
    memo = replace(
        memo,
        addressees=(f"ผู้อำนวยการ{section.name}",),
        appended_forms=forms,
        attachments=tuple(dict.fromkeys(f"{f.number} {f.title}" for f in forms)),
        references=(_in_place_of(replaces),) if replaces else (),
    )
    return drafting.draft_memo(
        DocumentKind.REPORT_MEMO,
        memo,
        owner=submission.unit,
        actor=actor,
        at=at,
        template_version=_named(template),
        submission=submission,
        replaces=replaces,
    )


def draft_replacement(old: Document, memo: MemoContext, *, actor: User, at: datetime) -> Document:
    """A new draft in place of an issued memo, naming it. A request keeps its words; feedback and
    reports are made anew, because the result or the answers may have changed."""
    if old.state == DocumentState.DRAFT:
        raise GuardRefused(_("A draft is not replaced: change its words."), code="not_issued")
    if old.kind == DocumentKind.FEEDBACK_MEMO and old.submission is not None:
        return draft_feedback(old.submission, actor=actor, at=at, replaces=old)
    if old.kind == DocumentKind.REPORT_MEMO and old.submission is not None:
        return draft_report(old.submission, actor=actor, at=at, replaces=old)
    return drafting.draft_memo(
        DocumentKind(old.kind),
        replace(
            memo,
            number="",
            date=None,
            references=(*memo.references, _in_place_of(old)),
            made_at=at,
        ),
        owner=old.owner,
        actor=actor,
        at=at,
        template_version=old.template_version,
        round_id=old.round_id,
        submission=old.submission,
        replaces=old,
    )


def _in_place_of(old: Document) -> str:
    return f"แทนบันทึกข้อความ ที่ {_number_and_date(old)}"


def _number_and_date(old: Document) -> str:
    dated = f" ลงวันที่ {thai_date(old.dated, 'long')}" if old.dated else ""
    return f"{old.number}{dated}"


def _memo(
    template: MemoTemplate,
    values: Mapping[str, str],
    owner: Unit,
    signatory: Signatory,
    at: datetime,
) -> MemoContext:
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


def _rounds(user: User, at: datetime) -> list[Round]:
    own = standing.of(user, day_of(at))
    found: list[Round] = []
    for path in own.scopes(Role.REVIEWER, Role.HEAD):
        found += Round.objects.filter(
            indicator__owner__path__startswith=path,
            state__in=[RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED],
        ).select_related("indicator__owner")
    return list(dict.fromkeys(found))


def _named(template: MemoTemplate) -> str:
    return f"{template.kind}-v{template.version}-{template.sha256[:8]}"
