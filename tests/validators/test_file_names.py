"""Uploaded names become harmless names to show, still recognisable to whoever gave them."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.files.file_names import LONGEST_NAME, display_name, extension_of


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("รายงานการประชุม.pdf", "รายงานการประชุม.pdf"),
        ("รํายงาน เเผน.pdf", "รำยงาน แผน.pdf"),
        ("แผน 📊 ปี 2568.xlsx", "แผน 📊 ปี 2568.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("C:\\Users\\x\\งาน.docx", "งาน.docx"),
        ("a\x00b\x07\n.pdf", "ab .pdf"),
        ("report\u202efdp.exe", "reportfdp.exe"),
        ('ก"ข<ค>:|?*.pdf', "ก_ข_ค_____.pdf"),
        (".htaccess", "htaccess"),
        ("งาน.pdf. . ", "งาน.pdf"),
    ],
)
def test_names_are_made_harmless(raw: str, shown: str) -> None:
    assert display_name(raw) == shown


@pytest.mark.parametrize("raw", ["", "..", "../", "\x00", "/", " . "])
def test_nothing_left_gets_a_name(raw: str) -> None:
    with translation.override("en"):
        assert display_name(raw) == "unnamed file"


def test_long_names_keep_their_ending() -> None:
    shown = display_name("ก" * 300 + ".pdf")
    assert len(shown) == LONGEST_NAME
    assert shown.endswith("ก….pdf")


@pytest.mark.parametrize("syllable", ["กี่", "น้ำ", "👍🏽", "👩\u200d🔬"])
def test_a_cut_never_falls_inside_a_syllable_or_sign(syllable: str) -> None:
    for start in range(4):
        shown = display_name("x" * start + syllable * 200 + ".pdf")
        stem = shown.removesuffix("….pdf")[start:]
        assert stem == syllable * (len(stem) // len(syllable))


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("a.PDF", "pdf"),
        ("a.pdf.exe", "exe"),
        ("a", ""),
        ("รายงาน.ฉบับแก้ไข", ""),
        ("a.", ""),
        ("a.tar.gz", "gz"),
        ("a.averylongending", ""),
    ],
)
def test_endings(name: str, extension: str) -> None:
    assert extension_of(name) == extension


_names = st.text() | st.text(st.sampled_from("../\\ก้ำ👍🏽\u200d\x00: \n"), max_size=400)


@given(_names)
def test_shown_names_are_never_paths_and_settle(raw: str) -> None:
    shown = display_name(raw)
    assert 0 < len(shown) <= LONGEST_NAME
    assert not set(shown) & set('/\\\0\n<>:"|?*')
    assert shown not in (".", "..")
    assert display_name(shown) == shown
