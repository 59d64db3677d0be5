"""Language, the demand to sign in, and answers to domain errors."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from tests.factories import PASSWORD

HTMX = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


# --- language


def test_thai_whatever_the_browser_prefers(client, db) -> None:
    page = client.get("/accounts/login/", headers={"Accept-Language": "en"})
    assert 'lang="th"' in page.text
    assert page.headers["Content-Language"] == "th"


def test_the_switch_keeps_the_page_and_is_remembered(signed_in, person) -> None:
    answer = signed_in.post("/language/", {"language": "en", "next": "/work/mine/?q=1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/work/mine/?q=1")
    person.refresh_from_db()
    assert person.language == "en"
    assert 'lang="en"' in signed_in.get("/work/mine/").text


def test_a_switch_on_the_sign_in_page_outlives_signing_in(client, person) -> None:
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    client.post("/accounts/login/", {"login": "somying", "password": PASSWORD})
    person.refresh_from_db()
    assert person.language == "en"
    assert 'lang="en"' in client.get("/").text


def test_the_own_language_wins_at_sign_in_over_the_browsers_last(client, person) -> None:
    client.cookies["django_language"] = "en"
    client.post("/accounts/login/", {"login": "somying", "password": PASSWORD})
    assert 'lang="th"' in client.get("/").text


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_the_switch_leads_nowhere_else(signed_in, place: str) -> None:
    answer = signed_in.post("/language/", {"language": "en", "next": place})
    assert answer.headers["Location"] == "/"


def test_an_unknown_language_is_not_found(signed_in) -> None:
    assert signed_in.post("/language/", {"language": "xx"}).status_code == 404
    assert signed_in.get("/language/").status_code == 405


# --- signing in


def test_every_view_demands_a_sign_in_unless_public(client, db) -> None:
    answer = client.get("/work/mine/?a=1")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/login/?next=/work/mine/%3Fa%3D1"
    assert client.get("/open/").text == "open"


def test_htmx_is_told_to_load_the_sign_in_page(client, db) -> None:
    headers = HTMX | {"HX-Current-URL": "http://testserver/work/queue/"}
    answer = client.get("/work/mine/", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Fwork%2Fqueue%2F"


def test_scripts_get_401_with_the_way_to_sign_in(client, db) -> None:
    answer = client.post("/echo/", headers=JSON | {"Referer": "http://testserver/work/mine/"})
    assert answer.status_code == 401
    assert answer.json()["sign_in"] == "/accounts/login/?next=%2Fwork%2Fmine%2F"


def test_another_sites_page_is_no_place_to_return_to(client, db) -> None:
    headers = HTMX | {"HX-Current-URL": "https://evil.example/x"}
    answer = client.get("/work/mine/", headers=headers)
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2F"


def test_a_form_sent_after_the_session_ended_is_offered_again(client, person) -> None:
    text = "พิมพ์ไว้นาน\nสองบรรทัด <b>"
    answer = client.post("/echo/?a=1", {"text": text, "tick": ["1", "2"]})
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/accounts/login/?next=%2Fresume%2F",
    )
    client.post("/accounts/login/?next=/resume/", {"login": "somying", "password": PASSWORD})
    page = client.get("/resume/")
    assert 'name="text" value="พิมพ์ไว้นาน' in page.text
    assert 'action="/echo/?a=1&amp;kept=1"' in page.text
    assert client.post("/echo/?a=1&kept=1", {"text": text}).text == text
    assert client.get("/resume/").status_code == 302


def test_a_kept_form_can_be_discarded(client, person) -> None:
    client.post("/echo/", {"text": "x"}, headers={"Referer": "http://testserver/work/mine/"})
    client.force_login(person)
    answer = client.post("/resume/")
    assert answer.headers["Location"] == "/work/mine/"
    assert client.get("/resume/").headers["Location"] == "/"


def test_passwords_are_never_kept(client, db) -> None:
    client.post("/echo/", {"text": "x", "password": "geheim"})
    assert "geheim" not in str(dict(client.session))


def test_more_than_a_session_bears_is_not_kept(client, db) -> None:
    client.post("/echo/", {"text": "x" * 400_001})
    assert "kept_post" not in client.session


# --- domain errors

CASES = [
    ("invalid", 422, "past_date"),
    ("not-allowed", 403, "not_director"),
    ("not-found", 404, "not_found"),
    ("stale", 409, "stale"),
    ("refused", 409, "round_closed"),
]


@pytest.mark.parametrize(("kind", "status", "code"), CASES)
def test_a_refusal_in_each_shape(signed_in, kind: str, status: int, code: str) -> None:
    page = signed_in.get(f"/refuse/{kind}/")
    assert page.status_code == status
    assert "<h1>" in page.text
    fragment = signed_in.get(f"/refuse/{kind}/", headers=HTMX)
    assert fragment.status_code == status
    assert fragment.headers["HX-Retarget"] == "#notices"
    assert "<html" not in fragment.text
    data = signed_in.get(f"/refuse/{kind}/", headers=JSON)
    assert data.status_code == status
    assert data.json()["code"] == code


def test_a_refusal_says_its_sentence_and_leads_back(signed_in) -> None:
    headers = {"Referer": "http://testserver/work/mine/"}
    page = signed_in.get("/refuse/invalid/", headers=headers)
    assert "The date lies in the past." in page.text
    assert 'href="/work/mine/" data-back' in page.text


def test_facts_reach_the_script(signed_in) -> None:
    facts = signed_in.get("/refuse/stale/", headers=JSON).json()["facts"]
    assert facts == {"revision": 3, "who": "สมหญิง"}


def test_missing_and_hidden_look_the_same(signed_in) -> None:
    hidden, missing = signed_in.get("/refuse/not-found/"), signed_in.get("/nowhere/")
    assert hidden.status_code == missing.status_code == 404
    assert "Not here." not in hidden.text
    assert _main(hidden.text) == _main(missing.text)


def test_a_forbidden_page_and_a_defect(signed_in, caplog) -> None:
    caplog.set_level(logging.CRITICAL)
    assert signed_in.get("/forbid/").status_code == 403
    assert signed_in.get("/missing/").status_code == 404
    signed_in.raise_request_exception = False
    page = signed_in.get("/fail/")
    assert page.status_code == 500
    assert "ระบบขัดข้อง" in page.text
    assert signed_in.get("/fail/", headers=JSON).json()["code"] == "server_error"
    assert signed_in.get("/fail/", headers=HTMX).headers["HX-Retarget"] == "#notices"


def test_too_much_at_once_is_413(signed_in, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert signed_in.post("/echo/", {"text": "x" * 100}).status_code == 413


def test_a_page_older_than_the_sign_in(person, settings) -> None:
    settings.CSRF_FAILURE_VIEW = "kpi_portal.views.csrf_failure"
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    page = client.post("/echo/", {"text": "x"})
    assert page.status_code == 403
    assert "ย้อนกลับ" in page.text


def _main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]
