"""Shared evidence: publishing, withdrawing, who sees it, attaching by reference, its page."""

from __future__ import annotations

from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import DomainError, InvalidInput, NotAllowed, NotFound
from submissions.domain import evidence, shared_evidence
from submissions.domain.evidence import Details
from submissions.models import Evidence, EvidenceUse
from tests.evidence.world import LATER, NOON, World, a_pdf
from tests.factories import BureauFactory, MembershipFactory, SubmissionFactory, UnitFactory

pytestmark = pytest.mark.django_db
PUBLISHERS = {"reviewer", "head"}


def publish(world: World, name: str = "รายงานการประชุมสำนัก", text: str = "shared") -> Evidence:
    return shared_evidence.publish_shared(
        owner=world.bureau,
        actor=world.reviewer,
        at=NOON,
        upload=a_pdf("minutes.pdf", text),
        name=name,
        details=Details("มติที่ประชุม", "สบอ 12/2568"),
    )


def attach(world: World, document: Evidence, **more) -> EvidenceUse:
    return shared_evidence.attach_shared(
        more.pop("submission", world.submission),
        "1.1-a",
        version=document.versions.get(),
        actor=more.pop("actor", world.drafter),
        at=NOON,
    )


class TestPublishing:
    def test_the_document_is_named_described_and_audited(self, world):
        document = publish(world)
        version = document.versions.get()
        assert (document.name, document.shared) == ("รายงานการประชุมสำนัก", True)
        assert (version.original_name, version.document_number) == ("minutes.pdf", "สบอ 12/2568")
        entry = Entry.objects.get(action="shared.publish")
        assert (entry.unit_path, entry.actor) == (world.bureau.path, world.reviewer)

    def test_without_a_name_it_has_the_files(self, world):
        assert publish(world, name=" ").name == "minutes.pdf"

    def test_withdrawing_and_publishing_again(self, world):
        document = publish(world)
        use = attach(world, document)
        shared_evidence.withdraw_shared(document, actor=world.head, at=LATER)
        with pytest.raises(NotFound):
            attach(world, document)
        use.refresh_from_db()
        assert use.removed_at is None  # what is used stays used
        shared_evidence.publish_again(document, actor=world.head, at=LATER)
        document.refresh_from_db()
        assert (document.shared, document.withdrawn_at) == (True, None)
        actions = Entry.objects.filter(subject=f"evidence:{document.pk}").order_by("sequence")
        assert [e.action for e in actions] == [
            "shared.publish",
            "shared.withdraw",
            "shared.publish",
        ]

    def test_the_whole_matrix(self, world):
        wrong = []
        for person, verb in product(world.people, ("publish", "withdraw", "again")):
            document = publish(world)
            if verb == "again":
                shared_evidence.withdraw_shared(document, actor=world.reviewer, at=NOON)
            actor = world.people[person]
            acts = {
                "publish": lambda actor=actor: shared_evidence.publish_shared(
                    owner=world.bureau, actor=actor, at=NOON, upload=a_pdf()
                ),
                "withdraw": lambda actor=actor, document=document: shared_evidence.withdraw_shared(
                    document, actor=actor, at=NOON
                ),
                "again": lambda actor=actor, document=document: shared_evidence.publish_again(
                    document, actor=actor, at=NOON
                ),
            }
            found = outcome(acts[verb])
            if found is not (None if person in PUBLISHERS else NotAllowed):
                wrong.append((person, verb, found))
        assert wrong == []

    def test_a_units_own_evidence_is_never_published_by_its_key(self, world):
        own = evidence.attach_file(
            world.submission, "1.1-a", actor=world.drafter, at=NOON, upload=a_pdf()
        ).version.evidence
        with pytest.raises(NotFound):
            shared_evidence.get_for_publisher(world.reviewer, own.pk, at=NOON)
        with pytest.raises(NotFound):
            shared_evidence.publish_again(own, actor=world.reviewer, at=NOON)
        own.refresh_from_db()
        assert not own.shared


def outcome(act) -> type[DomainError] | None:
    try:
        act()
    except DomainError as refusal:
        return type(refusal)
    return None


