"""Dates, deadlines, numbers and scores as the reader wants them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from kpi_portal.templatetags.figures import file_size, number_words, rounded, time_left

TUESDAY = date(2025, 2, 25)
MOMENT = datetime(2025, 2, 25, 9, 20, tzinfo=UTC)  # 16.20 in Bangkok


def shown(source: str, language: str = "th", thai_digits: bool = False, **values: object) -> str:
    reader = SimpleNamespace(thai_digits=thai_digits)
    with translation.override(language):
        return Template(source).render(Context({"user": reader, **values}))


@pytest.mark.parametrize(
    ("style", "thai", "english"),
    [
        ("short", "25 ก.พ. 2568", "25 Feb 2025"),
        ("day", "อ. 25 ก.พ. 2568", "Tue 25 Feb 2025"),
        ("long", "25 กุมภาพันธ์ 2568", "25 February 2025"),
    ],
)
def test_a_day_in_each_style_and_language(style: str, thai: str, english: str) -> None:
    source = f'{{% date_th day "{style}" %}}'
    assert shown(source, day=TUESDAY) == f'<time datetime="2025-02-25">{thai}</time>'
    assert english in shown(source, "en", day=TUESDAY)


def test_a_moment_shows_bangkok_time_and_the_exact_one_on_hover() -> None:
    html = shown('{% date_th at "clock" %}', at=MOMENT)
    assert 'datetime="2025-02-25T16:20:00+07:00"' in html
    assert 'title="อ. 25 ก.พ. 2568 16:20 น."' in html
    assert ">16:20 น.<" in html


def test_thai_digits_are_a_preference_of_the_person() -> None:
    assert "๒๕ ก.พ. ๒๕๖๘" in shown("{% date_th day %}", thai_digits=True, day=TUESDAY)
    assert shown("{% number n %}", thai_digits=True, n=1234) == "๑,๒๓๔"


def test_nothing_is_a_dash_and_a_wrong_style_an_error() -> None:
    assert shown("{% date_th day %}{% number day %}", day=None) == "––"
    with pytest.raises(ValueError, match="unknown date style"):
        shown('{% date_th day "medium" %}', day=TUESDAY)
    with pytest.raises(ValueError, match="needs a moment"):
        shown('{% date_th day "clock" %}', day=TUESDAY)
    with pytest.raises(TemplateSyntaxError):
        shown("{% date_th day colour=1 %}", day=TUESDAY)


@pytest.mark.parametrize(
    ("days", "kind", "words"),
    [
        (30, "still", "อีก 30 วัน"),
        (7, "back", "อีก 7 วัน"),
        (1, "back", "อีก 1 วัน"),
        (0, "back", "วันนี้"),
        (-2, "stop", "เกินกำหนด 2 วัน"),
    ],
)
def test_what_is_left_of_a_deadline(days: int, kind: str, words: str) -> None:
    with translation.override("th"):
        assert time_left(TUESDAY + timedelta(days=days), TUESDAY) == (kind, words)


def test_the_last_day_counts_in_bangkok_and_to_the_second() -> None:
    last = datetime(2025, 2, 25, 9, 30, tzinfo=UTC)
    with translation.override("en"):
        assert time_left(last, last) == ("back", "today")
        assert time_left(last, last + timedelta(seconds=1)) == ("stop", "deadline passed today")
        late_evening = datetime(2025, 2, 24, 17, 1, tzinfo=UTC)  # already the 25th in Bangkok
        assert time_left(last, late_evening) == ("back", "today")


def test_a_deadline_reads_as_the_design_says() -> None:
    html = shown("{% due day now %}", day=TUESDAY, now=TUESDAY - timedelta(days=5))
    assert "อ. 25 ก.พ. 2568</time> <span" in html
    assert "(อีก 5 วัน)" in html


@pytest.mark.parametrize(
    ("value", "places", "words"),
    [
        (Fraction(1, 3), 2, "0.33"),
        (Decimal("83.335"), 2, "83.34"),
        (Decimal("-0.005"), 2, "-0.01"),
        (Fraction(2, 3), None, "0.67"),
        (1234567, None, "1,234,567"),
        (Decimal("50.00"), None, "50"),
        (0, 2, "0.00"),
    ],
)
def test_numbers_are_exact_and_rounded_half_up(value: object, places: int, words: str) -> None:
    assert number_words(value, places) == words


def test_a_float_is_refused() -> None:
    with pytest.raises(ValueError, match="floats"):
        number_words(0.1)


def test_rounding_keeps_its_places() -> None:
    assert str(rounded(Fraction(100), 2)) == "100.00"
    assert str(rounded(Fraction(10**20), 0)) == str(10**20)


def test_scores_have_two_decimals_and_their_scale() -> None:
    assert ">75.50 / 100<" in shown("{% score s 100 %}", s=Decimal("75.5"))
    assert "75<small> / 100</small>" in shown("{% score_number s 100 %}", s=75)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1536, "2 KB"),
        (1468006, "1.4 MB"),
        (120 * 1024 * 1024, "120 MB"),
        (3 * 1024**3, "3.0 GB"),
    ],
)
def test_file_sizes(size: int, words: str) -> None:
    assert file_size(size) == words
