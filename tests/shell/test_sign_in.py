"""Signing in and out, passwords, closed sign-up, throttling, demo people."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache

from kpi_portal.accounts import demo_people
from tests.factories import PASSWORD


def sign_in(client, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": "somying", "password": password})


def test_signing_in_and_out(client, person) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert client.get("/accounts/logout/").status_code == 200
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    assert client.get("/").status_code == 302


def test_the_way_back_leads_to_the_page_asked_for(client, person) -> None:
    path = "/accounts/login/?next=/work/mine/"
    data = {"login": "somying", "password": PASSWORD, "next": "/work/mine/"}
    assert client.post(path, data).headers["Location"] == "/work/mine/"
    client.logout()
    data["next"] = "https://evil.example/"
    assert client.post("/accounts/login/", data).headers["Location"] == "/"


def test_a_wrong_password_is_said_without_saying_which(client, person) -> None:
    known = sign_in(client, "wrong-password")
    unknown = client.post("/accounts/login/", {"login": "nobody", "password": "wrong-password"})
    said = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"
    assert said in known.text
    assert said in unknown.text


def test_many_wrong_passwords_are_throttled(client, person, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    cache.clear()
    for _ in range(3):
        sign_in(client, "wrong-password")
    page = sign_in(client)
    assert "รอห้านาที" in page.text
    cache.clear()


def test_nobody_signs_up(client, db) -> None:
    page = client.get("/accounts/signup/")
    assert "หน่วยงานเป็นผู้ออกบัญชี" in page.text
    assert '<form method="post" action="/accounts/signup' not in page.text
    data = {"username": "x", "password1": "a-long-password-1", "password2": "a-long-password-1"}
    client.post("/accounts/signup/", data)
    assert sign_in(client).status_code == 200


def test_changing_the_password_follows_the_rules(client, person) -> None:
    client.force_login(person)
    change = {"oldpassword": PASSWORD, "password1": "123456789012", "password2": "123456789012"}
    page = client.post("/accounts/password/change/", change)
    assert 'href="#id_password1"' in page.text
    new = "แม่น้ำ สายยาว ไหลเย็น"
    done = client.post("/accounts/password/change/", change | {"password1": new, "password2": new})
    assert done.status_code == 302
    client.logout()
    assert sign_in(client, new).status_code == 302


def test_a_forgotten_password(client, person) -> None:
    person.email = "section@example.go.th"
    person.save()
    answer = client.post("/accounts/password/reset/", {"email": person.email})
    assert answer.status_code == 302
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)
    page = client.get(link[0], follow=True)
    assert "ตั้งรหัสผ่านใหม่" in page.text
    bad = client.get("/accounts/password/reset/key/1-bad-key/", follow=True)
    assert "ลิงก์นี้ใช้ไม่ได้แล้ว" in bad.text


def test_an_unknown_address_is_answered_alike(client, db) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "nobody@example.go.th"})
    assert answer.status_code == 302


@pytest.mark.parametrize("demo", [True, False])
def test_demo_people_stand_on_the_page_only_in_a_demo(client, db, settings, demo: bool) -> None:
    settings.DEMO = demo
    page = client.get("/accounts/login/").text
    assert (demo_people.PASSWORD in page) is demo
    assert page.count('name="login"') == (1 + len(demo_people.SIGN_INS) if demo else 1)


def test_the_style_guide_is_for_demos_and_configurers(client, person, settings) -> None:
    client.force_login(person)
    assert client.get("/styleguide/").status_code == 404
    settings.DEMO = True
    assert client.get("/styleguide/").status_code == 200
