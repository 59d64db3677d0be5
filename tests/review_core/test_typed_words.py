"""What somebody typed stays on the page when somebody else was faster."""

from __future__ import annotations

from dataclasses import replace

from django.test import Client
from django.urls import reverse

from kpi_portal.accounts.models import User
from submissions.documents.domain import drafting, memos
from submissions.documents.forms.memo import MemoForm
from submissions.domain import narrative
from submissions.enums import State
from tests.documents.conftest import NOW, Office
from tests.review.world import NOON, Review


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_units_words(late_review: Review) -> None:
    late_review.put(State.DRAFT)
    narrative.save_narrative(
        late_review.submission,
        actor=late_review.director,
        at=NOON,
        revision=0,
        claimed_level=1,
        level_results={},
        texts={"obstacles": "น้ำท่วม"},
    )
    url = reverse("submissions:narrative", args=[late_review.submission.pk])
    typed = {"revision": 0, "claimed_level": "1", "obstacles": "งบประมาณล่าช้า"}
    answer = browser(late_review.drafter).post(url, typed)
    html = answer.content.decode()
    assert (answer.status_code, "งบประมาณล่าช้า" in html) == (409, True)
    assert late_review.fresh().obstacles == "น้ำท่วม"
    assert 'name="revision" value="1"' in html


def test_the_words_of_a_memo(office: Office) -> None:
    memo = memos.draft_request(office.submission.round, actor=office.head, at=NOW)
    words = drafting.context_of(memo)
    typed = MemoForm.initial_of(words) | {  # type: ignore[arg-type]
        "seen": drafting.words_seen(memo),
        "signer_name": "นายสมชาย ใจดี",
        "subject": "เรื่องของผู้ที่สอง",
    }
    first = replace(words, subject="เรื่องของผู้ที่หนึ่ง")  # type: ignore[type-var]
    drafting.edit_memo(memo, first, actor=office.head, at=NOW)  # type: ignore[arg-type]
    url = reverse("documents:edit", args=[memo.pk])
    client = browser(office.reviewer)
    answer = client.post(url, typed)
    assert (answer.status_code, "เรื่องของผู้ที่สอง" in answer.content.decode()) == (409, True)
    memo.refresh_from_db()
    assert memo.subject == "เรื่องของผู้ที่หนึ่ง"
    typed["seen"] = drafting.words_seen(memo)
    assert client.post(url, typed).status_code == 302
