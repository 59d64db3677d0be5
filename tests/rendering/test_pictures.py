"""Pictures are made fit to print, or refused with the reason."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from forms_templates.rendering import pictures, render_pdf
from forms_templates.rendering.errors import RenderingError
from forms_templates.rendering.pdf import kept_pictures
from tests.rendering import samples


def image_bytes(kind: str, size=(40, 20), mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_usual_picture_is_printed_as_it_came(kind):
    data = image_bytes(kind)
    assert pictures.printable(data) == data
    assert pictures.size_of(data) == (40, 20)


def test_other_kinds_become_png():
    assert pictures.printable(image_bytes("WEBP")).startswith(b"\x89PNG")
    assert pictures.printable(image_bytes("GIF", mode="P")).startswith(b"\x89PNG")
    assert pictures.printable(image_bytes("TIFF", mode="CMYK")).startswith(b"\x89PNG")


def test_a_photograph_taken_sideways_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = pictures.printable(image_bytes("JPEG", exif=exif))
    assert pictures.size_of(turned) == (20, 40)


def test_a_huge_picture_is_made_smaller():
    wide = pictures.printable(image_bytes("PNG", size=(4000, 100), mode="L"))
    assert pictures.size_of(wide) == (pictures.LONGEST_SIDE, 65)


def test_a_picture_beyond_memory_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST_PIXELS", 100)
    with pytest.raises(RenderingError, match="too large"):
        pictures.printable(image_bytes("PNG", size=(41, 21)))


def noise() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((90, 90), 80).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"no picture", noise()[:2000]], ids=["empty", "text", "cut"])
def test_what_is_no_whole_picture_is_refused(data):
    with pytest.raises(RenderingError, match="cannot be read"):
        pictures.printable(data)


def test_the_qr_code_is_the_same_each_time_and_differs_by_address():
    first = pictures.qr_code("https://kpi.example.go.th/d/1")
    pictures.qr_code.cache_clear()
    assert pictures.qr_code("https://kpi.example.go.th/d/1") == first
    assert pictures.qr_code("https://kpi.example.go.th/d/2") != first


def test_the_placeholder_emblem_is_printable():
    assert pictures.printable(pictures.placeholder_emblem()) == pictures.placeholder_emblem()


@pytest.mark.parametrize("mode", ["P", "L", "RGB", "RGBA"])
def test_a_picture_that_is_kept_packed_changes_no_byte(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first file that shows it, the next one, and one for which it was packed anew."""
    out = io.BytesIO()
    Image.linear_gradient("L").convert(mode).save(out, "PNG")
    memo = replace(samples.request_memo(), emblem=out.getvalue(), appended_forms=())
    kept = [render_pdf(memo), render_pdf(memo)]
    monkeypatch.setattr(kept_pictures, "_LARGEST", -1)
    assert [render_pdf(memo)] * 2 == kept
