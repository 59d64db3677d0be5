from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from indicators.models import Assignment, Round
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from submissions import access
from submissions.domain import contributing
from submissions.models import Submission
from tests import factories as f
from tests.evidence.world import NOON, every_kind


@dataclass
class World:
    """The bureau's own report. The first section supplies a criterion, the second a level, the
    third nothing."""

    bureau: Unit
    first: Unit
    second: Unit
    third: Unit
    strategy: Unit
    round: Round
    assignment: Assignment
    submission: Submission
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        raise AttributeError(name)

    def fresh(self) -> Submission:
        return access.with_context(Submission.objects.filter(pk=self.submission.pk)).get()

    def put(self, state: str, **fields: object) -> Submission:
        """The report in a state, as a fact of the test."""
        Submission.objects.filter(pk=self.submission.pk).update(state=state, **fields)
        self.submission = self.fresh()
        return self.submission


PEOPLE = {
    "drafter": (Role.DRAFTER, "bureau"),
    "executive": (Role.EXECUTIVE, "bureau"),
    "first_drafter": (Role.DRAFTER, "first"),
    "first_director": (Role.DIRECTOR, "first"),
    "second_director": (Role.DIRECTOR, "second"),
    "third_director": (Role.DIRECTOR, "third"),
    "configurer": (Role.CONFIGURER, "strategy"),
    "head": (Role.HEAD, "strategy"),
    "reviewer": (Role.REVIEWER, "strategy"),
}


def make_world() -> World:
    bureau = f.BureauFactory(name="สำนักบริหารจัดการน้ำและอุทกวิทยา")
    units = {
        "bureau": bureau,
        "first": f.UnitFactory(name="ส่วนอุทกวิทยา", parent=bureau),
        "second": f.UnitFactory(name="ส่วนประมวลวิเคราะห์", parent=bureau),
        "third": f.UnitFactory(name="ส่วนความปลอดภัยเขื่อน", parent=bureau),
        "strategy": f.UnitFactory(name="ส่วนยุทธศาสตร์", parent=bureau),
    }
    opened = f.RoundFactory(
        indicator=f.IndicatorFactory(owner=bureau, code="สบอ-7"), body=every_kind()
    )
    world = World(
        **units,
        round=opened,
        assignment=f.AssignmentFactory(round=opened, unit=bureau),
        submission=f.SubmissionFactory(round=opened, unit=bureau),
    )
    for name, (role, unit) in PEOPLE.items():
        person = f.UserFactory(username=name, first_name=name)
        scope = bureau if unit == "strategy" else units[unit]
        f.MembershipFactory(user=person, unit=units[unit], scope=scope, role=role)
        world.people[name] = person
    return world


@pytest.fixture
def world(db, settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return make_world()


@pytest.fixture
def asked(world: World) -> World:
    """The two sections were asked for their parts."""
    by = {"actor": world.configurer, "at": NOON}
    contributing.ask(world.assignment, world.first, ["criterion-1.1"], **by)
    contributing.ask(world.assignment, world.second, ["level-2"], **by)
    world.submission = world.fresh()
    return world
