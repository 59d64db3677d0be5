"""What the verbs do: pieces, versions, audit, scores, refusals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotFound
from submissions.domain import evidence, supply
from submissions.domain.evidence import Details
from submissions.enums import Decision, State
from submissions.models import EvidenceUse, EvidenceVersion, Submission
from tests.evidence.world import LATER, NOON, a_pdf, docx_bytes, every_kind, judge, png_bytes
from tests.factories import IndicatorVersionFactory, RoundFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


def attach(world, key="1.1-a", *, upload=None, at=NOON, **more):
    return evidence.attach_file(
        world.submission, key, actor=world.drafter, at=at, upload=upload or a_pdf(), **more
    )


def a_later_report(world) -> Submission:
    round_m12 = RoundFactory(indicator=world.round.indicator, key="m12", version=m12_version(world))
    return SubmissionFactory(round=round_m12, unit=world.section)


def m12_version(world):
    body = every_kind()
    body["rounds"][0]["key"] = "m12"
    return IndicatorVersionFactory(indicator=world.round.indicator, number=2, definition=body)


def fresh(world) -> Submission:
    return Submission.objects.get(pk=world.submission.pk)


def last_entry(action: str) -> Entry:
    return Entry.objects.filter(action=action).latest("sequence")


class TestAttachingFiles:
    def test_a_file_becomes_a_piece_with_everything_known_of_it(self, world):
        use = attach(world, details=Details("รายงาน ครั้งที่ 1", "ชป 1/2568", date(2025, 1, 10)))
        version = use.version
        assert (use.kind, use.decision, use.supplied) == ("file", "pending", True)
        assert (version.number, version.media_type, version.pages) == (1, "application/pdf", 2)
        assert version.original_name == "รายงานการประชุม.pdf"
        assert (version.caption, version.document_number) == ("รายงาน ครั้งที่ 1", "ชป 1/2568")
        assert version.document_date == date(2025, 1, 10)
        assert (version.evidence.owner, version.evidence.fiscal_year) == (world.section, 2568)
        assert (version.uploaded_by, version.uploaded_at) == (world.drafter, NOON)
        with version.file.open() as stored:
            assert stored.read().startswith(b"%PDF-")

    def test_scores_and_columns_follow_but_not_the_version_of_the_state(self, world):
        attach(world)
        report = fresh(world)
        assert (report.pieces_total, report.supplied_total, report.version) == (1, 1, 1)
        assert (report.updated_by, report.updated_at) == (world.drafter, NOON)
        assert report.scores.filter(reason="evidence.attach").exists()

    def test_the_audit_names_what_was_attached(self, world):
        use = attach(world, details=Details(document_number="ชป 1/2568"))
        entry = last_entry("evidence.attach")
        assert (entry.actor, entry.subject) == (world.drafter, f"submission:{world.submission.pk}")
        facts = entry.detail.body["facts"]
        assert facts["requirement"] == "1.1-a"
        assert facts["sha256"] == use.version.sha256
        assert facts["document_number"] == "ชป 1/2568"

    def test_the_same_bytes_again_give_the_same_piece_back(self, world):
        first = attach(world)
        again = attach(world, at=LATER, upload=a_pdf("ชื่ออื่น.pdf"))
        assert again.pk == first.pk
        assert EvidenceVersion.objects.count() == 1
        assert Entry.objects.filter(action="evidence.attach").count() == 1

    def test_the_same_bytes_for_another_requirement_are_stored_once(self, world, own_media):
        one = attach(world, "1.1-a")
        two = attach(world, "1.2-a")
        assert one.version.file.name == two.version.file.name
        assert len([p for p in own_media.rglob("*") if p.is_file()]) == 1

    def test_a_full_requirement_takes_no_more(self, world):
        for n in range(3):
            attach(world, upload=a_pdf(text=f"report {n}"))
        with pytest.raises(InvalidInput) as refusal:
            attach(world, upload=a_pdf(text="one more"))
        assert refusal.value.code == "too_many_pieces"
        assert fresh(world).pieces_total == 3

    @pytest.mark.parametrize("key", ["1.1-b", "2.1-a", "2.1-b", "2.1-c", "3.1-b"])
    def test_only_requirements_that_ask_for_files_take_them(self, world, key):
        with pytest.raises(InvalidInput) as refusal:
            attach(world, key)
        assert refusal.value.code == "kind_not_asked"

    def test_types_and_size_of_the_requirement_bind(self, world):
        png = type(a_pdf())("ภาพ.png", png_bytes(), "image/png")
        with pytest.raises(InvalidInput) as refusal:
            attach(world, "3.1-a", upload=png)
        assert refusal.value.code == "not_accepted"
        padded = a_pdf()
        large = type(padded)("a.pdf", padded.read() + b"\n" * 200_000, "application/pdf")
        with pytest.raises(InvalidInput) as refusal:
            attach(world, "3.1-a", upload=large)
        assert refusal.value.code == "too_large"

    def test_an_unknown_requirement_does_not_exist(self, world):
        with pytest.raises(NotFound):
            attach(world, "9.9-z")

    def test_over_long_descriptions_are_refused_whole(self, world):
        with pytest.raises(InvalidInput) as refusal:
            attach(world, details=Details(caption="ก" * 501))
        assert refusal.value.code == "caption_too_long"
        assert not EvidenceUse.objects.exists()

    def test_descriptions_are_mended(self, world):
        use = attach(world, details=Details("ดํา\u200bเนินงาน\x00", " ชป\t1 "))
        assert (use.version.caption, use.version.document_number) == ("ดำเนินงาน", "ชป 1")


class TestNewVersions:
    def test_the_new_one_starts_unjudged_and_the_old_one_is_kept(self, world):
        old = judge(attach(world), Decision.RETURNED)
        world.in_state(State.RETURNED, returned=("1.1-a",))
        new = evidence.new_version(
            old, actor=world.drafter, at=LATER, upload=a_pdf("ฉบับแก้.pdf", "corrected")
        )
        old.refresh_from_db()
        assert (new.decision, new.replaces, old.removed_at) == ("pending", old, LATER)
        assert old.decision == "returned"
        assert new.version.evidence == old.version.evidence
        assert (old.version.number, new.version.number) == (1, 2)
        assert fresh(world).pieces_total == 1

    def test_what_was_said_of_the_old_version_is_taken_over(self, world):
        old = attach(world, details=Details("รายงาน", "ชป 1"))
        new = evidence.new_version(
            old, actor=world.drafter, at=LATER, upload=a_pdf(text="corrected")
        )
        assert (new.version.caption, new.version.document_number) == ("รายงาน", "ชป 1")

    def test_a_full_requirement_still_takes_a_new_version(self, world):
        uses = [attach(world, upload=a_pdf(text=f"report {n}")) for n in range(3)]
        evidence.new_version(uses[0], actor=world.drafter, at=LATER, upload=a_pdf(text="new"))
        assert fresh(world).pieces_total == 3

    def test_an_accepted_piece_is_not_replaced(self, world):
        use = judge(attach(world), Decision.ACCEPTED)
        with pytest.raises(GuardRefused) as refusal:
            evidence.new_version(use, actor=world.drafter, at=LATER, upload=a_pdf(text="new"))
        assert refusal.value.code == "piece_accepted"

    def test_a_piece_somebody_replaced_meanwhile_is_not_replaced_again(self, world):
        use = attach(world)
        evidence.new_version(use, actor=world.director, at=LATER, upload=a_pdf(text="theirs"))
        with pytest.raises(GuardRefused) as refusal:
            evidence.new_version(use, actor=world.drafter, at=LATER, upload=a_pdf(text="mine"))
        assert refusal.value.code == "piece_gone"


class TestLinks:
    def attach(self, world, url="https://www.rid.go.th/a", key="3.1-b", **more):
        return evidence.attach_link(
            world.submission, key, actor=world.drafter, at=NOON, url=url, **more
        )

    def test_an_address_is_kept_as_given(self, world):
        use = self.attach(world, details=Details("หน้าเว็บ"))
        assert (use.kind, use.version.url) == ("link", "https://www.rid.go.th/a")
        assert not use.version.intranet
        assert use.version.capture is None

    def test_an_intranet_address_is_marked_and_never_fetched(self, world, monkeypatch):
        def no_network(*args, **kwargs):
            raise AssertionError("the portal opened a connection")

        monkeypatch.setattr("socket.socket.connect", no_network)
        monkeypatch.setattr("socket.getaddrinfo", no_network)
        assert self.attach(world, "http://intranet.local/kpi").version.intranet
        assert self.attach(world, "http://10.1.2.3/kpi").version.intranet

    def test_a_capture_is_a_file_of_its_own(self, world):
        use = self.attach(world, capture=a_pdf("ภาพหน้าเว็บ.pdf"))
        assert use.version.capture.original_name == "ภาพหน้าเว็บ.pdf"
        assert use.version.capture.caption == "https://www.rid.go.th/a"
        assert fresh(world).pieces_total == 1

    def test_the_same_address_again_changes_nothing(self, world):
        assert self.attach(world).pk == self.attach(world).pk

    def test_the_same_address_with_a_capture_takes_its_place(self, world):
        bare = self.attach(world)
        shown = self.attach(world, capture=a_pdf())
        assert shown.replaces == bare
        assert (shown.version.evidence, shown.version.number) == (bare.version.evidence, 2)

    def test_a_newer_address_replaces_a_piece(self, world):
        old = judge(self.attach(world), Decision.RETURNED)
        new = self.attach(world, "https://www.rid.go.th/b", replaces=old)
        assert (new.replaces, new.decision) == (old, "pending")

    def test_only_pictures_and_pdf_show_a_page(self, world):
        word = type(a_pdf())("หน้าเว็บ.docx", docx_bytes())
        with pytest.raises(InvalidInput) as refusal:
            self.attach(world, capture=word)
        assert refusal.value.code == "not_accepted"

    def test_a_requirement_for_files_takes_no_link(self, world):
        with pytest.raises(InvalidInput) as refusal:
            self.attach(world, key="1.1-a")
        assert refusal.value.code == "kind_not_asked"


class TestReuse:
    def test_one_file_serves_several_requirements(self, world):
        use = attach(world, "1.1-a")
        second = evidence.reuse(
            world.submission, "1.2-a", version=use.version, actor=world.drafter, at=LATER
        )
        assert (second.version, second.by_reference) == (use.version, False)
        assert EvidenceVersion.objects.count() == 1

    def test_evidence_of_an_earlier_report_is_marked_for_checking(self, world):
        use = attach(world)
        later = a_later_report(world)
        again = evidence.reuse(later, "1.1-a", version=use.version, actor=world.drafter, at=LATER)
        assert (again.version, again.by_reference, again.decision) == (use.version, True, "pending")

    def test_evidence_by_reference_is_described_where_it_was_first_attached(self, world):
        use = attach(world)
        again = evidence.reuse(
            a_later_report(world), "1.1-a", version=use.version, actor=world.drafter, at=LATER
        )
        with pytest.raises(GuardRefused) as refusal:
            evidence.edit_details(again, actor=world.drafter, at=LATER, details=Details("ใหม่"))
        assert refusal.value.code == "described_elsewhere"

    def test_its_new_version_goes_on_with_the_same_document(self, world):
        use = attach(world)
        again = evidence.reuse(
            a_later_report(world), "1.1-a", version=use.version, actor=world.drafter, at=LATER
        )
        new = evidence.new_version(
            again, actor=world.drafter, at=LATER, upload=a_pdf(text="next half-year")
        )
        assert (new.version.evidence, new.version.number) == (use.version.evidence, 2)
        assert new.by_reference is False
        use.refresh_from_db()
        assert use.removed_at is None  # the earlier report keeps what it was judged by

    def test_another_units_evidence_does_not_exist(self, world):
        version = evidence.store_version(
            world.other, actor=world.neighbour, at=NOON, upload=a_pdf()
        )
        with pytest.raises(NotFound):
            evidence.reuse(world.submission, "1.1-a", version=version, actor=world.drafter, at=NOON)

    def test_it_must_fit_the_requirement(self, world):
        png = type(a_pdf())("ภาพ.png", png_bytes(), "image/png")
        use = attach(world, "1.1-a", upload=png)
        with pytest.raises(InvalidInput) as refusal:
            evidence.reuse(
                world.submission, "3.1-a", version=use.version, actor=world.drafter, at=NOON
            )
        assert refusal.value.code == "does_not_fit"

    def test_attached_here_already_it_is_given_back(self, world):
        use = attach(world)
        again = evidence.reuse(
            world.submission, "1.1-a", version=use.version, actor=world.drafter, at=LATER
        )
        assert again.pk == use.pk


class TestNumbersAndAnswers:
    def put(self, world, typed, at=NOON):
        return supply.set_number(world.submission, "2.1-a", actor=world.drafter, at=at, typed=typed)

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("๘๕.๕๐", "85.5"), ("85 %", "85"), ("1,250.500001", "1250.500001"), (" 0.1 ", "0.1")],
    )
    def test_numbers_are_exact(self, world, typed, kept):
        use = self.put(world, typed)
        use.refresh_from_db()
        assert use.number == Decimal(kept)

    def test_a_changed_number_takes_the_place_of_the_last(self, world):
        first = self.put(world, "79")
        assert self.put(world, "79", LATER).pk == first.pk
        second = self.put(world, "80", LATER)
        assert second.replaces == first
        assert fresh(world).pieces_total == 1

    @pytest.mark.parametrize(
        ("typed", "code"),
        [("", "number_empty"), ("แปดสิบ", "number_unreadable"), ("1e5", "number_unreadable")],
    )
    def test_what_is_no_number_is_refused(self, world, typed, code):
        with pytest.raises(InvalidInput) as refusal:
            self.put(world, typed)
        assert refusal.value.code == code

    def test_an_answer_is_kept_in_one_spelling(self, world):
        use = supply.give_answer(
            world.submission, "2.1-b", actor=world.drafter, at=NOON, text="ดําเนินการ\r\nแล้ว\x07 "
        )
        assert (use.kind, use.text) == ("answer", "ดำเนินการ\nแล้ว")

    @pytest.mark.parametrize(
        ("text", "code"), [("  \u200b ", "answer_empty"), ("ก" * 20_001, "too_long")]
    )
    def test_empty_and_endless_answers_are_refused(self, world, text, code):
        with pytest.raises(InvalidInput) as refusal:
            supply.give_answer(world.submission, "2.1-b", actor=world.drafter, at=NOON, text=text)
        assert refusal.value.code == code


class TestUpkeep:
    def test_removing_is_undone_by_putting_back(self, world):
        use = attach(world)
        evidence.remove_use(use, actor=world.drafter, at=LATER)
        assert fresh(world).pieces_total == 0
        evidence.restore_use(use, actor=world.drafter, at=LATER)
        use.refresh_from_db()
        assert use.removed_at is None
        assert fresh(world).pieces_total == 1
        assert [e.action for e in Entry.objects.order_by("sequence")][-2:] == [
            "evidence.remove",
            "evidence.restore",
        ]

    def test_a_replaced_piece_is_not_put_back(self, world):
        old = attach(world)
        evidence.new_version(old, actor=world.drafter, at=LATER, upload=a_pdf(text="new"))
        with pytest.raises(GuardRefused) as refusal:
            evidence.restore_use(old, actor=world.drafter, at=LATER)
        assert refusal.value.code == "replaced"

    def test_a_removed_piece_whose_bytes_came_back_is_not_doubled(self, world):
        use = attach(world)
        evidence.remove_use(use, actor=world.drafter, at=LATER)
        attach(world)
        with pytest.raises(InvalidInput) as refusal:
            evidence.restore_use(use, actor=world.drafter, at=LATER)
        assert refusal.value.code == "already_attached"

    def test_putting_back_respects_the_maximum(self, world):
        use = attach(world)
        evidence.remove_use(use, actor=world.drafter, at=LATER)
        for n in range(3):
            attach(world, upload=a_pdf(text=f"report {n}"))
        with pytest.raises(InvalidInput) as refusal:
            evidence.restore_use(use, actor=world.drafter, at=LATER)
        assert refusal.value.code == "too_many_pieces"

    def test_an_older_number_is_not_put_beside_the_newer(self, world):
        old = supply.set_number(world.submission, "2.1-a", actor=world.drafter, at=NOON, typed="79")
        evidence.remove_use(old, actor=world.drafter, at=NOON)
        supply.set_number(world.submission, "2.1-a", actor=world.drafter, at=NOON, typed="80")
        with pytest.raises(GuardRefused):
            evidence.restore_use(old, actor=world.drafter, at=LATER)

    def test_an_accepted_piece_stays(self, world):
        use = judge(attach(world), Decision.ACCEPTED)
        with pytest.raises(GuardRefused) as refusal:
            evidence.remove_use(use, actor=world.drafter, at=LATER)
        assert refusal.value.code == "piece_accepted"

    def test_pieces_of_forms_are_changed_in_their_form(self, world):
        use = EvidenceUse.objects.create(
            submission=world.submission,
            requirement="1.1-b",
            kind="form",
            form_code="form-1",
            added_at=NOON,
            added_by=world.drafter,
        )
        with pytest.raises(GuardRefused) as refusal:
            evidence.remove_use(use, actor=world.drafter, at=LATER)
        assert refusal.value.code == "comes_from_form"

    def test_details_change_with_before_and_after_in_the_audit(self, world):
        use = attach(world, details=Details("เดิม"))
        version = evidence.edit_details(
            use, actor=world.drafter, at=LATER, details=Details("ใหม่", "ชป 2", date(2025, 2, 1))
        )
        assert (version.caption, version.document_number) == ("ใหม่", "ชป 2")
        changed = last_entry("evidence.details").detail.body["changed"]["details"]
        assert changed == [
            {"caption": "เดิม"},
            {"caption": "ใหม่", "document_number": "ชป 2", "document_date": "2025-02-01"},
        ]

    def test_unchanged_details_leave_no_entry(self, world):
        use = attach(world, details=Details("เดิม"))
        before = Entry.objects.count()
        evidence.edit_details(use, actor=world.drafter, at=LATER, details=Details("เดิม"))
        assert Entry.objects.count() == before
