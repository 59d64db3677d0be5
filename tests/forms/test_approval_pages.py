"""The pages of approvals: asking, deciding, entering a signed scan."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kpi_portal.accounts.models import User
from submissions.domain import approvals, forms
from submissions.models import Approval, Evidence
from tests.forms.test_pictures import png
from tests.forms.world import NOON, World, activity, form_3


@pytest.fixture
def planned(world: World) -> World:
    """The office with one complete plan."""
    forms.save_answer(
        world.submission,
        "form-3",
        world.process(),
        actor=world.drafter,
        at=NOON,
        revision=0,
        data=form_3(),
    )
    return world


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask_url(world: World) -> str:
    return reverse("submissions:ask_approval", args=[world.submission.pk, "2.1-b"])


def ask(world: World) -> Approval:
    client_of(world.drafter).post(ask_url(world), {"do": "request"})
    return Approval.objects.latest("pk")


def decide(user: User, approval: Approval, **values: str) -> Any:
    sent = {"digest": approval.answers_digest, "do": "approve", "confirm": "on"} | values
    return client_of(user).post(reverse("submissions:approval", args=[approval.pk]), sent)


def test_a_plan_is_sent_read_and_signed(planned: World) -> None:
    approval = ask(planned)
    executive = client_of(planned.executive)
    listed = executive.get(reverse("submissions:approvals")).content.decode()
    assert reverse("submissions:approval", args=[approval.pk]) in listed
    page = executive.get(reverse("submissions:approval", args=[approval.pk])).content.decode()
    assert "สำรวจความต้องการ" in page
    assert planned.executive.position in page
    assert decide(planned.executive, approval).status_code == 302
    approval.refresh_from_db()
    assert approval.state == "approved"
    listed = executive.get(reverse("submissions:approvals")).content.decode()
    assert planned.unit.name in listed


def test_signing_needs_the_confirmation_and_refusing_a_reason(planned: World) -> None:
    approval = ask(planned)
    assert decide(planned.executive, approval, confirm="").status_code == 422
    assert decide(planned.executive, approval, do="refuse").status_code == 422
    reply = decide(planned.executive, approval, do="refuse", note="แก้ระยะเวลา")
    assert reply.status_code == 302
    page = client_of(planned.drafter).get(ask_url(planned)).content.decode()
    assert "แก้ระยะเวลา" in page


def test_others_see_or_do_not_see_but_never_decide(planned: World) -> None:
    approval = ask(planned)
    address = reverse("submissions:approval", args=[approval.pk])
    assert client_of(planned.stranger).get(address).status_code == 404
    for person in (planned.drafter, planned.director, planned.reviewer):
        client = client_of(person)
        assert 'name="confirm"' not in client.get(address).content.decode()
        assert decide(person, approval).status_code == 403
    approval.refresh_from_db()
    assert approval.state == "requested"


def test_a_plan_that_changed_is_not_signed_from_an_old_page(planned: World) -> None:
    approval = ask(planned)
    process = planned.submission.processes.get()
    forms.save_answer(
        planned.submission,
        "form-3",
        process,
        actor=planned.drafter,
        at=NOON,
        revision=1,
        data=form_3(activity("อื่น")),
    )
    assert decide(planned.executive, approval).status_code == 409
    page = client_of(planned.executive).get(reverse("submissions:approval", args=[approval.pk]))
    assert page.status_code == 200


def scan_fields(**values: Any) -> dict[str, Any]:
    return {
        "do": "scan",
        "scan": png(),
        "signer_name": "นายสมชาย ใจดี",
        "signer_position": "ผู้อำนวยการสำนัก",
        "signed_on": "๒๕ ก.พ. ๖๘",
        "document_number": "สบอ 12/2568",
    } | values


def test_a_signed_scan_is_entered_by_a_named_sender(planned: World) -> None:
    reply = client_of(planned.drafter).post(ask_url(planned), scan_fields())
    assert reply.status_code == 302
    approval = Approval.objects.get()
    assert approval.state == "approved"
    assert approval.requested_by == planned.drafter
    assert approval.signed_on.isoformat() == "2025-02-25"
    assert approval.scan is not None
    page = client_of(planned.executive).get(reverse("submissions:approval", args=[approval.pk]))
    assert "สบอ 12/2568" in page.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"signed_on": "เมื่อวาน"},
        {"signed_on": "1 ม.ค. 2590"},
        {"signer_name": ""},
        {"scan": SimpleUploadedFile("แผน.pdf", b"not a pdf")},
        {"scan": SimpleUploadedFile("แผน.docx", b"PK\x03\x04")},
        {"printed_code": "F3-2568-v1-0000"},
    ],
)
def test_a_scan_that_does_not_hold_is_refused_with_what_was_typed(
    planned: World, wrong: dict[str, Any]
) -> None:
    reply = client_of(planned.drafter).post(ask_url(planned), scan_fields(**wrong))
    assert reply.status_code == 422
    assert "ผู้อำนวยการสำนัก" in reply.content.decode()
    assert not Approval.objects.exists()


def test_an_outdated_print_counts_when_the_sender_says_so(planned: World) -> None:
    sent = scan_fields(printed_code="F3-2568-v1-0000", outdated_accepted="on")
    assert client_of(planned.drafter).post(ask_url(planned), sent).status_code == 302


def test_reviewers_neither_ask_nor_enter_scans(planned: World) -> None:
    client = client_of(planned.reviewer)
    assert client.post(ask_url(planned), {"do": "request"}).status_code == 403
    client.post(ask_url(planned), scan_fields())
    assert not Approval.objects.exists()


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_and_the_decision_cost_the_same_queries(
    planned: World, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count - 1):
        process = planned.process(f"กระบวนการ {number}", number + 2)
        forms.save_answer(
            planned.submission,
            "form-3",
            process,
            actor=planned.drafter,
            at=NOON,
            revision=0,
            data=form_3(),
        )
    planned.submission.__dict__.pop("_chosen_processes", None)
    approval = approvals.request(planned.submission, "2.1-b", actor=planned.drafter, at=NOON)
    executive = client_of(planned.executive)
    with django_assert_max_num_queries(15):
        executive.get(reverse("submissions:approvals"))
    with django_assert_max_num_queries(15):
        executive.get(reverse("submissions:approval", args=[approval.pk]))
    drafter = client_of(planned.drafter)
    with django_assert_max_num_queries(15):
        drafter.get(ask_url(planned))


def test_a_refused_entry_keeps_no_scan(planned: World) -> None:
    """A day that has not come refuses the entry after the scan was examined."""
    before = Evidence.objects.count()
    answer = client_of(planned.drafter).post(
        ask_url(planned),
        {
            "do": "scan",
            "scan": png(),
            "signer_name": "นายสมชาย ใจดี",
            "signer_position": "ผู้อำนวยการสำนัก",
            "signed_on": "1/1/2643",
        },
    )
    assert answer.status_code == 422
    assert "อนาคต" in answer.content.decode()
    assert Evidence.objects.count() == before
