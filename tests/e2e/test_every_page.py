"""Every page of the portal in real Chromium, in both languages, on a phone and on a desk.

The pages come from tests/matrix/table.py: a new row is looked at without being named here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, WebError
from playwright.sync_api import Error as PlaywrightError
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from kpi_portal import language
from kpi_portal.accounts.models import User
from tests.e2e import world as worlds
from tests.e2e.browser import TOO_WIDE, grave_findings, ready
from tests.e2e.pages import Visit, areas, visits
from tests.matrix import objects

pytestmark = pytest.mark.browser
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PHONE, DESK = 360, 1280
LANGUAGES = ("th", "en")
# What the browser writes to the console for the answer of an address that refuses.
ANSWERED = "Failed to load resource"


class Portal:
    """The bureau behind a server, and one window of the browser for each of its people."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self._world = worlds.build(timezone.now())
        self._objects = objects.make(self._world)
        self._chromium, self._address = chromium, address
        self._windows: dict[str, Window] = {}

    def look(self, visit: Visit, language: str) -> list[str]:
        """What is wrong with the page."""
        window = self._windows.get(visit.who)
        if window is None:
            window = self._windows[visit.who] = Window(self._chromium, self._address)
            if visit.who != "anonymous":
                window.let_in(self._world.people[visit.who])
        return window.look(visit.url.format(**self._objects), visit.status, language)

    def close(self) -> None:
        """Close all windows."""
        for window in self._windows.values():
            window.close()


class Window:
    """A browser in one person's hands, going from page to page."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self._address = address
        self._said: list[str] = []
        self._context = chromium.new_context(base_url=address)
        self._context.set_default_timeout(15_000)
        self._context.on("console", self._note_console)
        self._context.on("weberror", self._note_error)
        self._page = self._context.new_page()

    def let_in(self, person: User) -> None:
        """Give the browser a visit of this person that has chosen no language yet."""
        client = Client()
        client.force_login(person, backend=BACKEND)
        session = client.session
        session.pop(language.SESSION_KEY, None)
        session.save()
        name = settings.SESSION_COOKIE_NAME
        self._keep(name, client.cookies[name].value)

    def look(self, url: str, status: int, spoken: str) -> list[str]:
        """What is wrong with the page in that language; nothing for what is no page."""
        self._keep(language.cookie_name(), spoken)
        self._said.clear()
        page = self._page
        page.set_viewport_size({"width": PHONE, "height": 780})
        try:
            answer = page.goto(url)
        except PlaywrightError as error:
            if "Download is starting" in error.message:
                return []
            raise
        assert answer is not None
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return []
        if answer.status != status:
            return [f"answers {answer.status}"]
        if not page.evaluate("document.doctype !== null"):
            return ["is no document of its own: name it among PIECES"]
        ready(page)
        return [*self._frame(spoken), *self._held(PHONE), *self._held(DESK), *self._said]

    def close(self) -> None:
        """Close the browser's windows."""
        self._context.close()

    def _frame(self, spoken: str) -> Iterator[str]:
        lang = self._page.get_attribute("html", "lang")
        if lang != spoken:
            yield f"speaks {lang}"
        headings = self._page.locator("h1").count()
        if headings != 1:
            yield f"{headings} h1"

    def _held(self, width: int) -> Iterator[str]:
        """Nothing stands beside the page at this width, and axe finds nothing grave."""
        page = self._page
        page.set_viewport_size({"width": width, "height": 780})
        reach = page.evaluate("document.documentElement.scrollWidth")
        if reach > width:
            yield f"{reach} px wide at {width}: {page.evaluate(TOO_WIDE)}"
        for rule, places in grave_findings(page):
            yield f"axe at {width}: {rule}: {places}"

    def _keep(self, name: str, value: str) -> None:
        self._context.add_cookies([{"name": name, "value": value, "url": self._address}])

    def _note_console(self, said: ConsoleMessage) -> None:
        itself = said.text.startswith(ANSWERED) and said.location["url"] == self._page.url
        if said.type == "error" and not itself:
            self._said.append(f"{said.text} {said.location['url']}")

    def _note_error(self, error: WebError) -> None:
        self._said.append(str(error.error))


@pytest.fixture(scope="module")
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's fixture of this name, emptied once after the module: looking changes
    nothing, and building the world anew for each test would take longer than all the looking."""
    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def portal(transactional_db: None, chromium: Browser) -> Iterator[Portal]:
    """One world for all pages of this module."""
    server = LiveServer("localhost")
    portal = Portal(chromium, server.url)
    yield portal
    portal.close()
    server.stop()


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("area", areas())
def test_every_page_is_sound(portal: Portal, area: str, spoken: str) -> None:
    wrong = {
        f"{visit.url} as {visit.who}": faults
        for visit in visits()
        if visit.area == area and (faults := portal.look(visit, spoken))
    }
    assert wrong == {}
