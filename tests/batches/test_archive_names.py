"""Names inside archives: whatever the words, Windows can unpack them, and none is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.archive_names import Names, safe_name, safe_path

FORBIDDEN = set('<>:"/\\|?*')


def test_a_memo_is_named_by_its_place_unit_and_number() -> None:
    name = safe_name("001", "ส่วนอุทกวิทยา", "ที่", "สบอ 9/1", suffix="pdf")
    assert name == "001 ส่วนอุทกวิทยา ที่ สบอ 9-1.pdf"


@pytest.mark.parametrize("word", ["CON", "nul", "COM1", "lpt9", "aux.txt"])
def test_names_that_windows_keeps_for_itself_are_changed(word: str) -> None:
    assert safe_name(word).startswith("_")
    assert safe_name(word, suffix="pdf").startswith("_")


@pytest.mark.parametrize("word", ["", "  ", "...", "\u200b", "\n"])
def test_nothing_left_is_still_a_name(word: str) -> None:
    assert safe_name(word, suffix="pdf") == "_.pdf"


@given(st.lists(st.text(max_size=80), max_size=4), st.sampled_from(["", "pdf", "docx"]))
def test_any_words_make_a_name_that_windows_takes(words: list[str], suffix: str) -> None:
    name = safe_name(*words, suffix=suffix)
    assert name
    assert not FORBIDDEN & set(name)
    assert not re.search(r"[\x00-\x1f]", name)
    assert name == name.strip(" ")
    assert not name.endswith(".")
    assert len(name) <= 120
    assert len(name.encode()) <= 240
    assert name.endswith(f".{suffix}" if suffix else "")


def test_long_thai_is_not_cut_inside_a_syllable() -> None:
    source = "น้ำ" * 60
    kept = safe_name(source, suffix="pdf").removesuffix(".pdf")
    assert source.startswith(kept)
    assert source[len(kept)] == "น"


def test_a_path_keeps_its_folders_apart() -> None:
    assert safe_path("ระดับ 1/2", "แผน: ปี.pdf") == "ระดับ 1-2/แผน- ปี.pdf"
    assert safe_path("..", "../../etc/passwd") == "_/-..-etc-passwd"


def test_no_two_files_of_an_archive_share_a_name() -> None:
    names = Names()
    given = [names.once(path) for path in ("a/ก.pdf", "a/ก.PDF", "b/ก.pdf", "a/ก.pdf", "a/x")]
    assert given == ["a/ก.pdf", "a/ก (2).PDF", "b/ก.pdf", "a/ก (3).pdf", "a/x"]
