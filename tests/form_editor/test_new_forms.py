"""A form that does not exist yet: begun empty or as a copy, published, asked for by definitions."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms_templates import access, editing
from forms_templates.contexts import FormStatus
from forms_templates.domain import drafts, library, new_forms
from forms_templates.domain.new_forms import NewForm
from forms_templates.models import FormDraft, FormTemplate
from forms_templates.schema import Repeat
from indicators.views.designer_page import _form_codes
from kpi_portal.accounts.domain import duties
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import InvalidInput, NotAllowed, NotFound
from tests import factories
from tests.forms.world import NOON, World

NEW = NewForm(code="form-6", number="แบบฟอร์มที่ 6", title="แบบสรุปผล", fiscal_year=2568)
TYPED = {
    "code": "form-6",
    "number": "แบบฟอร์มที่ 6",
    "title": "แบบสรุปผล",
    "fiscal_year": "2568",
    "repeat": "process",
    "copied": "",
}


def start(world: World, new: NewForm = NEW, **more: Any) -> FormDraft:
    return new_forms.start(world.bureau, new, **({"actor": world.configurer, "at": NOON} | more))


def filled(world: World, draft: FormDraft) -> FormDraft:
    document, place = editing.add(draft.document, "sections")
    document = editing.change(document, place, {"title": "สรุป"})
    document = editing.change(document, f"{place}.fields.0", {"label": "ผลที่ได้"})
    return drafts.change(
        draft, document, what="-", revision=draft.revision, actor=world.configurer, at=NOON
    )


def publish(world: World, draft: FormDraft) -> FormTemplate:
    return drafts.publish(
        draft, revision=draft.revision, reason="แบบใหม่", actor=world.configurer, at=NOON
    )


def test_an_empty_form_is_filled_and_published_as_the_first_version(world: World) -> None:
    draft = start(world)
    assert draft.base is None
    assert [fault.code for fault in drafts.faults(draft)] == ["asks_nothing"]
    assert "form-6" not in library.templates_for(world.bureau, 2568)

    template = publish(world, filled(world, draft))

    assert (template.code, template.version, template.approved) == ("form-6", 1, False)
    assert template.schema["status"] == FormStatus.RECONSTRUCTED, "it says ร่าง until approved"
    assert library.templates_for(world.bureau, 2568)["form-6"] == template
    assert not FormDraft.objects.filter(code="form-6").exists()
    assert Entry.objects.filter(action="form_draft.start").count() == 1
    # definitions can ask for it, and its next version is begun as that of any other form
    indicator = factories.IndicatorFactory(owner=world.bureau)
    assert "form-6" in _form_codes(indicator, NOON)
    assert drafts.begin(template, actor=world.configurer, at=NOON).base == template


def test_a_copy_begins_with_the_questions_of_the_other_form(world: World) -> None:
    original = FormTemplate.objects.get(code="form-1")
    draft = start(world, copied=original)

    document = draft.document
    assert document["columns"] == original.schema["columns"]
    assert (document["key"], document["number"], document["title"]) == (
        "form-6",
        "แบบฟอร์มที่ 6",
        "แบบสรุปผล",
    )
    assert (document["version"], document["notes"]) == (1, [])
    assert publish(world, draft).version == 1
    assert FormTemplate.objects.get(code="form-1").schema == original.schema


@pytest.mark.parametrize("code", ["", "ฟอร์ม-6", "form 6", "-6", "form_6", "x" * 41])
def test_a_code_that_is_none_is_refused(world: World, code: str) -> None:
    with pytest.raises(InvalidInput):
        start(world, NewForm(code=code, number="6", title="ก", fiscal_year=2568))
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize(("number", "title"), [(" ", "ก"), ("6", "")])
def test_a_form_has_its_number_and_title(world: World, number: str, title: str) -> None:
    with pytest.raises(InvalidInput):
        start(world, NewForm(code="form-6", number=number, title=title, fiscal_year=2568))


def test_a_code_taken_in_the_year_is_refused_also_below_and_in_draft(world: World) -> None:
    taken = NewForm(code="FORM-1", number="1", title="ก", fiscal_year=2568)
    for owner in (world.bureau, factories.UnitFactory(parent=world.bureau)):
        with pytest.raises(InvalidInput) as refusal:
            new_forms.start(owner, taken, actor=world.configurer, at=NOON)
        assert refusal.value.code == "code_taken"
    start(world)
    with pytest.raises(InvalidInput) as refusal:
        start(world)
    assert refusal.value.code == "code_taken"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONFIGURER])
def test_only_configurers_of_the_owner_begin_a_form(world: World, role: Role) -> None:
    actor = factories.MembershipFactory(unit=world.bureau, role=role).user
    with pytest.raises(NotAllowed):
        start(world, actor=actor)
    far = factories.MembershipFactory(unit=factories.BureauFactory(), role=Role.CONFIGURER).user
    with pytest.raises(NotAllowed):
        start(world, actor=far)
    own = far.memberships.get().unit
    original = FormTemplate.objects.get(code="form-1")
    with pytest.raises(NotFound):  # what is not seen is not copied either
        new_forms.start(own, NEW, copied=original, actor=far, at=NOON)
    assert not FormDraft.objects.exists()


def test_giving_it_up_leaves_nothing(world: World) -> None:
    drafts.discard(start(world), actor=world.configurer, at=NOON)
    assert not FormDraft.objects.exists()
    assert start(world).code == "form-6"


def test_a_draft_of_a_new_form_belongs_to_the_unit_that_ends(world: World) -> None:
    start(world)
    kinds = {kept.kept.key: kept for kept in duties.belongings(world.bureau, at=NOON)}
    assert [item.what for item in kinds["begun"].items] == ["form-6 · แบบสรุปผล"]


class TestPages:
    @pytest.fixture
    def client(self, world: World) -> Client:
        browser = Client()
        browser.force_login(world.configurer)
        return browser

    def test_from_the_list_to_the_first_version(self, world: World, client: Client) -> None:
        url = reverse("forms_templates:new")
        assert url in client.get(reverse("forms_templates:list")).content.decode()
        page = client.get(url).content.decode()
        assert FormTemplate.objects.get(code="form-1").schema["title"] in page  # can be copied

        reply = client.post(url, TYPED | {"owner": world.bureau.pk})

        draft = FormDraft.objects.get()
        assert reply["Location"] == reverse("forms_templates:draft", args=[draft.pk])
        assert draft.document["repeat"] == Repeat.PROCESS
        page = client.get(reply["Location"]).content.decode()
        assert "แบบสรุปผล" in page
        assert "ประกาศใช้ฉบับแรก" in page
        listed = client.get(reverse("forms_templates:list")).content.decode()
        assert reverse("forms_templates:draft", args=[draft.pk]) in listed
        draft = filled(world, draft)
        reply = client.post(
            reverse("forms_templates:publish", args=[draft.pk]),
            {"revision": draft.revision, "publish-reason": "แบบใหม่"},
        )
        template = FormTemplate.objects.get(code="form-6")
        assert reply["Location"] == reverse("forms_templates:form", args=[template.pk])
        assert client.get(reply["Location"]).status_code == 200

    def test_a_copy_is_chosen(self, world: World, client: Client) -> None:
        original = FormTemplate.objects.get(code="form-2")
        typed = TYPED | {"owner": world.bureau.pk, "copied": original.pk}
        client.post(reverse("forms_templates:new"), typed)
        assert FormDraft.objects.get().document["columns"] == original.schema["columns"]

    def test_what_was_typed_survives_a_refusal(self, world: World, client: Client) -> None:
        typed = TYPED | {"owner": world.bureau.pk, "code": "form-1"}
        reply = client.post(reverse("forms_templates:new"), typed)
        assert reply.status_code == 422
        page = reply.content.decode()
        assert "แบบสรุปผล" in page
        assert "แก้ไขแบบฟอร์มนั้น" in page

    def test_giving_it_up_leads_to_the_list(self, world: World, client: Client) -> None:
        draft = start(world)
        reply = client.post(reverse("forms_templates:discard", args=[draft.pk]))
        assert reply["Location"] == reverse("forms_templates:list")

    def test_an_empty_list_offers_the_first_form(self, client: Client, world: World) -> None:
        owner = factories.BureauFactory()
        keeper = factories.MembershipFactory(unit=owner, role=Role.CONFIGURER).user
        client.force_login(keeper)
        page = client.get(reverse("forms_templates:list")).content.decode()
        assert page.count(reverse("forms_templates:new")) == 2
        client.force_login(world.stranger)
        page = client.get(reverse("forms_templates:list")).content.decode()
        assert reverse("forms_templates:new") not in page
        assert client.get(reverse("forms_templates:new")).status_code == 404
        assert client.post(reverse("forms_templates:new"), TYPED).status_code == 404

    def test_the_page_asks_the_same_for_many(
        self, world: World, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(12):
            if number in (1, 11):
                client.get(reverse("forms_templates:new"))
                with django_assert_max_num_queries(10):
                    client.get(reverse("forms_templates:new"))
            factories.UnitFactory(parent=world.bureau)
            start(world, NewForm(code=f"f{number}", number="6", title="ก", fiscal_year=2568))
        assert len(access.begun_by(world.configurer, at=NOON)) == 12
