"""Bad input through the view: each gets its own words in the reader's language, the right status,
and loses nothing that was sent beside it."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from kpi_portal.files.wording import FILE_MESSAGES
from submissions.domain import evidence
from submissions.domain.evidence import Details
from submissions.models import EvidenceUse, EvidenceVersion
from submissions.validators.wording import LINK_MESSAGES
from tests.evidence.world import a_pdf, pdf_bytes
from tests.validators.test_hostile_files import CASES

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(client, world):
    """Signed in as the drafter: post to one of the requirement's addresses."""
    client.force_login(world.drafter)

    def post(name: str, data: dict, *, key: str = "1.1-a", accept: str = "text/html"):
        address = reverse(f"submissions:{name}", args=[world.submission.pk, key])
        return client.post(address, data, headers={"Accept": accept})

    return post


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def is_thai(text: str) -> bool:
    return bool(re.search("[ก-๙]{5}", text))


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("code", "name", "content"),
        [case[1:] for case in CASES],
        ids=[case[0] for case in CASES],
    )
    def test_each_is_refused_with_its_reason_and_nothing_is_kept(
        self, sent, own_media, code, name, content
    ):
        answer = sent("attach_files", {"uploads": upload(name, content)}, accept="application/json")
        assert answer.status_code == 422
        reason = answer.json()["error"]
        # The sentence up to its first fact is that of the code, in Thai.
        with translation.override("th"):
            beginning = str(FILE_MESSAGES[code]).partition("%(")[0]
        assert reason.startswith(beginning)
        assert is_thai(reason)
        assert not EvidenceVersion.objects.exists()
        assert [p for p in own_media.rglob("*") if p.is_file()] == []

    def test_in_english_for_those_who_read_english(self, client, sent, world):
        session = client.session
        session["language"] = "en"
        session.save()
        answer = sent("attach_files", {"uploads": upload("a.pdf", b"")}, accept="application/json")
        assert answer.json()["error"].startswith("This file is empty (0 bytes).")

    def test_a_plain_form_keeps_the_good_files_and_names_the_bad_ones(self, sent):
        answer = sent(
            "attach_files",
            {
                "uploads": [
                    a_pdf("ดี.pdf"),
                    upload("ว่าง.pdf", b""),
                    a_pdf("ดีด้วย.pdf", "second"),
                    upload("โปรแกรม.pdf", b"MZ\x90\x00" + bytes(200)),
                ],
                "caption": "รายงานการประชุม",
            },
        )
        assert answer.status_code == 422
        page = answer.content.decode()
        assert EvidenceUse.objects.count() == 2
        for name in ("ดี.pdf", "ดีด้วย.pdf", "ว่าง.pdf", "โปรแกรม.pdf"):
            assert name in page
        assert "0 ไบต์" in page
        assert 'value="รายงานการประชุม"' in page
        assert "ไฟล์อื่นที่แนบไว้ยังอยู่ครบ" in page

    def test_a_file_larger_than_anything_is_cut_off_and_the_others_arrive(self, sent, settings):
        settings.EVIDENCE_MAX_BYTES = 100_000
        answer = sent(
            "attach_files",
            {"uploads": [upload("ใหญ่.pdf", b"%PDF-" + bytes(300_000)), a_pdf("เล็ก.pdf")]},
        )
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "ใหญ่.pdf" in page
        assert "98 KB" in page
        assert EvidenceVersion.objects.get().original_name == "เล็ก.pdf"

    def test_larger_than_the_requirement_accepts(self, sent):
        padded = pdf_bytes() + b"\n" * 250_000
        answer = sent(
            "attach_files",
            {"uploads": upload("a.pdf", padded)},
            key="3.1-a",
            accept="application/json",
        )
        assert answer.status_code == 422
        assert "196 KB" in answer.json()["error"]

    def test_a_broken_date_beside_files_keeps_what_was_typed(self, sent):
        answer = sent(
            "attach_files",
            {"uploads": a_pdf(), "document_date": "31/2/2568", "document_number": "ชป 1/2568"},
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="31/2/2568"' in page
        assert 'value="ชป 1/2568"' in page
        assert "ไม่มีวันที่นี้" in page
        assert not EvidenceUse.objects.exists()

    def test_nothing_chosen(self, sent):
        answer = sent("attach_files", {"caption": "ลืมไฟล์"})
        assert answer.status_code == 422
        assert "เลือกไฟล์ก่อน" in answer.content.decode()
        assert 'value="ลืมไฟล์"' in answer.content.decode()

    def test_more_than_fits_is_told_file_by_file(self, sent):
        answer = sent(
            "attach_files", {"uploads": [a_pdf(f"{n}.pdf", f"text {n}") for n in range(5)]}
        )
        assert answer.status_code == 422
        assert EvidenceUse.objects.count() == 3
        assert answer.content.decode().count("ไม่เกิน 3 ชิ้น") >= 2

    def test_a_hundred_and_one_files_are_one_clear_refusal(self, sent):
        answer = sent("attach_files", {"uploads": [a_pdf(f"{n}.pdf") for n in range(101)]})
        assert answer.status_code in (400, 413)
        assert is_thai(answer.content.decode())
        assert not EvidenceUse.objects.exists()


NAMES = [
    ("a path", "../../../etc/passwd.pdf", "passwd.pdf"),
    ("a Windows path", "..\\..\\windows\\evil.pdf", "evil.pdf"),
    ("Thai", "รายงานการประชุม ครั้งที่ ๑.pdf", "รายงานการประชุม ครั้งที่ ๑.pdf"),
    ("emoji", "สรุป 🎉👍.pdf", "สรุป 🎉👍.pdf"),
    ("markup", "<script>alert(1)<.pdf", "_script_alert(1)_.pdf"),
    ("right to left", "gnp\u202efdp.pdf", "gnpfdp.pdf"),
    ("Thai from PDF", "ดําเนินงาน.pdf", "ดำเนินงาน.pdf"),
    ("hidden", ".pdf.pdf", "pdf.pdf"),
]


class TestNames:
    @pytest.mark.parametrize(("given", "kept"), [n[1:] for n in NAMES], ids=[n[0] for n in NAMES])
    def test_names_are_shown_safely_and_never_paths(self, sent, own_media, given, kept):
        answer = sent(
            "attach_files", {"uploads": upload(given, pdf_bytes())}, accept="application/json"
        )
        assert answer.status_code == 201, answer.json()
        version = EvidenceVersion.objects.get()
        assert version.original_name == kept
        [stored] = [p for p in own_media.rglob("*") if p.is_file()]
        assert stored.name == version.sha256

    @pytest.mark.parametrize("letter", ["a", "ก", "🎉"])
    def test_three_hundred_characters(self, sent, letter):
        answer = sent(
            "attach_files",
            {"uploads": upload(letter * 296 + ".pdf", pdf_bytes())},
            accept="application/json",
        )
        assert answer.status_code == 201
        name = EvidenceVersion.objects.get().original_name
        assert name.startswith(letter * 100)
        assert name.endswith(".pdf")
        assert len(name) <= 150

    def test_an_ending_longer_than_any_disk_takes(self, sent):
        # above two megabytes the file goes through the disk, whose names have at most 255 bytes
        content = pdf_bytes() + b"\n" * (3 * 1024 * 1024)
        answer = sent(
            "attach_files",
            {"uploads": upload("รายงาน." + "ก" * 240, content)},
            accept="application/json",
        )
        assert answer.status_code == 422
        assert is_thai(answer.json()["error"])


LINKS = [
    ("nothing", "", "link_empty"),
    ("a script", "javascript:alert(1)", "link_scheme"),
    ("a script in disguise", "java\nscript:alert(1)", "link_scheme"),
    ("a script behind a null", "\x00javascript:alert(1)", "link_scheme"),
    ("data", "data:text/html,<script>1</script>", "link_scheme"),
    ("no scheme", "www.rid.go.th/kpi", "link_no_scheme"),
    ("a shared drive", "\\\\server\\share\\a.pdf", "link_local_file"),
    ("a password", "https://user:secret@rid.go.th/", "link_credentials"),
    ("words", "ดูที่เว็บไซต์ของสำนัก", "link_unreadable"),
    ("endless", "https://rid.go.th/" + "a" * 3000, "link_too_long"),
]


class TestLinks:
    @pytest.mark.parametrize(
        ("url", "code"), [link[1:] for link in LINKS], ids=[li[0] for li in LINKS]
    )
    def test_each_is_refused_with_its_reason_and_stays_in_the_form(self, sent, url, code):
        answer = sent("attach_link", {"url": url, "caption": "หน้าเว็บ"}, key="3.1-b")
        page = answer.content.decode()
        assert answer.status_code == 422
        with translation.override("th"):
            beginning = str(LINK_MESSAGES[code]).partition("%(")[0]
        assert beginning[:40] in page
        assert 'value="หน้าเว็บ"' in page
        assert not EvidenceUse.objects.exists()

    @pytest.mark.parametrize("url", ["http://intranet/kpi", "http://10.1.2.3:8080/a?b=c"])
    def test_an_intranet_address_is_taken_and_marked(self, client, sent, url):
        answer = sent("attach_link", {"url": url}, key="3.1-b")
        assert answer.status_code == 302
        page = client.get(answer["Location"]).content.decode()
        assert "ที่อยู่ภายใน ยังไม่ได้ตรวจ" in page

    def test_a_bad_capture_refuses_the_link_and_keeps_its_address(self, sent):
        answer = sent(
            "attach_link",
            {"url": "https://rid.go.th/a", "capture": upload("a.png", b"MZ" + bytes(99))},
            key="3.1-b",
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="https://rid.go.th/a"' in page
        assert "link-capture-fault" in page
        assert not EvidenceVersion.objects.exists()


class TestNumbersAndAnswers:
    @pytest.mark.parametrize("typed", ["", "แปดสิบห้า", "1e9", "85,5", "NaN", "๘๕ บาท", "9" * 80])
    def test_what_is_no_number_stays_in_the_field(self, sent, typed):
        answer = sent("set_number", {"number": typed}, key="2.1-a")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert not typed or typed in page
        assert 'id="number-number-fault"' in page

    def test_an_answer_of_ten_thousand_characters_with_markup_is_kept_as_text(self, client, sent):
        text = "<script>alert(1)</script>" + "ก" * 10_000
        answer = sent("give_answer", {"text": text}, key="2.1-b")
        assert answer.status_code == 302
        page = client.get(answer["Location"]).content.decode()
        assert EvidenceUse.objects.get().text == text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    def test_an_endless_answer_is_shown_again_whole(self, sent):
        text = "ก" * 20_001
        answer = sent("give_answer", {"text": text}, key="2.1-b")
        assert answer.status_code == 422
        assert text in answer.content.decode()

    def test_what_was_typed_is_shown_when_the_report_was_handed_in_meanwhile(self, sent, world):
        world.in_state("submitted")
        answer = sent("give_answer", {"text": "คำตอบยาวที่พิมพ์ไว้"}, key="2.1-b")
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "คำตอบยาวที่พิมพ์ไว้" in page
        assert "แก้ไขหลักฐานไม่ได้" in page


class TestOthersKeys:
    """Another unit's ids in every address: they do not exist."""

    def test_in_every_address_of_a_report(self, client, world):
        client.force_login(world.neighbour)
        use = evidence.attach_file(
            world.submission, "1.1-a", actor=world.drafter, at=timezone.now(), upload=a_pdf()
        )
        on_requirement = (
            "requirement",
            "attach_files",
            "attach_link",
            "set_number",
            "give_answer",
            "choose_evidence",
        )
        on_piece = ("piece", "edit_piece", "renew_piece", "remove_piece", "restore_piece")
        addresses = [
            reverse(f"submissions:{name}", args=[world.submission.pk, "1.1-a"])
            for name in on_requirement
        ] + [reverse(f"submissions:{name}", args=[use.pk]) for name in on_piece]
        for address in addresses:
            send = client.get if address.endswith(("1.1-a/", f"/{use.pk}/")) else client.post
            assert send(address).status_code == 404, address
        use.refresh_from_db()
        assert use.removed_at is None

    def test_another_units_document_cannot_be_chosen(self, client, sent, world):
        theirs = evidence.store_version(
            world.other,
            actor=world.neighbour,
            at=timezone.now(),
            upload=a_pdf(),
            details=Details("ของหน่วยอื่น"),
        )
        assert sent("choose_evidence", {"version": theirs.pk}).status_code == 404
        assert sent("choose_evidence", {"version": "x' OR 1=1"}).status_code == 404
        assert not EvidenceUse.objects.exists()

    def test_an_unknown_requirement(self, client, world):
        client.force_login(world.drafter)
        for key in ("9.9-z", "%00", "ก", "a" * 300):
            address = reverse("submissions:requirement", args=[world.submission.pk, key])
            assert client.get(address).status_code == 404

    def test_posts_without_a_token_do_nothing(self, world):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(world.drafter)
        address = reverse("submissions:attach_files", args=[world.submission.pk, "1.1-a"])
        assert strict.post(address, {"uploads": a_pdf()}).status_code == 403
        assert not EvidenceUse.objects.exists()
