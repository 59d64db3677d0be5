"""Own Word files in the portal: who keeps them, when they are in force, what they are used for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from forms_templates.domain import blanks, word_samples, word_subjects, word_templates
from forms_templates.domain.word_subjects import Subject
from forms_templates.domain.word_templates import WordFileRefused
from forms_templates.enums import WordSubject
from forms_templates.models import FormTemplate, MemoTemplate, WordTemplate
from forms_templates.own_word import starter
from forms_templates.rendering import DOCX_TYPE
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound
from kpi_portal.files.refusals import FileRefused
from submissions.documents.domain import drafting, renditions
from submissions.documents.enums import Format
from submissions.domain import forms, forms_paper
from tests import factories as f
from tests.documents.conftest import NOW, Office, office  # noqa: F401
from tests.documents.test_issuing import bytes_of, issued, request_memo
from tests.forms.world import NOON, World, form_1, the_forms
from tests.own_word.files import changed, word
from tests.rendering.tools import docx_paragraphs
from tests.validators.office_files import office as office_file

TODAY = NOON.date()
MARK = "แบบของกรม"


def subject(code: str = "form-1") -> Subject:
    return word_subjects.of_form(FormTemplate.objects.filter(code=code).latest("version"))


def own_form(code: str = "form-1") -> bytes:
    """The starter with a word of the agency's own in it."""
    made = starter.starter_of_form(the_forms().forms[code])
    title = the_forms().forms[code].title
    return changed(made, "word/document.xml", title, MARK)


def kept(world: World, data: bytes | None = None, *, on: date | None = TODAY) -> WordTemplate:
    made = word_templates.upload(
        subject(), data=data or own_form(), name="แบบ 1.docx", actor=world.configurer, at=NOON
    )
    if on is not None:
        tree = subject().tree
        made = word_templates.switch_on(made, actor=world.configurer, at=NOON, day=on, tree=tree)
    return made


def in_force(world: World, on: date = TODAY) -> WordTemplate | None:
    return word_templates.in_force(world.unit, WordSubject.FORM, "form-1", on=on)


def test_a_file_is_kept_switched_on_replaced_and_switched_off(world: World) -> None:
    first = kept(world, on=None)
    assert (first.version, first.original_name, in_force(world)) == (1, "แบบ 1.docx", None)
    kept(world, on=TODAY + timedelta(days=3))
    assert in_force(world) is None
    tree = subject().tree
    by: dict[str, Any] = {"actor": world.configurer, "at": NOON}
    word_templates.switch_on(first, day=TODAY, tree=tree, **by)
    assert in_force(world) == first
    later = in_force(world, TODAY + timedelta(days=3))
    assert later is not None
    assert later.version == 2
    word_templates.switch_off(later, **by)
    assert in_force(world, TODAY + timedelta(days=3)) == first
    word_templates.switch_off(first, **by)
    assert in_force(world) is None
    with pytest.raises(GuardRefused):
        word_templates.switch_off(first, **by)
    with pytest.raises(InvalidInput):
        word_templates.switch_on(first, day=TODAY - timedelta(days=1), tree=tree, **by)


@pytest.mark.parametrize("who", ["drafter", "director", "reviewer", "executive", "stranger"])
def test_only_configurers_keep_them(world: World, who: str) -> None:
    made = kept(world)
    by: dict[str, Any] = {"actor": getattr(world, who), "at": NOON}
    for act in (
        lambda: word_templates.upload(subject(), data=own_form(), name="a.docx", **by),
        lambda: word_templates.switch_on(made, day=TODAY, tree=subject().tree, **by),
        lambda: word_templates.switch_off(made, **by),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert WordTemplate.objects.get().switched_off_at is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", office_file("docx", {"word/vbaProject.bin": b"x"})),
        ("a.docx", office_file("docx", {"word/embeddings/a.bin": b"\xd0\xcf\x11\xe0"})),
        ("a.docx", office_file("docx", {"word/bomb.xml": b"<a/>" + b" " * 40_000_000})),
        ("a.xlsx", office_file("xlsx")),
        ("a.docx", b"not a file"),
        ("a.docx", b""),
    ],
)
def test_hostile_files_are_refused(world: World, name: str, data: bytes) -> None:
    with pytest.raises(FileRefused):
        word_templates.upload(subject(), data=data, name=name, actor=world.configurer, at=NOON)
    assert not WordTemplate.objects.exists()


