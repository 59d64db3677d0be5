"""The data that goes with a memo to an e-saraban system."""

from __future__ import annotations

import json
from hashlib import sha256

from django.test import Client
from django.urls import reverse

from submissions.documents.domain import exchange, issuing
from submissions.documents.enums import Format
from submissions.documents.models import Document
from tests.documents.conftest import NOW, Office
from tests.documents.test_issuing import bytes_of, issued, request_memo


def test_it_tells_what_the_memo_says_and_proves_its_files(office: Office) -> None:
    document = issued(office, request_memo(office))
    files = {one: bytes_of(document, one) for one in Format}
    issuing.mark_sent(document, actor=office.head, at=NOW)
    told = exchange.metadata(Document.objects.get(pk=document.pk))
    assert (told["number"], told["date"]) == ("สบอ 9/1568", "2025-02-06")
    assert (told["urgency"], told["secrecy"]) == ("001", "001")
    assert told["addressees"] == document.addressees
    assert told["signer"]["name"] == office.head.display_name
    assert [(f["type"], f["size"], f["sha256"]) for f in told["files"]] == [
        (exchange._MEDIA_TYPES[one], len(files[one]), sha256(files[one]).hexdigest())
        for one in (Format.PDF, Format.WORD)
    ]
    assert told["times"]["sent"] == NOW.isoformat()
    assert told["times"]["printed"] is None
    assert json.loads(json.dumps(told)) == told


def test_it_is_a_download_of_an_issued_memo_and_of_no_draft(office: Office) -> None:
    memo = request_memo(office)
    client = Client()
    client.force_login(office.head, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("documents:metadata", args=[memo.pk])
    page = reverse("documents:detail", args=[memo.pk])
    assert url not in client.get(page).content.decode()
    assert client.get(url).status_code == 409
    issued(office, memo)
    assert url in client.get(page).content.decode()
    answer = client.get(url)
    assert answer["Content-Type"] == "application/json"
    assert "attachment" in answer["Content-Disposition"]
    told = json.loads(answer.content)
    assert (told["number"], told["kind"]) == ("สบอ 9/1568", "request")
    client.force_login(
        office.stranger, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get(url).status_code == 404
