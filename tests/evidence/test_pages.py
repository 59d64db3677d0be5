"""The pages of evidence: what they show, what scripts get, and what they cost."""

from __future__ import annotations

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from submissions.domain import evidence, shared_evidence, supply
from submissions.domain.evidence import Details
from submissions.enums import Decision, State
from submissions.models import EvidenceUse, EvidenceVersion, Verdict
from tests.evidence.world import NOON, a_pdf, judge, scanned_pdf

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
HTMX = {"HX-Request": "true"}


def page_of(world, key="1.1-a") -> str:
    return reverse("submissions:requirement", args=[world.submission.pk, key])


def attach(world, key="1.1-a", *, name="รายงาน.pdf", text="report", **more) -> EvidenceUse:
    return evidence.attach_file(
        world.submission,
        key,
        actor=world.drafter,
        at=timezone.now(),
        upload=a_pdf(name, text),
        **more,
    )


@pytest.fixture
def drafter(client, world):
    client.force_login(world.drafter)
    return client


class TestTheRequirementPage:
    def test_it_says_what_counts_and_what_it_proves(self, drafter, world):
        page = drafter.get(page_of(world)).content.decode()
        for words in (
            "รายงานการประชุม",
            "1.1 มีการทบทวนกระบวนการของสำนัก/กอง",
            "1.2 แสดงวิธีการคัดเลือก",  # by `also`
            "รายงานที่แสดงวิธีคัดเลือกกระบวนการ",
            "รายงานการประชุมสำนัก ครั้งที่ 1/2568",
            "1 ถึง 3 ชิ้น",
            "ไฟล์ละไม่เกิน 50 MB",
        ):
            assert words in page

    def test_it_lists_pieces_with_everything_known_of_them(self, drafter, world):
        use = attach(world, details=Details("คำอธิบาย", "ชป 7/2568", NOON.date()))
        page = drafter.get(page_of(world)).content.decode()
        for words in (
            "คำอธิบาย",
            "ชป 7/2568",
            "20 ก.พ. 2568",
            "PDF",
            "2 หน้า",
            use.version.sha256[:12],
            reverse("submissions:file", args=[use.version.pk, "view"]),
            reverse("submissions:file", args=[use.version.pk, "download"]),
        ):
            assert words in page

    def test_it_shows_verdict_and_comment(self, drafter, world):
        use = judge(attach(world), Decision.RETURNED)
        Verdict.objects.create(
            use=use,
            reviewer=world.reviewer,
            decision=Decision.RETURNED,
            comment="หน้า 3 ไม่ชัด",
            at=timezone.now(),
        )
        page = drafter.get(page_of(world)).content.decode()
        assert "หน้า 3 ไม่ชัด" in page
        assert "แนบฉบับที่แก้ไข" in page

    def test_alternatives_are_shown_as_choices(self, drafter, world):
        page = drafter.get(page_of(world, "1.2-a")).content.decode()
        assert "ใช้หลักฐานประเภทใดประเภทหนึ่งต่อไปนี้ก็พอ" in page
        assert 'id="files-uploads"' in page
        assert 'id="link-url"' in page

    def test_a_higher_level_says_why_it_does_not_count_yet(self, drafter, world):
        page = drafter.get(page_of(world, "3.1-a")).content.decode()
        assert "ระดับ 3 ยังไม่นับ" in page
        assert 'id="files-uploads"' in page  # and can be prepared

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (State.SUBMITTED, "แก้ไขหลักฐานไม่ได้ขณะที่รายงานอยู่ในสถานะ"),
            (State.RETURNED, "รายการนี้ไม่ได้ถูกส่งคืน"),
        ],
    )
    def test_a_locked_one_says_why_and_offers_nothing(self, drafter, world, state, words):
        attach(world)
        world.in_state(state, returned=("3.1-a",))
        page = drafter.get(page_of(world)).content.decode()
        assert words in page
        assert 'type="file"' not in page
        assert "remove/" not in page

    def test_reviewers_read_it_and_change_nothing(self, client, world):
        attach(world)
        client.force_login(world.reviewer)
        page = client.get(page_of(world)).content.decode()
        assert "รายงาน.pdf" in page
        assert 'type="file"' not in page

    def test_a_removed_piece_is_put_back_from_below(self, drafter, world):
        use = attach(world)
        drafter.post(reverse("submissions:remove_piece", args=[use.pk]))
        page = drafter.get(page_of(world)).content.decode()
        restore = reverse("submissions:restore_piece", args=[use.pk])
        assert "ลบออกแล้ว 1 ชิ้น" in page
        assert restore in page
        drafter.post(restore)
        use.refresh_from_db()
        assert use.removed_at is None

    @pytest.mark.parametrize("key", ["1.1-a", "1.1-b", "1.2-a", "2.1-a", "2.1-b", "2.1-c", "3.1-b"])
    @pytest.mark.parametrize("language", ["th", "en"])
    def test_every_kind_has_its_page_in_both_languages(self, drafter, world, key, language):
        session = drafter.session
        session["language"] = language
        session.save()
        response = drafter.get(page_of(world, key))
        assert response.status_code == 200
        heading = {"th": "หลักฐานที่แนบ", "en": "Evidence attached"}[language]
        assert heading in response.content.decode()


