"""A guide for each role in both languages; every link leads to a page that exists."""

from __future__ import annotations

import re

import pytest
from django.urls import resolve

from kpi_portal import language
from kpi_portal.accounts.enums import Role
from kpi_portal.help import guides
from tests import factories

LANGUAGES = ("th", "en")


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_guide_and_its_links_lead_somewhere(role, code):
    title, body = guides.guide(role, code)

    assert title
    assert "<h2>" in body
    links = re.findall(r'href="([^"]+)"', body)
    assert links
    for link in links:
        resolve(link)


@pytest.mark.parametrize("role", list(Role))
def test_both_languages_have_the_same_shape(role):
    thai, english = (guides.guide(role, code)[1] for code in LANGUAGES)

    for tag in ("<h2>", "<li>", "<a "):
        assert thai.count(tag) == english.count(tag), tag
    assert thai != english


def test_whatever_is_written_is_escaped():
    text = "Say **bold** and `x < 1`.\n\n- <script>alert(1)</script>\n- [out](javascript:alert)"

    assert guides.render(text) == (
        "<p>Say <strong>bold</strong> and <code>x &lt; 1</code>.</p>\n"
        "<ul><li>&lt;script&gt;alert(1)&lt;/script&gt;</li><li>[out](javascript:alert)</li></ul>"
    )


def test_a_line_set_in_goes_on_with_its_item():
    assert guides.render("1. One\n   and more\n2. Two") == (
        "<ol><li>One and more</li><li>Two</li></ol>"
    )


def test_pictures_of_the_portal_are_shown_and_others_left_out():
    assert guides.render("![screen](images/a.png)\n\n1. One\n2. Two") == (
        "<ol><li>One</li><li>Two</li></ol>"
    )
    assert guides.render("![none](../screenshots/no-such-picture.png)") == ""
    shown = guides.render('![The "desk"](../screenshots/desk.png)\nand a line.')
    assert 'href="/help/pictures/desk.png"' in shown
    assert "<figcaption>The &quot;desk&quot;</figcaption>" in shown
    assert shown.endswith("<p>and a line.</p>")


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("role", list(Role))
def test_every_picture_that_a_guide_names_is_kept(role, language):
    text = (guides.FOLDER / f"{role.value}.{language}.md").read_text(encoding="utf-8")

    for name in re.findall(r"!\[[^\]]*\]\(\.\./screenshots/([^)]*)\)", text):
        assert (guides.PICTURES / name).is_file(), name


def test_a_picture_is_handed_out_and_nothing_else_is(client, db):
    client.force_login(factories.MembershipFactory(role=Role.DRAFTER).user)

    found = client.get("/help/pictures/desk.png")
    assert found["Content-Type"] == "image/png"
    assert b"".join(found.streaming_content).startswith(b"\x89PNG")
    assert client.get("/help/pictures/no-such-picture.png").status_code == 404
    assert client.get("/help/pictures/..%2Fsamples%2Fcard.png").status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_the_page_opens_at_the_own_role(client, db, role):
    client.force_login(factories.MembershipFactory(role=role).user)

    response = client.get("/help/")

    assert response.status_code == 200
    assert response.context["chosen"] == role


def test_the_page_speaks_english(client, db):
    client.force_login(factories.MembershipFactory(role=Role.HEAD).user)
    session = client.session
    session[language.SESSION_KEY] = "en"
    session.save()

    assert "Guide for the head of strategy" in client.get("/help/head/").content.decode()


def test_another_guide_and_an_unknown_one(client, db):
    client.force_login(factories.MembershipFactory(role=Role.DRAFTER).user)

    other = client.get("/help/auditor/")
    assert 'href="/audit/"' not in other.content.decode()
    assert 'href="/evidence/shared/"' in client.get("/help/").context["body"]
    assert client.get("/help/").context["chosen"] == Role.DRAFTER
    assert client.get("/help/nobody/").status_code == 404
