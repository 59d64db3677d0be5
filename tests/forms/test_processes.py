"""Choosing processes: candidates, names, order, removal that loses nothing."""

from __future__ import annotations

import pytest

from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound
from submissions.domain import forms, processes
from submissions.models import Answer
from tests.forms.world import NOON, World, form_1, form_3, review_row


def names(world: World) -> list[str]:
    world.submission.__dict__.pop("_chosen_processes", None)
    return [process.name for process in processes.chosen(world.submission)]


def test_rows_fit_to_become_digital_are_candidates_until_chosen(world: World) -> None:
    forms.save_answer(
        world.submission,
        "form-1",
        None,
        actor=world.drafter,
        at=NOON,
        revision=0,
        data=form_1(review_row("การขอใช้น้ำ"), review_row("งานสารบรรณ", can_digitalize="digital_no")),
    )
    assert [c.name for c in processes.candidates(world.submission)] == ["การขอใช้น้ำ"]
    processes.choose(world.submission, actor=world.drafter, at=NOON, name="การขอใช้น้ำ")
    world.submission.__dict__.pop("_chosen_processes", None)
    assert processes.candidates(world.submission) == []


@pytest.mark.parametrize("name", ["", "  \u200b ", "ก" * 501])
def test_a_name_is_needed_and_has_an_end(world: World, name: str) -> None:
    with pytest.raises(InvalidInput):
        processes.choose(world.submission, actor=world.drafter, at=NOON, name=name)


def test_a_name_is_chosen_once_whatever_its_spelling(world: World) -> None:
    processes.choose(world.submission, actor=world.drafter, at=NOON, name="ดําเนินงาน  A")
    with pytest.raises(InvalidInput):
        processes.choose(world.submission, actor=world.drafter, at=NOON, name="ดำเนินงาน a")


def test_order_changes_by_one_place_and_stops_at_the_edge(world: World) -> None:
    by = {"actor": world.drafter, "at": NOON}
    made = [processes.choose(world.submission, name=name, **by) for name in ("ก", "ข", "ค")]
    processes.move(made[2], step=processes.UP, **by)
    assert names(world) == ["ก", "ค", "ข"]
    processes.move(made[0], step=processes.UP, **by)
    assert names(world) == ["ก", "ค", "ข"]
    processes.move(made[0], step=processes.DOWN, **by)
    assert names(world) == ["ค", "ก", "ข"]


def test_a_removed_process_comes_back_with_its_answers(world: World) -> None:
    by = {"actor": world.drafter, "at": NOON}
    process = processes.choose(world.submission, name="การขอใช้น้ำ", **by)
    forms.save_answer(world.submission, "form-3", process, revision=0, data=form_3(), **by)
    processes.remove(process, **by)
    assert names(world) == []
    with pytest.raises(NotFound):
        processes.get(world.submission, process.pk)
    assert Answer.objects.count() == 1
    processes.restore(world.submission, process.pk, **by)
    assert names(world) == ["การขอใช้น้ำ"]
    sheet = forms.open_sheet(
        world.submission, "form-3", processes.get(world.submission, process.pk)
    )
    assert sheet.data["rows"][0]["activity"] == "สำรวจความต้องการ"


def test_a_taken_name_cannot_come_back_beside_itself(world: World) -> None:
    by = {"actor": world.drafter, "at": NOON}
    process = processes.choose(world.submission, name="ก", **by)
    processes.remove(process, **by)
    processes.choose(world.submission, name="ก", **by)
    with pytest.raises(InvalidInput):
        processes.restore(world.submission, process.pk, **by)


def test_a_new_name_shows_in_the_forms(world: World) -> None:
    by = {"actor": world.drafter, "at": NOON}
    process = processes.choose(world.submission, name="เดิม", **by)
    forms.save_answer(world.submission, "form-3", process, revision=0, data=form_3(), **by)
    renamed = processes.rename(process, name="ใหม่", **by)
    sheet = forms.open_sheet(world.submission, "form-3", renamed)
    assert sheet.data["header"]["process_name"] == "ใหม่"


@pytest.mark.parametrize("role", ["reviewer", "executive", "stranger"])
def test_others_do_not_choose(world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        processes.choose(world.submission, actor=getattr(world, role), at=NOON, name="ก")


def test_the_list_rests_after_submitting(world: World) -> None:
    type(world.submission).objects.update(state="in_review")
    with pytest.raises(GuardRefused):
        processes.choose(world.submission, actor=world.drafter, at=NOON, name="ก")


def test_the_list_has_an_end(world: World) -> None:
    for number in range(processes.MOST):
        world.process(f"กระบวนการ {number}", number)
    with pytest.raises(GuardRefused):
        processes.choose(world.submission, actor=world.drafter, at=NOON, name="อีกหนึ่ง")
