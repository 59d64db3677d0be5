"""Memos about a whole round: the reminder of those who have not reported, and the summary."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import MemoContext, Urgency
from forms_templates.domain.memos import template_for
from indicators.models import Round
from kpi_portal.accounts.models import Unit, User
from kpi_portal.errors import GuardRefused, NotAllowed
from submissions.documents.domain import (
    drafting,
    memo_facts,
    memo_words,
    reminder_tables,
    round_facts,
    signing,
    summary_tables,
)
from submissions.documents.enums import DocumentKind
from submissions.documents.models import Document
from submissions.domain import in_view
from submissions.enums import State
from submissions.models import Submission


def draft_reminder(
    round_: Round,
    *,
    actor: User,
    at: datetime,
    only: Collection[int] | None = None,
    replaces: Document | None = None,
) -> Document:
    """One circular to every unit of the round that has not reported, or to those of the reports
    `only`. Side effects as `drafting.draft_memo`; raises `GuardRefused` when every unit has."""
    section = memo_facts.strategy_section(actor, round_.indicator.owner, at=at)
    reminded = round_facts.waiting(round_, at=at, only=only)
    if not reminded:
        raise GuardRefused(_("Every unit has reported; nobody is reminded."), code="all_reported")
    values = round_facts.for_reminder(round_, section, reminded, at=at)
    day = f"ข้อมูล ณ วันที่ {memo_facts.in_words(at)}"
    memo, version = _worded(DocumentKind.REMINDER_MEMO, values, section, at)
    memo = replace(
        memo,
        addressees=tuple(dict.fromkeys(one.addressee for one in reminded)),
        urgency=_urgency(max(one.days_over for one in reminded)),
    )
    if len(reminded) > reminder_tables.MOST_IN_TEXT:
        annex = reminder_tables.annex(reminded, (day,))
        listed = (f"{reminder_tables.TITLE} จำนวน 1 ชุด",)
        memo = replace(memo, annexes=(annex,), attachments=listed)
    else:
        table = replace(reminder_tables.table(reminded), title=reminder_tables.TITLE)
        memo = replace(memo, tables=(table,))
    return drafting.draft_memo(
        DocumentKind.REMINDER_MEMO,
        memo_words.cancelling(memo, replaces),
        owner=section,
        actor=actor,
        at=at,
        template_version=version,
        round_id=round_.pk,
        replaces=replaces,
        addressed=[one.report for one in reminded],
    )


def draft_reminder_of(
    submission: Submission, *, actor: User, at: datetime, replaces: Document | None = None
) -> Document:
    """The reminder to one unit. Side effects as `drafting.draft_memo`; raises `GuardRefused` when
    the unit has reported."""
    if submission.state != State.DRAFT:
        raise GuardRefused(_("This unit has reported; it is not reminded."), code="all_reported")
    section = memo_facts.strategy_section(actor, submission.round.indicator.owner, at=at)
    values = round_facts.for_reminder_of(submission, section, at=at)
    memo, version = _worded(DocumentKind.REMINDER_MEMO, values, section, at)
    memo = replace(
        memo,
        addressees=(memo_facts.director_of(submission),),
        urgency=_urgency(round_facts.one(submission, at=at).days_over),
    )
    return drafting.draft_memo(
        DocumentKind.REMINDER_MEMO,
        memo_words.cancelling(memo, replaces),
        owner=section,
        actor=actor,
        at=at,
        template_version=version,
        submission=submission,
        replaces=replaces,
    )


def draft_summary(
    round_: Round, *, actor: User, at: datetime, replaces: Document | None = None
) -> Document:
    """The round's results for the executive, every unit in a table. Side effects as
    `drafting.draft_memo`; raises `GuardRefused` before any result is confirmed, `NotAllowed` for
    whoever may not know a result of the round yet."""
    if in_view.withheld_from(actor, at=at).filter(round=round_).exists():
        raise NotAllowed(
            _("Your own unit's result is among these and not told yet; somebody else writes it."),
            code="own_unit",
        )
    owner = round_.indicator.owner
    section = memo_facts.strategy_section(actor, owner, at=at)
    if round_.version is None or not (summary := round_facts.summary_of(round_)).settled:
        raise GuardRefused(
            _("A summary can be written once a result is confirmed."), code="not_confirmed"
        )
    values = round_facts.for_summary(round_, section, summary)
    memo, version = _worded(DocumentKind.SUMMARY_MEMO, values, section, at)
    table, chart = summary_tables.distribution(summary)
    indicator = round_.indicator
    lines = (
        f"ตัวชี้วัดที่ {indicator.code} : {indicator.name}",
        f"{round_.name} ประจำปีงบประมาณ พ.ศ. {indicator.fiscal_year}",
    )
    memo = replace(
        memo,
        addressees=(owner.position_name or f"ผู้อำนวยการ{owner.name}",),
        tables=(table,),
        charts=(chart,),
        annexes=(summary_tables.annex(summary, lines),),
        attachments=(f"{summary_tables.ANNEX_TITLE} จำนวน 1 ชุด",),
    )
    return drafting.draft_memo(
        DocumentKind.SUMMARY_MEMO,
        memo_words.cancelling(memo, replaces),
        owner=section,
        actor=actor,
        at=at,
        template_version=version,
        round_id=round_.pk,
        replaces=replaces,
    )


def _worded(
    kind: DocumentKind, values: dict[str, str], section: Unit, at: datetime
) -> tuple[MemoContext, str]:
    template = template_for(section, kind)
    signatory = signing.head_of(section, at=at)
    memo = memo_words.worded(template, values, section, signatory, at)
    return memo, memo_words.version_of(template)


def _urgency(days_over: int) -> Urgency:
    """Urgent once the due day has passed; whoever edits the draft may choose otherwise."""
    return Urgency.URGENT if days_over > 0 else Urgency.NORMAL
