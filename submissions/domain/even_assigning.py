"""Giving many reports to reviewers, evenly: first a plan to look at, then each given by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.errors import DomainError
from kpi_portal.notifications.models import Notification
from kpi_portal.notifications.sending import notify
from submissions import access
from submissions.domain import even_shares, review_assigning, review_eligible
from submissions.domain.outbox_names import outbox_name_of_all
from submissions.domain.queue_reach import Reach
from submissions.domain.review_eligible import Colleague
from submissions.domain.review_places import Place, free, holder_of
from submissions.domain.round_acts import Outcome
from submissions.enums import State
from submissions.models import Submission
from submissions.workflow import SETTLED

JOB = "review.share_out"
MOST = 500
# So many are given while the page waits; more go to the background.
AT_ONCE = 15
_CLOSED = SETTLED | {State.EXEMPTED}
_TO_GIVE = tuple(state for state in State if state not in _CLOSED)
_NOT_BEGUN = (State.DRAFT, State.SUBMITTED)


class Left(StrEnum):
    """Why a report is not given to anybody."""

    SETTLED = "settled"
    NOT_YOURS = "not_yours"
    HAS_ONE = "has_one"
    NOBODY = "nobody"


LEFT_WORDS = {
    Left.SETTLED: _("Its result stands."),
    Left.NOT_YOURS: _("You do not review this report, so you do not give it to anybody."),
    Left.HAS_ONE: _("It has a reviewer, and stays there."),
    Left.NOBODY: _("None of the chosen people may judge it."),
}


@dataclass(frozen=True, slots=True)
class Gift:
    """One report for one person; `seen` is who had the place when this was planned, 0 for nobody.
    Written as text it travels through the page that asks for confirmation."""

    submission: int
    place: Place
    to: int
    seen: int = 0

    def __str__(self) -> str:
        return f"{self.submission}:{self.place}:{self.to}:{self.seen}"

    @classmethod
    def read(cls, text: str) -> Gift | None:
        """From the page's text; None for anything else."""
        parts = text.split(":")
        if len(parts) != 4 or parts[1] not in list(Place):
            return None
        numbers = [p for p in (parts[0], *parts[2:]) if p.isascii() and p.isdigit() and len(p) < 19]
        if len(numbers) != 3:
            return None
        return cls(int(numbers[0]), Place(parts[1]), int(numbers[1]), int(numbers[2]))


@dataclass(slots=True)
class Share:
    """What one reviewer has, and would get."""

    colleague: Colleague
    chosen: bool
    before: int
    gifts: list[tuple[Gift, Submission]] = field(default_factory=list)

    @property
    def after(self) -> int:
        return self.before + len(self.gifts)


@dataclass(frozen=True, slots=True)
class Plan:
    """Who would get what, and which reports stay as they are, with the reason."""

    shares: Sequence[Share]
    left: Sequence[tuple[Submission, Left]]

    @property
    def gifts(self) -> list[Gift]:
        return [gift for share in self.shares for gift, _report in share.gifts]


def chosen_reports(
    reports: QuerySet[Submission],
) -> list[Submission]:
    """The reports with what a plan asks of each, by indicator and unit; at most `MOST`, those that
    wait for a reviewer before the others, which are listed with the reason why they stay.

    One query: the narrow keys of those that wait are found by their state, so that what is finished
    does not count, however much it is; criteria are read where they are asked for, which no plan
    does.
    """
    order = ("round__indicator__code", "round_id", "unit_name", "pk")
    waits = _waiting()
    first = reports.filter(waits, state__in=_TO_GIVE).order_by(*order)[:MOST]
    others = reports.exclude(waits & Q(state__in=_TO_GIVE)).order_by("pk")[:MOST]
    chosen = Q(pk__in=first.values("pk")) | Q(pk__in=others.values("pk"))
    found = (
        access.with_context(Submission.objects.filter(chosen))
        .select_related("reviewer", "second_reviewer")
        .defer("round__version__definition", "definition_version__definition")
        .annotate(rank=Case(When(waits & Q(state__in=_TO_GIVE), then=0), default=1))
    )
    kept = list(found.order_by("rank", *order)[:MOST])
    return sorted(kept, key=lambda r: (r.round.indicator.code, r.round_id, r.unit_name, r.pk))


def _waiting() -> Q:
    """Reports with a free place; `review_places.free` in the database's words."""
    by_two = Exists(Round.objects.filter(pk=OuterRef("round"), double_review=True))
    return Q(reviewer=None) | Q(by_two, second_reviewer=None)


