"""Take the pictures of the guides from a portal of their own: its demo, in a folder that goes away.

`scripts/screenshots.py [name …]` takes all of them, or those named, into docs/screenshots.
"""

from __future__ import annotations

import http.client
import io
import math
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import picture_acts as acts
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

if TYPE_CHECKING:
    from kpi_portal.accounts.models import User
    from submissions.models import Submission

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "screenshots"
PATIENCE_SECONDS = 600
COLOURS = 256
DESKTOP, LOW, PHONE = (1280, 860), (1280, 560), (390, 844)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--lang=th"]


@dataclass(frozen=True)
class Shot:
    """One picture: whose page, at which size, and what to do there before it is taken."""

    name: str
    who: str
    path: str
    size: tuple[int, int] = DESKTOP
    first: Callable[[Page], object] | None = None


def main(wanted: list[str]) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kpi-portal-pictures-") as folder:
        port = _free_port()
        os.environ |= {"DATA_DIR": folder, "PORT": str(port), "HOST": "127.0.0.1", "DEMO": "on"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "kpi_portal.settings.dev"
        with _portal(port):
            shots = [shot for shot in _shots() if not wanted or shot.name in wanted]
            _take(shots, f"http://127.0.0.1:{port}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _portal(port: int) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "portal"], cwd=ROOT)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("The portal did not start.")
            time.sleep(0.5)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _shots() -> list[Shot]:
    """The pictures, with the addresses that this demo gave its objects."""
    import django

    sys.path.insert(0, str(ROOT))
    django.setup()
    from submissions.enums import State
    from submissions.models import Submission

    reports = Submission.objects.filter(round__indicator__code="สบอ-7").order_by("pk")
    draft = _report(reports.filter(state=State.DRAFT, processes__isnull=False).distinct(), "อท.")
    reviewed = reports.filter(state=State.IN_REVIEW).latest("pk")
    published = reports.filter(state__in=[State.PUBLISHED, State.FINAL]).latest("pk")
    improving = Submission.objects.filter(round__indicator__code="PROC-2566").order_by("pk")
    late = next(report for report in improving if _is_late(report))
    drafter = _person(draft, "drafter")
    mine, theirs = f"/submissions/{draft.pk}/", f"/submissions/{published.pk}/"
    process = draft.processes.filter(removed_at=None).earliest("position")
    filing = published.filings.filter(withdrawn_at=None).latest("number")
    return [
        Shot("sign-in", "", "/accounts/login/"),
        Shot("home", drafter, "/"),
        Shot("task-list", drafter, mine),
        Shot("task-list-phone", drafter, mine, PHONE),
        Shot("form-1", drafter, f"{mine}forms/form-1/"),
        Shot("form-3", drafter, f"{mine}forms/form-3/{process.pk}/"),
        Shot("evidence", drafter, f"{mine}requirements/1.2-a/"),
        Shot("check", _person(draft, "director"), f"{mine}check/"),
        Shot("receipt", _person(published, "director"), f"{theirs}receipt/{filing.number}/"),
        Shot("queue", "reviewer", "/review/"),
        Shot("desk", "reviewer", f"/review/{reviewed.pk}/1.2-a/", first=acts.preview_drawn),
        Shot("round", "head", f"/rounds/{draft.round_id}/"),
        Shot("score", "head", f"{theirs}score/"),
        Shot("score-late", "head", f"/submissions/{late.pk}/score/"),
        Shot("kpi-card", "configurer", f"/indicators/{published.round.indicator_id}/"),
        Shot("round-setup", "configurer", f"/rounds/{draft.round_id}/setup/"),
        Shot("memo", "head", "/documents/new/?kind=request", first=acts.issue_memo),
        Shot("approvals", "executive", "/approvals/"),
        Shot("history", "head", f"{theirs}history/"),
        Shot("audit", "auditor", "/audit/"),
        *_section(draft, reviewed, published),
        *_set_up(draft),
    ]


def _section(draft: Submission, reviewed: Submission, published: Submission) -> list[Shot]:
    """What the strategy section does, report by report and for a whole round."""
    now, past = f"/rounds/{draft.round_id}/", f"/rounds/{published.round_id}/"
    desk = f"/review/{reviewed.pk}/"
    silent = draft.round.submissions.filter(state="draft", pieces_total=0).exclude(pk=draft.pk)
    batch = f"/documents/batches/new/?round={published.round_id}&kind=feedback"
    return [
        Shot("share-out", "head", "/review/assign/evenly/?show=all"),
        Shot("reasons", "reviewer", "/review/reasons/", first=acts.write_reasons),
        Shot("desk-compare", "reviewer", f"{desk}1.2-a/", first=acts.compare),
        Shot("conflict", "reviewer", f"{desk}do/conflict/", LOW),
        Shot(
            "receive", "reviewer", f"/review/{silent.latest('pk').pk}/receive/", first=acts.receive
        ),
        Shot("confirm-round", "head", f"{now}do/confirm/"),
        Shot("remind", "reviewer", f"{now}remind/"),
        Shot("outbox", "head", "/outbox/"),
        Shot("round-results", "head", f"{past}results/"),
        Shot("decisions", "head", f"{past}decisions/"),
        Shot("memo-kinds", "head", "/documents/new/"),
        Shot("batch", "head", batch),
        Shot("batch-numbers", "head", batch, LOW, acts.draft_batch),
        Shot("scans", "head", "/documents/scans/", LOW),
        Shot("downloads", "head", f"{past}downloads/"),
    ]


def _set_up(report: Submission) -> list[Shot]:
    """What configurers see. The order counts: a picture's acts are the next one's beginning."""
    from forms_templates.models import FormTemplate
    from indicators.models import Round

    indicator = report.round.indicator
    planned = Round.objects.filter(indicator=indicator, state="planned").latest("pk")
    form = FormTemplate.objects.filter(code="form-2").latest("fiscal_year", "version")
    office = f"/units/{report.unit_id}/"
    director = _holder(report, "director").pk
    year, what_if = indicator.fiscal_year, f"/rounds/{report.round_id}/what-if/"
    return [
        _setting("copy-year", f"/indicators/copy/?from={year}", acts.unfold),
        _setting("designer", f"/indicators/copy/?from={year}", acts.copy_and_design),
        _setting("publish-faults", f"/indicators/?year={year + 1}", acts.make_a_fault, LOW),
        _setting("year-desk", f"/indicators/?year={year}", size=LOW),
        _setting("holidays", "/indicators/holidays/"),
        _setting("calendar", "/rounds/calendar/"),
        _setting("round-plan", f"/rounds/{planned.pk}/plan/", acts.plan),
        _setting("dissolve", f"{office}dissolve/", acts.choose_successor),
        _setting("person", f"/people/{director}/"),
        _setting("import-faults", "/people/import/", acts.upload_with_faults),
        _setting("form-editor", f"/forms/{form.pk}/", acts.edit_form),
        _setting("own-word", f"/forms/word/form/{form.pk}/", acts.upload_word_file),
        _setting("what-if", f"/indicators/{indicator.pk}/", acts.correct_and_try(what_if)),
        _setting("versions", f"/indicators/{indicator.pk}/publish/", acts.publish_correction),
    ]


def _setting(
    name: str,
    path: str,
    first: Callable[[Page], object] | None = None,
    size: tuple[int, int] = DESKTOP,
) -> Shot:
    return Shot(name, "configurer", path, size, first)


def _is_late(report: Submission) -> bool:
    return report.submitted_at is not None and report.submitted_at > report.effective_due_at


def _report(reports: object, short: str) -> Submission:
    """The report of that unit, or the newest where the demo has none of it."""
    found = reports.filter(unit__code=short).last() or reports.last()  # type: ignore[attr-defined]
    if found is None:
        raise SystemExit("The demo holds no draft with a chosen process.")
    return found


def _person(report: Submission, role: str) -> str:
    return str(_holder(report, role).username)


def _holder(report: Submission, role: str) -> User:
    """Who holds the role in the report's unit, standing in included."""
    from kpi_portal.accounts.models import ActingAppointment, Membership

    for held in (Membership, ActingAppointment):
        found = held.objects.filter(unit=report.unit, role=role, ends__isnull=held is Membership)
        if found.exists():
            return found.latest("pk").user
    raise SystemExit(f"Nobody is {role} of {report.unit}.")


def _take(shots: list[Shot], address: str) -> None:
    from django.db import connections

    connections.close_all()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        pages: dict[tuple[str, tuple[int, int]], Page] = {}
        missing: list[str] = []
        for shot in shots:
            key = (shot.who, shot.size)
            page = pages.get(key) or _entered(browser, address, *key)
            pages[key] = page
            try:
                _show(page, shot)
            except PlaywrightError as fault:  # one page must not cost the pictures of the others
                missing.append(shot.name)
                print(f"{shot.name}: {fault}", file=sys.stderr)
                continue
            _keep(page.screenshot(), TARGET / f"{shot.name}.png")
            print(f"{shot.name}.png", flush=True)
        browser.close()
    if missing:
        raise SystemExit(f"Not taken: {', '.join(missing)}")


def _show(page: Page, shot: Shot) -> None:
    page.goto(shot.path)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate("document.fonts.ready")
    if shot.first is not None:
        shot.first(page)


def _entered(browser: Browser, address: str, who: str, size: tuple[int, int]) -> Page:
    from kpi_portal.accounts.demo_people import PASSWORD

    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        base_url=address,
        locale="th-TH",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if who:
        page.goto("/accounts/login/")
        page.fill("#id_login", who)
        page.fill("#id_password", PASSWORD)
        page.click("main form button.btn-primary")
        page.wait_for_url("**/")
    return page


def _keep(data: bytes, target: Path) -> None:
    """Written with the colours that the page uses most, each exactly: flat pages have few, and a
    palette of averages would wash out the small red and orange marks."""
    with Image.open(io.BytesIO(data)) as picture:
        full = picture.convert("RGB")
    counted = sorted(full.getcolors(full.width * full.height), reverse=True)
    used = [colour for _count, colour in counted[:COLOURS]]
    place = {colour: number for number, colour in enumerate(used)}
    for _count, colour in counted[COLOURS:]:
        place[colour] = place[min(used, key=lambda one: math.dist(one, colour))]
    flat = Image.new("P", full.size)
    flat.putpalette([part for colour in used for part in colour])
    flat.putdata([place[colour] for colour in full.getdata()])
    flat.save(target, "PNG", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