class TestAttaching:
    def test_it_is_attached_by_reference_to_be_checked(self, world):
        use = attach(world, publish(world))
        assert (use.by_reference, use.decision, use.supplied) == (True, "pending", True)

    def test_two_units_use_one_version(self, world):
        document = publish(world)
        theirs = SubmissionFactory(round=world.round, unit=world.other)
        attach(world, document)
        attach(world, document, submission=theirs, actor=world.neighbour)
        assert EvidenceUse.objects.filter(version__evidence=document).count() == 2

    def test_the_unit_does_not_describe_it(self, world):
        use = attach(world, publish(world))
        with pytest.raises(DomainError) as refusal:
            evidence.edit_details(use, actor=world.drafter, at=LATER, details=Details("อื่น"))
        assert refusal.value.code == "described_elsewhere"

    def test_a_new_version_of_the_unit_is_the_units_own(self, world):
        document = publish(world)
        use = attach(world, document)
        new = evidence.new_version(use, actor=world.drafter, at=LATER, upload=a_pdf(text="own"))
        assert new.version.evidence.owner == world.section
        assert (new.version.number, new.by_reference) == (1, False)
        assert document.versions.count() == 1

    def test_another_bureaus_shared_evidence_does_not_exist(self, world):
        foreign = BureauFactory()
        person = MembershipFactory(unit=foreign, role=Role.REVIEWER).user
        document = shared_evidence.publish_shared(
            owner=foreign, actor=person, at=NOON, upload=a_pdf()
        )
        with pytest.raises(NotFound):
            attach(world, document)

    def test_it_must_be_of_a_kind_the_requirement_takes(self, world):
        document = publish(world)
        with pytest.raises(InvalidInput):
            shared_evidence.attach_shared(
                world.submission,
                "3.1-b",
                version=document.versions.get(),
                actor=world.drafter,
                at=NOON,
            )


class TestThePage:
    @pytest.fixture
    def address(self) -> str:
        return reverse("submissions:shared")

    def test_an_empty_list_says_what_it_is_for(self, client, world, address):
        for person, words in (
            ("drafter", "เมื่อส่วนยุทธศาสตร์เผยแพร่"),
            ("head", "เผยแพร่รายงานการประชุม"),
        ):
            client.force_login(world.people[person])
            assert words in client.get(address).content.decode()

    def test_units_read_and_publishers_publish(self, client, world, address):
        publish(world)
        client.force_login(world.drafter)
        page = client.get(address).content.decode()
        assert "รายงานการประชุมสำนัก" in page
        assert 'type="file"' not in page
        assert client.post(address, {"file": a_pdf()}).status_code == 403
        client.force_login(world.head)
        page = client.get(address).content.decode()
        assert 'type="file"' in page
        answer = client.post(
            address,
            {
                "file": a_pdf(text="new"),
                "name": "แผนปฏิบัติราชการ",
                "document_date": "๑๐ ม.ค. ๖๘",
                "owner": world.bureau.pk,
            },
        )
        assert answer.status_code == 302
        document = Evidence.objects.get(name="แผนปฏิบัติราชการ")
        assert document.versions.get().document_date.isoformat() == "2025-01-10"

    def test_publishers_see_who_uses_it(self, client, world, address):
        attach(world, publish(world))
        client.force_login(world.reviewer)
        page = client.get(address).content.decode()
        assert "ใช้ในรายงาน 1 ฉบับ" in page
        assert world.section.name in page

    def test_faults_keep_what_was_typed(self, client, world, address):
        client.force_login(world.reviewer)
        typed = {"name": "ชื่อที่พิมพ์", "owner": world.bureau.pk}
        for file in (None, SimpleUploadedFile("a.pdf", b""), SimpleUploadedFile("a.exe", b"MZ12")):
            answer = client.post(address, typed | ({"file": file} if file else {}))
            assert answer.status_code == 422
            assert 'value="ชื่อที่พิมพ์"' in answer.content.decode()
        assert not Evidence.objects.exists()

    def test_nobody_publishes_for_a_unit_out_of_reach(self, client, world, address):
        client.force_login(world.reviewer)
        answer = client.post(address, {"file": a_pdf(), "owner": BureauFactory().pk})
        assert answer.status_code == 422
        assert not Evidence.objects.exists()

    def test_a_person_reaching_two_bureaus_chooses(self, client, world, address):
        second = BureauFactory(name="สำนักที่สอง")
        MembershipFactory(
            user=world.reviewer, unit=world.strategy, scope=second, role=Role.REVIEWER
        )
        client.force_login(world.reviewer)
        page = client.get(address).content.decode()
        assert '<select name="owner"' in page
        assert "สำนักที่สอง" in page

    def test_withdrawing_by_button(self, client, world, address):
        document = publish(world)
        withdraw = reverse("submissions:withdraw_shared", args=[document.pk])
        again = reverse("submissions:publish_shared_again", args=[document.pk])
        client.force_login(world.drafter)
        assert client.post(withdraw).status_code == 404
        client.force_login(world.head)
        assert client.post(withdraw).status_code == 302
        assert "ถอนเผยแพร่แล้ว" in client.get(address).content.decode()
        assert client.post(again).status_code == 302
        document.refresh_from_db()
        assert document.shared

    def test_what_was_withdrawn_is_gone_for_the_units(self, client, world, address):
        shared_evidence.withdraw_shared(publish(world), actor=world.head, at=timezone.now())
        client.force_login(world.drafter)
        assert "รายงานการประชุมสำนัก" not in client.get(address).content.decode()

    def test_a_section_below_the_section_sees_it_too(self, client, world, address):
        publish(world)
        below = UnitFactory(parent=world.section)
        client.force_login(MembershipFactory(unit=below).user)
        assert "รายงานการประชุมสำนัก" in client.get(address).content.decode()


