"""Forms on paper: made in the background, kept by content, served to those who see the form."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from kpi_portal.jobs.models import Job, JobState
from submissions.domain import approvals, forms, forms_paper
from submissions.models import Process
from tests.forms.world import NOON, World, activity, form_1, form_3


def save(world: World, data: dict, code: str, process: Process | None, revision: int = 0) -> None:
    forms.save_answer(
        world.submission, code, process, actor=world.drafter, at=NOON, revision=revision, data=data
    )


def words(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*[p.text for p in document.paragraphs], *cells])


def test_word_is_made_by_a_job_and_then_served(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    save(world, form_1(), "form-1", None)
    client = Client()
    client.force_login(world.reviewer)
    address = reverse("submissions:form_paper", args=[world.submission.pk, "form-1", "docx"])
    assert client.get(address).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        reply = client.post(address)
    job = Job.objects.get(kind="forms.paper")
    assert reply["Location"] == reverse("jobs:progress", args=[job.pk])
    assert job.state == JobState.DONE
    assert job.result["url"] == address
    file = client.get(address)
    assert "attachment" in file["Content-Disposition"]
    assert "การขอใช้น้ำ" in words(b"".join(file.streaming_content))
    # It is there now: asking again makes no work.
    assert client.post(address)["Location"] == address
    assert Job.objects.filter(kind="forms.paper").count() == 1


def test_a_changed_form_is_made_anew_and_the_old_sheet_goes(world: World) -> None:
    save(world, form_1(), "form-1", None)
    sheet = forms.open_sheet(world.submission, "form-1", None)
    first = forms_paper.make(sheet, "docx", at=NOON)
    assert forms_paper.make(sheet, "docx", at=NOON) == first
    save(world, form_1(), "form-1", None, revision=1)
    assert (
        forms_paper.make(forms.open_sheet(world.submission, "form-1", None), "docx", at=NOON)
        == first
    )
    changed = form_1()
    changed["header"]["office_name"] = "อื่น"
    save(world, changed, "form-1", None, revision=1)
    sheet = forms.open_sheet(world.submission, "form-1", None)
    assert forms_paper.stored(sheet, "docx", at=NOON) is None
    assert forms_paper.make(sheet, "docx", at=NOON) != first


def test_the_approver_stands_on_the_sheet_once_the_plan_is_approved(world: World) -> None:
    process = world.process()
    save(world, form_3(), "form-3", process)
    sheet = forms.open_sheet(world.submission, "form-3", process)
    assert forms_paper.context_of(sheet).signatures[1].name == ""
    asked = approvals.request(world.submission, "2.1-b", actor=world.drafter, at=NOON)
    approvals.approve(asked, actor=world.executive, at=NOON, digest=asked.answers_digest)
    place = forms_paper.context_of(sheet).signatures[1]
    assert place.name == world.executive.display_name
    assert world.executive.position in place.position_lines


def test_a_form_not_begun_is_a_blank_one_with_its_head(world: World) -> None:
    process = world.process("การขอใช้น้ำ")
    sheet = forms.open_sheet(world.submission, "form-3", process)
    context = forms_paper.context_of(sheet)
    assert context.blank
    assert context.draft
    assert any(line.value == "การขอใช้น้ำ" for line in context.header)


@pytest.mark.parametrize("kind", ["exe", "..", "PDF"])
def test_other_kinds_do_not_exist(world: World, kind: str) -> None:
    client = Client()
    client.force_login(world.drafter)
    base = reverse("submissions:form", args=[world.submission.pk, "form-1"])
    assert client.get(f"{base}paper/{kind}/").status_code == 404


def test_outdated_prints_are_told_apart_and_progress_does_not_outdate(world: World) -> None:
    from forms_templates.paper import version_code
    from submissions.domain.approvals_reading import outdated_codes

    process = world.process()
    save(world, form_3(), "form-3", process)
    sheet = forms.open_sheet(world.submission, "form-3", process)
    printed = version_code(sheet.schema, sheet.data)
    assert outdated_codes(world.submission, "form-3", printed) == []
    row = sheet.data["rows"][0] | {
        "schedule": {"m11": {"planned": "50", "done": "50"}, "m12": {"planned": "50", "done": ""}}
    }
    save(world, form_3(row), "form-3", process, revision=1)
    assert outdated_codes(world.submission, "form-3", printed.lower()) == []
    save(world, form_3(activity("อื่น")), "form-3", process, revision=2)
    assert outdated_codes(world.submission, "form-3", printed) == [printed]
