"""The dossier: unpacked, verified with what the world ships, read from a disk."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from lxml import html
from playwright.sync_api import Browser

from kpi_portal.audit import chain
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.models import Entry
from submissions import storage
from submissions.archives.domain import exports
from submissions.archives.domain.dossier_stream import CHECKED
from submissions.archives.enums import ExportKind
from submissions.archives.models import Export
from submissions.documents.domain import receipts, renditions
from submissions.documents.enums import Format
from submissions.domain import conflicts
from submissions.domain import review as reviewing
from submissions.enums import Decision, State
from submissions.models import ConflictOfInterest, EvidenceVersion
from tests.archives.test_exports import client_of
from tests.archives.world import AFTER, done
from tests.review.world import LATER, NOON, Review, supply

pytestmark = pytest.mark.django_db
BODY = "หลักฐาน ๑".encode() * 1000


@pytest.fixture
def judged(review: Review) -> Review:
    """Real bytes, a long Thai name, a removed piece that was handed in, a verdict, a receipt."""
    (use,) = review.in_review("1.1-a")
    _real(use, "รายงานการประชุมคณะทำงาน: ครั้งที่ 1/2568 " * 4 + ".pdf", BODY)
    gone = supply(review.submission, "2.1-a", review.drafter)
    _real(gone, "CON.pdf", b"second")
    filing = review.submission.filings.get()
    filing.manifest = [{"requirement": "2.1-a", "kind": "file", "use": gone.pk, "name": "CON.pdf"}]
    filing.save()
    gone.removed_at = LATER
    gone.save()
    tried = supply(review.submission, "3.1-a", review.drafter)
    _real(tried, "never handed in.pdf", b"third")
    tried.removed_at = LATER
    tried.save()
    reviewing.give_verdict(
        use, actor=review.reviewer, at=LATER, decision=Decision.ACCEPTED, comment="ครบ <b>ถ้วน</b>"
    )
    with audit.act(actor=review.director, at=NOON):
        receipt = receipts.ensure(filing)
    renditions.make(receipt, Format.PDF)
    review.submission = review.fresh()
    return review


def _real(use, name: str, body: bytes) -> None:
    sha = hashlib.sha256(body).hexdigest()
    storage.keep(io.BytesIO(body), sha256=sha, size=len(body))
    EvidenceVersion.objects.filter(pk=use.version_id).update(
        original_name=name, sha256=sha, size=len(body)
    )


def made_for(review: Review, who: str) -> Export:
    asked = exports.ask_of_report(review.submission, actor=review.people[who], at=AFTER)
    return done(asked)


def downloaded(review: Review, who: str, export: Export) -> zipfile.ZipFile:
    answer = client_of(review.people[who]).post(f"/downloads/{export.pk}/")
    body = b"".join(answer.streaming_content)
    assert len(body) == int(answer["Content-Length"])
    return zipfile.ZipFile(io.BytesIO(body))


def text_of(archive: zipfile.ZipFile, ending: str) -> str:
    (name,) = [n for n in archive.namelist() if n.endswith(ending)]
    return archive.read(name).decode()


def test_it_verifies_with_sha256sum_and_every_link_resolves(judged: Review, tmp_path: Path) -> None:
    export = made_for(judged, "head")
    archive = downloaded(judged, "head", export)
    assert archive.testzip() is None
    archive.extractall(tmp_path)
    checked = subprocess.run(
        ["sha256sum", "-c", "--quiet", "--strict", "manifest.sha256"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout) == (0, b"")
    manifest = (tmp_path / "manifest.sha256").read_bytes()
    assert hashlib.sha256(manifest).hexdigest() == export.sha256
    listed = {line[66:] for line in manifest.decode().splitlines()}
    assert listed == set(archive.namelist()) - {"manifest.sha256", CHECKED}
    told = json.loads((tmp_path / "manifest.json").read_text())["files"]
    assert {one["path"] for one in told} == listed - {"manifest.json"}
    assert archive.read(CHECKED).startswith(b"OK")
    for page in tmp_path.rglob("*.html"):
        for address in html.parse(str(page)).xpath("//@href"):
            place = unquote(address.partition("#")[0])
            assert not place or (page.parent / place).is_file(), (page, address)


def test_names_are_fit_for_windows(judged: Review) -> None:
    archive = downloaded(judged, "head", made_for(judged, "head"))
    for name in archive.namelist():
        assert len(name) <= 140
        for part in name.split("/"):
            assert not set(part) & set('<>:"\\|?*')
            assert part.split(".")[0].upper() not in ("CON", "NUL")
            assert part == part.strip(" .")
    assert any("รายงานการประชุม" in name for name in archive.namelist())
    assert all(info.flag_bits & 0x800 or info.filename.isascii() for info in archive.infolist())


def test_what_was_handed_in_or_judged_is_in_it_and_tries_are_not(judged: Review) -> None:
    archive = downloaded(judged, "head", made_for(judged, "head"))
    bodies = [archive.read(n) for n in archive.namelist() if "/evidence/" in n]
    assert sorted(bodies) == sorted([BODY, b"second"])
    page = text_of(archive, "001 " + judged.section.abbreviation + "/index.html")
    assert "ครบ &lt;b&gt;ถ้วน&lt;/b&gt;" in page
    assert judged.reviewer.audit_name in page
    assert "never handed in" not in page


def test_hashes_of_the_trail_can_be_computed_anew(judged: Review) -> None:
    archive = downloaded(judged, "head", made_for(judged, "head"))
    trail = json.loads(text_of(archive, "audit.json"))
    assert len(trail["entries"]) >= 1
    for entry in trail["entries"]:
        assert chain.digest(entry["detail"]) == entry["detail_digest"]
        covered = {
            name: entry[name]
            for name in ("sequence", "at", "action", "object", "subject", "unit_path", "actor")
        }
        covered |= {"system_actor": entry["system_actor"], "detail": entry["detail_digest"]}
        assert chain.digest(covered | {"previous": entry["previous"]}) == entry["hash"]
        assert Entry.objects.get(sequence=entry["sequence"]).hash == entry["hash"]


def test_the_unit_is_told_nothing_of_its_review(judged: Review) -> None:
    ConflictOfInterest.objects.create(
        submission=judged.submission, person=judged.reviewer, reason="ญาติกัน", declared_at=LATER
    )
    judged.put(State.CONFIRMED, confirmed_final=50, confirmed_level=1)
    whole = downloaded(judged, "drafter", made_for(judged, "drafter"))
    for name in whole.namelist():
        if name.endswith((".html", ".json")):
            said = whole.read(name).decode()
            assert "ครบ" not in said, name
            assert "ญาติกัน" not in said, name
            assert "verdict.give" not in said, name
    assert json.loads(text_of(whole, "report.json"))["confirmed_score"] is None
    assert "ญาติกัน" in text_of(downloaded(judged, "head", made_for(judged, "head")), "report.json")


def test_why_a_reviewer_stepped_aside_is_not_told_with_the_result(judged: Review) -> None:
    judged.put(State.IN_REVIEW, reviewer=judged.reviewer)
    conflicts.declare(judged.fresh(), actor=judged.reviewer, at=LATER, reason="ญาติกัน")
    judged.put(State.PUBLISHED, confirmed_final=50, confirmed_level=1, published_at=LATER)

    whole = downloaded(judged, "drafter", made_for(judged, "drafter"))
    said = "".join(
        whole.read(name).decode() for name in whole.namelist() if name.endswith((".html", ".json"))
    )
    assert "verdict.give" in said, "the review itself is told"
    assert "ญาติกัน" not in said
    assert "conflict.declare" not in said
    for who in ("head", "auditor"):
        trail = text_of(downloaded(judged, who, made_for(judged, who)), "audit.json")
        assert "ญาติกัน" in trail, who


@pytest.mark.parametrize("how", ["changed", "lost", "short"])
def test_damaged_evidence_is_told_in_the_archive_and_in_the_trail(judged: Review, how) -> None:
    export = made_for(judged, "head")
    sha = hashlib.sha256(BODY).hexdigest()
    kept = storages["default"]
    kept.delete(storage.address_of(sha))
    if how != "lost":
        body = b"x" * len(BODY) if how == "changed" else BODY[:-10]
        kept.save(storage.address_of(sha), ContentFile(body))
    archive = downloaded(judged, "head", export)
    assert archive.testzip() is None
    (path,) = [n for n in archive.namelist() if "evidence/1.1-a" in n]
    said = archive.read(CHECKED).decode()
    assert said.startswith("FAULTS")
    assert path in said
    entry = Entry.objects.get(action="dossier.fault")
    assert entry.detail.body["facts"]["paths"] == [path]


@pytest.mark.parametrize("who", ["drafter", "director", "reviewer", "head", "executive"])
def test_who_sees_the_report_may_have_its_dossier(judged: Review, who: str) -> None:
    page = client_of(judged.people[who]).get(f"/submissions/{judged.submission.pk}/downloads/")
    assert page.status_code == 200
    answer = client_of(judged.people[who]).post(f"/submissions/{judged.submission.pk}/downloads/")
    assert answer.status_code == 302
    assert Export.objects.get().by == judged.people[who]


@pytest.mark.parametrize("who", ["far_head", "stranger"])
def test_others_do_not_know_of_it(judged: Review, who: str) -> None:
    browser: Client = client_of(judged.people[who])
    assert browser.post(f"/submissions/{judged.submission.pk}/downloads/").status_code == 404
    assert not Export.objects.exists()


def test_the_dossier_of_a_round_holds_workbook_and_cover(judged: Review) -> None:
    asked = exports.ask_of_round(judged.round, ExportKind.DOSSIER, actor=judged.head, at=AFTER)
    export = done(asked)
    archive = downloaded(judged, "head", export)
    assert "round/workbook.xlsx" in archive.namelist()
    assert "criteria/criteria v1.pdf" in archive.namelist()
    cover = archive.read("index.html").decode()
    assert judged.section.name in cover
    assert "Get-FileHash" in cover
    assert Entry.objects.filter(action="dossier.export").count() == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_open_from_a_disk_and_are_sound(
    transactional_db, judged: Review, chromium: Browser, tmp_path: Path, width: int
) -> None:
    downloaded(judged, "head", made_for(judged, "head")).extractall(tmp_path)
    context = chromium.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    for file in sorted(tmp_path.rglob("*.html")):
        page.goto(file.as_uri())
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(
            "axe.run({preload: false}).then(r => r.violations.map(v => v.id + v.nodes[0].html))"
        )
        assert found == [], file
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.styleSheets.length") == 1
    assert faults == []
    context.close()
