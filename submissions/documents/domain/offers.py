"""What a person may write a memo about, kind by kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound, _StrOrPromise
from submissions import access
from submissions.access import day_of
from submissions.documents import access as documents_access
from submissions.documents.domain.memos import TOLD
from submissions.documents.enums import DocumentKind
from submissions.domain import in_view
from submissions.enums import State
from submissions.models import Submission

AT_MOST = 200
# A memo about a whole round is told apart from one about a single report of it.
OF_ROUND = "round-"
_OF_UNITS = frozenset({Role.DRAFTER, Role.DIRECTOR, Role.EXECUTIVE})
_NOT_OVER = (RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED)

PURPOSES: dict[DocumentKind, _StrOrPromise] = {
    DocumentKind.REQUEST_MEMO: _(
        "Asks the directors to report a round: what, by when and how, with the forms by QR code."
    ),
    DocumentKind.REMINDER_MEMO: _(
        "Reminds one unit, or by a circular all units that have not reported: what is missing, how "
        "many days it is overdue and what happens when the round closes."
    ),
    DocumentKind.REPORT_MEMO: _(
        "A unit's report of its own work, with its filled forms; the bureau's own goes to the "
        "collecting centre."
    ),
    DocumentKind.FEEDBACK_MEMO: _("Tells one unit its level, its score and the reasons."),
    DocumentKind.SUMMARY_MEMO: _(
        "Puts the results of a round before the executive: figures, chart, and a table of all "
        "units, with the request to concur."
    ),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to write about, under its name; `group` divides a long list."""

    about: str
    label: str
    group: _StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """One kind of memo that the person may begin, what it is for, and about what."""

    kind: DocumentKind
    purpose: _StrOrPromise
    offers: tuple[Offer, ...]


def offered_to(user: User, *, at: datetime) -> list[Offered]:
    """The kinds that the person may write now; those without anything to write about are left
    out. At most nine queries."""
    own = standing.of(user, day_of(at))
    found: dict[DocumentKind, list[Offer]] = {}
    if own.roles & {Role.REVIEWER, Role.HEAD}:
        found[DocumentKind.REQUEST_MEMO] = _of_rounds(
            rounds(user, at=at).filter(state__in=_NOT_OVER)
        )
        found[DocumentKind.REMINDER_MEMO] = _reminders(user, at)
        found[DocumentKind.FEEDBACK_MEMO] = _feedback(user, at)
        found[DocumentKind.SUMMARY_MEMO] = _of_rounds(_with_results(user, at))
    if own.roles & {*_OF_UNITS, Role.REVIEWER, Role.HEAD}:
        found[DocumentKind.REPORT_MEMO] = _reports(user, at)
    return [
        Offered(kind, purpose, tuple(found[kind]))
        for kind, purpose in PURPOSES.items()
        if found.get(kind)
    ]


def round_for(user: User, pk: int, *, at: datetime) -> Round:
    """One round of the person's own indicators; raises `NotFound` otherwise."""
    found = rounds(user, at=at).filter(pk=pk).first()
    if found is None:
        raise NotFound("no such round", code="not_found")
    return found


def rounds(user: User, *, at: datetime) -> QuerySet[Round]:
    """The rounds of the indicators that the person reviews or heads, newest due first."""
    own = standing.of(user, day_of(at))
    seen = Q(pk__in=[])
    for path in own.scopes(Role.REVIEWER, Role.HEAD):
        seen |= Q(indicator__owner__path__startswith=path)
    return (
        Round.objects.filter(seen)
        .select_related("indicator__owner", "version")
        .defer("version__definition")
        .order_by("-due_at", "pk")
    )


def _of_rounds(found: Iterable[Round], group: _StrOrPromise = "", prefix: str = "") -> list[Offer]:
    return [Offer(f"{prefix}{r.pk}", str(r), group) for r in list(found)[:AT_MOST]]


def _reminders(user: User, at: datetime) -> list[Offer]:
    """Circulars to whole rounds first, then the single units."""
    drafts = Submission.objects.filter(round=OuterRef("pk"), state=State.DRAFT)
    open_rounds = rounds(user, at=at).filter(Exists(drafts), state=RoundState.OPEN)
    offers = _of_rounds(open_rounds, _("All units that have not reported (circular)"), OF_ROUND)
    waiting = access.visible_to(user, at=at).filter(
        state=State.DRAFT, round__state=RoundState.OPEN, round__in=rounds(user, at=at).values("pk")
    )
    return offers + _of_reports(waiting.order_by("-round__due_at", "unit_id"), _("One unit"))


def _feedback(user: User, at: datetime) -> list[Offer]:
    told = access.visible_to(user, at=at).filter(state__in=TOLD)
    told = told.exclude(pk__in=in_view.withheld_from(user, at=at))
    return _of_reports(told.order_by("-published_at"))


def _with_results(user: User, at: datetime) -> QuerySet[Round]:
    """Rounds with a confirmed result, none of which is still kept from the person."""
    told = Submission.objects.filter(round=OuterRef("pk"), state__in=TOLD)
    withheld = in_view.withheld_from(user, at=at).values("round")
    return rounds(user, at=at).filter(Exists(told)).exclude(pk__in=withheld)


def _reports(user: User, at: datetime) -> list[Offer]:
    """The reports of the person's own units; for the strategy section the bureau's own."""
    mine = access.visible_to(user, at=at).exclude(state=State.EXEMPTED)
    if not standing.of(user, day_of(at)).roles & _OF_UNITS:
        mine = mine.filter(unit=F("round__indicator__owner"))
    return [
        Offer(str(report.pk), str(report))
        for report in access.with_context(mine).order_by("-round__due_at")[:AT_MOST]
        if documents_access.may_handle(user, report.unit, DocumentKind.REPORT_MEMO, at=at)
    ]


def _of_reports(found: QuerySet[Submission], group: _StrOrPromise = "") -> list[Offer]:
    return [Offer(str(s.pk), str(s), group) for s in access.with_context(found)[:AT_MOST]]