class TestPlainForms:
    def test_files_are_attached_and_the_page_comes_back(self, drafter, world):
        answer = drafter.post(
            reverse("submissions:attach_files", args=[world.submission.pk, "1.1-a"]),
            {"uploads": [a_pdf("ก.pdf", "1"), a_pdf("ข.pdf", "2")], "document_date": "๒๕ ก.พ. ๖๘"},
        )
        assert (answer.status_code, answer["Location"]) == (302, page_of(world) + "#pieces")
        assert "แนบหลักฐาน 2 ชิ้นแล้ว" in drafter.get(page_of(world)).content.decode()
        dates = {version.document_date.isoformat() for version in EvidenceVersion.objects.all()}
        assert dates == {"2025-02-25"}

    def test_sending_twice_does_no_harm(self, drafter, world):
        address = reverse("submissions:attach_files", args=[world.submission.pk, "1.1-a"])
        for _ in range(2):
            assert drafter.post(address, {"uploads": a_pdf()}).status_code == 302
        assert EvidenceUse.objects.count() == 1
        assert "แนบไว้ที่รายการนี้แล้ว" in drafter.get(page_of(world)).content.decode()

    def test_details_are_edited_on_the_pieces_own_page(self, drafter, world):
        use = attach(world)
        page = drafter.get(reverse("submissions:piece", args=[use.pk])).content.decode()
        assert "รายละเอียดของเอกสาร" in page
        edit = reverse("submissions:edit_piece", args=[use.pk])
        assert drafter.post(edit, {"caption": "ใหม่", "document_date": "x"}).status_code == 422
        answer = drafter.post(edit, {"caption": "ใหม่", "document_date": "25/2/2568"})
        assert answer.status_code == 302
        use.version.refresh_from_db()
        assert (use.version.caption, str(use.version.document_date)) == ("ใหม่", "2025-02-25")

    def test_a_new_version_with_its_history(self, drafter, world):
        use = attach(world)
        renew = reverse("submissions:renew_piece", args=[use.pk])
        assert drafter.post(renew, {}).status_code == 422
        bad = SimpleUploadedFile("a.pdf", b"MZ" + bytes(50))
        assert drafter.post(renew, {"file": bad}).status_code == 422
        assert drafter.post(renew, {"file": a_pdf("ใหม่.pdf", "new")}).status_code == 302
        newest = EvidenceUse.objects.get(removed_at=None)
        page = drafter.get(reverse("submissions:piece", args=[newest.pk])).content.decode()
        assert "ฉบับก่อนหน้า" in page
        assert reverse("submissions:file", args=[use.version.pk, "download"]) in page

    def test_numbers_answers_and_links(self, drafter, world):
        pk = world.submission.pk
        for name, key, data in (
            ("set_number", "2.1-a", {"number": "๘๕.๕๐"}),
            ("give_answer", "2.1-b", {"text": "คำตอบ"}),
            ("attach_link", "3.1-b", {"url": "https://www.rid.go.th", "capture": a_pdf()}),
        ):
            address = reverse(f"submissions:{name}", args=[pk, key])
            assert drafter.post(address, data).status_code == 302
        assert EvidenceUse.objects.count() == 3
        page = drafter.get(page_of(world, "2.1-a")).content.decode()
        assert 'value="85.5"' in page


