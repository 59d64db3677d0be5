"""Reminding by hand: who has not handed in or answered yet, and telling many of them at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from indicators.models import Round
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import InvalidInput
from kpi_portal.notifications.models import Notification
from kpi_portal.notifications.sending import Message, notify_many
from kpi_portal.thai import normalise_text
from submissions import access
from submissions.domain import reminding, round_rules
from submissions.domain.outbox_names import outbox_name
from submissions.enums import State
from submissions.models import Submission

ANSWER = "submission.answer_reminder"
LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit that something is waited for: its report, or its answer to a return.

    `people` would be told, `mute` are those of them without an address, `told_at` is when they
    were last reminded.
    """

    submission: Submission
    people: tuple[User, ...]
    told_at: datetime | None

    @property
    def answers(self) -> bool:
        return self.submission.state == State.RETURNED

    @property
    def due(self) -> datetime:
        """Until when: the answer to a return, or the report itself."""
        return (self.answers and self.submission.answer_by) or self.submission.effective_due_at

    def kind_at(self, at: datetime) -> str:
        """How the reminder is worded at this moment."""
        return ANSWER if self.answers else reminding.kind_of(self.submission, at)

    @property
    def mute(self) -> tuple[User, ...]:
        return tuple(person for person in self.people if not person.email)

    @property
    def facts(self) -> dict[str, object]:
        """What the sentence of the reminder is made of."""
        return reminding.facts_of(self.submission, self.due)


def waiting(round: Round, user: User, *, at: datetime) -> list[Waiting]:
    """Whoever can still hand in or answer, of the reports that `user` sees; the unit's order. A
    constant number of queries."""
    seen = access.visible_to(user, at=at).filter(
        round=round, state__in=(State.DRAFT, State.RETURNED)
    )
    reports = [
        report
        for report in access.with_context(seen).order_by("unit_id", "pk")
        if at <= (_until(report))
    ]
    people = reminding.people_of(reports, at=at)
    told = _last_told(round)
    return [Waiting(report, tuple(people[report.pk]), told.get(report.pk)) for report in reports]


def remind(
    round: Round,
    *,
    actor: User,
    at: datetime,
    chosen: Collection[int] | None = None,
    note: str = "",
) -> list[Waiting]:
    """Remind the people of the chosen units, of every unit that is waited for when None.

    Side effects: notifications to drafters and directors, of contributing units too as long as
    their part is not handed in; one delivery job; an audit entry naming the units. Who has handed
    in meanwhile is left out. Raises `NotAllowed` unless the actor reviews or heads the round,
    `InvalidInput` for an over-long note.
    """
    round_rules.require_role(actor, round, Role.REVIEWER, Role.HEAD, at=at)
    said = normalise_text(note).strip()
    if len(said) > LONGEST_NOTE:
        raise InvalidInput(
            _("The text has %(count)d characters; at most %(most)d fit.")
            % {"count": len(said), "most": LONGEST_NOTE},
            code="note_too_long",
        )
    found = [
        one for one in waiting(round, actor, at=at) if chosen is None or one.submission.pk in chosen
    ]
    if not found:
        return []
    with audit.act(actor=actor, at=at) as log:
        log.note_down(
            "round.remind",
            round,
            subject=round_rules.subject_of(round),
            unit_path=round.indicator.owner.path,
            note=said,
            round=str(round),
            units=[one.submission.unit_name for one in found],
        )
        for kind in (*reminding.KINDS, ANSWER):
            messages = [
                Message(
                    [person for person in one.people if person.pk != actor.pk],
                    {**one.facts, "note": said},
                    f"/submissions/{one.submission.pk}/",
                    outbox_name(round),
                )
                for one in found
                if one.kind_at(at) == kind
            ]
            notify_many(messages, kind=kind, at=at)
    return found


def _until(report: Submission) -> datetime:
    """The last moment at which a reminder still helps."""
    if report.state == State.RETURNED and report.answer_by is not None:
        return report.answer_by
    return report.effective_closes_at


def _last_told(round: Round) -> dict[int, datetime]:
    """Report → when its people were last reminded, by the clock or by hand; one query."""
    rows = (
        Notification.objects.filter(about=outbox_name(round), kind__in=(*reminding.KINDS, ANSWER))
        .order_by()
        .values_list("facts__submission")
        .annotate(last=Max("created_at"))
    )
    return {pk: last for pk, last in rows if pk is not None}
