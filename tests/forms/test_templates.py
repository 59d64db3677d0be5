"""Form templates: loaded once, found by unit and year, approved, downloaded blank."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from docx import Document

from forms_templates.domain import approval, library, loading
from forms_templates.models import FormTemplate
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import GuardRefused, NotAllowed, NotFound
from kpi_portal.jobs.models import Job
from tests.forms.world import NOON, World, the_forms


def load(world: World, forms: Any = None, **more: Any) -> loading.Loaded:
    values = {"owner": world.bureau, "actor": SystemActor("test"), "at": NOON} | more
    return loading.load_forms(forms or the_forms(), **values)


def test_loading_again_changes_nothing(world: World) -> None:
    before = list(FormTemplate.objects.values_list("pk", "sha256"))
    assert load(world).new == ()
    assert list(FormTemplate.objects.values_list("pk", "sha256")) == before


def test_a_changed_form_becomes_a_new_version_and_the_old_one_stays(world: World) -> None:
    shipped = the_forms()
    changed = replace(shipped.forms["form-1"], title="ชื่อใหม่")
    forms = replace(shipped, forms=shipped.forms | {"form-1": changed})
    assert load(world, forms).new == ("form-1",)
    versions = FormTemplate.objects.filter(code="form-1").order_by("version")
    assert [t.version for t in versions] == [1, 2]
    ruling = library.template_for(world.unit, 2568, "form-1")
    assert library.schema_of(ruling).title == "ชื่อใหม่"
    assert library.schema_of(versions[0]).title != "ชื่อใหม่"


def test_only_configurers_load(world: World) -> None:
    with pytest.raises(NotAllowed):
        load(world, actor=world.drafter)
    assert load(world, actor=world.configurer).new == ()


def test_the_nearest_unit_and_the_latest_year_rule(world: World) -> None:
    assert library.template_for(world.unit, 2570, "form-3").fiscal_year == 2568
    carried = library.schema_of(library.template_for(world.unit, 2570, "form-3"), 2570)
    assert carried.fiscal_year == 2570
    load(world, fiscal_year=2569)
    assert library.template_for(world.unit, 2569, "form-3").fiscal_year == 2569
    own = load(world, owner=world.unit)
    ruling = library.template_for(world.unit, 2568, "form-3")
    assert ruling in own.templates
    with pytest.raises(NotFound):
        library.template_for(world.unit, 2567, "form-3")


def test_reconstructed_forms_say_draft_until_approved(world: World) -> None:
    approved = set(FormTemplate.objects.filter(approved=True).values_list("code", flat=True))
    assert approved == {"form-1", "form-2", "form-4"}
    plan = FormTemplate.objects.get(code="form-3")
    with pytest.raises(NotAllowed):
        approval.approve(plan, actor=world.drafter, at=NOON, reference="บก 1")
    approval.approve(plan, actor=world.configurer, at=NOON, reference="บก 1")
    with pytest.raises(GuardRefused):
        approval.approve(plan, actor=world.configurer, at=NOON, reference="บก 1")


def test_the_command_names_what_is_wrong(world: World, tmp_path: Any) -> None:
    call_command("load_forms", owner=world.bureau.code, verbosity=0)
    with pytest.raises(CommandError, match="no unit"):
        call_command("load_forms", owner="ไม่มี")
    broken = tmp_path / "forms.yaml"
    broken.write_text("fiscal_year: 2568\nforms: []\nextra: 1\n", encoding="utf-8")
    with pytest.raises(CommandError, match="extra"):
        call_command("load_forms", str(broken), owner=world.bureau.code)


def test_the_list_is_for_configurers_and_approves(world: World) -> None:
    plan = FormTemplate.objects.get(code="form-3")
    client = Client()
    client.force_login(world.configurer)
    page = client.get(reverse("forms_templates:list")).content.decode()
    assert reverse("forms_templates:form", args=[plan.pk]) in page
    address = reverse("forms_templates:approve", args=[plan.pk])
    assert client.post(address, {"reference": " "}).status_code == 422
    assert client.post(address, {"reference": "บันทึกที่ สบอ 12/2568"}).status_code == 302
    plan.refresh_from_db()
    assert plan.approved
    client.force_login(world.drafter)
    page = client.get(reverse("forms_templates:list")).content.decode()
    assert reverse("forms_templates:blank", args=[plan.pk, "docx"]) not in page
    assert client.post(reverse("forms_templates:approve", args=[plan.pk])).status_code == 403


def test_blank_forms_download_with_their_version_code(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    plan = FormTemplate.objects.get(code="form-3")
    client = Client()
    client.force_login(world.drafter)
    word = client.get(reverse("forms_templates:blank", args=[plan.pk, "docx"]))
    assert 'filename="F3-2568-v1.docx"' in word["Content-Disposition"]
    sections = Document(io.BytesIO(word.content)).sections
    assert "F3-2568-v1" in "".join(p.text for p in sections[0].footer.paragraphs)
    address = reverse("forms_templates:blank", args=[plan.pk, "pdf"])
    with django_capture_on_commit_callbacks(execute=True):
        reply = client.get(address)
    assert reply["Location"] == reverse("jobs:progress", args=[Job.objects.get().pk])
    pdf = client.get(address)
    assert b"".join(pdf.streaming_content)[:5] == b"%PDF-"
    assert client.get(reverse("forms_templates:blank", args=[plan.pk, "odt"])).status_code == 404
