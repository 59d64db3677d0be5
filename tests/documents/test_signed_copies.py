"""The signed scan on the memo's page: a refused one leaves no file behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kpi_portal.errors import GuardRefused, NotAllowed
from submissions import storage
from submissions.documents.domain import issuing, signed_copies
from submissions.documents.enums import DocumentState
from submissions.documents.models import Document
from submissions.models import Evidence, EvidenceVersion
from tests.documents.conftest import NOW, Office
from tests.documents.test_issuing import issued, request_memo
from tests.evidence.world import a_pdf


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digests of the files that were stored."""
    stored: list[str] = []
    keep = storage.keep

    def noting(source: Any, *, sha256: str, size: int) -> str:
        stored.append(sha256)
        return keep(source, sha256=sha256, size=size)

    monkeypatch.setattr(storage, "keep", noting)
    return stored


def attach(document: Document, office: Office, who: str = "head") -> Document:
    scan = a_pdf("signed.pdf")
    return signed_copies.attach(document, upload=scan, actor=getattr(office, who), at=NOW)


def test_the_scan_becomes_the_official_copy(office: Office, kept: list[str]) -> None:
    document = attach(issued(office, request_memo(office)), office, "reviewer")
    assert document.state == DocumentState.SIGNED
    assert document.signed_scan is not None
    assert document.signed_scan.sha256 == kept[0]
    assert document.signed_scan.evidence.owner == office.strategy


@pytest.mark.parametrize("why", ["draft", "sent", "voided", "signed"])
def test_where_it_is_refused_nothing_is_stored(office: Office, kept: list[str], why: str) -> None:
    document = request_memo(office)
    if why != "draft":
        document = issued(office, document)
    if why == "sent":
        document = issuing.mark_sent(document, actor=office.head, at=NOW)
    elif why == "voided":
        issuing.discard(document, actor=office.head, at=NOW, reason="ผิด")
    elif why == "signed":
        attach(document, office)
    kept.clear()
    before = EvidenceVersion.objects.count()
    with pytest.raises(GuardRefused):
        attach(Document.objects.get(pk=document.pk), office)
    assert (kept, EvidenceVersion.objects.count()) == ([], before)


@pytest.mark.parametrize("who", ["director", "drafter", "stranger"])
def test_others_store_nothing(office: Office, kept: list[str], who: str) -> None:
    document = issued(office, request_memo(office))
    with pytest.raises(NotAllowed):
        attach(document, office, who)
    assert (kept, Evidence.objects.count()) == ([], 0)


def test_of_two_at_once_the_second_leaves_no_row(office: Office, kept: list[str]) -> None:
    document = issued(office, request_memo(office))
    stale = Document.objects.get(pk=document.pk)
    attach(document, office)
    with pytest.raises(GuardRefused):
        attach(stale, office)
    assert EvidenceVersion.objects.count() == Evidence.objects.count() == 1


def test_on_the_page(office: Office) -> None:
    document = issued(office, request_memo(office))
    client = Client()
    client.force_login(office.head, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("documents:signed", args=[document.pk])
    assert client.post(url).status_code == 302
    assert client.post(url, {"scan": a_pdf()}).status_code == 302
    document.refresh_from_db()
    assert document.state == DocumentState.SIGNED
