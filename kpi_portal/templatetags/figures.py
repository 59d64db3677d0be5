"""Dates, numbers, scores and sizes as the reader's language and digits want them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.template import Context, Library
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from kpi_portal import thai
from kpi_portal.templatetags.reading import Digits, digits, in_digits
from kpi_portal.thai.date_words import DateStyle

register = Library()

NOTHING = "–"
SOON_DAYS = 7
DATE_STYLES: dict[str, DateStyle] = {"day": "weekday", "short": "short", "long": "long"}
MOMENT_STYLES = ("time", "day_time", "clock")


@register.simple_tag(takes_context=True)
def date_th(context: Context, value: date | None, style: str = "short") -> str:
    """A day or an aware moment: short, day (with weekday), long; time, day_time, clock (moments).

    The exact time stands in `datetime` and, for moments, on hover.
    """
    if value is None:
        return NOTHING
    return _time_element(value, date_words(value, style, digits(context)), digits(context))


@register.simple_tag(takes_context=True)
def due(context: Context, value: date | None, now: date) -> str:
    """A deadline with what is left of it: “อ. 25 ก.พ. 2568 (อีก 5 วัน)”."""
    if value is None:
        return NOTHING
    shown = digits(context)
    kind, words = time_left(value, now)
    day = _time_element(value, date_words(value, "day", shown), shown)
    left = in_digits(words, shown)
    return format_html(
        '<span>{} <span class="due text-{} strong">({})</span></span>', day, kind, left
    )


@register.simple_tag(takes_context=True)
def due_left(context: Context, value: date, now: date) -> str:
    """Only what is left of a deadline: “อีก 5 วัน”, coloured by how near it is."""
    kind, words = time_left(value, now)
    left = in_digits(words, digits(context))
    return format_html('<span class="due text-{} strong">{}</span>', kind, left)


@register.simple_tag(takes_context=True)
def number(context: Context, value: Any, places: int | None = None) -> str:
    """An exact number with thousands separated; `places` rounds half up; None is a dash."""
    if value is None:
        return NOTHING
    return in_digits(number_words(value, places), digits(context))


@register.simple_tag(takes_context=True)
def score(context: Context, value: Any, scale: Any = None) -> str:
    """A score with two decimals, and “/ scale” after it when a scale is given."""
    if value is None:
        return NOTHING
    words = number_words(value, 2)
    if scale is not None:
        words = f"{words} / {number_words(scale)}"
    return format_html('<span class="num">{}</span>', in_digits(words, digits(context)))


@register.simple_tag(takes_context=True)
def score_number(
    context: Context, value: Any, scale: Any = None, kind: str = "", places: int | None = None
) -> str:
    """The large figure of a card; kind plain or stop changes its colour."""
    if kind not in ("", "plain", "stop"):
        raise ValueError(f"unknown kind {kind!r}; use plain or stop")
    shown = digits(context)
    words = NOTHING if value is None else in_digits(number_words(value, places), shown)
    of = "" if scale is None else in_digits(number_words(scale), shown)
    small = format_html("<small> / {}</small>", of) if of else ""
    return format_html('<div class="score-number {}">{}{}</div>', kind, words, small)


@register.filter
def file_size(size: int) -> str:
    """Bytes in the unit a person would use: “1.4 MB”."""
    amount = Fraction(size)
    for unit in ("B", "KB", "MB"):
        if amount < 1024:
            return f"{_size_words(amount, unit)} {unit}"
        amount /= 1024
    return f"{_size_words(amount, 'GB')} GB"


def date_words(value: date, style: str, shown: Digits) -> str:
    """The words of `date_th`; raises ValueError for an unknown style, or a time asked of a day."""
    in_thai = get_language() != "en"
    if style in DATE_STYLES:
        plain = DATE_STYLES[style]
        return thai.thai_date(value, plain, shown) if in_thai else thai.english_date(value, plain)
    if style not in MOMENT_STYLES:
        raise ValueError(f"unknown date style {style!r}")
    if not isinstance(value, datetime):
        raise ValueError(f"style {style!r} needs a moment, not a day")
    if style == "clock":
        return thai.thai_time(value, shown) if in_thai else thai.english_time(value)
    full: DateStyle = "weekday" if style == "day_time" else "short"
    if in_thai:
        return thai.thai_datetime(value, full, shown)
    return thai.english_datetime(value, full)


def time_left(value: date, now: date) -> tuple[str, str]:
    """How near a deadline is, as a status kind and words counted in Bangkok's calendar days."""
    days = (thai.local_date(value) - thai.local_date(now)).days
    passed = days < 0
    if days == 0 and isinstance(value, datetime) and isinstance(now, datetime):
        passed = now > value
    if passed and days == 0:
        return "stop", gettext("deadline passed today")
    if passed:
        return "stop", ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {
            "days": -days
        }
    if days == 0:
        return "back", gettext("today")
    words = ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return ("back" if days <= SOON_DAYS else "still"), words


def number_words(value: Any, places: int | None = None) -> str:
    """An int, Decimal or Fraction in words of digits; a float is refused, it is not exact."""
    if isinstance(value, float):
        raise ValueError("floats are not shown: pass an int, a Decimal or a Fraction")
    if places is None:
        exact = Fraction(value)
        if exact.denominator == 1:
            return number_format(int(exact), use_l10n=True, force_grouping=True)
        return number_words(value, 2)
    return number_format(rounded(Fraction(value), places), places, force_grouping=True)


def rounded(value: Fraction, places: int) -> Decimal:
    """Half up to `places` decimals, exactly: 0.005 → 0.01, −0.005 → −0.01."""
    step = Fraction(1, 10**places)
    whole, rest = divmod(abs(value), step)
    if rest * 2 >= step:
        whole += 1
    amount = Decimal(int(whole)).scaleb(-places)
    signed = -amount if value < 0 else amount
    return signed.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _size_words(amount: Fraction, unit: str) -> str:
    places = 0 if unit in ("B", "KB") or amount >= 100 else 1
    return str(rounded(amount, places))


def _time_element(value: date, words: str, shown: Digits) -> SafeString:
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)
    local = value.astimezone(thai.BANGKOK)
    exact = date_words(value, "day_time", shown)
    stamp = local.isoformat(timespec="seconds")
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, exact, words)
