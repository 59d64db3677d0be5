"""The outbox: what was told about the rounds of a section, and how it was delivered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Count, Q, QuerySet, When

from indicators.models import Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import NotAllowed, NotFound
from kpi_portal.notifications import delivery
from kpi_portal.notifications.models import Delivery, Notification
from submissions import access
from submissions.domain import in_view
from submissions.domain.outbox_names import name_column, outbox_name, round_of
from submissions.models import ConflictOfInterest

KEEPERS = (Role.REVIEWER, Role.HEAD)
# The newest ones; each older round is asked for by the address that its own page leads to.
MOST_ROUNDS = 200
# What is told of a review while it goes on, and of who steps aside: the reported unit reads the
# first once the review is told, the second never.
_OF_THE_REVIEW = (
    "submission.assess",
    "submission.recheck",
    "submission.confirm",
    "submission.endorse",
    "review.differ",
    "review.settled",
    "reconsideration.assign",
    "reconsideration.opinion",
    "reconsideration.take_back",
)
_OF_CONFLICTS = ("conflict.declare", "conflict.unassigned")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the person asked to see."""

    state: Delivery | None = None
    round: int = 0

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        """Read from an address; what is not understood is left out."""
        state, number = asked.get("state", ""), asked.get("round", "")
        return cls(
            Delivery(state) if state in Delivery.values else None,
            int(number) if number.isascii() and number.isdigit() else 0,
        )


def rounds_of(user: User, *, at: datetime) -> QuerySet[Round]:
    """The rounds whose outbox the person reads, newest first; raises `NotFound` for people who
    neither review nor head anything: for them there is none. No query before it is read."""
    paths = standing.of(user, access.day_of(at)).scopes(*KEEPERS)
    if not paths:
        raise NotFound("no outbox", code="not_found")
    wanted = Q(pk__in=[])
    for path in paths:
        wanted |= Q(indicator__owner__path__startswith=path)
    rounds = Round.objects.filter(wanted).select_related("indicator")
    return rounds.order_by("-indicator__fiscal_year", "-due_at", "pk")


def to_choose(rounds: QuerySet[Round], filters: Filters) -> list[Round]:
    """The rounds that the filter offers: the newest ones, and the one that is chosen."""
    first = Case(When(pk=filters.round, then=0), default=1)
    found = list(rounds.order_by(first, *rounds.query.order_by)[:MOST_ROUNDS])
    return sorted(found, key=lambda r: (-r.indicator.fiscal_year, -r.due_at.timestamp(), r.pk))


def told(
    rounds: QuerySet[Round], filters: Filters, *, reader: User, at: datetime
) -> QuerySet[Notification]:
    """The messages about these rounds, in whatever state of delivery, without what a unit's own
    people may not see of its review; two queries for that."""
    wanted = rounds.filter(pk=filters.round) if filters.round else rounds
    named = wanted.order_by().annotate(outbox=name_column())
    found = Notification.objects.filter(about__in=named.values("outbox"))
    return found.exclude(_unseen(reader, wanted.order_by(), at))


def counts(told: QuerySet[Notification]) -> dict[str, int]:
    """Delivery state → how many messages; one query."""
    found = told.order_by().values_list("delivery")
    return dict(found.annotate(number=Count("pk")))


def messages(told: QuerySet[Notification], filters: Filters) -> QuerySet[Notification]:
    """Those in the state asked for, newest first; what a line shows is read by `lines` for those on
    the page."""
    found = told
    if filters.state is not None:
        found = found.filter(delivery=filters.state)
    return found.order_by("-created_at", "-pk")


def lines(page: QuerySet[Notification]) -> list[Notification]:
    """The messages of one page with their recipients; one query, which finds the narrow keys
    first."""
    shown = Notification.objects.filter(pk__in=page.values("pk"))
    return list(shown.select_related("recipient").order_by("-created_at", "-pk"))


def rounds_about(shown: Iterable[Notification]) -> Mapping[int, Round]:
    """The rounds that these messages are about; one query."""
    wanted = {round_of(message.about) for message in shown}
    return Round.objects.select_related("indicator").in_bulk(wanted)


def may_be_sent_again(message: Notification) -> bool:
    """Whether sending it once more can help."""
    return message.delivery in delivery.RESENDABLE and bool(message.recipient.email)


def send_again(
    user: User, *, at: datetime, chosen: Collection[int] | None = None, round: int = 0
) -> int:
    """Queue messages that failed anew: the chosen ones, or all of the person's rounds (of one round
    where it is given). Returns how many; those without an address stay.

    Side effects: their states, one background job, an audit entry for each round.
    """
    readable = rounds_of(user, at=at)
    rounds = [found for found in readable if round in (0, found.pk)]
    if not rounds:
        raise NotAllowed("no such round", code="not_allowed")
    about = told(readable, Filters(round=round), reader=user, at=at)
    left = about.filter(delivery__in=delivery.RESENDABLE)
    if chosen is not None:
        left = left.filter(pk__in=chosen)
    total = 0
    with transaction.atomic():
        waiting = set(left.order_by().values_list("about", flat=True).distinct())
        for one in rounds:
            if outbox_name(one) not in waiting:
                continue
            rows = left.filter(about=outbox_name(one))
            with audit.act(actor=user, at=at) as log:
                again = delivery.queue_again(rows, at=at)
                if again:
                    log.note_down(
                        "outbox.send_again",
                        one,
                        subject=outbox_name(one),
                        unit_path=one.indicator.owner.path,
                        round=str(one),
                        count=again,
                    )
            total += again
    return total


def _unseen(reader: User, rounds: QuerySet[Round], at: datetime) -> Q:
    """What is held back from people who sit in a reported unit or above it; two queries."""
    sat_in = access.units_sat_in(standing.of(reader, access.day_of(at)))
    stepped_aside = ConflictOfInterest.objects.filter(
        submission__unit__in=sat_in, submission__round__in=rounds
    ).values_list("submission", flat=True)
    withheld = in_view.withheld_from(reader, at=at).filter(round__in=rounds)
    return Q(kind__in=_OF_CONFLICTS, facts__submission__in=list(stepped_aside)) | Q(
        kind__in=_OF_THE_REVIEW,
        facts__submission__in=list(withheld.values_list("pk", flat=True)),
    )
