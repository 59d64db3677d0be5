"""Signed scans find their memos: by QR code or number; a person confirms; nothing is guessed."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from kpi_portal.audit.models import Entry
from kpi_portal.errors import NotAllowed, NotFound
from submissions.documents.domain import issuing, public_page, scan_codes, scans
from submissions.documents.domain.batch_wishes import Wishes
from submissions.documents.enums import DocumentKind, DocumentState, NumberSource, ScanState
from submissions.documents.models import Document, Scan
from submissions.domain import evidence_access
from tests.batches.world import NOW, Office

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROOT = "https://kpi.example.go.th"
NUMBERS = {1: "สบอ 9/12", 2: "สบอ 9/1", 3: "สบอ 9/ว 12", 4: "อท 7/3"}


def page(url: str = "", *, turned: int = 0) -> Image.Image:
    """A scanned sheet, with the code of `url` on it, somewhat askew."""
    sheet = Image.new("L", (1240, 1754), 245)
    if url:
        kept = io.BytesIO()
        segno.make(url).save(kept, kind="png", scale=4)
        code = Image.open(kept).convert("L").rotate(turned, expand=True, fillcolor=245)
        sheet.paste(code, (150, 1300))
    return sheet


def scanned(url: str = "", *, name: str = "scan.pdf", pages: int = 1, turned: int = 0) -> Any:
    """An uploaded file as a scanner makes it: a picture a page."""
    kept = io.BytesIO()
    if name.endswith(".pdf"):
        sheets = [page() for _n in range(pages - 1)] + [page(url, turned=turned)]
        sheets[0].save(kept, "PDF", save_all=True, append_images=sheets[1:])
        return SimpleUploadedFile(name, kept.getvalue(), "application/pdf")
    page(url, turned=turned).save(kept, "JPEG", quality=60)
    return SimpleUploadedFile(name, kept.getvalue(), "image/jpeg")


@pytest.mark.parametrize("name", ["a.pdf", "a.jpg"])
@pytest.mark.parametrize("turned", [0, 4, 90, 180])
def test_the_code_is_read_from_pictures_and_pdfs_however_they_lay(name: str, turned: int) -> None:
    file = scanned(f"{ROOT}/public/AbC_12-345678901/", name=name, pages=2, turned=turned)
    assert scan_codes.token_in(file, file.content_type) == "AbC_12-345678901"


@pytest.mark.parametrize("url", ["", "https://elsewhere.example/x", f"{ROOT}/public/short/"])
def test_other_codes_say_nothing(url: str) -> None:
    file = scanned(url)
    assert scan_codes.token_in(file, "application/pdf") == ""


def test_a_pdf_without_pictures_says_nothing() -> None:
    kept = io.BytesIO()
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(kept)
    kept.seek(0)
    assert scan_codes.token_in(kept, "application/pdf") == ""


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("สบอ 9-12.pdf", 1),
        ("สบอ_๙_๑๒ ลงนาม.PDF", 1),
        ("001 ส่วนงานที่ 1 ที่ สบอ 9-1.pdf", 2),
        ("สบอ 9-ว 12.pdf", 3),
        ("สบอ 9-120.pdf", None),  # another number that only begins so
        ("0003.pdf", 4),
        ("12.pdf", None),  # two memos end so
        ("scan.pdf", None),
        (".pdf", None),
    ],
)
def test_the_number_is_read_from_the_name(name: str, found: int | None) -> None:
    assert scan_codes.by_name(name, NUMBERS) == found


pytestmark = pytest.mark.django_db


@pytest.fixture
def memos(office: Office, settings: Any) -> list[Document]:
    settings.PUBLIC_URL = ROOT
    batch = office.issued(office.drafted(wishes=Wishes(code=True)))
    return list(Document.objects.filter(batch_item__batch=batch).order_by("batch_item__position"))


def sent(office: Office, file: Any, who: str = "reviewer") -> Scan:
    scan = scans.keep(office.strategy, file, actor=office.people[who], at=NOW)
    return scans.recognise(Scan.objects.select_related("version", "owner").get(pk=scan.pk))


def test_each_scan_is_proposed_confirmed_and_becomes_the_official_copy(
    office: Office, memos: list[Document]
) -> None:
    by_code = sent(office, scanned(f"{ROOT}/public/{memos[1].public_token}/", name="a.pdf"))
    by_name = sent(office, scanned(name="สบอ 9-1.pdf", pages=2))
    unknown = sent(office, scanned(name="z.jpg"))
    assert [(s.document, s.found_by) for s in (by_code, by_name, unknown)] == [
        (memos[1], "qr"),
        (memos[0], "number"),
        (None, ""),
    ]
    chosen = {by_code.pk: "สบอ 9/2", by_name.pk: "สบอ9/1", unknown.pk: "สบอ 9/๓"}
    done = scans.confirm(office.strategy, chosen, actor=office.reviewer, at=NOW)
    assert (done.attached, done.refused) == (3, ())
    for memo, scan in zip(memos, (by_name, by_code, unknown), strict=True):
        memo.refresh_from_db()
        assert (memo.state, memo.signed_scan_id) == (DocumentState.SIGNED, scan.version_id)
    unknown.refresh_from_db()
    assert (unknown.state, unknown.found_by) == (ScanState.ATTACHED, "person")
    assert Entry.objects.filter(action="document.signed").count() == 3


def test_a_refused_scan_stays_with_its_reason_and_the_others_are_attached(
    office: Office, memos: list[Document]
) -> None:
    first = sent(office, scanned(name="สบอ 9-1.pdf"))
    again = sent(office, scanned(name="สบอ 9-1 ฉบับสอง.jpg"))
    done = scans.confirm(
        office.strategy, {first.pk: "สบอ 9/1", again.pk: "สบอ 9/1"}, actor=office.head, at=NOW
    )
    assert done.attached == 1
    assert [one.scan for one in done.refused] == [again.pk]
    again.refresh_from_db()
    assert again.state == ScanState.WAITING


def test_of_a_circular_the_code_alone_tells_which(office: Office, settings: Any) -> None:
    settings.PUBLIC_URL = ROOT
    batch = office.issued(
        office.drafted(kind=DocumentKind.REQUEST_MEMO), NumberSource.CIRCULAR, first="สบอ 9/ว 7"
    )
    memo = Document.objects.get(batch_item__batch=batch, batch_item__position=2)
    assert sent(office, scanned(name="สบอ 9-ว 7.pdf")).document is None
    scan = sent(office, scanned(f"{ROOT}/public/{memo.public_token}/", name="สบอ 9-ว 7 ก.jpg"))
    assert scan.document == memo
    done = scans.confirm(office.strategy, {scan.pk: "สบอ 9/ว 7"}, actor=office.head, at=NOW)
    assert done.attached == 1
    memo.refresh_from_db()
    assert memo.signed_scan_id == scan.version_id


@pytest.mark.parametrize("who", ["director", "executive", "stranger"])
def test_others_neither_send_nor_sort_scans(
    office: Office, memos: list[Document], who: str
) -> None:
    person = office.people[who]
    with pytest.raises(NotAllowed):
        scans.keep(office.strategy, scanned(), actor=person, at=NOW)
    scan = sent(office, scanned(name="สบอ 9-1.pdf"))
    with pytest.raises(NotAllowed):
        scans.set_aside(office.strategy, scan.pk, actor=person, at=NOW)
    done = scans.confirm(office.strategy, {scan.pk: "สบอ 9/1"}, actor=person, at=NOW)
    assert done.attached == 0
    if who != "executive":
        with pytest.raises(NotFound):
            evidence_access.version_for(person, scan.version_id, at=NOW)
    assert evidence_access.version_for(office.head, scan.version_id, at=NOW)


def test_by_the_pages(office: Office, memos: list[Document]) -> None:
    client = Client()
    client.force_login(office.reviewer, backend=BACKEND)
    refused = client.post(
        reverse("documents:scans_upload"), {"uploads": SimpleUploadedFile("a.pdf", b"no")}
    )
    assert refused.status_code == 422
    files = [scanned(name="สบอ 9-1.pdf"), scanned(name="x.jpg")]
    assert client.post(reverse("documents:scans_upload"), {"uploads": files}).status_code == 302
    for scan in Scan.objects.select_related("version", "owner"):
        scans.recognise(scan)
    known, unknown = Scan.objects.order_by("pk")
    shown = client.get(reverse("documents:scans")).content.decode()
    assert 'value="สบอ 9/1"' in shown
    answer = client.post(
        reverse("documents:scans_confirm"),
        {
            "scan": [known.pk, unknown.pk],
            f"number-{known.pk}": "สบอ 9/1",
            f"number-{unknown.pk}": "สบอ 9/99",
        },
    )
    assert answer.status_code == 422
    assert 'value="สบอ 9/99"' in answer.content.decode()
    assert client.post(reverse("documents:scan_aside", args=[unknown.pk])).status_code == 302
    assert set(Scan.objects.values_list("state", flat=True)) == {"attached", "aside"}


def test_the_proof_tells_strangers_nothing_of_the_result(
    office: Office, memos: list[Document]
) -> None:
    memo = memos[0]
    url = reverse("public", args=[memo.public_token])
    shown = Client().get(url).content.decode()
    assert memo.number in shown
    assert memo.subject not in shown
    assert office.reports[0].unit_name not in shown
    assert "SHA-256" not in shown
    stranger = Client()
    stranger.force_login(office.stranger, backend=BACKEND)
    page_of_stranger = stranger.get(url).content.decode()
    assert "SHA-256" in page_of_stranger
    assert reverse("documents:detail", args=[memo.pk]) not in page_of_stranger
    head = Client()
    head.force_login(office.head, backend=BACKEND)
    assert reverse("documents:detail", args=[memo.pk]) in head.get(url).content.decode()
    files = Client().get(reverse("public_file", args=[memo.public_token, "pdf"]))
    assert files.status_code == 404


def test_the_proof_of_a_voided_memo_says_so(office: Office, memos: list[Document]) -> None:
    issuing.discard(memos[0], actor=office.head, at=NOW, reason="ผิด")
    token = memos[0].public_token or ""
    assert public_page.proof_for(token, None, at=NOW).voided
    with pytest.raises(NotFound):
        public_page.proof_for("no-such-token", None, at=NOW)
