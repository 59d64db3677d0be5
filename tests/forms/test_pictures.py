"""Pictures: examined, kept under their digest, shown only to those who see the form."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from kpi_portal.errors import InvalidInput, NotAllowed, NotFound
from submissions.domain import forms_pictures
from submissions.enums import ScanState
from submissions.models import Answer, EvidenceVersion, Process
from tests.forms.world import NOON, World


def png(colour: str = "navy") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return SimpleUploadedFile("../../ผัง 😀.png", out.getvalue(), content_type="image/png")


@pytest.fixture
def process(world: World) -> Process:
    return world.process()


def add(world: World, process: Process, upload: SimpleUploadedFile, **more: object) -> Answer:
    values = {"actor": world.drafter, "at": NOON, "field": "diagram_before"} | more
    return forms_pictures.add(world.submission, "form-4", process, upload=upload, **values)


def names(answer: Answer) -> list[str]:
    return [picture["sha256"] for picture in answer.data["answers"]["diagram_before"]]


def open_as(world: World, user: object, sha256: str) -> int:
    client = Client()
    client.force_login(user)
    return client.get(
        reverse("submissions:picture", args=[world.submission.pk, sha256])
    ).status_code


def test_a_picture_is_attached_once_and_shown(world: World, process: Process) -> None:
    answer = add(world, process, png(), caption="ผังเดิม")
    again = add(world, process, png())
    (sha256,) = names(again)
    assert again.revision == answer.revision
    client = Client()
    client.force_login(world.reviewer)
    reply = client.get(reverse("submissions:picture", args=[world.submission.pk, sha256]))
    assert reply["Content-Type"] == "image/png"
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply["Content-Security-Policy"]
    assert b"".join(reply.streaming_content)[:4] == b"\x89PNG"


def test_pictures_of_others_do_not_exist(world: World, process: Process) -> None:
    (sha256,) = names(add(world, process, png()))
    assert open_as(world, world.stranger, sha256) == 404
    assert open_as(world, world.drafter, "0" * 64) == 404
    forms_pictures.remove(
        world.submission,
        "form-4",
        process,
        actor=world.drafter,
        at=NOON,
        field="diagram_before",
        sha256=sha256,
    )
    assert open_as(world, world.drafter, sha256) == 404


def test_a_picture_that_waits_for_the_virus_scan_is_not_shown(
    world: World, process: Process
) -> None:
    (sha256,) = names(add(world, process, png()))
    EvidenceVersion.objects.update(scan_state=ScanState.QUARANTINED)
    assert open_as(world, world.drafter, sha256) == 404


def test_a_picture_takes_the_place_of_another_and_keeps_the_caption(
    world: World, process: Process
) -> None:
    add(world, process, png("red"))
    first, _second = names(add(world, process, png("green"))), None
    answer = add(world, process, png("blue"), replaces=first[0])
    assert names(answer)[1] == first[1]
    assert names(answer)[0] not in first


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("ผัง.png", b"", "empty"),
        ("ผัง.png", b"MZ\x90\x00 not a picture", None),
        ("ผัง.pdf", b"%PDF-1.4\n%%EOF", None),
        ("ผัง.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", None),
    ],
)
def test_what_is_no_picture_is_refused(
    world: World, process: Process, name: str, body: bytes, code: str | None
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(world, process, SimpleUploadedFile(name, body))
    assert code is None or refused.value.code == code
    assert not Answer.objects.exists()


def test_only_the_unit_attaches_and_only_to_picture_fields(world: World, process: Process) -> None:
    with pytest.raises(NotAllowed):
        add(world, process, png(), actor=world.reviewer)
    with pytest.raises(NotFound):
        add(world, process, png(), field="problem_before")


def test_a_removed_picture_comes_back_and_a_foreign_one_does_not(
    world: World, process: Process
) -> None:
    (sha256,) = names(add(world, process, png()))
    where = {"actor": world.drafter, "at": NOON, "field": "diagram_before"}
    forms_pictures.remove(world.submission, "form-4", process, sha256=sha256, **where)
    answer = forms_pictures.restore(world.submission, "form-4", process, sha256=sha256, **where)
    assert names(answer) == [sha256]
    with pytest.raises(NotFound):
        forms_pictures.restore(world.submission, "form-4", process, sha256="1" * 64, **where)


def test_a_picture_is_sent_with_the_plain_form(world: World, process: Process) -> None:
    client = Client()
    client.force_login(world.drafter)
    address = reverse("submissions:form_of", args=[world.submission.pk, "form-4", process.pk])
    sent = {
        "revision": "0",
        "page": "p1",
        "answers-problem_before": "ช้า",
        "picture-diagram_before": png(),
        "do": "save",
    }
    assert client.post(address, sent).status_code == 302
    answer = Answer.objects.get()
    assert answer.data["answers"]["problem_before"] == "ช้า"
    (sha256,) = names(answer)
    sent = {"revision": str(answer.revision), "do": f"unpicture:diagram_before:{sha256}"}
    assert client.post(address, sent).status_code == 302
    assert names(Answer.objects.get()) == []


def test_a_refused_picture_in_the_plain_form_loses_no_text(world: World, process: Process) -> None:
    client = Client()
    client.force_login(world.drafter)
    address = reverse("submissions:form_of", args=[world.submission.pk, "form-4", process.pk])
    sent = {
        "revision": "0",
        "page": "p1",
        "answers-problem_before": "ข้อความสำคัญ",
        "picture-diagram_before": SimpleUploadedFile("ผัง.png", b"MZ"),
        "do": "save",
    }
    reply = client.post(address, sent)
    assert reply.status_code == 422
    assert "ข้อความสำคัญ" in reply.content.decode()
    assert Answer.objects.get().data["answers"]["problem_before"] == "ข้อความสำคัญ"


def test_scripts_get_the_field_s_pictures(world: World, process: Process) -> None:
    client = Client()
    client.force_login(world.drafter)
    address = reverse(
        "submissions:form_of_picture", args=[world.submission.pk, "form-4", process.pk]
    )
    json = {"accept": "application/json"}
    told = client.post(address, {"field": "diagram_before", "picture": png()}, headers=json).json()
    assert "<img" in told["html"]
    assert told["revision"] == "1"
    bad = client.post(address, {"field": "diagram_before"}, headers=json)
    assert bad.status_code == 422
