"""Serving stored files: who may, headers, ranges, quarantine, and queries."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kpi_portal.accounts.enums import Role
from kpi_portal.errors import NotFound
from submissions.domain import evidence, evidence_access, shared_evidence
from submissions.enums import ScanState
from submissions.models import EvidenceUse, EvidenceVersion, Filing, Submission
from tests.evidence.world import LATER, NOON, a_pdf, docx_bytes, pdf_bytes, png_bytes
from tests.factories import BureauFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

SEES = {"drafter", "director", "reviewer", "head", "executive", "configurer", "auditor"}


@pytest.fixture
def version(world) -> EvidenceVersion:
    return evidence.attach_file(
        world.submission, "1.1-a", actor=world.drafter, at=NOON, upload=a_pdf("รายงาน ครั้งที่ ๑.pdf")
    ).version


def address(version: EvidenceVersion | int, how: str = "view") -> str:
    return reverse("submissions:file", args=[getattr(version, "pk", version), how])


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def get(client, world):
    client.force_login(world.drafter)

    sent = []

    def send(version, how="view", **headers):
        sent.append(client.get(address(version, how), headers=headers))
        return sent[-1]

    yield send
    for response in sent:
        response.close()


class TestWhoMayOpenIt:
    def may(self, world, version) -> set[str]:
        seen = set()
        for name, person in world.people.items():
            try:
                evidence_access.version_for(person, version.pk, at=LATER)
            except NotFound:
                continue
            seen.add(name)
        return seen

    def test_everybody_who_sees_the_report(self, world, version):
        assert self.may(world, version) == SEES

    def test_a_capture_as_its_link(self, world):
        use = evidence.attach_link(
            world.submission,
            "3.1-b",
            actor=world.drafter,
            at=NOON,
            url="https://a.go.th",
            capture=a_pdf(),
        )
        assert self.may(world, use.version.capture) == SEES

    def test_a_removed_piece_still(self, world, version):
        evidence.remove_use(version.uses.get(), actor=world.drafter, at=NOON)
        assert self.may(world, version) == SEES

    def test_a_stored_scan_nobody_used_only_its_unit_and_those_above(self, world):
        scan = evidence.store_version(world.section, actor=world.drafter, at=NOON, upload=a_pdf())
        assert self.may(world, scan) == {"drafter", "director", "executive"}

    def test_a_signed_memo_as_its_report(self, world):
        scan = evidence.store_version(world.section, actor=world.drafter, at=NOON, upload=a_pdf())
        Filing.objects.create(
            submission=world.submission,
            number=1,
            receipt_number="R2568-00001-1",
            at=NOON,
            by=world.drafter,
            signer_name="ผอ.",
            signed_scan=scan,
            complete=True,
        )
        assert self.may(world, scan) == SEES

    def test_shared_evidence_the_units_below_its_owner(self, world):
        document = shared_evidence.publish_shared(
            owner=world.bureau, actor=world.reviewer, at=NOON, upload=a_pdf()
        )
        version = document.versions.get()
        assert self.may(world, version) == SEES | {"neighbour"}
        shared_evidence.withdraw_shared(document, actor=world.head, at=NOON)
        version.refresh_from_db()
        assert self.may(world, version) == {"reviewer", "head", "executive"}

    def test_the_strategy_section_of_another_bureau_sees_nothing(self, world, version):
        foreign = BureauFactory()
        person = UserFactory()
        for role in (Role.REVIEWER, Role.HEAD, Role.EXECUTIVE, Role.AUDITOR, Role.DRAFTER):
            MembershipFactory(user=person, unit=foreign, role=role)
        with pytest.raises(NotFound):
            evidence_access.version_for(person, version.pk, at=LATER)

    def test_other_apps_may_show_a_version_in_their_own_way(self, world, version, monkeypatch):
        monkeypatch.setattr(evidence_access, "_holders", [])
        evidence_access.also_seen_through(
            lambda user, pk, at: user == world.stranger and pk == version.pk
        )
        assert self.may(world, version) == SEES | {"stranger"}

    def test_missing_and_forbidden_look_alike(self, client, world, version):
        client.force_login(world.neighbour)
        plainly = {"Accept": "application/json"}
        hidden = client.get(address(version), headers=plainly)
        missing = client.get(address(999_999), headers=plainly)
        endless = client.get(address(10**30), headers=plainly)
        assert {r.status_code for r in (hidden, missing, endless)} == {404}
        assert hidden.content == missing.content == endless.content

    def test_without_a_sign_in_nothing_is_told(self, client, version):
        response = client.get(address(version))
        assert response.status_code == 302
        assert "/accounts/login/" in response["Location"]


class TestHeaders:
    def test_a_pdf_opens_in_the_page_and_runs_nothing(self, get, version):
        response = get(version)
        assert body(response) == pdf_bytes()
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("inline; ")
        assert response["X-Content-Type-Options"] == "nosniff"
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "script" not in policy
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert response["Cache-Control"] == "private, no-cache"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"

    def test_thai_names_survive_the_download(self, get, version):
        disposition = get(version, "download")["Content-Disposition"]
        assert disposition == (
            "attachment; filename*=utf-8''"
            "%E0%B8%A3%E0%B8%B2%E0%B8%A2%E0%B8%87%E0%B8%B2%E0%B8%99%20"
            "%E0%B8%84%E0%B8%A3%E0%B8%B1%E0%B9%89%E0%B8%87%E0%B8%97%E0%B8%B5%E0%B9%88%20"
            "%E0%B9%91.pdf"
        )

    @pytest.mark.parametrize(
        ("name", "content", "inline"),
        [("ภาพ.png", png_bytes(), True), ("รายงาน.docx", docx_bytes(), False)],
        ids=["picture", "word"],
    )
    def test_only_what_browsers_show_by_themselves_is_inline(
        self, get, world, name, content, inline
    ):
        upload = type(a_pdf())(name, content, "text/html")  # the browser's word counts for nothing
        use = evidence.attach_file(
            world.submission, "1.1-a", actor=world.drafter, at=NOON, upload=upload
        )
        response = get(use.version)
        assert response["Content-Disposition"].startswith("inline" if inline else "attachment")
        assert "html" not in response["Content-Type"]

    def test_a_name_cannot_break_out_of_its_header(self, get, world):
        upload = a_pdf('a"; filename="b.html\r\nX-Evil: 1.pdf')
        use = evidence.attach_file(
            world.submission, "1.1-a", actor=world.drafter, at=NOON, upload=upload
        )
        response = get(use.version, "download")
        assert "X-Evil" not in response.headers
        assert response["Content-Disposition"].count('"') in (0, 2)

    def test_a_known_copy_is_not_sent_again(self, get, version):
        response = get(version, **{"If-None-Match": f'W/"x", "{version.sha256}"'})
        assert (response.status_code, response.content) == (304, b"")
        assert response["ETag"] == f'"{version.sha256}"'

    def test_head_tells_the_size_and_sends_nothing(self, client, get, version):
        response = client.head(address(version))
        assert response["Content-Length"] == str(version.size)
        assert response.content == b""

    def test_nothing_is_posted_here(self, client, get, version):
        assert client.post(address(version)).status_code == 405

    def test_the_proxy_sends_it_when_told_to(self, get, version, settings):
        settings.EVIDENCE_ACCEL = "/media-internal/"
        response = get(version, "download", Range="bytes=0-9")
        sha256 = version.sha256
        assert response["X-Accel-Redirect"] == f"/media-internal/evidence/{sha256[:2]}/{sha256}"
        assert (response.status_code, response.content) == (200, b"")
        assert response["Content-Disposition"].startswith("attachment")
        assert "Content-Length" not in response.headers or response["Content-Length"] == "0"

    def test_a_link_is_no_file(self, get, world):
        use = evidence.attach_link(
            world.submission, "3.1-b", actor=world.drafter, at=NOON, url="https://a.go.th"
        )
        assert get(use.version).status_code == 404


class TestRanges:
    @pytest.mark.parametrize(
        ("asked", "first", "last"),
        [
            ("bytes=0-9", 0, 9),
            ("bytes=10-", 10, -1),
            ("bytes=-5", -5, -1),
            ("bytes=5-999999", 5, -1),
            ("bytes=-999999", 0, -1),
        ],
    )
    def test_a_part_is_sent_as_asked(self, get, version, asked, first, last):
        whole = pdf_bytes()
        first = first if first >= 0 else len(whole) + first
        last = last if last >= 0 else len(whole) - 1
        response = get(version, Range=asked)
        if (first, last) == (0, len(whole) - 1):
            assert response.status_code == 200
        else:
            assert response.status_code == 206
            assert response["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
        sent = body(response)
        assert sent == whole[first : last + 1]
        assert response["Content-Length"] == str(len(sent))

    @pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-0", "bytes=999999-1000000"])
    def test_a_range_outside_the_file_is_refused_with_its_size(self, get, version, asked):
        response = get(version, Range=asked)
        assert response.status_code == 416
        assert response["Content-Range"] == f"bytes */{version.size}"

    @pytest.mark.parametrize(
        "asked", ["", "bytes=", "bytes=-", "bytes=9-3", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b"]
    )
    def test_what_is_no_single_range_gets_the_whole(self, get, version, asked):
        response = get(version, Range=asked)
        assert (response.status_code, len(body(response))) == (200, version.size)

    def test_a_resumed_download_of_another_version_starts_anew(self, get, version):
        same = {"Range": "bytes=5-9", "If-Range": f'"{version.sha256}"'}
        other = {"Range": "bytes=5-9", "If-Range": '"another"'}
        assert len(body(get(version, **same))) == 5
        assert len(body(get(version, **other))) == version.size


class TestHeldBack:
    @pytest.mark.parametrize(
        ("state", "status", "words"),
        [(ScanState.QUARANTINED, 423, "ตรวจไวรัส"), (ScanState.INFECTED, 403, "ไวรัส")],
    )
    def test_the_reason_is_told_and_nothing_sent(self, get, version, state, status, words):
        EvidenceVersion.objects.filter(pk=version.pk).update(scan_state=state)
        response = get(version)
        assert response.status_code == status
        assert words in response.content.decode()
        assert b"%PDF" not in response.content


def test_opening_costs_the_same_however_much_there_is(
    client, world, version, django_assert_max_num_queries
):
    client.force_login(world.reviewer)
    with django_assert_max_num_queries(8):
        assert body(client.get(address(version))) == pdf_bytes()
    for number in range(20):
        evidence.attach_file(
            world.submission,
            "1.2-a",
            actor=world.drafter,
            at=NOON,
            upload=a_pdf(text=f"report {number}"),
        )
    assert EvidenceUse.objects.count() == 21
    assert Submission.objects.count() == 1
    with django_assert_max_num_queries(8):
        assert body(client.get(address(version))) == pdf_bytes()
