"""A round with as many units as a test wants, their results published, and who writes to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import yaml
from django.core.management import call_command

from forms_templates.domain.memos import load_wording
from indicators.models import Round
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit.recorder import SystemActor
from submissions.documents.domain import batch_kinds, batch_work, batches
from submissions.documents.domain.batch_wishes import Issuing, Wishes
from submissions.documents.enums import DocumentKind, NumberSource
from submissions.documents.models import Batch
from submissions.enums import State
from submissions.models import Submission
from tests import factories as f

NOW = datetime(2025, 2, 6, 3, 0, tzinfo=UTC)
BEFORE = datetime(2025, 2, 5, 3, 0, tzinfo=UTC)
MEMOS = Path(__file__).resolve().parents[2] / "fixtures" / "memos"
FEEDBACK = DocumentKind.FEEDBACK_MEMO


@dataclass
class Office:
    """The strategy section, its people, and the reports of a round in the order of their units."""

    bureau: Unit
    strategy: Unit
    round: Round
    reports: list[Submission]
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def put(self, report: Submission, state: State, **more: object) -> None:
        """A report in a state, as a fact of the test."""
        Submission.objects.filter(pk=report.pk).update(state=state, **more)

    def begin(
        self,
        *,
        kind: DocumentKind = FEEDBACK,
        wishes: Wishes | None = None,
        who: str = "head",
        of: list[Submission] | None = None,
    ) -> Batch:
        """A batch for the reports, not worked on yet."""
        return batches.make(
            batch_kinds.kind_of(kind),
            self.round,
            [report.pk for report in of or self.reports],
            wishes or Wishes(),
            actor=self.people[who],
            at=NOW,
        )

    def drafted(self, **more: object) -> Batch:
        """A batch with every memo drafted."""
        batch = self.begin(**more)  # type: ignore[arg-type]
        self.work(batch)
        return fresh(batch)

    def issue(self, batch: Batch, source: NumberSource = NumberSource.OWN, **more: object) -> Batch:
        """Ask for the memos to be issued."""
        how = Issuing(NOW.date(), source, **more)  # type: ignore[arg-type]
        return batches.issue(fresh(batch), how, actor=self.head, at=NOW)

    def issued(
        self, batch: Batch, source: NumberSource = NumberSource.OWN, **more: object
    ) -> Batch:
        """Issued, with its files."""
        self.issue(batch, source, **more)
        self.work(batch)
        return fresh(batch)

    def work(self, batch: Batch, *, who: str = "head", steps: int = 10_000) -> int:
        """What a worker does, until nothing is left or so many steps are done."""
        for done in range(steps):
            if batch_work.step(batch.pk, actor=self.people[who], clock=lambda: NOW) is None:
                return done
        return steps


def fresh(batch: Batch) -> Batch:
    return Batch.objects.select_related("owner", "round__indicator__owner").get(pk=batch.pk)


def make_office(units: int = 3) -> Office:
    """Every report published yesterday."""
    bureau = f.BureauFactory(name="สำนักบริหารจัดการน้ำและอุทกวิทยา")
    strategy = f.UnitFactory(name="ส่วนยุทธศาสตร์", parent=bureau, phone="2347", document_code="สบอ 9")
    round_ = f.RoundFactory(indicator__owner=bureau)
    reports = []
    for number in range(1, units + 1):
        unit = f.UnitFactory(name=f"ส่วนงานที่ {number}", parent=bureau, abbreviation=f"สง.{number}")
        reports.append(f.SubmissionFactory(round=round_, unit=unit))
    Submission.objects.filter(round=round_).update(state=State.PUBLISHED, published_at=BEFORE)
    for path in sorted(MEMOS.glob("*.yaml")):
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        load_wording(body, body["kind"], owner=bureau, actor=SystemActor("test"), at=BEFORE)
    call_command("load_forms", owner=bureau.code, verbosity=0)

    def person(role: Role, seat: Unit, scope: Unit) -> User:
        return f.MembershipFactory(role=role, unit=seat, scope=scope).user

    away = f.UnitFactory()
    people = {
        "head": person(Role.HEAD, strategy, bureau),
        "reviewer": person(Role.REVIEWER, strategy, bureau),
        "executive": person(Role.EXECUTIVE, bureau, bureau),
        "director": person(Role.DIRECTOR, reports[0].unit, reports[0].unit),
        "stranger": person(Role.HEAD, away, away),
    }
    return Office(bureau, strategy, round_, reports, people)
