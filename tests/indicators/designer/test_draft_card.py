"""The printed card of a working draft: ร่าง on every page, for those who design it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from docx import Document

from indicators.domain import card_files, draft_card, drafts
from indicators.models import Draft
from indicators.tasks import cards
from kpi_portal.accounts.enums import Role
from kpi_portal.errors import GuardRefused
from kpi_portal.jobs.models import Job
from tests import factories
from tests.rendering.tools import pdf_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(begin) -> Draft:
    return begin()


def address(draft: Draft, kind: str) -> str:
    return f"/indicators/{draft.indicator_id}/designer/card.{kind}"


def rename(draft: Draft, keeper, at, name: str) -> Draft:
    document = {**draft.document, "name": name}
    return drafts.change(
        draft, document, what="-", revision=draft.revision, actor=keeper, at=at + timedelta(hours=1)
    )


def test_every_page_is_marked_in_both_formats(draft, keeper, at):
    draft = rename(draft, keeper, at, "ชื่อที่กำลังแก้ไข")
    draft_card.make_pdf(draft)
    stored = draft_card.stored_pdf(draft)
    assert stored is not None
    with stored:
        pages = pdf_pages(stored.read())
    assert len(pages) > 1
    assert all("ร่าง" in page for page in pages)
    assert "ชื่อที่กำลังแก้ไข" in "".join(pages)

    word = Document(io.BytesIO(draft_card.as_word(draft)))
    heads = [section.header._element.xml for section in word.sections]
    assert heads
    assert all("ร่าง" in head for head in heads)
    # the published card stays as it is
    published = card_files.context_of(draft.indicator.versions.get())
    assert published.title != draft_card.context_of(draft).title


def test_word_comes_at_once_and_pdf_by_a_job(client, draft, keeper):
    client.force_login(keeper)
    word = client.get(address(draft, "docx"))
    assert word["Content-Type"] == card_files.MEDIA_TYPES["docx"]
    waiting = client.get(address(draft, "pdf"))
    job = Job.objects.get(kind=draft_card.JOB)
    assert waiting["Location"] == f"/jobs/{job.pk}/"
    assert client.get(address(draft, "pdf"))["Location"] == f"/jobs/{job.pk}/"

    done = cards.make_draft_card(job, lambda *_: None)

    assert done == {"url": address(draft, "pdf")}
    made = client.get(done["url"])
    assert b"".join(made.streaming_content).startswith(b"%PDF")
    assert "no-store" in made["Cache-Control"]
    assert client.get(address(draft, "odt")).status_code == 404


def test_a_change_makes_a_new_one_and_only_the_newest_is_kept(draft, keeper, at):
    draft_card.make_pdf(draft)
    draft = rename(draft, keeper, at, "อีกชื่อหนึ่ง")
    assert draft_card.stored_pdf(draft) is None
    draft_card.make_pdf(draft)
    draft_card.make_pdf(draft)
    _folders, names = storages["default"].listdir(f"previews/card-{draft.pk}")
    assert len(names) == 1
    stored = draft_card.stored_pdf(draft)
    assert stored is not None
    stored.close()


def test_a_draft_that_cannot_be_read_says_so(client, draft, keeper, at):
    document = {key: value for key, value in draft.document.items() if key != "rounds"}
    drafts.change(draft, document, what="-", revision=draft.revision, actor=keeper, at=at)
    draft.refresh_from_db()
    with pytest.raises(GuardRefused):
        draft_card.as_word(draft)
    client.force_login(keeper)
    for kind in ("docx", "pdf"):
        assert client.get(address(draft, kind)).status_code == 409
    assert not Job.objects.filter(kind=draft_card.JOB).exists()
    preview = client.get(f"/indicators/{draft.indicator_id}/designer/preview/").content.decode()
    assert address(draft, "pdf") not in preview


def test_the_pages_of_the_draft_offer_it(client, draft, keeper):
    client.force_login(keeper)
    for page in ("designer/", "designer/preview/"):
        shown = client.get(f"/indicators/{draft.indicator_id}/{page}").content.decode()
        assert address(draft, "pdf") in shown
        assert address(draft, "docx") in shown


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONFIGURER])
def test_others_do_not_print_it(client, draft, bureau, role):
    client.force_login(factories.MembershipFactory(unit=bureau, role=role).user)
    assert client.get(address(draft, "docx")).status_code == 403
