"""How results of the collecting centre look beside ours: scores as exact as they were given, and
differences with their sign."""

from __future__ import annotations

from decimal import Decimal

from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kpi_portal.templatetags.figures import NOTHING, number_words
from kpi_portal.templatetags.reading import digits, in_digits
from submissions.domain.outside_results import PLACES

register = Library()


@register.simple_tag(takes_context=True)
def outside_score(context: Context, value: object) -> SafeString | str:
    """A score as it was given: two decimals, more only where there are more; a level as it is, and
    a dash for nothing."""
    if not isinstance(value, Decimal | int):
        return NOTHING
    return format_html('<span class="num">{}</span>', in_digits(_words(value), digits(context)))


@register.simple_tag(takes_context=True)
def difference(context: Context, value: Decimal | int | None) -> SafeString | str:
    """Outside less ours, with its sign; whole numbers are levels."""
    if value is None:
        return NOTHING
    if not value:
        same = format_html('<span class="soft">({})</span>', gettext("the same"))
        return format_html("<span>{} {}</span>", outside_score(context, value), same)
    sign, kind = ("+", "done") if value > 0 else ("−", "stop")
    shown = in_digits(f"{sign}{_words(value if value > 0 else -value)}", digits(context))
    return format_html('<span class="num strong text-{}">{}</span>', kind, shown)


def _words(value: Decimal | int) -> str:
    if isinstance(value, int):
        return str(value)
    decimals = f"{value.normalize():f}".partition(".")[2]
    return number_words(value, max(2, min(PLACES, len(decimals))))
