"""How the dates of a year calendar look: colour and sign of each kind, names of months and days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template import Context, Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from kpi_portal import thai
from kpi_portal.templatetags.figures import date_words
from kpi_portal.templatetags.pieces import icon, tag_status
from kpi_portal.templatetags.reading import digits, in_digits
from submissions.domain.calendar_entries import DateKind, Day
from submissions.forms.round_plan import offset_words

register = Library()

LOOK = {
    DateKind.OPENS: ("wait", "door-open"),
    DateKind.PERIOD_END: ("still", "flag"),
    DateKind.REMINDER: ("still", "bell"),
    DateKind.DUE: ("back", "alarm"),
    DateKind.OWN_DUE: ("back", "calendar-plus"),
    DateKind.CLOSES: ("stop", "lock"),
    DateKind.OWN_CLOSES: ("stop", "calendar-x"),
    DateKind.APPEAL_END: ("done", "hourglass-bottom"),
}


@register.simple_tag
def date_kind(kind: DateKind) -> SafeString:
    """The kind of a date as a tag."""
    colour, sign = LOOK[kind]
    return tag_status(colour, str(kind.label), sign)


@register.simple_tag
def date_kind_key(kind: DateKind) -> SafeString:
    """One entry of the key: the sign and its word."""
    colour, sign = LOOK[kind]
    return format_html("<span>{} {}</span>", icon(sign, css=f"text-{colour}"), kind.label)


@register.simple_tag
def offset(days: int) -> Any:
    """Where a reminder lies from the due day, in words."""
    return offset_words(days)


@register.simple_tag(takes_context=True)
def month_name(context: Context, first: date) -> str:
    """ตุลาคม 2567, October 2024."""
    if get_language() == "en":
        return f"{thai.ENGLISH_MONTHS[first.month - 1]} {first.year}"
    words = f"{thai.THAI_MONTHS[first.month - 1]} {thai.buddhist_year(first.year)}"
    return in_digits(words, digits(context))


@register.simple_tag
def weekday_heads() -> SafeString:
    """The heads of a month's sheet: short names, the whole ones for screen readers."""
    if get_language() == "en":
        names = zip(thai.ENGLISH_WEEKDAYS_SHORT, thai.ENGLISH_WEEKDAYS_SHORT, strict=True)
    else:
        names = zip(thai.THAI_WEEKDAYS_SHORT, thai.THAI_WEEKDAYS, strict=True)
    return format_html_join("", '<th scope="col"><abbr title="{1}">{0}</abbr></th>', names)


@register.simple_tag(takes_context=True)
def day_cell(context: Context, day: Day) -> SafeString:
    """A day of a month's sheet; with something in it a link to the day in the list beside."""
    if not day.shown:
        return mark_safe("<td></td>")
    shown = digits(context)
    number = in_digits(str(day.day.day), shown)
    css = "off" if day.off else ""
    if not day.entries:
        name = day.off_name
        title = format_html(' title="{}"', name) if name else ""
        return format_html('<td class="{}"{}>{}</td>', css, title, number)
    words = ", ".join(str(kind.label) for kind in day.kinds)
    signs = format_html_join(
        "", "{}", ((icon(LOOK[kind][1], css=f"text-{LOOK[kind][0]}"),) for kind in day.kinds)
    )
    label = gettext("%(day)s: %(what)s") % {
        "day": date_words(day.day, "day", shown),
        "what": words,
    }
    return format_html(
        '<td class="{} busy"><a href="#day-{}" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span><span class="signs">{}</span></a></td>',
        css,
        day.day.isoformat(),
        label,
        number,
        label,
        signs,
    )