def test_faulty_places_are_named_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(WordFileRefused) as refused:
        kept(world, word("{{ ''.__class__ }}", "{{ head.nothing }}"))
    codes = {fault.code for fault in refused.value.faults}
    assert codes == {"forbidden", "unknown", "missing"}
    assert not WordTemplate.objects.exists()


def test_blank_and_filled_sheets_come_from_the_file_and_pdf_from_the_portal(world: World) -> None:
    template = FormTemplate.objects.get(code="form-1")
    made = kept(world)
    assert MARK in docx_paragraphs(blanks.as_word(template, at=NOON))
    forms.save_answer(
        world.submission, "form-1", None, actor=world.drafter, at=NOON, revision=0, data=form_1()
    )
    sheet = forms.open_sheet(world.submission, "form-1", None)
    own = forms_paper.address_of(sheet, "docx", at=NOON)
    with forms_paper.storages["default"].open(forms_paper.make(sheet, "docx", at=NOON)) as stored:
        said = docx_paragraphs(stored.read())
    assert MARK in said
    assert "การขอใช้น้ำ" in said
    pdf = forms_paper.address_of(sheet, "pdf", at=NOON)
    word_templates.switch_off(made, actor=world.configurer, at=NOON)
    assert forms_paper.address_of(sheet, "docx", at=NOON) != own
    assert forms_paper.address_of(sheet, "pdf", at=NOON) == pdf
    assert MARK not in docx_paragraphs(blanks.as_word(template, at=NOON))


def test_a_file_that_no_longer_fits_gives_way_to_the_portals_layout(world: World) -> None:
    made = kept(world)
    WordTemplate.objects.update(places=["head.office_name"])
    template = FormTemplate.objects.get(code="form-1")
    assert MARK not in docx_paragraphs(blanks.as_word(template, at=NOON))
    made.refresh_from_db()
    with pytest.raises(GuardRefused):
        word_templates.switch_on(
            made, actor=world.configurer, at=NOON, day=TODAY, tree=subject().tree
        )


def test_an_altered_file_is_never_filled(world: World) -> None:
    kept(world)
    WordTemplate.objects.update(content=word("{{ ''.__class__ }}"))
    with pytest.raises(GuardRefused):
        blanks.as_word(FormTemplate.objects.get(code="form-1"), at=NOON)


def test_reports_have_no_file_of_their_own(office: Office) -> None:  # noqa: F811
    with pytest.raises(NotFound):
        word_subjects.of_memo(MemoTemplate.objects.get(kind="report"))


def keeper_of(office: Office) -> User:  # noqa: F811
    return f.MembershipFactory(role=Role.CONFIGURER, unit=office.strategy, scope=office.bureau).user


def own_memo(office: Office, mark: str = MARK) -> WordTemplate:  # noqa: F811
    keeper = keeper_of(office)
    memo = word_subjects.of_memo(MemoTemplate.objects.get(kind="request"))
    data = changed(starter.starter_of_memo("request"), "word/document.xml", "บันทึกข้อความ", mark)
    made = word_templates.upload(memo, data=data, name="memo.docx", actor=keeper, at=NOW)
    return word_templates.switch_on(made, actor=keeper, at=NOW, day=NOW.date(), tree=memo.tree)


def test_memos_are_made_from_the_file_and_issued_ones_never_change(
    office: Office,  # noqa: F811
) -> None:
    before = issued(office, request_memo(office), typed="สบอ 9/1")
    made = own_memo(office)
    document = issued(office, request_memo(office), typed="สบอ 9/2")
    assert (before.word_template, document.word_template) == (None, made)
    first = bytes_of(document, Format.WORD)
    said = docx_paragraphs(first)
    assert MARK in said
    assert "ร่าง" not in said
    assert MARK not in docx_paragraphs(bytes_of(before, Format.WORD))
    assert bytes_of(document, Format.PDF)[:5] == b"%PDF-"
    browser = Client()
    browser.force_login(office.head)
    for one, said_so in ((document, True), (before, False)):
        page = browser.get(reverse("documents:detail", args=[one.pk])).content.decode()
        assert ("แม่แบบของหน่วยงาน" in page) is said_so
    word_templates.switch_off(made, actor=keeper_of(office), at=NOW)
    own_memo(office, "แบบใหม่")
    document.refresh_from_db()
    assert bytes_of(document, Format.WORD) == first
    assert renditions.make(document, Format.WORD).document.word_template == made