class TestScripts:
    def test_one_file_at_a_time_is_answered_in_json(self, drafter, world):
        answer = drafter.post(
            reverse("submissions:attach_files", args=[world.submission.pk, "1.1-a"]),
            {"uploads": a_pdf()},
            headers={"Accept": "application/json"},
        )
        use = EvidenceUse.objects.get()
        assert answer.status_code == 201
        assert answer.json() == {"pieces": [{"use": use.pk, "name": "รายงานการประชุม.pdf"}]}

    def test_signed_out_scripts_are_told_so(self, client, world):
        answer = client.post(
            reverse("submissions:attach_files", args=[world.submission.pk, "1.1-a"]),
            {"uploads": a_pdf()},
            headers={"Accept": "application/json"},
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")

    def test_the_drawer_gets_the_content_without_the_frame(self, drafter, world):
        content = drafter.get(page_of(world), headers=HTMX).content.decode()
        assert "<html" not in content
        assert 'id="requirement"' in content

    def test_the_list_alone_when_it_asks_for_itself(self, drafter, world):
        attach(world)
        headers = {**HTMX, "HX-Target": "pieces"}
        content = drafter.get(page_of(world), headers=headers).content.decode()
        assert 'id="pieces"' in content
        assert 'id="requirement"' not in content

    def test_acts_answer_with_the_list_and_tell_the_page(self, drafter, world):
        use = attach(world)
        headers = {**HTMX, "HX-Target": "pieces"}
        remove = reverse("submissions:remove_piece", args=[use.pk])
        answer = drafter.post(remove, headers=headers)
        assert answer.status_code == 200
        assert answer["HX-Trigger"] == "evidence-changed"
        assert answer["HX-Retarget"] == "#pieces"
        assert "ลบออกแล้ว" in answer.content.decode()

    def test_a_stale_act_is_answered_with_the_list_as_it_is(self, drafter, world):
        use = attach(world)
        evidence.remove_use(use, actor=world.director, at=timezone.now())
        answer = drafter.post(reverse("submissions:remove_piece", args=[use.pk]), headers=HTMX)
        assert answer.status_code == 409
        assert "ระหว่างนี้มีผู้ลบหลักฐานชิ้นนี้ออกหรือแทนที่แล้ว" in answer.content.decode()


class TestChoosing:
    def test_shared_and_own_documents_are_attached_without_sending_them(self, drafter, world):
        shared = shared_evidence.publish_shared(
            owner=world.bureau,
            actor=world.reviewer,
            at=timezone.now(),
            upload=a_pdf(text="shared"),
            name="รายงานการประชุมสำนัก",
        ).versions.get()
        own = attach(world, "1.1-a", text="own").version
        address = reverse("submissions:choose_evidence", args=[world.submission.pk, "1.2-a"])
        page = drafter.get(address).content.decode()
        assert "รายงานการประชุมสำนัก" in page
        assert "รายงาน.pdf" in page
        assert drafter.post(address, {"version": [shared.pk, own.pk]}).status_code == 302
        by_reference = dict(
            EvidenceUse.objects.filter(requirement="1.2-a").values_list("version", "by_reference")
        )
        assert by_reference == {shared.pk: True, own.pk: False}
        page = drafter.get(page_of(world, "1.2-a")).content.decode()
        assert page.count("โปรดตรวจสอบว่ายังใช้ได้") == 1

    def test_search_narrows_the_list(self, drafter, world):
        attach(world, name="แผนงาน.pdf", text="1")
        attach(world, name="รายงาน.pdf", text="2", details=Details(document_number="ชป 9/2568"))
        address = reverse("submissions:choose_evidence", args=[world.submission.pk, "1.2-a"])
        for search, there, gone in (
            ("แผน", "แผนงาน.pdf", "รายงาน.pdf"),
            ("ชป 9", "รายงาน.pdf", "แผนงาน.pdf"),
        ):
            page = drafter.get(address, {"q": search}).content.decode()
            assert there in page
            assert gone not in page

    def test_nothing_ticked(self, drafter, world):
        attach(world)
        address = reverse("submissions:choose_evidence", args=[world.submission.pk, "1.2-a"])
        answer = drafter.post(address)
        assert answer.status_code == 422
        assert "เลือกเอกสารอย่างน้อยหนึ่งรายการก่อน" in answer.content.decode()

    def test_only_what_fits_is_offered(self, drafter, world):
        attach(world)
        address = reverse("submissions:choose_evidence", args=[world.submission.pk, "3.1-b"])
        assert "ไม่มีรายการให้เลือก" in drafter.get(address).content.decode()


class TestCost:
    def count(self, client, address: str, **more) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address, **more).status_code == 200
        return len(queries)

    def fill(self, world, pieces: int) -> None:
        """`pieces` pieces, each with an earlier version and two verdicts."""
        now = timezone.now()
        for number in range(pieces):
            old = attach(world, "1.2-a", text=f"{number} old")
            new = evidence.new_version(
                old, actor=world.drafter, at=now, upload=a_pdf(text=f"{number} new")
            )
            for use in (old, new):
                Verdict.objects.create(
                    use=use, reviewer=world.reviewer, decision="returned", comment="x", at=now
                )
            supply.set_number(
                world.submission, "2.1-a", actor=world.drafter, at=now, typed=str(number)
            )
            shared_evidence.publish_shared(
                owner=world.bureau, actor=world.head, at=now, upload=a_pdf(text=f"shared {number}")
            )

    @pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
    def test_pages_cost_the_same_with_one_piece_and_with_fifty(self, client, world, state):
        self.fill(world, 1)
        world.in_state(state, returned=("1.2-a",))
        client.force_login(world.drafter)
        addresses = [
            page_of(world, "1.2-a"),
            reverse("submissions:piece", args=[EvidenceUse.objects.last().pk]),
            reverse("submissions:choose_evidence", args=[world.submission.pk, "1.2-a"]),
            reverse("submissions:shared"),
        ]
        few = [self.count(client, address) for address in addresses]
        world.in_state(State.DRAFT)
        self.fill_to(world, 50)
        world.in_state(state, returned=("1.2-a",))
        many = [self.count(client, address) for address in addresses]
        assert many == few
        assert max(many) <= MOST_QUERIES

    def fill_to(self, world, pieces: int) -> None:
        self.fill(world, pieces - 1)

    def test_publishers_see_uses_at_the_same_cost(self, client, world):
        client.force_login(world.reviewer)
        self.fill(world, 1)
        few = self.count(client, reverse("submissions:shared"))
        self.fill(world, 20)
        assert self.count(client, reverse("submissions:shared")) == few <= MOST_QUERIES

    def test_a_megabyte_is_attached_quickly(self, drafter, world):
        # generous against a busy machine; the benchmark prints the ratio
        content = scanned_pdf(1024)
        address = reverse("submissions:attach_files", args=[world.submission.pk, "1.1-a"])
        drafter.get(page_of(world))
        upload = SimpleUploadedFile("ใหญ่.pdf", content)
        began = time.perf_counter()
        answer = drafter.post(address, {"uploads": upload}, headers={"Accept": "application/json"})
        assert answer.status_code == 201
        assert time.perf_counter() - began < 1
