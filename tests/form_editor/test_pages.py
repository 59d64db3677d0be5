"""The pages on which a configurer edits a form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms_templates import editing, tasks
from forms_templates.domain import draft_paper, drafts
from forms_templates.forms.parts import Editor
from forms_templates.models import FormDraft, FormTemplate
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.jobs.models import Job, JobState
from tests import factories
from tests.form_editor.test_editing import posted
from tests.forms.world import NOON, World


@pytest.fixture
def draft(world: World) -> FormDraft:
    template = FormTemplate.objects.get(code="form-1")
    return drafts.begin(template, actor=world.configurer, at=NOON)


@pytest.fixture
def client(world: World) -> Client:
    browser = Client()
    browser.force_login(world.configurer)
    return browser


def address(draft: FormDraft, **query: str) -> str:
    return reverse("forms_templates:draft", args=[draft.pk], query=query or None)


def sent(draft: FormDraft, place: str, do: str, **typed: str) -> dict[str, Any]:
    data = posted(Editor(draft.document, place)).dict()
    return {**data, "revision": str(draft.revision), "part": place, "do": do, **typed}


def test_the_form_is_begun_edited_undone_and_published(world: World, client: Client) -> None:
    template = FormTemplate.objects.get(code="form-1")
    page = client.get(reverse("forms_templates:form", args=[template.pk])).content.decode()
    assert reverse("forms_templates:begin", args=[template.pk]) in page
    assert "1.1" in page  # what relies on it
    reply = client.post(reverse("forms_templates:begin", args=[template.pk]))
    draft = FormDraft.objects.get()
    assert reply["Location"] == address(draft)
    assert client.post(address(draft), sent(draft, "", "save", title="ชื่อใหม่")).status_code == 302
    draft.refresh_from_db()
    assert draft.document["title"] == "ชื่อใหม่"
    reply = client.post(address(draft), sent(draft, "columns.1", "duplicate"))
    assert reply["Location"] == address(draft, part="columns.2")
    draft.refresh_from_db()
    assert len(draft.document["columns"]) == 9
    client.post(address(draft), {"revision": draft.revision, "do": "undo"})
    draft.refresh_from_db()
    assert len(draft.document["columns"]) == 8
    publish = reverse("forms_templates:publish", args=[draft.pk])
    asked = client.post(publish, {"revision": draft.revision, "publish-reason": ""})
    assert asked.status_code == 422
    reply = client.post(publish, {"revision": draft.revision, "publish-reason": "ตามมติ"})
    new = FormTemplate.objects.get(code="form-1", version=2)
    assert reply["Location"] == reverse("forms_templates:form", args=[new.pk])
    page = client.get(reply["Location"]).content.decode()
    assert "ตามมติ" in page
    assert reverse("forms_templates:approve", args=[new.pk]) in page


def test_what_was_typed_survives_a_fault_a_refusal_and_a_faster_colleague(
    client: Client, draft: FormDraft
) -> None:
    reply = client.post(address(draft), sent(draft, "columns.1", "save", label="ก", width="มาก"))
    assert reply.status_code == 422
    assert 'value="มาก"' in reply.content.decode()
    reply = client.post(address(draft), sent(draft, "columns.1", "save", label="ข", key="other"))
    assert reply.status_code == 409
    assert 'value="ข"' in reply.content.decode()
    stale = sent(draft, "columns.1", "save", label="ค")
    client.post(address(draft), sent(draft, "", "save", title="ของคนอื่น"))
    reply = client.post(address(draft), stale)
    page = reply.content.decode()
    assert reply.status_code == 409
    assert 'value="ค"' in page
    assert "ของคนอื่น" in page
    draft.refresh_from_db()
    assert draft.document["columns"][1]["label"] != "ค"


def test_a_faulty_draft_says_where_and_cannot_be_published(
    client: Client, draft: FormDraft
) -> None:
    client.post(address(draft), {"revision": draft.revision, "do": "add:columns"})
    page = client.get(address(draft)).content.decode()
    assert "?part=columns.8" in page
    assert "publish-reason" not in page


@pytest.mark.parametrize("code", ["form-1", "form-2", "form-3", "form-4", "form-5"])
def test_every_form_is_previewed_on_the_web_and_on_paper(
    world: World, client: Client, code: str
) -> None:
    template = FormTemplate.objects.get(code=code)
    draft = drafts.begin(template, actor=world.configurer, at=NOON)
    page = client.get(address(draft)).content.decode()
    for column in draft.document["columns"][1:]:
        assert column["label"] in page
    waiting = client.get(address(draft, view="paper")).content.decode()
    job = Job.objects.get(kind=draft_paper.JOB)
    assert f"/jobs/{job.pk}/" in waiting
    assert "iframe" not in waiting
    word = client.get(reverse("forms_templates:draft_paper", args=[draft.pk, "docx"]))
    assert word.content[:2] == b"PK"
    pdf = reverse("forms_templates:draft_paper", args=[draft.pk, "pdf"])
    assert client.get(pdf)["Location"] == f"/jobs/{job.pk}/"
    assert tasks.make_draft(job, lambda *_: None) == {"url": pdf}
    assert b"".join(client.get(pdf).streaming_content).startswith(b"%PDF-")
    assert "iframe" in client.get(address(draft, view="paper")).content.decode()


class TestTwoAtOnce:
    """A colleague is faster: what was typed is kept, and the page says what happened."""

    @pytest.fixture
    def colleague(self, world: World) -> User:
        return factories.MembershipFactory(
            unit=world.bureau, role=Role.CONFIGURER, user__first_name="มานะ"
        ).user

    def changed(self, draft: FormDraft, by: User, document: Any, what: str = "แก้") -> FormDraft:
        draft.refresh_from_db()
        return drafts.change(draft, document, what=what, revision=draft.revision, actor=by, at=NOON)

    def opened(self, draft: FormDraft, place: str, do: str, **typed: str) -> dict[str, Any]:
        key = editing.part_at(draft.document, place)["key"]
        return sent(draft, place, do, anchor=key, **typed)

    @pytest.mark.parametrize("do", ["save", "up", "duplicate"])
    def test_who_was_faster_is_named(
        self, client: Client, draft: FormDraft, colleague: User, do: str
    ) -> None:
        mine = self.opened(draft, "columns.1", do, label="ของฉัน")
        renamed = editing.change(draft.document, "columns.1", {"label": "ของเขา"})
        self.changed(draft, colleague, renamed)
        reply = client.post(address(draft), mine)
        page = reply.content.decode()
        assert reply.status_code == 409
        assert 'value="ของฉัน"' in page
        assert "มานะ" in page
        assert "ของเขา" in page  # in the outline and the preview
        draft.refresh_from_db()
        assert draft.document["columns"][1]["label"] == "ของเขา"

    def test_a_part_that_was_moved_keeps_its_words_at_its_new_place(
        self, client: Client, draft: FormDraft, colleague: User
    ) -> None:
        mine = self.opened(draft, "columns.2", "save", label="ของฉัน")
        moved, place = editing.move(draft.document, "columns.2", -1)
        neighbour = moved["columns"][2]["label"]
        self.changed(draft, colleague, moved)
        reply = client.post(address(draft), mine)
        page = reply.content.decode()
        assert reply.status_code == 409
        assert 'value="ของฉัน"' in page
        assert f'name="part" value="{place}"' in page
        draft.refresh_from_db()
        again = mine | {"revision": str(draft.revision), "part": place}
        assert client.post(address(draft), again).status_code == 302
        draft.refresh_from_db()
        labels = [column["label"] for column in draft.document["columns"]]
        assert labels[1:3] == ["ของฉัน", neighbour]

    def test_a_part_that_was_removed_gives_its_words_back(
        self, client: Client, draft: FormDraft, colleague: User
    ) -> None:
        mine = self.opened(draft, "columns.2", "save", label="ของฉัน", hint="คำแนะนำของฉัน")
        self.changed(draft, colleague, editing.remove(draft.document, "columns.2")[0])
        before = FormDraft.objects.get().document
        reply = client.post(address(draft), mine)
        assert reply.status_code == 409
        for words in ("ของฉัน", "คำแนะนำของฉัน", "ถูกลบไปแล้ว"):
            assert words in reply.content.decode()
        assert FormDraft.objects.get().document == before, "its neighbour is not overwritten"

    def test_a_draft_that_is_gone_gives_the_words_back(
        self, world: World, client: Client, draft: FormDraft, colleague: User
    ) -> None:
        mine = self.opened(draft, "columns.1", "save", label="ของฉัน")
        url = address(draft)
        drafts.discard(draft, actor=colleague, at=NOON)
        reply = client.post(url, mine)
        assert reply.status_code == 409
        assert "ของฉัน" in reply.content.decode()
        assert client.get(url).status_code == 404
        client.force_login(world.stranger)
        assert client.post(url, mine).status_code == 404

    def test_what_was_typed_goes_with_an_act(self, client: Client, draft: FormDraft) -> None:
        reply = client.post(
            address(draft), self.opened(draft, "columns.2", "duplicate", label="ของฉัน")
        )
        assert reply["Location"] == address(draft, part="columns.3")
        draft.refresh_from_db()
        labels = [column["label"] for column in draft.document["columns"]]
        assert labels[2:4] == ["ของฉัน", "ของฉัน"]
        faulty = self.opened(draft, "columns.2", "up", width="มาก")
        reply = client.post(address(draft), faulty)
        assert reply.status_code == 422
        assert 'value="มาก"' in reply.content.decode()
        assert client.post(address(draft), faulty | {"do": "remove"}).status_code == 302

    def test_unseen_changes_are_not_given_up(
        self, client: Client, draft: FormDraft, colleague: User
    ) -> None:
        url = reverse("forms_templates:discard", args=[draft.pk])
        seen = {"revision": str(draft.revision)}
        page = client.get(address(draft)).content.decode()
        assert page.count(f'name="revision" value="{draft.revision}"') >= 3
        self.changed(draft, colleague, {**draft.document, "title": "ของเขา"}, "ชื่อของเขา")
        reply = client.post(url, seen)
        assert reply.status_code == 409
        for words in ("มานะ", "ชื่อของเขา"):
            assert words in reply.content.decode()
        draft.refresh_from_db()
        assert client.post(url, {"revision": str(draft.revision)}).status_code == 302
        assert not FormDraft.objects.exists()

    def test_own_changes_need_no_second_look(
        self, world: World, client: Client, draft: FormDraft
    ) -> None:
        seen = {"revision": str(draft.revision)}
        self.changed(draft, world.configurer, {**draft.document, "title": "ก"})
        url = reverse("forms_templates:discard", args=[draft.pk])
        assert client.post(url, seen).status_code == 302


def test_each_revision_is_printed_anew_and_failed_work_is_not_asked_for_twice(
    world: World, client: Client, draft: FormDraft
) -> None:
    draft_paper.make_pdf(draft)
    client.post(address(draft), sent(draft, "", "save", title="ชื่อใหม่"))
    draft.refresh_from_db()
    assert draft_paper.stored_pdf(draft) is None
    page = client.get(address(draft, view="paper")).content.decode()
    assert 'hx-trigger="job-ended"' in page
    job = Job.objects.get(kind=draft_paper.JOB)
    Job.objects.update(state=JobState.FAILED)
    page = client.get(address(draft, view="paper")).content.decode()
    assert f"/jobs/{job.pk}/" in page
    assert 'hx-trigger="job-ended"' not in page, "a page would ask for itself without end"
    assert Job.objects.filter(kind=draft_paper.JOB).count() == 1


def test_parts_that_are_gone_and_acts_that_are_none(client: Client, draft: FormDraft) -> None:
    assert client.get(address(draft, part="columns.77")).status_code == 200
    gone = {"revision": draft.revision, "part": "columns.77", "do": "remove"}
    assert client.post(address(draft), gone).status_code == 404
    assert client.post(address(draft), gone | {"do": "explode"}).status_code == 404


def test_giving_up_leaves_the_versions(client: Client, draft: FormDraft) -> None:
    reply = client.post(reverse("forms_templates:discard", args=[draft.pk]))
    assert reply.status_code == 302
    assert not FormDraft.objects.exists()
    assert FormTemplate.objects.filter(code="form-1").count() == 1


@pytest.mark.parametrize("who", ["drafter", "director", "reviewer", "executive", "stranger"])
def test_drafts_do_not_exist_for_others(world: World, draft: FormDraft, who: str) -> None:
    browser = Client()
    browser.force_login(getattr(world, who))
    for name in ("draft", "publish", "discard"):
        assert browser.post(reverse(f"forms_templates:{name}", args=[draft.pk])).status_code == 404
    assert browser.get(address(draft)).status_code == 404
    template = draft.base_id
    assert browser.get(reverse("forms_templates:form", args=[template])).status_code == 404
    for name in ("approve", "withdraw"):
        url = reverse(f"forms_templates:{name}", args=[template])
        assert browser.post(url, {"reference": "-"}).status_code == 403


def test_pages_ask_the_same_number_of_questions_however_much_there_is(
    world: World, client: Client, draft: FormDraft, django_assert_num_queries: Any
) -> None:
    template = FormTemplate.objects.get(code="form-1")
    pages = {
        reverse("forms_templates:list"): LIST,
        reverse("forms_templates:form", args=[template.pk]): FORM,
        address(draft): DRAFT,
    }
    for url in pages:
        client.get(url)
    for url, number in pages.items():
        with django_assert_num_queries(number):
            client.get(url)
    for version in range(2, 12):
        template.pk, template.version = None, version
        template.save()
    for place in range(5):
        draft.refresh_from_db()
        client.post(address(draft), sent(draft, f"columns.{place}", "duplicate"))
    for url, number in pages.items():
        with django_assert_num_queries(number):
            client.get(url)


LIST, FORM, DRAFT = 7, 9, 6