class TestLinks:
    """Pages of the website and of the intranet, shared like documents."""

    def publish(self, world, who: str = "reviewer", **said) -> Evidence:
        said = {"url": "https://hydro.example.go.th/minutes/3", "name": "มติที่ประชุม"} | said
        return shared_evidence.publish_shared_link(
            owner=world.bureau, actor=world.people[who], at=NOON, **said
        )

    def test_a_link_has_a_name_a_number_and_a_capture(self, world):
        document = self.publish(
            world, capture=a_pdf("หน้า.pdf", "page"), details=Details("", "สบอ 12/2568")
        )
        link = document.versions.first()
        assert (link.url, link.document_number) == (
            "https://hydro.example.go.th/minutes/3",
            "สบอ 12/2568",
        )
        assert link.capture.evidence == document
        assert Entry.objects.get(action="shared.publish").detail.body["facts"]["url"] == link.url

    def test_of_the_intranet_it_is_marked_as_unchecked(self, world):
        assert self.publish(world, url="http://intranet/minutes").versions.get().intranet

    def test_publishers_alone(self, world):
        for who in set(world.people) - PUBLISHERS:
            with pytest.raises(NotAllowed):
                self.publish(world, who)
        with pytest.raises(InvalidInput):
            self.publish(world, url="javascript:alert(1)")
        assert not Evidence.objects.exists()

    def test_a_unit_attaches_it_where_links_are_asked_for(self, world):
        document = self.publish(world, capture=a_pdf("หน้า.pdf", "page"))
        link = document.versions.first()
        use = shared_evidence.attach_shared(
            world.submission, "3.1-b", version=link, actor=world.drafter, at=NOON
        )
        assert (use.kind, use.by_reference) == ("link", True)
        with pytest.raises(InvalidInput):
            shared_evidence.attach_shared(
                world.submission, "1.1-a", version=link, actor=world.drafter, at=NOON
            )

    def test_the_page_publishes_it_and_keeps_what_was_typed(self, client, world):
        client.force_login(world.reviewer)
        page = client.post(reverse("submissions:shared"), {"kind": "link", "url": "ftp://x"})
        assert page.status_code == 422
        assert 'value="ftp://x"' in page.content.decode()
        said = {"kind": "link", "url": "https://a.example.go.th/x", "owner": world.bureau.pk}
        assert client.post(reverse("submissions:shared"), said).status_code == 302
        assert (
            "https://a.example.go.th/x"
            in client.get(reverse("submissions:shared")).content.decode()
        )


def test_what_is_shared_and_fits_is_offered_with_the_requirement(client, world):
    version = publish(world).versions.get()
    client.force_login(world.drafter)
    here = reverse("submissions:requirement", args=[world.submission.pk, "1.1-a"])
    assert f'name="version" value="{version.pk}"' in client.get(here).content.decode()
    choose = reverse("submissions:choose_evidence", args=[world.submission.pk, "1.1-a"])
    client.post(choose, {"version": version.pk})
    assert world.submission.uses.get().version == version
    assert f'name="version" value="{version.pk}"' not in client.get(here).content.decode()
