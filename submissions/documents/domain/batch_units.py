"""For which units of a round a memo of one kind is due, and why not for the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.models import Round
from kpi_portal.accounts.models import Unit, User
from kpi_portal.errors import GuardRefused, InvalidInput, _StrOrPromise
from submissions import access
from submissions.documents.domain.batch_kinds import Kind
from submissions.documents.domain.batch_reading import OPEN
from submissions.documents.enums import DocumentState, NumberState
from submissions.documents.models import BatchItem, Document
from submissions.domain import in_view, queue
from submissions.enums import State


@dataclass(frozen=True, slots=True)
class Candidate:
    """One unit of the round. `why_not` is empty where the memo is due; `draft` is one that lies
    there already and is taken in as it is; `replaces` an issued memo that told another result."""

    submission: int
    unit: str
    state: State
    why_not: _StrOrPromise = ""
    draft: int | None = None
    replaces: int | None = None
    replaced: str = ""

    @property
    def fits(self) -> bool:
        return not self.why_not


@dataclass(frozen=True, slots=True)
class _Memo:
    """The newest memo of the kind that a report has."""

    pk: int
    draft: bool
    number: str
    issued_at: datetime | None


def candidates(
    kind: Kind, round_: Round, section: Unit, user: User, *, at: datetime
) -> list[Candidate]:
    """Every unit of the round in the order of the round's page; five queries at most."""
    visible = access.visible_to(user, at=at).filter(round=round_)
    rows = visible.order_by("unit_id", "pk").values(
        "pk",
        "unit_name",
        "unit__name",
        "handed_over_from_id",
        "state",
        "published_at",
    )
    withheld = set(
        in_view.withheld_from(user, at=at).filter(round=round_).values_list("pk", flat=True)
    )
    memos = _newest(kind, round_, section)
    taken = set(
        BatchItem.objects.filter(
            batch__kind=kind.value, batch__round=round_, batch__state__in=OPEN
        ).values_list("submission_id", flat=True)
    )
    return [_candidate(kind, row, memos.get(row["pk"]), withheld, taken) for row in rows]


def fitting(offered: Iterable[Candidate], chosen: Collection[int]) -> list[Candidate]:
    """Those that were chosen. Raises `InvalidInput` when there are none, `GuardRefused` naming
    units to which no such memo is due."""
    wanted = set(chosen)
    taken = [one for one in offered if one.submission in wanted]
    if not taken:
        raise InvalidInput(gettext("Choose at least one unit."), code="nothing_chosen")
    unfit = [one.unit for one in taken if not one.fits]
    if unfit:
        raise GuardRefused(
            gettext("These units do not fit any more, look again: %(units)s")
            % {"units": ", ".join(unfit[:5])},
            code="unfit",
        )
    return taken


def _candidate(
    kind: Kind, row: Mapping[str, Any], memo: _Memo | None, withheld: set[int], taken: set[int]
) -> Candidate:
    pk, state = row["pk"], State(row["state"])
    unit = queue.label_of(row)
    shown = in_view.state_shown(state, pk in withheld)
    if pk in withheld:
        return Candidate(pk, unit, shown, _("You belong to this unit; somebody else writes to it."))
    if state == State.EXEMPTED:
        return Candidate(pk, unit, shown, _("The unit is exempted."))
    if state not in kind.states:
        return Candidate(pk, unit, shown, kind.not_yet)
    if pk in taken:
        return Candidate(pk, unit, shown, _("Its memo is in another batch that is not finished."))
    if memo is None or (kind.repeated and not memo.draft):
        return Candidate(pk, unit, shown)
    if memo.draft:
        return Candidate(pk, unit, shown, draft=memo.pk)
    again = kind.tells_result and _told_before(memo, row["published_at"])
    if again:
        return Candidate(pk, unit, shown, replaces=memo.pk, replaced=memo.number)
    return Candidate(pk, unit, shown, _told(memo))


def _told_before(memo: _Memo, published_at: datetime | None) -> bool:
    """The result was published again after the memo went out."""
    return bool(memo.issued_at and published_at and published_at > memo.issued_at)


def _told(memo: _Memo) -> str:
    return gettext("Memo %(number)s is issued.") % {"number": memo.number}


def _newest(kind: Kind, round_: Round, section: Unit) -> dict[int, _Memo]:
    """Per report; a draft that lies in no batch comes before what is issued. Voided ones are as if
    they had never been."""
    found: dict[int, _Memo] = {}
    rows = (
        Document.objects.filter(round=round_, kind=kind.value, submission__isnull=False)
        .exclude(register_number__state=NumberState.VOIDED)
        .order_by("issued_at", "pk")
        .values_list(
            "submission_id", "pk", "state", "number", "issued_at", "owner_id", "batch_item"
        )
    )
    drafts: dict[int, _Memo] = {}
    for report, pk, state, number, issued_at, owner, in_batch in rows:
        memo = _Memo(pk, state == DocumentState.DRAFT, number, issued_at)
        if not memo.draft:
            found[report] = memo
        elif owner == section.pk and in_batch is None:
            drafts[report] = memo
    return found | drafts
