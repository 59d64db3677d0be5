"""Saving a form: who may, what is kept, what follows, and that nobody overwrites anybody."""

from __future__ import annotations

import pytest

from kpi_portal.accounts.models import User
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound, Stale
from submissions.domain import forms, forms_scope, processes
from submissions.enums import Decision, PieceKind
from submissions.models import Answer, EvidenceUse, ReturnItem, ReturnNotice, Submission, Verdict
from tests.forms.world import NOON, World, activity, form_1, form_3, review_row


def save(world: World, data: dict, revision: int = 0, actor: User | None = None, **more):
    return forms.save_answer(
        world.submission,
        "form-1",
        None,
        actor=actor or world.drafter,
        at=NOON,
        revision=revision,
        data=data,
        **more,
    )


def set_state(world: World, state: str) -> None:
    """Put the report into a state without its way there."""
    Submission.objects.filter(pk=world.submission.pk).update(state=state)
    world.submission.refresh_from_db()


def uses(world: World, requirement: str) -> list[EvidenceUse]:
    return list(EvidenceUse.objects.filter(requirement=requirement, removed_at=None))


def test_incomplete_answers_are_saved_as_they_are(world: World) -> None:
    answer = save(world, {"rows": [{"process_name": "การขอใช้น้ำ"}]})
    assert answer.data["rows"][0]["process_name"] == "การขอใช้น้ำ"
    assert not answer.complete
    assert "rows.0.responsible" in [m["path"] for m in answer.missing]
    (use,) = uses(world, "1.1-a")
    assert not use.supplied


def test_a_complete_form_becomes_evidence_and_raises_the_projected_score(world: World) -> None:
    answer = save(world, form_1())
    assert answer.complete
    (use,) = uses(world, "1.1-a")
    assert use.supplied
    assert use.kind == PieceKind.FORM
    assert use.answers_digest
    world.submission.refresh_from_db()
    assert world.submission.supplied_total == 1


def test_a_form_that_repeats_is_supplied_only_with_every_process(world: World) -> None:
    first, second = world.process("หนึ่ง"), world.process("สอง", 2)
    row = {
        "problem_expectation": "ช้า",
        "improvement_points": ["point_step"],
        "improvement_detail": "ทำออนไลน์",
        "benefit": "เร็วขึ้น",
    }
    for process, complete in ((first, False), (second, True)):
        forms.save_answer(
            world.submission,
            "form-2",
            process,
            actor=world.drafter,
            at=NOON,
            revision=0,
            data={"rows": [row]},
        )
        (use,) = uses(world, "1.2-b")
        assert use.supplied is complete
    third = processes.choose(world.submission, actor=world.drafter, at=NOON, name="สาม")
    assert not uses(world, "1.2-b")[0].supplied
    processes.remove(third, actor=world.drafter, at=NOON)
    assert uses(world, "1.2-b")[0].supplied


def test_the_head_is_prefilled_and_the_report_s_own_facts_cannot_be_typed(world: World) -> None:
    process = world.process("การขอใช้น้ำ")
    sheet = forms.open_sheet(world.submission, "form-3", process)
    assert sheet.data["header"] == {
        "fiscal_year_be": "2568",
        "office_name": world.bureau.name,
        "process_name": "การขอใช้น้ำ",
        "objective": "",
    }
    data = form_3()
    data["header"] |= {"process_name": "ปลอม", "fiscal_year_be": "2599", "office_name": "อื่น"}
    answer = forms.save_answer(
        world.submission,
        "form-3",
        process,
        actor=world.drafter,
        at=NOON,
        revision=0,
        data=data,
    )
    assert answer.data["header"]["process_name"] == "การขอใช้น้ำ"
    assert answer.data["header"]["fiscal_year_be"] == "2568"
    assert answer.data["header"]["office_name"] == "อื่น"


def test_a_stale_save_is_refused_and_tells_who_wrote_what(world: World) -> None:
    save(world, form_1())
    with pytest.raises(Stale) as refused:
        save(world, form_1(review_row("อื่น")), revision=0, actor=world.second_drafter)
    facts = refused.value.facts
    assert facts["revision"] == 1
    assert facts["who"] == world.drafter.display_name
    assert facts["theirs"]["rows"][0]["process_name"] == "การขอใช้น้ำ"
    assert Answer.objects.get().revision == 1


def test_the_same_words_sent_twice_are_one_save(world: World) -> None:
    save(world, form_1())
    entries = Entry.objects.count()
    again = save(world, form_1(), revision=0, actor=world.second_drafter)
    assert again.revision == 1
    assert Entry.objects.count() == entries


def test_rows_that_another_person_added_are_never_dropped(world: World) -> None:
    answer = save(world, form_1(review_row("หนึ่ง"), review_row("สอง")))
    one, two = answer.data["rows"]
    answer = save(world, form_1(one, review_row("แทรก"), two), revision=1, removed=[])
    inserted = answer.data["rows"][1]
    answer = save(
        world,
        form_1(one | {"responsible": "ผู้อื่น"}, two),
        revision=2,
        actor=world.second_drafter,
        removed=[],
    )
    assert [row["process_name"] for row in answer.data["rows"]] == ["หนึ่ง", "แทรก", "สอง"]
    answer = save(world, form_1(one, two), revision=3, removed=[inserted["id"]])
    assert [row["process_name"] for row in answer.data["rows"]] == ["หนึ่ง", "สอง"]


