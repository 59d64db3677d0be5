"""What two reviewers do by the keyboard, and how a third person settles what they differ in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from playwright.sync_api import Page, expect

from submissions.models import EvidenceUse
from tests.e2e.browser import Visitor, ready
from tests.e2e.ten_world import UNITS, Office

_REPORT = re.compile(r"/review/(\d+)/")
_DRAFT = "#desk-judge form[data-draft]"
# By report and requirement: what is returned, with the comment.
Returns = Mapping[tuple[int, str], str]


def share_out(head: Visitor, office: Office) -> None:
    """The head gives the ten reports to the first two reviewers."""
    for name, place in (("one", "reviewer"), ("two", "second_reviewer")):
        page = head.open("/review/?show=all")
        page.check("[data-select-all]")
        page.select_option("#reviewer", str(office.people[name].pk))
        page.select_option("[name=place]", place)
        with page.expect_navigation():
            page.locator("main form .card-foot button[data-needs-selection]").first.click()
        ready(page)
    for number in range(UNITS):
        report = office.fresh(number)
        assert (report.reviewer, report.second_reviewer) == (
            office.people["one"],
            office.people["two"],
        )


def judge_all(who: Visitor, office: Office, returns: Returns) -> None:
    """From the queue through all ten reports with keys only; nothing is clicked or focused."""
    page = who.open("/review/")
    first = office.reports[0].pk
    _tab_to(page, f"main a[href^='/review/{first}/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/review/{first}/**")
    seen = []
    for _report in range(UNITS):
        ready(page)
        pk = _shown(page)
        seen.append(pk)
        _begin(page)
        pieces = EvidenceUse.objects.filter(submission=pk, removed_at=None).count()
        for left in range(pieces, 0, -1):
            _judge(page, pk, returns, last=left == 1)
        page.keyboard.press("q")
        page.wait_for_url(lambda url, pk=pk: f"/review/{pk}/" not in url)
    assert sorted(seen) == sorted(report.pk for report in office.reports)


def _begin(page: Page) -> None:
    """Start the review, unless the other reviewer did."""
    if page.locator(_DRAFT).count():
        return
    _tab_to(page, "#desk-bar form button.btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_selector(_DRAFT)
    ready(page)


def _judge(page: Page, pk: int, returns: Returns, *, last: bool) -> None:
    """One verdict by its key; the desk goes on to the next piece by itself."""
    use = EvidenceUse.objects.get(pk=page.locator(_DRAFT).get_attribute("data-draft"))
    assert use.submission_id == pk
    comment = returns.get((pk, use.requirement), "")
    if comment:
        page.keyboard.press("c")
        expect(page.locator("#verdict-comment")).to_be_focused()
        page.keyboard.type(comment)
        page.keyboard.press("Escape")
    page.keyboard.press("r" if comment else "a")
    if last:
        said = "returned" if comment else "accepted"
        expect(page.locator(f"button[value={said}][aria-pressed=true]")).to_be_visible()
    else:
        page.wait_for_selector(f"{_DRAFT}:not([data-draft='{use.pk}'])")
        ready(page)


def _shown(page: Page) -> int:
    found = _REPORT.search(page.url)
    assert found, page.url
    return int(found[1])


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _press in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector} on {page.url}")


def settle(who: Visitor, report: int, key: str, reason: str) -> None:
    """The third person accepts a piece that the two judged differently: not without a reason."""
    use = EvidenceUse.objects.get(submission=report, requirement=key)
    page = who.look(f"/review/{report}/do/differences/")
    accept = f"#piece-{use.pk} button[value=accepted]"
    page.click(accept)
    expect(page.locator(f"#settle-fault-{use.pk}")).to_be_visible()
    page.fill(f"#reason-{use.pk}", reason)
    page.click(accept)
    expect(page.locator(f"#piece-{use.pk}")).to_contain_text(f"“{reason}”")


def propose_all(who: Visitor, office: Office) -> None:
    """The reviewer proposes each result; nothing contradicts itself."""
    for report in office.reports:
        page = who.open(f"/review/{report.pk}/do/assess/")
        expect(page.locator("main a[href$='/contradictions/']")).to_have_count(0)
        page.click("main form .form-end button[type=submit]")
        page.wait_for_url(lambda url: "/do/assess/" not in url)


def act_on_all(who: Visitor, office: Office, act: str, **fields: str) -> None:
    """One act upon the ten results of the round, from the table that shows them."""
    page = who.look(f"/rounds/{office.round.pk}/do/{act}/")
    expect(page.locator("main [name=report]:checked")).to_have_count(UNITS)
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    page.click("main form button[data-needs-selection]")
    expect(page.locator("section[aria-labelledby=outcomes] tbody tr")).to_have_count(UNITS)
    expect(page.locator("section[aria-labelledby=outcomes] tbody .tag-done")).to_have_count(UNITS)


def in_drawer(who: Visitor, path: str, link: str, fill: Callable[[Page], None]) -> None:
    """An act of the desk's bar or menu, filled in its drawer and sent."""
    page = who.open(path)
    place = page.locator(f"#desk-bar a[href*='{link}']").first
    if not place.is_visible():
        page.click("#desk-bar details.menu > summary")
    place.click()
    page.locator("dialog[open] form .form-end button[type=submit]").wait_for()
    fill(page)
    with page.expect_navigation():
        page.locator("dialog[open] form .form-end button[type=submit]").click()
    ready(page)
    expect(page.locator(".error-summary")).to_have_count(0)
