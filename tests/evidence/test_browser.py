"""Evidence at the browser: sending, refusals beside the files, editing in place, both widths and
languages, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from submissions.domain import evidence, shared_evidence
from submissions.domain.evidence import Details
from submissions.enums import Decision, State
from submissions.models import EvidenceUse, EvidenceVersion, Verdict
from tests.e2e.browser import Visitor
from tests.evidence.world import World, a_pdf, judge, make_world, pdf_bytes, scanned_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DROP = """([zone, name, size]) => {
  const files = new DataTransfer();
  files.items.add(new File([new Uint8Array(size).fill(37)], name));
  document.querySelector(zone).dispatchEvent(
    new DragEvent('drop', {dataTransfer: files, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def drafter(chromium: Browser, live_server, world: World) -> Iterator[Visitor]:
    visitor = Visitor(chromium, live_server.url, world.drafter)
    yield visitor
    visitor.leave()


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    contents = {
        "ดี.pdf": pdf_bytes(),
        "ว่าง.pdf": b"",
        "โปรแกรม.pdf": b"MZ\x90\x00" + bytes(300),
        "ใหญ่.pdf": scanned_pdf(3 * 1024),
        "ฉบับแก้.pdf": pdf_bytes("corrected"),
    }
    made = {}
    for name, content in contents.items():
        made[name] = tmp_path / "papers" / name
        made[name].parent.mkdir(exist_ok=True)
        made[name].write_bytes(content)
    return made


def address(world: World, key: str, name: str = "requirement") -> str:
    return reverse(f"submissions:{name}", args=[world.submission.pk, key])


def pieces(page: Page):
    return page.locator("#pieces > ul > li")


def test_files_are_sent_one_by_one_and_refusals_stay_listed(drafter, world, papers):
    page = drafter.open(address(world, "1.1-a"))
    names = ("ดี.pdf", "ว่าง.pdf", "โปรแกรม.pdf", "ใหญ่.pdf")
    page.set_input_files("#files-uploads", [papers[name] for name in names])
    lines = page.locator("[data-upload-list] > li")
    expect(lines).to_have_count(4)
    expect(page.locator("[data-upload-list] > li.sent")).to_have_count(2)
    expect(page.locator("[data-upload-list] > li.failed")).to_have_count(2)
    expect(pieces(page)).to_have_count(2)  # the list came anew by itself
    expect(lines.nth(2)).to_contain_text("โปรแกรม")
    expect(lines.nth(2).locator(".why")).to_contain_text(".pdf")
    assert EvidenceVersion.objects.get(original_name="ใหญ่.pdf").size > 3 * 1024 * 1024


def test_files_are_dropped_too(drafter, world):
    page = drafter.open(address(world, "1.1-a"))
    page.evaluate(DROP, [".drop", "ลากมา.pdf", 300])
    expect(page.locator("[data-upload-list] > li.failed .name")).to_have_text("ลากมา.pdf")
    assert not EvidenceUse.objects.exists()


def test_a_piece_is_described_renewed_removed_and_put_back_in_place(drafter, world, papers):
    use = evidence.attach_file(
        world.submission, "1.1-a", actor=world.drafter, at=timezone.now(), upload=a_pdf()
    )
    page = drafter.open(address(world, "1.1-a"))
    here = page.url
    page.click(f"#piece-{use.pk} a[hx-get]")
    page.fill(f"#piece-{use.pk}-caption", "รายงานการประชุม ครั้งที่ ๑")
    page.fill(f"#piece-{use.pk}-document_date", "31/2/2568")
    page.click(f"#piece-{use.pk} form[action*=details] button")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(f"#piece-{use.pk}-caption")).to_have_value("รายงานการประชุม ครั้งที่ ๑")
    page.fill(f"#piece-{use.pk}-document_date", "๒๕ ก.พ. ๖๘")
    page.click(f"#piece-{use.pk} form[action*=details] button")
    expect(page.locator("#pieces [role=status]")).to_be_focused()
    expect(pieces(page)).to_contain_text(["รายงานการประชุม ครั้งที่ ๑"])

    page.click(f"#piece-{use.pk} a[hx-get]")
    page.set_input_files(f"#renew-{use.pk}-file", papers["โปรแกรม.pdf"])
    page.click(f"#piece-{use.pk} form[action*=version] button")
    expect(page.locator(".error-summary")).to_be_focused()
    page.set_input_files(f"#renew-{use.pk}-file", papers["ฉบับแก้.pdf"])
    page.click(f"#piece-{use.pk} form[action*=version] button")
    newest = page.locator("#pieces > ul > li")
    expect(newest).to_contain_text(["2"])
    expect(page.locator(f"#piece-{use.pk}")).to_have_count(0)

    page.click("#pieces form[action*=remove] button")
    expect(pieces(page)).to_have_count(0)
    page.click("#pieces details summary")
    page.click("#pieces form[action*=restore] button")
    expect(pieces(page)).to_have_count(1)
    assert page.url == here
    assert drafter.faults == []
    current = EvidenceUse.objects.get(removed_at=None)
    assert (current.version.number, str(current.version.document_date)) == (2, "2025-02-25")


def test_a_refused_link_is_put_right_where_it_stands(drafter, world):
    page = drafter.open(address(world, "1.2-a"))
    page.fill("#link-url", "javascript:alert(1)")
    page.click("form[action$='/link/'] button")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#link-url")).to_have_value("javascript:alert(1)")
    page.fill("#link-url", "http://intranet.local/kpi")
    page.click("form[action$='/link/'] button")
    expect(pieces(page)).to_have_count(1)
    expect(page.locator("#link-url")).to_have_value("")
    expect(page.locator("#files-uploads")).to_be_attached()


def test_existing_evidence_is_chosen_without_leaving(drafter, world):
    shared_evidence.publish_shared(
        owner=world.bureau,
        actor=world.reviewer,
        at=timezone.now(),
        upload=a_pdf(),
        name="รายงานการประชุมสำนัก",
    )
    page = drafter.open(address(world, "1.2-a"))
    page.click("a[href$='/choose/']")
    # The requirement's page offers it by one press too; here it is ticked in the list.
    chooser = page.locator("form[action$='/choose/']", has=page.locator("input[type=checkbox]"))
    chooser.get_by_text("รายงานการประชุมสำนัก").check()
    chooser.locator("button.btn-primary").click()
    expect(pieces(page)).to_have_count(1)
    assert EvidenceUse.objects.get().by_reference


def test_without_scripts_everything_is_a_plain_form(chromium, live_server, world, papers, client):
    client.force_login(world.drafter)
    plain = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    cookie = client.cookies["sessionid"].value
    plain.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = plain.new_page()
    page.goto(address(world, "1.1-a"))
    page.set_input_files("#files-uploads", [papers["ดี.pdf"], papers["ว่าง.pdf"]])
    page.click(".only-plain button")
    expect(pieces(page)).to_have_count(1)
    expect(page.locator("[data-upload-list] > li.failed .name")).to_have_text("ว่าง.pdf")
    page.click("#pieces form[action*=remove] button")
    expect(pieces(page)).to_have_count(0)
    plain.close()


def test_every_page_is_sound_at_both_widths_in_both_languages(
    drafter, chromium, live_server, world
):
    now = timezone.now()
    use = evidence.attach_file(
        world.submission,
        "1.1-a",
        actor=world.drafter,
        at=now,
        upload=a_pdf("ชื่อยาว_" + "รายงานการทบทวนกระบวนการ_" * 5 + ".pdf"),
        details=Details("", "กษ 0326/1568", now.date()),
    )
    shared = shared_evidence.publish_shared(
        owner=world.bureau, actor=world.head, at=now, upload=a_pdf(text="shared")
    )
    shared_evidence.attach_shared(
        world.submission, "1.2-a", version=shared.versions.get(), actor=world.drafter, at=now
    )
    evidence.attach_link(
        world.submission,
        "1.2-a",
        actor=world.drafter,
        at=now,
        url="http://intranet.local/" + "a" * 200,
    )
    judge(use, Decision.RETURNED)
    Verdict.objects.create(
        use=use, reviewer=world.reviewer, decision="returned", comment="หน้า 3 ไม่ชัด", at=now
    )
    keys = ("1.1-a", "1.1-b", "1.2-a", "2.1-a", "2.1-b", "2.1-c")
    world.in_state(State.RETURNED, returned=keys[:-1])
    world.submission.__class__.objects.update(answer_by=now + timedelta(days=5))
    for key in keys:
        drafter.look(address(world, key))
    drafter.look(reverse("submissions:piece", args=[use.pk]))
    drafter.look(address(world, "1.2-a", "choose_evidence"))
    drafter.look(reverse("submissions:shared"))
    publisher = Visitor(chromium, live_server.url, world.head)
    publisher.look(reverse("submissions:shared"))
    publisher.look(address(world, "1.1-a"))
    publisher.leave()
