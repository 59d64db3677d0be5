from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from indicators.models import Round
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from submissions import access
from submissions.domain import forms, merge_rows, merging
from submissions.enums import State
from submissions.models import Answer, Submission
from tests import factories as f
from tests.forms.world import NOON, build, form_1, review_row

LATER = NOON + timedelta(hours=3)


@dataclass
class World:
    """A bureau that reports สบอ-7 itself: two divisions have submitted, the third is at its draft.
    Strategy's reviewer and head prepare the bureau's own report, its executive submits it."""

    bureau: Unit
    round: Round
    own: Submission
    divisions: list[Submission]
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        raise AttributeError(name)

    def fresh(self, report: Submission | None = None) -> Submission:
        found = Submission.objects.filter(pk=(report or self.own).pk)
        return access.with_context(found).get()

    def answer(self, report: Submission | None = None) -> Answer | None:
        return Answer.objects.filter(submission=report or self.own, form_code="form-1").first()

    def revision(self) -> int:
        answer = self.answer()
        return answer.revision if answer else 0

    def rows(self, report: Submission | None = None) -> list[dict[str, Any]]:
        answer = self.answer(report)
        return answer.data["rows"] if answer else []

    def names(self, report: Submission | None = None) -> list[str]:
        return [row["process_name"] for row in self.rows(report)]

    def write(self, report: Submission, *names: str, **values: Any) -> None:
        """What a division says in form 1 now, as a fact of the test; rows keep their identity."""
        Submission.objects.filter(pk=report.pk).update(state=State.DRAFT)
        before = {row["process_name"]: row["id"] for row in self.rows(report)}
        rows = [review_row(name, **values) | {"id": before.get(name, "")} for name in names]
        answer = self.answer(report)
        forms.save_answer(
            self.fresh(report),
            "form-1",
            None,
            actor=self.drafter,
            at=NOON,
            revision=answer.revision if answer else 0,
            data=form_1(*rows),
        )
        Submission.objects.filter(pk=report.pk).update(state=report.state)

    def grow(self, divisions: int, rows: int) -> list[Submission]:
        """Further divisions that submitted so many rows each, as facts of the test."""
        pattern = self.answer(self.divisions[0])
        grown = []
        for number in range(divisions):
            unit = f.UnitFactory(name=f"ส่วนที่ {number}", parent=self.bureau)
            report = f.SubmissionFactory(round=self.round, unit=unit, state=State.SUBMITTED)
            first = pattern.data["rows"][0]
            said = [
                first | {"id": f"{number}-{n}", "process_name": f"งาน {number}-{n}"}
                for n in range(rows)
            ]
            pattern.pk, pattern.submission = None, report
            pattern.data = pattern.data | {"rows": said}
            pattern.save(force_insert=True)
            grown.append(report)
        return grown

    def pick(self, report: Submission, *names: str) -> set[merging.Pick]:
        return {(report.pk, row["id"]) for row in self.rows(report) if row["process_name"] in names}

    def merge(self, *picks: set[merging.Pick], who: str = "reviewer", **more: Any):
        more.setdefault("revision", self.revision())
        keys = [merge_rows.key_of(name) for name in more.pop("as_one", ())]
        return merging.merge(
            self.fresh(),
            set().union(*picks),
            actor=self.people[who],
            at=LATER,
            as_one=keys,
            **more,
        )


def make_world() -> World:
    office = build()
    opened = office.submission.round
    opened.indicator.consolidated = True
    opened.indicator.save()
    strategy = office.reviewer.memberships.get().unit
    second, third = (
        f.UnitFactory(name=name, parent=office.bureau) for name in ("ส่วนประมวลวิเคราะห์", "ส่วนเขื่อน")
    )
    world = World(
        bureau=office.bureau,
        round=opened,
        own=f.SubmissionFactory(
            round=opened, unit=office.bureau, unit_name=office.bureau.name, updated_at=NOON
        ),
        divisions=[
            office.submission,
            *(f.SubmissionFactory(round=opened, unit=unit) for unit in (second, third)),
        ],
    )
    far = f.BureauFactory(name="สำนักอื่น")
    world.people = {
        "reviewer": office.reviewer,
        "executive": office.executive,
        "configurer": office.configurer,
        "director": office.director,
        "stranger": office.stranger,
    }
    for name, role, unit, scope in (
        ("head", Role.HEAD, strategy, office.bureau),
        ("second_reviewer", Role.REVIEWER, strategy, office.bureau),
        ("bureau_drafter", Role.DRAFTER, office.bureau, office.bureau),
        ("far_reviewer", Role.REVIEWER, far, far),
        ("auditor", Role.AUDITOR, far, office.bureau),
    ):
        person = f.UserFactory(username=name, first_name=name)
        f.MembershipFactory(user=person, unit=unit, scope=scope, role=role)
        world.people[name] = person
    drafter = f.UserFactory(username="drafter")
    for report in world.divisions:
        f.MembershipFactory(user=drafter, unit=report.unit, role=Role.DRAFTER)
    world.people["drafter"] = drafter
    world.write(world.divisions[0], "การขอใช้น้ำ", "การสอบเทียบ")
    world.write(world.divisions[1], "การขอใช้น้ำ", "การเผยแพร่ข้อมูล")
    world.write(world.divisions[2], "การตรวจเขื่อน")
    for report in world.divisions[:2]:
        report.state = State.SUBMITTED
        report.save(update_fields=["state"])
    return world


@pytest.fixture
def world(db, settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return make_world()
