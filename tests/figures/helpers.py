"""Short ways of the tests of figures."""

from __future__ import annotations

from typing import Any

from submissions.domain import figures
from submissions.domain.figures import Measure
from submissions.enums import Action
from submissions.models import Submission
from tests.figures.world import NOON, World


def put(world: World, report: Submission, key: str, typed: Measure, revision: int = 0) -> Any:
    return figures.set_measure(
        report, key, actor=world.drafter, at=NOON, typed=typed, revision=revision
    )


def projected(report: Submission) -> str:
    return str(Submission.objects.get(pk=report.pk).projected_final)


def filled(world: World, report: Submission, *groups: str) -> None:
    for number, group in enumerate(groups, start=1):
        typed = Measure(f"ตัววัด {number}", group, "", ("300", "450"), "375", "400")
        put(world, report, f"measure-{number}", typed)


def in_review(world: World, report: Submission) -> None:
    world.do(report, Action.SUBMIT, "director", gaps_acknowledged=True)
    world.do(report, Action.START_REVIEW, "reviewer")