def test_a_secret_memo_without_its_place_keeps_the_portals_layout(
    office: Office,  # noqa: F811
) -> None:
    from dataclasses import replace

    from forms_templates.contexts import MemoContext, Secrecy

    own_memo(office)
    document = request_memo(office)
    assert document.word_template is not None
    context = drafting.context_of(document)
    assert isinstance(context, MemoContext)
    secret = replace(context, secrecy=Secrecy.SECRET)
    document = drafting.edit_memo(document, secret, actor=office.reviewer, at=NOW)
    assert document.word_template is None


# --- pages ---------------------------------------------------------------------------------------


@pytest.fixture
def client(world: World) -> Client:
    browser = Client()
    browser.force_login(world.configurer)
    return browser


def page_of(code: str = "form-1") -> str:
    pk = FormTemplate.objects.filter(code=code).latest("version").pk
    return reverse("forms_templates:word", args=["form", pk])


def posted(data: bytes, name: str = "แบบ.docx") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, data, DOCX_TYPE)}


def test_the_page_takes_a_file_from_the_starter_to_being_in_force(
    world: World, client: Client
) -> None:
    page = client.get(page_of()).content.decode()
    assert "{{ head.office_name }}" in page
    pk = FormTemplate.objects.get(code="form-1").pk
    begun = client.get(reverse("forms_templates:word_starter", args=["form", pk])).content
    refused = client.post(page_of(), posted(word("{{ nothing }}")))
    assert refused.status_code == 422
    assert "nothing" in refused.content.decode()
    assert client.post(page_of(), posted(begun)).status_code == 302
    made = WordTemplate.objects.get()
    assert client.get(reverse("forms_templates:word_file", args=[made.pk])).content == begun
    sample = client.get(reverse("forms_templates:word_sample", args=[made.pk, "docx"])).content
    assert "ตัวอย่างข้อความ" in docx_paragraphs(sample)
    on = reverse("forms_templates:word_on", args=[made.pk])
    assert client.post(on, {f"on-{made.pk}-day": "1 ม.ค. 2560"}).status_code == 422
    assert client.post(on, {f"on-{made.pk}-day": "1 ม.ค. 2650"}).status_code == 302
    made.refresh_from_db()
    assert made.in_force_from == date(2107, 1, 1)
    off = reverse("forms_templates:word_off", args=[made.pk])
    assert client.post(off).status_code == 302


def test_the_sample_is_printed_where_a_program_can(
    world: World, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    made = kept(world)
    address = reverse("forms_templates:word_sample", args=[made.pk, "pdf"])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.get(address).status_code == 302
    assert b"".join(client.get(address).streaming_content)[:5] == b"%PDF-"


def test_without_a_program_the_sample_is_word_alone(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = kept(world)
    monkeypatch.setattr(word_samples, "PROGRAM", "no-such-program")
    assert (
        reverse("forms_templates:word_sample", args=[made.pk, "pdf"])
        not in client.get(page_of()).content.decode()
    )
    with pytest.raises(GuardRefused):
        word_samples._printed(b"")


def test_files_do_not_exist_for_others(world: World) -> None:
    made = kept(world)
    browser = Client()
    browser.force_login(world.director)
    assert browser.get(page_of()).status_code == 404
    for name in ("word_on", "word_off"):
        assert browser.post(reverse(f"forms_templates:{name}", args=[made.pk])).status_code == 404
    assert browser.get(reverse("forms_templates:word_file", args=[made.pk])).status_code == 404


def test_the_page_asks_the_same_number_of_questions_with_many_files(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    kept(world)
    client.get(page_of())
    with django_assert_num_queries(QUERIES):
        client.get(page_of())
    for _version in range(4):
        kept(world)
    with django_assert_num_queries(QUERIES):
        client.get(page_of())


QUERIES = 9
