"""A bureau whose reports grow, written straight into the database, for measuring lists."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from indicators.enums import RoundState
from indicators.models import Assignment, Contribution, Indicator, Round
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.notifications.models import Delivery, Notification
from scoring import parsing
from submissions.domain.outbox_names import outbox_name
from submissions.enums import ScoreBasis, State
from submissions.models import Filing, ScoreSnapshot, Submission
from tests import factories as f

ROOT = Path(__file__).resolve().parent.parent
UNITS, REVIEWERS = 50, 20
LONG_AGO = datetime(2024, 2, 20, 4, 0, tzinfo=UTC)
_DONE = (State.PUBLISHED, State.FINAL, State.FINAL)
_OPEN = (
    State.DRAFT,
    State.SUBMITTED,
    State.IN_REVIEW,
    State.RETURNED,
    State.ASSESSED,
    State.CONFIRMED,
    State.ENDORSED,
)
_NEW = (State.DRAFT, State.EXEMPTED)


class Bureau:
    """Fifty units that report in every round, an indicator for each; twenty reviewers."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.bureau = f.BureauFactory()
        self.strategy = f.UnitFactory(parent=self.bureau)
        self.units: list[Unit] = [f.UnitFactory(parent=self.bureau) for _ in range(UNITS)]
        self.reviewers: list[User] = [
            f.MembershipFactory(role=Role.REVIEWER, unit=self.strategy, scope=self.bureau).user
            for _ in range(REVIEWERS)
        ]
        self.head: User = f.MembershipFactory(
            role=Role.HEAD, unit=self.strategy, scope=self.bureau
        ).user
        self.executive: User = f.MembershipFactory(role=Role.EXECUTIVE, unit=self.bureau).user
        self.drafter: User = f.MembershipFactory(role=Role.DRAFTER, unit=self.units[0]).user
        body = parsing.dump_definition(
            parsing.parse_definition(
                (ROOT / "fixtures/indicators/rid-digitalize-2568.yaml").read_bytes()
            )
        )
        self.first: Round = f.RoundFactory(indicator__owner=self.bureau, body=body)
        self.indicator: Indicator = self.first.indicator
        self.count = 0

    def again(self) -> Bureau:
        """The same bureau, to grow in a copy of its database."""
        return copy(self)

    def grow(self, count: int, *, finished: bool = False) -> None:
        """As many reports as `count`, the new ones in new rounds: three of five finished and the
        others in every state, or all of them `finished` long ago."""
        with transaction.atomic():
            while self.count < count:
                self._round(finished)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("ANALYZE")
                return
            cursor.execute("VACUUM ANALYZE")
            # rows just written are marked as seen by everybody by the next vacuum only, and an
            # index alone answers for no others
            cursor.execute("VACUUM ANALYZE")

    def _round(self, finished: bool) -> None:
        number = self.count // UNITS
        self.indicator = f.IndicatorFactory(owner=self.bureau)
        due = LONG_AGO if finished else self.now + timedelta(days=20)
        opened = f.RoundFactory(
            indicator=self.indicator,
            version=self.first.version,
            key=self.first.key,
            due_at=due - timedelta(minutes=number),
            closes_at=due + timedelta(days=20),
            state=RoundState.FINAL if finished else RoundState.OPEN,
        )
        made = Submission.objects.bulk_create(
            self._report(opened, unit, self.count + n, finished)
            for n, unit in enumerate(self.units)
        )
        Filing.objects.bulk_create(self._filing(s) for s in made if s.state not in _NEW)
        ScoreSnapshot.objects.bulk_create(self._score(s) for s in made if s.state not in _NEW)
        Notification.objects.bulk_create(self._told(made, opened))
        asked = Assignment.objects.create(round=opened, unit=self.units[1], group="central")
        if number % 10 == 0:
            Contribution.objects.create(assignment=asked, unit=self.units[0])
        self.count += UNITS

    def _report(self, opened: Round, unit: Unit, number: int, finished: bool) -> Submission:
        turn = (number + number // UNITS) % 5  # every unit has reports in every state
        open_state = _OPEN[number // 5 % len(_OPEN)]
        state = _DONE[number % 3] if finished else _DONE[turn] if turn < 3 else open_state
        busy = finished or (turn >= 3 and number % 2)
        moment = (LONG_AGO if finished else self.now) - timedelta(minutes=number % 40_000)
        return Submission(
            round=opened,
            unit=unit,
            unit_name=unit.name,
            unit_abbreviation=unit.abbreviation,
            group="central",
            definition_version=opened.version,
            state=state,
            due_at=self.now - timedelta(days=2) if number % 9 == 0 and not finished else None,
            answer_by=self.now - timedelta(days=number % 3) if state == State.RETURNED else None,
            submitted_at=None if state == State.DRAFT else moment,
            first_filed_at=None if state in _NEW else moment,
            updated_at=moment,
            reviewer=self.reviewers[number // 5 % REVIEWERS] if busy else None,
            pieces_total=8,
            judged_total=number % 8,
        )

    def _filing(self, report: Submission) -> Filing:
        return Filing(
            submission=report,
            number=1,
            receipt_number=f"{report.pk}/2568",
            at=report.submitted_at,
            by=self.drafter,
            signer_name="ใจดี",
            complete=True,
        )

    def _score(self, report: Submission) -> ScoreSnapshot:
        return ScoreSnapshot(
            submission=report,
            basis=ScoreBasis.PROJECTED,
            at=report.submitted_at,
            reason="submission.submit",
            definition_version=self.first.version,
            engine_version="1",
            inputs={"evidence": ["1.1-a"] * 20},
            inputs_digest="0" * 64,
            result={"final": "80.00", "trace": ["ขั้นที่ 1"] * 20},
        )

    def _told(self, reports: Iterable[Submission], opened: Round) -> list[Notification]:
        people = [*self.reviewers, self.drafter]
        return [
            Notification(
                recipient=people[report.pk % len(people)],
                kind="submission.submit",
                facts={
                    "submission": report.pk,
                    "unit": report.unit_name,
                    "indicator": self.indicator.code,
                    "round": opened.name,
                },
                url=f"/review/{report.pk}/",
                about=outbox_name(opened),
                created_at=report.updated_at,
                read_at=report.updated_at if report.state in _DONE else None,
                delivery=Delivery.FAILED if report.pk % 25 == 0 else Delivery.SENT,
            )
            for report in reports
        ]
