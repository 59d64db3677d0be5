"""Which memos can be made for all units of a round, for which reports, and how one is drafted."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import MemoContext
from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.errors import GuardRefused, NotFound, _StrOrPromise
from submissions import access
from submissions.documents.domain import drafting, memo_facts, memos, round_memos
from submissions.documents.domain.batch_wishes import Wishes
from submissions.documents.enums import DocumentKind
from submissions.documents.models import BatchItem, Document
from submissions.enums import State
from submissions.models import Submission

_HEARD = frozenset({State.PUBLISHED, State.FINAL})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its name and explanation on the page, in which states of a report it is meant for
    the unit, what is said of the others, how one is drafted inside the caller's act; whether a
    later result asks for another memo, and whether the same is written again and again. `together`
    drafts one circular to the units of several reports, where the memo tells no unit's own."""

    value: DocumentKind
    title: _StrOrPromise
    explained: _StrOrPromise
    states: frozenset[State]
    not_yet: _StrOrPromise
    draft: Callable[[Submission, BatchItem, User, datetime], Document]
    tells_result: bool = False
    repeated: bool = False
    together: Callable[[Round, Collection[int], User, datetime], Document] | None = None

    @property
    def one_for_all(self) -> bool:
        """Whether one circular may go to many units; a page would call the function."""
        return self.together is not None


def _feedback(report: Submission, item: BatchItem, actor: User, at: datetime) -> Document:
    old = item.replaces
    if old is not None and _tells(old) == [memo_facts.result_table(report, at=at)]:
        raise GuardRefused(
            _("The result is the one that memo %(number)s told already.") % {"number": old.number},
            code="same_result",
        )
    return memos.draft_feedback(report, actor=actor, at=at, replaces=old)


def _tells(memo: Document) -> list[object]:
    return list(getattr(drafting.context_of(memo), "tables", ()))


def _reminder(report: Submission, item: BatchItem, actor: User, at: datetime) -> Document:
    return round_memos.draft_reminder_of(report, actor=actor, at=at)


def _request(report: Submission, item: BatchItem, actor: User, at: datetime) -> Document:
    memo = memos.draft_request(report.round, actor=actor, at=at)
    memo.submission = report
    memo.save(update_fields=["submission"])
    return memo


def _request_to_all(round_: Round, reports: Collection[int], actor: User, at: datetime) -> Document:
    return memos.draft_request(round_, actor=actor, at=at, addressed_to=reports)


def _reminder_to_all(
    round_: Round, reports: Collection[int], actor: User, at: datetime
) -> Document:
    return round_memos.draft_reminder(round_, actor=actor, at=at, only=reports)


KINDS: dict[DocumentKind, Kind] = {
    kind.value: kind
    for kind in (
        Kind(
            DocumentKind.FEEDBACK_MEMO,
            _("Feedback: level, score and reasons"),
            _("One memo for each unit whose result is published."),
            _HEARD,
            _("The result is not published yet."),
            _feedback,
            tells_result=True,
        ),
        Kind(
            DocumentKind.REMINDER_MEMO,
            _("Reminder, one for each unit that has not reported"),
            _("One memo for each unit whose report is not handed in; it may be written again."),
            frozenset({State.DRAFT}),
            _("The unit has reported."),
            _reminder,
            repeated=True,
            together=_reminder_to_all,
        ),
        Kind(
            DocumentKind.REQUEST_MEMO,
            _("Request to report, one for each unit"),
            _("The same words to each director by name of the office, each with its own number."),
            frozenset(State) - {State.EXEMPTED},
            _("The unit need not report."),
            _request,
            together=_request_to_all,
        ),
    )
}


def kind_of(value: str) -> Kind:
    """The kind of that name; raises `NotFound` where no such memo is made for many units."""
    found = next((kind for kind in KINDS.values() if kind.value == value), None)
    if found is None:
        raise NotFound("no such kind of batch", code="not_found")
    return found


def draft(item: BatchItem, *, actor: User, at: datetime) -> Document:
    """Draft the memo of one item with the wishes of its batch, inside the caller's act. Side
    effects as those of the kind; no preview is rendered."""
    report = access.with_context(Submission.objects.filter(pk=item.submission_id)).get()
    kind = kind_of(item.batch.kind)
    if report.state not in kind.states:
        raise GuardRefused(kind.not_yet, code="not_yet")
    wishes = Wishes.of(item.batch.wishes["draft"])
    addressee = memo_facts.director_of(report)

    def adjust(memo: MemoContext) -> MemoContext:
        wished = replace(wishes.adjust(memo), addressees=(addressee,))
        return _in_its_layout(wished, memo, item, at)

    with drafting.in_bulk(adjust):
        return kind.draft(report, item, actor, at)


def _in_its_layout(
    wished: MemoContext, memo: MemoContext, item: BatchItem, at: datetime
) -> MemoContext:
    """Without the wished code where the agency's own Word file has no place for it: its layout
    matters more."""
    if wished.qr is None or memo.qr is not None:
        return wished
    kind, owner = DocumentKind(item.batch.kind), item.batch.owner
    if drafting.own_word_of(kind, owner, wished, at=at) is not None:
        return wished
    plain = replace(wished, qr=None)
    return plain if drafting.own_word_of(kind, owner, plain, at=at) is not None else wished
