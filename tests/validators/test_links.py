"""Addresses are judged by their form; none is ever looked up."""

import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.validators.links import LONGEST_LINK, check_link
from submissions.validators.refusals import LinkRefused


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("an address was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize(
    ("raw", "url", "host"),
    [
        ("https://www.rid.go.th/a?b=1#c", "https://www.rid.go.th/a?b=1#c", "www.rid.go.th"),
        (" HTTP://Water.RID.go.th \n", "http://Water.RID.go.th", "water.rid.go.th"),
        ("https://rid.go.th/แผน งาน", "https://rid.go.th/แผน%20งาน", "rid.go.th"),
        ("https://ทดสอบ.ไทย/", "https://ทดสอบ.ไทย/", "ทดสอบ.ไทย"),
        ("https://rid.go.th:8443/x", "https://rid.go.th:8443/x", "rid.go.th"),
        ("https://8.8.8.8/", "https://8.8.8.8/", "8.8.8.8"),
        ("https://rid.go.th./", "https://rid.go.th./", "rid.go.th"),
        ("https://rid.go.th/\u200ba\tb", "https://rid.go.th/ab", "rid.go.th"),
        ("https://rid.go.th/@user/x:y", "https://rid.go.th/@user/x:y", "rid.go.th"),
    ],
)
def test_public_addresses_are_kept(raw: str, url: str, host: str) -> None:
    facts = check_link(raw)
    assert (facts.url, facts.host, facts.reach) == (url, host, "public")
    assert facts.scheme in ("http", "https")


@pytest.mark.parametrize(
    "raw",
    [
        *("http://intranet/news", "http://intranet.rid.go.th/", "http://server.local:8080/"),
        *("http://10.1.2.3/", "http://192.168.0.1/x", "http://172.16.5.5", "http://127.0.0.1:8000"),
        *("http://localhost/", "http://[::1]/", "http://[fe80::1%25eth0]/", "http://[fd00::1]/"),
        *("http://2130706433/", "http://127.1/", "http://0x7f.1/", "http://169.254.169.254/latest"),
        "http://100.64.0.1/",
    ],
)
def test_addresses_inside_the_agency_are_accepted_and_marked(raw: str) -> None:
    assert check_link(raw).reach == "intranet"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "link_empty"),
        (" \u200b\n", "link_empty"),
        ("https://rid.go.th/" + "a" * LONGEST_LINK, "link_too_long"),
        ("javascript:alert(1)", "link_scheme"),
        ("JaVaScRiPt:alert(1)", "link_scheme"),
        ("java\nscript:alert(1)", "link_scheme"),
        ("\x01javascript:alert(1)", "link_scheme"),
        ("javascript://rid.go.th/%0aalert(1)", "link_scheme"),
        ("data:text/html,<script>", "link_scheme"),
        ("vbscript:x", "link_scheme"),
        ("ftp://rid.go.th/a", "link_scheme"),
        ("mailto:a@rid.go.th", "link_scheme"),
        ("file:///etc/passwd", "link_local_file"),
        ("C:\\งาน\\a.docx", "link_local_file"),
        ("\\\\server\\share\\a.docx", "link_local_file"),
        ("https://user:secret@rid.go.th/", "link_credentials"),
        ("https://rid.go.th@elsewhere.example/", "link_credentials"),
        ("https://", "link_unreadable"),
        ("https:///path", "link_unreadable"),
        ("http:rid.go.th", "link_unreadable"),
        ("https://https://rid.go.th", "link_unreadable"),
        ("https://rid.go.th\\@elsewhere.example/", "link_unreadable"),
        ("https://a b.go.th/", "link_unreadable"),
        ("https://rid.go.th:port/", "link_unreadable"),
        ("https://rid.go.th:99999/", "link_unreadable"),
        ("https://[::1/", "link_unreadable"),
        ("https://a..b/", "link_unreadable"),
        ("https://" + "a" * 64 + ".go.th/", "link_unreadable"),
        ("https://<b>.go.th/", "link_unreadable"),
        ("ดูที่หน้าเว็บของกรม", "link_unreadable"),
        ("someone@rid.go.th", "link_unreadable"),
        ("/relative/path", "link_unreadable"),
    ],
)
def test_other_addresses_are_refused(raw: str, code: str) -> None:
    with pytest.raises(LinkRefused) as caught:
        check_link(raw)
    assert caught.value.code == code
    assert str(caught.value)


@pytest.mark.parametrize(
    ("raw", "suggestion"),
    [
        ("www.rid.go.th/x", "https://www.rid.go.th/x"),
        ("//rid.go.th/x", "https://rid.go.th/x"),
        ("rid.go.th:8080/x", "https://rid.go.th:8080/x"),
        ("localhost:8000", "https://localhost:8000"),
        ("192.168.1.5/x", "https://192.168.1.5/x"),
        ("ทดสอบ.ไทย", "https://ทดสอบ.ไทย"),
    ],
)
def test_a_missing_scheme_is_suggested(raw: str, suggestion: str) -> None:
    with pytest.raises(LinkRefused) as caught:
        check_link(raw)
    assert caught.value.code == "link_no_scheme"
    assert caught.value.facts["suggestion"] == suggestion
    assert suggestion in str(caught.value)
    assert check_link(suggestion).url == suggestion


_parts = st.sampled_from(
    [
        "http://",
        "https:",
        "//",
        "/",
        "\\",
        "@",
        ":",
        "[",
        "]",
        "%",
        ".",
        "a",
        "ก",
        "1",
        " ",
        "?",
        "#",
    ]
)


@given(st.text() | st.lists(_parts, max_size=12).map("".join))
def test_any_text_is_a_link_or_refused(raw: str) -> None:
    try:
        facts = check_link(raw)
    except LinkRefused:
        return
    assert facts.url.lower().startswith(("http://", "https://"))
    assert check_link(facts.url) == facts
