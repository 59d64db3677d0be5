"""The bureau's own report, consolidated from a division that has its result already: a row merged
and changed on both sides since, one that waits, a piece attached, a process to take over."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from indicators.domain.consolidating import set_consolidated
from submissions import access
from submissions.domain import evidence, forms, merge_evidence, merging, processes
from submissions.domain.assigning import add_units
from submissions.enums import State
from submissions.models import Answer, Submission
from tests.e2e.world import World
from tests.evidence.world import a_pdf
from tests.forms.world import form_1, form_3, review_row

FILE_KEY = "1.2-a"
# The hydrology section reviewed a process of the first name too.
WAITS, MERGED = "การขอใช้น้ำ", "การสอบเทียบ"


def make(world: World) -> int:
    """The bureau's own report of the round of `world.report`."""
    round_ = world.report.round
    by: dict[str, Any] = {"actor": world.configurer, "at": world.now}
    set_consolidated(round_.indicator, consolidated=True, **by)
    round_.indicator.refresh_from_db()
    (own,) = add_units(round_, [world.units["bureau"]], **by).reports
    pieces = _reported(world)
    _put(world, State.SUBMITTED, submitted_at=world.now)
    _prepared(world, own, pieces[0])
    _put(world, State.DRAFT)
    _write(world, problem_need="ใหม่")
    _put(world, State.PUBLISHED, confirmed_level=2, confirmed_final=Decimal("75.00"))
    return own.pk


def _put(world: World, state: State, **facts: Any) -> None:
    """The dam safety section's report in a state, as a fact of the test."""
    Submission.objects.filter(pk=world.neighbours.pk).update(state=state, **facts)
    world.neighbours.refresh_from_db()


def _reported(world: World) -> list[int]:
    """What the dam safety section handed in; the pieces of evidence."""
    report = world.neighbours
    by: dict[str, Any] = {"actor": world.neighbour, "at": world.now}
    _write(world)
    process = processes.choose(report, name=WAITS, **by)
    forms.save_answer(report, "form-3", process, revision=0, data=form_3(), **by)
    return [
        evidence.attach_file(report, FILE_KEY, upload=a_pdf(f"{name}.pdf", name), **by).pk
        for name in ("บันทึกการประชุม", "รายชื่อ")
    ]


def _write(world: World, **values: Any) -> None:
    """What its form 1 says now; its rows keep their identity."""
    report = world.neighbours
    answer = Answer.objects.filter(submission=report, form_code="form-1").first()
    there = {row["process_name"]: row["id"] for row in answer.data["rows"]} if answer else {}
    rows = [review_row(name, **values) | {"id": there.get(name, "")} for name in (WAITS, MERGED)]
    forms.save_answer(
        report,
        "form-1",
        None,
        actor=world.neighbour,
        at=world.now,
        revision=answer.revision if answer else 0,
        data=form_1(*rows),
    )


def _prepared(world: World, own: Submission, piece: int) -> None:
    """What the strategy section made of it."""
    by: dict[str, Any] = {"actor": world.reviewer, "at": world.now}
    own = access.with_context(Submission.objects.filter(pk=own.pk)).get()
    theirs = Answer.objects.get(submission=world.neighbours, form_code="form-1")
    picks = {
        (world.neighbours.pk, row["id"])
        for row in theirs.data["rows"]
        if row["process_name"] == MERGED
    }
    answer = merging.merge(own, picks, revision=0, **by).answer
    assert answer is not None
    rows = [row | {"responsible": "ส่วนยุทธศาสตร์"} for row in answer.data["rows"]]
    forms.save_answer(own, "form-1", None, revision=answer.revision, data=form_1(*rows), **by)
    merge_evidence.attach(own, FILE_KEY, [piece], **by)
    processes.choose(own, name=WAITS, **by)
