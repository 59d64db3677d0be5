"""Whatever is done to a file, it is accepted or refused: no other error ever escapes."""

import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_portal.files.file_guard import inspect
from kpi_portal.files.policy import FilePolicy
from kpi_portal.files.refusals import FileRefused
from tests.validators import office_files as office
from tests.validators import pdf_files as pdfs
from tests.validators.picture_files import picture
from tests.validators.test_sound_files import _word

ALL = FilePolicy(kinds=("pdf", "docx", "xlsx", "pptx", "png", "jpeg", "webp"))
SEEDS = {
    "a.docx": [_word(), office.office("docx")],
    "a.pdf": [pdfs.pdf(), pdfs.script_in_object_stream(), pdfs.with_object_stream(b"[]", b"3 0 1")],
    "a.png": [picture("PNG")],
    "a.jpg": [picture("JPEG"), picture("JPEG", progressive=True)],
    "a.webp": [picture("WEBP")],
}

_Change = tuple[float, int, bytes]
_changes = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 8), st.binary(max_size=8)), min_size=1, max_size=6
)


def _changed(data: bytes, changes: list[_Change]) -> bytes:
    for place, cut, insert in changes:
        at = int(place * len(data))
        data = data[:at] + insert + data[at + cut :]
    return data


def _examine(name: str, data: bytes) -> None:
    with suppress(FileRefused):
        facts = inspect(io.BytesIO(data), name, len(data), ALL)
        assert facts.size == len(data)


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=150, deadline=None)
@given(data=st.data(), changes=_changes)
def test_changed_files(name: str, data: st.DataObject, changes: list[_Change]) -> None:
    _examine(name, _changed(data.draw(st.sampled_from(SEEDS[name])), changes))


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data(), share=st.floats(0, 1))
def test_files_cut_short(name: str, data: st.DataObject, share: float) -> None:
    whole = data.draw(st.sampled_from(SEEDS[name]))
    _examine(name, whole[: int(share * len(whole))])


_starts = st.sampled_from(
    [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"]
)


@settings(max_examples=200, deadline=None)
@given(start=_starts, rest=st.binary(max_size=400), name=st.sampled_from([*SEEDS, "x", "x.exe"]))
def test_noise(start: bytes, rest: bytes, name: str) -> None:
    _examine(name, start + rest)