def plan(
    reports: Collection[Submission],
    reach: Reach,
    *,
    actor: User,
    at: datetime,
    people: Collection[int] | None = None,
    anew: bool = False,
) -> Plan:
    """How these reports would be shared out evenly among the chosen `people`; None chooses all
    reviewers who are not away today.

    Reports with a reviewer keep theirs; with `anew` those whose review has not begun are shared out
    again. Nobody gets a report of the own unit, of one below or above, or one with a declared
    conflict. In a double review both free places are filled, with two different people. Changes
    nothing; a constant number of queries.
    """
    everybody = review_eligible.colleagues(reach, at=at)
    review_eligible.read_for(reports, [c.person for c in everybody], at=at)
    chosen = {
        c.person.pk
        for c in everybody
        if (c.person.pk in people if people is not None else not c.away)
    }
    takers = {c.person.pk: c.person for c in everybody if c.person.pk in chosen}
    loads = {c.person.pk: c.load.open for c in everybody}
    given, left = _given(reports, actor, anew, at)
    for report in given:
        if (holder := report.reviewer_id) in loads and not report.round.double_review:
            loads[holder] -= 1  # its review is shared out again
    shares = {c.person.pk: Share(c, c.person.pk in chosen, loads[c.person.pk]) for c in everybody}
    free_loads = {pk: loads[pk] for pk in takers}
    able = {r.pk: {p.pk for p in review_eligible.able(r, takers.values(), at=at)} for r in given}
    by_key = {report.pk: report for report in given}
    already: dict[int, int] = {}
    for place in Place:
        work = {r.pk: able[r.pk] - _beside(r, already) for r in given if place in _open(r)}
        found = even_shares.share(work, free_loads)
        for pk, person in sorted(found.items()):
            free_loads[person] += 1
            already[pk] = person
            gift = Gift(pk, place, person, holder_of(by_key[pk], place) or 0)
            shares[person].gifts.append((gift, by_key[pk]))
        left += [(by_key[pk], Left.NOBODY) for pk in sorted(work) if pk not in found]
    return Plan(list(shares.values()), left)


def _given(
    reports: Iterable[Submission], actor: User, anew: bool, at: datetime
) -> tuple[list[Submission], list[tuple[Submission, Left]]]:
    given: list[Submission] = []
    left: list[tuple[Submission, Left]] = []
    for report in reports:
        if not access.may_review(actor, report, at=at):
            left.append((report, Left.NOT_YOURS))
        elif report.state in _CLOSED:
            left.append((report, Left.SETTLED))
        elif free(report) or (
            anew and report.state in _NOT_BEGUN and not report.round.double_review
        ):
            given.append(report)
        else:
            left.append((report, Left.HAS_ONE))
    return given, left


def _open(report: Submission) -> tuple[Place, ...]:
    """The places to fill: the free ones, or the only one where it is shared out again."""
    return free(report) or (Place.FIRST,)


def _beside(report: Submission, already: Mapping[int, int]) -> set[int]:
    """Who has, or has just been given, the other place of a double review."""
    if not report.round.double_review:
        return set()
    taken = (report.reviewer_id, report.second_reviewer_id, already.get(report.pk))
    return {pk for pk in taken if pk is not None}


def share_out(
    gifts: Sequence[Gift],
    *,
    actor: User,
    at: datetime,
    report: Callable[[int, int], object] = lambda _done, _total: None,
    share: str = "",
) -> list[Outcome]:
    """Give the reports as planned, each in a transaction of its own, so that one refusal keeps no
    other back; what may not be seen is left out.

    Side effects: those of `review_assigning.assign_reviewer`, but each reviewer is told once, with
    the number. Safe to run twice: who has the place already keeps it. Where `share` names the work,
    a run that ended before anybody was told is taken up by the next one, which tells each reviewer
    of the whole share; whoever was told of it is not told again.
    """
    people = User.objects.in_bulk({gift.to for gift in gifts})
    outcomes: list[Outcome] = []
    got: dict[int, list[Submission]] = {}
    for done, gift in enumerate(gifts):
        submission = (
            access.with_context(access.visible_to(actor, at=at)).filter(pk=gift.submission).first()
        )
        person = people.get(gift.to)
        if submission is None or person is None:
            continue
        try:
            if holder_of(submission, gift.place) == person.pk:
                if share and gift.seen != person.pk:  # an earlier run of this work gave it
                    got.setdefault(person.pk, []).append(submission)
            else:
                review_assigning.assign_reviewer(
                    submission,
                    actor=actor,
                    at=at,
                    reviewer=person,
                    place=gift.place,
                    seen=gift.seen,
                    told=False,
                )
                got.setdefault(person.pk, []).append(submission)
        except DomainError as refusal:
            outcomes.append(Outcome(submission, False, str(refusal)))
        else:
            outcomes.append(Outcome(submission, True))
        report(done + 1, len(gifts))
    with transaction.atomic():
        for pk in got.keys() - _told_of(share):
            _tell(people[pk], got[pk], actor, at, share)
    return outcomes


def _told_of(share: str) -> set[int]:
    """Who was told of this work by an earlier run of it."""
    if not share:
        return set()
    told = Notification.objects.filter(
        kind__in=("submission.assign", "submission.assign_many"), facts__share=share
    )
    return set(told.order_by().values_list("recipient_id", flat=True))


def _tell(person: User, reports: list[Submission], actor: User, at: datetime, share: str) -> None:
    """One notification, whatever the number."""
    if len(reports) == 1:
        review_assigning.tell(reports[0], person, actor, at, share=share)
    elif person.pk != actor.pk:
        notify(
            [person],
            kind="submission.assign_many",
            facts={"who": actor.display_name, "count": len(reports), "share": share},
            url="/review/?show=all&mine=1",
            at=at,
            about=outbox_name_of_all(reports),
        )
