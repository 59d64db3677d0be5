"""Numbers taken from a plan: computed, handed in by themselves, judged anew when they change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from submissions.domain import forms, processes
from submissions.enums import Decision
from submissions.models import EvidenceUse, Process
from tests.factories import rewrite
from tests.forms.world import NOON, World, activity, build, form_3

KEY = "3.1-n"


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The office, with a requirement of level 3 that takes the plan's progress."""
    world = build()
    version = world.submission.definition_version
    level = version.definition["rounds"][0]["levels"][2]
    level["criteria"][0]["evidence"].append(
        {
            "key": KEY,
            "title": "ความก้าวหน้าของแผน",
            "kind": "number",
            "at_least": 50,
            "value_from": "form-3.progress",
        }
    )
    rewrite(version)
    return world


def record(world: World, process: Process, done: str, revision: int = 0) -> None:
    row = activity(schedule={"m11": {"planned": "100", "done": done}})
    forms.save_answer(
        world.submission,
        "form-3",
        process,
        actor=world.drafter,
        at=NOON,
        revision=revision,
        data=form_3(row),
    )


def number() -> Decimal | None:
    use = EvidenceUse.objects.filter(requirement=KEY, removed_at=None).first()
    return use.number if use else None


def test_the_number_follows_the_plan_and_the_processes(world: World) -> None:
    first = world.process()
    record(world, first, "80")
    assert number() == 80
    second = processes.choose(world.submission, actor=world.drafter, at=NOON, name="สอง")
    assert number() == 40
    record(world, second, "20")
    assert number() == 50
    record(world, second, "ไม่ใช่ตัวเลข", revision=1)
    assert number() is None


def test_a_threshold_is_never_reached_by_rounding(world: World) -> None:
    for position, share in enumerate(("100", "100", "99.9999999")):
        record(world, world.process(f"กระบวนการ {position}", position), share)
    assert number() == Decimal("99.999999")


def test_a_judged_number_that_changes_starts_unjudged(world: World) -> None:
    process = world.process()
    record(world, process, "60")
    EvidenceUse.objects.filter(requirement=KEY).update(decision=Decision.ACCEPTED)
    record(world, process, "70", revision=1)
    old, new = EvidenceUse.objects.filter(requirement=KEY).order_by("pk")
    assert old.removed_at is not None
    assert new.decision == Decision.PENDING
    assert new.replaces_id == old.pk
