"""Approvals of the plan: asked for, given, refused, entered as a scan, voided by a later change."""

from __future__ import annotations

from datetime import date

import pytest

from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, Stale
from kpi_portal.notifications.models import Notification
from submissions.domain import approvals, forms, forms_answers, processes
from submissions.domain.approvals import SignedScan
from submissions.enums import ApprovalState, Decision
from submissions.models import Approval, Evidence, EvidenceUse, EvidenceVersion, Process
from tests.factories import ActingFactory, UserFactory
from tests.forms.world import NOON, World, activity, form_3

KEY = "2.1-b"


@pytest.fixture
def process(world: World) -> Process:
    """A process whose plan is complete."""
    process = world.process()
    save(world, process, form_3(), 0)
    return process


def save(world: World, process: Process, data: dict, revision: int, **more):
    return forms.save_answer(
        world.submission,
        "form-3",
        process,
        actor=world.drafter,
        at=NOON,
        revision=revision,
        data=data,
        **more,
    )


def ask(world: World) -> Approval:
    return approvals.request(world.submission, KEY, actor=world.drafter, at=NOON)


def approve(world: World, approval: Approval, **more) -> Approval:
    values = {"actor": world.executive, "at": NOON, "digest": approval.answers_digest}
    return approvals.approve(approval, **(values | more))


def supplied() -> list[EvidenceUse]:
    return list(EvidenceUse.objects.filter(requirement=KEY, removed_at=None))


def scan(world: World) -> EvidenceVersion:
    document = Evidence.objects.create(
        owner=world.unit, name="แผน", fiscal_year=2568, created_at=NOON
    )
    return EvidenceVersion.objects.create(
        evidence=document, kind="file", sha256="a" * 64, uploaded_by=world.drafter, uploaded_at=NOON
    )


def test_an_approved_plan_is_evidence_with_a_copy_of_its_text(
    world: World, process: Process
) -> None:
    approval = approve(world, ask(world))
    assert approval.state == ApprovalState.APPROVED
    assert approval.signer_name == world.executive.display_name
    assert approval.signer_position == world.executive.position
    assert approval.signed_on == date(2025, 2, 10)
    assert approval.approved_data[0]["data"]["rows"][0]["activity"] == "สำรวจความต้องการ"
    (use,) = supplied()
    assert use.supplied
    assert use.approval == approval
    world.submission.refresh_from_db()
    assert world.submission.supplied_total == 2


def test_the_right_people_are_told_and_never_the_actor(world: World, process: Process) -> None:
    approval = ask(world)
    asked = Notification.objects.filter(kind="approval.requested")
    assert world.executive.pk in asked.values_list("recipient", flat=True)
    assert world.drafter.pk not in asked.values_list("recipient", flat=True)
    approve(world, approval)
    told = set(
        Notification.objects.filter(kind="approval.approved").values_list("recipient", flat=True)
    )
    assert {world.drafter.pk, world.director.pk} <= told
    assert world.executive.pk not in told


def test_an_incomplete_plan_is_not_put_forward(world: World, process: Process) -> None:
    world.process("ยังไม่มีแผน", 2)
    with pytest.raises(GuardRefused) as refused:
        ask(world)
    assert refused.value.code == "form_incomplete"


def test_one_request_at_a_time(world: World, process: Process) -> None:
    approval = ask(world)
    with pytest.raises(GuardRefused):
        ask(world)
    approve(world, approval)
    with pytest.raises(GuardRefused):
        ask(world)


@pytest.mark.parametrize("role", ["drafter", "director", "reviewer", "stranger", "configurer"])
def test_only_the_named_role_decides(world: World, process: Process, role: str) -> None:
    approval = ask(world)
    with pytest.raises(NotAllowed):
        approve(world, approval, actor=getattr(world, role))
    with pytest.raises(NotAllowed):
        approvals.refuse(approval, actor=getattr(world, role), at=NOON, note="-")


@pytest.mark.parametrize("role", ["reviewer", "executive", "stranger"])
def test_only_the_unit_asks(world: World, process: Process, role: str) -> None:
    with pytest.raises(NotAllowed):
        approvals.request(world.submission, KEY, actor=getattr(world, role), at=NOON)


def test_somebody_standing_in_signs_with_the_line_that_says_so(
    world: World, process: Process
) -> None:
    deputy = UserFactory()
    ActingFactory(
        user=deputy, role="executive", unit=world.bureau, position="ผู้อำนวยการสำนักบริหารจัดการน้ำ"
    )
    approval = approve(world, ask(world), actor=deputy)
    assert approval.acting_line == "รักษาราชการแทน ผู้อำนวยการสำนักบริหารจัดการน้ำ"


def test_refusing_needs_a_reason_and_lets_the_unit_ask_again(
    world: World, process: Process
) -> None:
    approval = ask(world)
    with pytest.raises(InvalidInput):
        approvals.refuse(approval, actor=world.executive, at=NOON, note=" ")
    refused = approvals.refuse(approval, actor=world.executive, at=NOON, note="งบประมาณไม่ชัด")
    assert refused.state == ApprovalState.REFUSED
    assert not supplied()
    assert ask(world).state == ApprovalState.REQUESTED


