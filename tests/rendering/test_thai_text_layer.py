"""The text inside the PDF is, letter by letter, the text that was written."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import weasyprint

from forms_templates.rendering.errors import RenderingError
from forms_templates.rendering.pdf import fonts, thai_text_layer
from tests.rendering.tools import page_images, pdf_text

CONSONANTS = "กปฝฟฬญฐฎฏรอ"
VOWELS = ("", "ั", "ิ", "ี", "ึ", "ื", "ุ", "ู")
TONES = ("", "่", "้", "๊", "๋", "์")
WORDS = "ดำเนินงาน น้ำ ชี้วัด เป็น ครั้ง ปุ่ม กู้ ญาติ ฐาน คำสั่ง ซ้ำ เก็บ ก็ ฤดู ภาษา e-Service ๑๒๓"


def every_cluster() -> str:
    clusters = [c + v + t for c in CONSONANTS for v in VOWELS for t in TONES]
    clusters += [c + t + a for c in CONSONANTS for t in TONES[:-1] for a in "ำา"]
    return " ".join([*clusters, WORDS])


@pytest.fixture(scope="module")
def printed() -> tuple[bytes, bytes]:
    """The same page with its text layer mended, and as WeasyPrint leaves it."""
    text = every_cluster()
    html = f'<html lang="th"><body style="font: 10.65pt Laksaman">{text}<p><b>{text}</b></p>'
    mended = weasyprint.HTML(string=html).write_pdf(finisher=thai_text_layer.mend)
    plain = weasyprint.HTML(string=html).write_pdf()
    return mended, plain


@pytest.mark.parametrize("mode", ["-raw", "-layout"])
def test_every_cluster_is_read_back_verbatim(printed, mode):
    read = re.sub(r"\s+", "", pdf_text(printed[0], mode))
    assert read == re.sub(r"\s+", "", every_cluster()) * 2


def test_words_are_not_torn_apart(printed):
    words = pdf_text(printed[0], "-layout").split()
    assert [word for word in WORDS.split() if word not in words] == []


def test_without_the_mending_the_text_is_wrong(printed):
    """Should this fail, WeasyPrint writes Thai itself and the mending can go."""
    assert re.sub(r"\s+", "", every_cluster()) not in re.sub(r"\s+", "", pdf_text(printed[1]))


def test_what_is_drawn_does_not_change(printed):
    mended, plain = (page_images(pdf, 90) for pdf in printed)
    assert [image.tobytes() for image in mended] == [image.tobytes() for image in plain]


def test_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(RenderingError, match=r"71\.0.*70\.0"):
        thai_text_layer.require_known_version()


def test_a_missing_font_names_its_package(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    fonts.font_file.cache_clear()
    try:
        with pytest.raises(RenderingError, match="apt-get install fonts-tlwg-laksaman-ttf"):
            fonts.require_laksaman()
    finally:
        fonts.font_file.cache_clear()


def test_foreign_fonts_are_left_alone():
    assert fonts.glyph_texts("DejaVu-Sans") is None


def test_the_same_bytes_in_another_process(pdf):
    """Neither hash seeds nor clocks reach into a document."""
    code = (
        "import sys; from tests.rendering import samples; "
        "from forms_templates.rendering import render_pdf; "
        "sys.stdout.buffer.write(render_pdf(samples.request_memo()))"
    )
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=root, capture_output=True, check=True)
    assert done.stdout == pdf("request")