def test_the_audit_names_fields_and_never_their_text(world: World) -> None:
    save(world, form_1())
    save(world, form_1(review_row(responsible="ความลับของฝ่าย")), revision=1)
    entry = Entry.objects.filter(action="form.save").latest("sequence")
    body = entry.detail.body
    assert "rows.responsible" in body["facts"]["fields"]
    assert "ความลับของฝ่าย" not in str(body)


@pytest.mark.parametrize("role", ["reviewer", "executive", "stranger", "configurer"])
def test_only_the_unit_s_people_fill_in(world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        save(world, form_1(), actor=getattr(world, role))
    assert not Answer.objects.exists()


@pytest.mark.parametrize("state", ["submitted", "in_review", "assessed", "published", "exempted"])
def test_nothing_changes_after_submitting(world: World, state: str) -> None:
    set_state(world, state)
    with pytest.raises(GuardRefused):
        save(world, form_1())


def test_after_a_return_only_returned_forms_change_and_start_unjudged(world: World) -> None:
    save(world, form_1())
    (judged,) = uses(world, "1.1-a")
    Verdict.objects.create(
        use=judged, reviewer=world.reviewer, decision=Decision.RETURNED, comment="ขาด", at=NOON
    )
    EvidenceUse.objects.filter(pk=judged.pk).update(decision=Decision.RETURNED)
    set_state(world, "returned")
    notice = ReturnNotice.objects.create(
        submission=world.submission, number=1, at=NOON, by=world.reviewer, answer_by=NOON, note="-"
    )
    assert not forms_scope.is_open(world.submission, "form-1")
    with pytest.raises(GuardRefused):
        save(world, form_1(review_row("ใหม่")), revision=1)
    ReturnItem.objects.create(notice=notice, requirement="1.1-a", comment="ขาด")
    save(world, form_1(review_row("ใหม่")), revision=1)
    (fresh,) = uses(world, "1.1-a")
    assert fresh.pk != judged.pk
    assert fresh.replaces_id == judged.pk
    assert fresh.decision == Decision.PENDING
    judged.refresh_from_db()
    assert judged.decision == Decision.RETURNED


def test_forms_and_processes_of_others_do_not_exist(world: World) -> None:
    with pytest.raises(NotFound):
        forms.open_sheet(world.submission, "form-9", None)
    with pytest.raises(NotFound):
        forms.open_sheet(world.submission, "form-2", None)
    with pytest.raises(NotFound):
        forms.open_sheet(world.submission, "form-1", world.process())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("ก\x00า\x07ร", "การ"),
        ("ดําเนินงาน เเละ", "ดำเนินงาน และ"),
        ("กา\u200bร\ufeff", "การ"),
        ("ที\uf70a", "ที่"),
    ],
)
def test_hostile_and_broken_text_is_mended_and_never_cut(
    world: World, typed: str, kept: str
) -> None:
    answer = save(world, form_1(review_row(typed)))
    assert answer.data["rows"][0]["process_name"] == kept


def test_too_long_and_too_many_are_refused_and_nothing_is_saved(world: World) -> None:
    with pytest.raises(InvalidInput) as refused:
        save(world, form_1(review_row("ก" * 10_001)))
    assert refused.value.code == "too_much"
    with pytest.raises(InvalidInput):
        save(world, form_1(*[review_row(str(n)) for n in range(501)]))
    save(world, form_1(*[review_row(str(n)) for n in range(500)]))
    assert len(Answer.objects.get().data["rows"]) == 500


def test_forged_pictures_and_unknown_keys_are_left_out(world: World) -> None:
    process = world.process()
    answer = forms.save_answer(
        world.submission,
        "form-4",
        process,
        actor=world.drafter,
        at=NOON,
        revision=0,
        data={
            "answers": {"diagram_before": [{"sha256": "0" * 64, "caption": "x"}], "evil": "1"},
            "rows": [{"a": 1}],
            "nonsense": {"deep": [1]},
        },
    )
    assert answer.data["answers"]["diagram_before"] == []
    assert "evil" not in answer.data["answers"]
    assert "nonsense" not in answer.data


@pytest.mark.parametrize("data", [{}, {"rows": "no"}, {"rows": [1, None, []]}, {"header": [1]}])
def test_nonsense_shapes_are_an_empty_form(world: World, data: dict) -> None:
    answer = save(world, data)
    assert answer.data["rows"] == []


def test_dates_are_understood_and_what_is_no_date_stays(world: World) -> None:
    process = world.process()

    def start(text: str, revision: int) -> str:
        answer = forms.save_answer(
            world.submission,
            "form-5",
            process,
            actor=world.drafter,
            at=NOON,
            revision=revision,
            data={"answers": {"start_date": text}},
        )
        return answer.data["answers"]["start_date"]

    assert start("๒๕ ก.พ. ๖๘", 0) == "2025-02-25"
    assert start("เร็ว ๆ นี้", 1) == "เร็ว ๆ นี้"


def test_progress_is_recorded_without_touching_the_plan(world: World) -> None:
    process = world.process()
    common = {"actor": world.drafter, "at": NOON}
    answer = forms.save_answer(
        world.submission, "form-3", process, revision=0, data=form_3(), **common
    )
    row = answer.data["rows"][0]
    changed = activity("แก้แผน", id=row["id"])
    changed["schedule"] = {"m11": {"planned": "99", "done": "40"}}
    answer = forms.save_answer(
        world.submission,
        "form-3",
        process,
        revision=1,
        data=form_3(changed),
        removed=[],
        only_done_shares=True,
        **common,
    )
    (kept,) = answer.data["rows"]
    assert kept["activity"] == "สำรวจความต้องการ"
    assert kept["schedule"] == {
        "m11": {"planned": "50", "done": "40"},
        "m12": {"planned": "50", "done": ""},
    }