def test_a_decision_is_made_once(world: World, process: Process) -> None:
    approval = approve(world, ask(world))
    with pytest.raises(Stale):
        approve(world, approval)


def test_what_was_not_on_the_page_is_not_approved(world: World, process: Process) -> None:
    approval = ask(world)
    with pytest.raises(Stale) as refused:
        approve(world, approval, digest="0" * 64)
    assert refused.value.code == "plan_changed"


def test_editing_the_plan_voids_the_approval_and_keeps_the_approved_copy(
    world: World, process: Process
) -> None:
    approval = approve(world, ask(world))
    save(world, process, form_3(activity("เปลี่ยนกิจกรรม")), 1)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.VOIDED
    assert approval.approved_data[0]["data"]["rows"][0]["activity"] == "สำรวจความต้องการ"
    assert not supplied()
    assert Notification.objects.filter(kind="approval.voided", recipient=world.executive).exists()
    world.submission.refresh_from_db()
    assert world.submission.supplied_total == 1


def test_editing_while_the_request_waits_withdraws_it(world: World, process: Process) -> None:
    approval = ask(world)
    save(world, process, form_3(activity("เปลี่ยนกิจกรรม")), 1)
    with pytest.raises(Stale):
        approve(world, approval)


def test_recording_progress_leaves_the_approval_standing(world: World, process: Process) -> None:
    approval = approve(world, ask(world))
    row = forms_answers.filled(world.submission, "form-3")[0].answer.data["rows"][0]
    done = row | {
        "schedule": {
            "m11": {"planned": "50", "done": "50"},
            "m12": {"planned": "50", "done": ""},
        }
    }
    save(world, process, form_3(done), 1, removed=[])
    approval.refresh_from_db()
    assert approval.state == ApprovalState.APPROVED
    assert supplied()


@pytest.mark.parametrize("change", ["add", "rename", "remove"])
def test_changing_the_processes_voids_the_approval(
    world: World, process: Process, change: str
) -> None:
    other = world.process("สอง", 2)
    save(world, other, form_3(), 0)
    approval = approve(world, ask(world))
    by = {"actor": world.drafter, "at": NOON}
    if change == "add":
        processes.choose(world.submission, name="สาม", **by)
    elif change == "rename":
        processes.rename(other, name="สองใหม่", **by)
    else:
        processes.remove(other, **by)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.VOIDED


def test_moving_a_process_leaves_the_approval_standing(world: World, process: Process) -> None:
    other = world.process("สอง", 2)
    save(world, other, form_3(), 0)
    approval = approve(world, ask(world))
    processes.move(other, actor=world.drafter, at=NOON, step=processes.UP)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.APPROVED


def test_a_plan_signed_on_paper_counts_and_replaces_a_waiting_request(
    world: World, process: Process
) -> None:
    waiting = ask(world)
    signed = SignedScan(
        scan(world), "นายสมชาย ใจดี", "ผู้อำนวยการสำนัก", date(2025, 2, 7), "สบอ 12/2568"
    )
    approval = approvals.enter_signed_scan(
        world.submission, KEY, actor=world.drafter, at=NOON, signed=signed
    )
    waiting.refresh_from_db()
    assert waiting.state == ApprovalState.VOIDED
    assert approval.state == ApprovalState.APPROVED
    assert approval.requested_by == world.drafter
    assert approval.decided_by is None
    (use,) = supplied()
    assert use.version == signed.version


@pytest.mark.parametrize(
    "wrong", [{"signer_name": " "}, {"signer_position": ""}, {"signed_on": date(2025, 2, 11)}]
)
def test_a_scan_needs_its_signer_and_a_day_that_has_come(
    world: World, process: Process, wrong: dict
) -> None:
    facts = {"signer_name": "ก", "signer_position": "ข", "signed_on": date(2025, 2, 10)} | wrong
    with pytest.raises(InvalidInput):
        approvals.enter_signed_scan(
            world.submission,
            KEY,
            actor=world.drafter,
            at=NOON,
            signed=SignedScan(version=scan(world), **facts),
        )


def test_an_approval_that_the_reviewer_sent_back_is_asked_for_anew(
    world: World, process: Process
) -> None:
    first = approve(world, ask(world))
    EvidenceUse.objects.filter(approval=first).update(decision=Decision.RETURNED)
    second = ask(world)
    first.refresh_from_db()
    assert first.state == ApprovalState.VOIDED
    assert not supplied()
    approve(world, second)
    assert supplied()[0].approval == second


def test_nothing_is_decided_after_submitting(world: World, process: Process) -> None:
    approval = ask(world)
    type(world.submission).objects.update(state="submitted")
    with pytest.raises(GuardRefused):
        approve(world, approval)
