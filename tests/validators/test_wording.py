"""Every refusal speaks both languages, with its facts filled in when it is shown."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from kpi_portal.files import kinds
from kpi_portal.files import wording as file_wording
from kpi_portal.files.policy import MEGABYTE, megabytes
from kpi_portal.files.refusals import FileRefused
from submissions.validators import wording

MESSAGES: dict[str, Any] = {
    **file_wording.FILE_MESSAGES,
    **wording.LINK_MESSAGES,
    **wording.NUMBER_MESSAGES,
    "others_kept": wording.OTHERS_KEPT,
}
LABELS = [kinds.HTML, kinds.SVG, kinds.XML, kinds.PROGRAM, kinds.TEXT, kinds.ARCHIVE]


@pytest.fixture(scope="module")
def thai() -> dict[str, str]:
    catalogue = Path(settings.LOCALE_PATHS[0]) / "th" / "LC_MESSAGES" / "django.po"
    with catalogue.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if not m.fuzzy}


def _english(message: Any) -> str:
    with translation.override("en"):
        return str(message)


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


@pytest.mark.parametrize("code", MESSAGES)
def test_every_refusal_has_its_thai(code: str, thai: dict[str, str]) -> None:
    english = _english(MESSAGES[code])
    translated = thai.get(english, "")
    assert re.search("[ก-ฮ]", translated), english
    assert _placeholders(translated) == _placeholders(english)


@pytest.mark.parametrize("kind", LABELS, ids=lambda kind: kind.key)
def test_kinds_of_file_have_their_thai(kind: kinds.Kind, thai: dict[str, str]) -> None:
    assert re.search("[ก-ฮ]", thai[_english(kind.label)])


def test_a_refusal_is_put_together_when_it_is_shown() -> None:
    refused = FileRefused("renamed", extension="pdf", actual=kinds.ARCHIVE.label, accepted="PDF")
    with translation.override("en"):
        assert "ends with .pdf, but its content is archive" in str(refused)
    with translation.override(None):
        assert "%(" not in str(refused)
    assert refused.facts["extension"] == "pdf"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (640 * 1024, "640 KB"),
        (MEGABYTE, "1 MB"),
        (50 * MEGABYTE, "50 MB"),
        (MEGABYTE + 1, "1.1 MB"),
        (MEGABYTE * 3 // 2, "1.5 MB"),
    ],
)
def test_sizes_are_written_for_people(size: int, words: str) -> None:
    assert megabytes(size) == words
