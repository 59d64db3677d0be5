"""A person at the browser, and what every page they meet must hold.

Whether a page is accessible is a matter of its markup and not of the database: axe is asked in the
run without servers alone. The run on services walks the same journeys and opens the same pages, at
the same widths; there it looks at all the rest.
"""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebError

from conftest import SERVICES
from kpi_portal.accounts.models import User
from tests.factories import PASSWORD

WIDTHS = (1280, 360)
LANGUAGES = ("en", "th")
# On a journey axe is asked once a language, at either width; the sweep of every page asks at both.
AXE_AT = {"en": 1280, "th": 360}
# What the browser itself writes for an answer that refuses; such answers the tests look at.
_ANSWERED = "Failed to load resource"


class Visitor:
    """One signed-in person with a browser of their own. `page` is what they look at."""

    def __init__(self, chromium: Browser, address: str, person: User) -> None:
        self.faults: list[str] = []
        self.looked_at: list[str] = []
        self._context: BrowserContext = chromium.new_context(
            viewport={"width": 1280, "height": 900}, base_url=address, accept_downloads=True
        )
        self._context.set_default_timeout(15_000)
        self._context.on("console", self._note_console)
        self._context.on("weberror", self._note_error)
        self.page = self._context.new_page()
        self._mirror = self._context.new_page()
        self.page.bring_to_front()
        self._sign_in(person)

    def _sign_in(self, person: User) -> None:
        self.page.goto("/accounts/login/")
        self.page.fill("#id_login", person.username)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("main form button.btn-primary")
        self.page.wait_for_url("**/")

    def open(self, path: str) -> Page:
        """Go to a page and wait until its scripts run."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return ready(self.page)

    def look(self, path: str = "") -> Page:
        """The page (at `path`) is sound: in both languages, at both widths. It is opened beside
        the person's own, so that nothing typed there is touched."""
        if path:
            self.open(path)
        url = self.page.url
        self.looked_at.append(url)
        for language in LANGUAGES:
            self._speak(language)
            self._mirror.set_viewport_size({"width": WIDTHS[0], "height": 900})
            self._mirror.goto(url)
            ready(self._mirror)
            assert self._mirror.get_attribute("html", "lang") == language
            for width in WIDTHS:
                self._mirror.set_viewport_size({"width": width, "height": 900})
                if AXE_AT[language] == width:
                    findings = grave_findings(self._mirror)
                    assert findings == [], f"{url} {language} {width}: {findings}"
                reach = self._mirror.evaluate("document.documentElement.scrollWidth")
                assert reach <= width, f"{url} {language}: {reach} px wide at {width}\n" + str(
                    self._mirror.evaluate(TOO_WIDE)
                )
        assert self.faults == [], url
        return self.page

    def fetch(self, path: str) -> bytes:
        """The bytes behind a link, with this person's cookies."""
        answer = self._context.request.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        return answer.body()

    def leave(self) -> None:
        self._context.close()

    def _speak(self, language: str) -> None:
        token = next(c["value"] for c in self._context.cookies() if c["name"] == "csrftoken")
        self._context.request.post(
            "/language/",
            form={"language": language, "next": "/health/", "csrfmiddlewaretoken": token},
        )

    def _note_console(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith(_ANSWERED):
            self.faults.append(said.text)

    def _note_error(self, error: WebError) -> None:
        self.faults.append(str(error.error))


def ready(page: Page) -> Page:
    """The page after its scripts have taken over."""
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def grave_findings(page: Page) -> list[tuple[str, list[str]]]:
    """Serious and critical findings of axe: the rule and the places; none on services."""
    if SERVICES:
        return []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(_GRAVE_FINDINGS)


# Of each finding no more goes back than what is asserted: the whole answer is megabytes. No rule
# for pages without sound or film reads what would be preloaded, which is every stylesheet anew.
_GRAVE_FINDINGS = """async () => {
  const said = await axe.run(document, {resultTypes: ["violations"], preload: false});
  return said.violations.filter(one => ["serious", "critical"].includes(one.impact)).map(
    one => [one.id, one.nodes.map(node => node.target + " " + node.html.slice(0, 160))]);
}"""
TOO_WIDE = """[...document.querySelectorAll('main *')].filter(
  one => one.getBoundingClientRect().right > innerWidth + 1).slice(0, 8).map(
  one => one.outerHTML.slice(0, 140))"""
