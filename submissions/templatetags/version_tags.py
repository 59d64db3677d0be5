"""How what-if and the versions of a round look: chips, headings that sort, signed changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kpi_portal.templatetags.figures import NOTHING, number_words
from kpi_portal.templatetags.reading import digits, in_digits
from scoring.faults import CaseFaults, fault_from_dict
from submissions.domain.version_moves import REFUSALS

register = Library()

_CHIPS = {
    "moved": (_("Scores that move"), "moved"),
    "all": (_("All"), "reports"),
    "evidence": (_("Evidence concerned"), "left_out"),
    "faults": (_("Cannot be scored"), "faults"),
}
_COLUMNS = {
    "unit": (_("Unit"), ""),
    "before": (_("Before"), "n"),
    "after": (_("After"), "n"),
    "change": (_("Change"), "n"),
}


@register.simple_tag
def what_if_chips(shown: str, figures: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """(value, label, count) of the lists; an empty one is left out unless it is shown."""
    chips = [(value, str(label), figures[key]) for value, (label, key) in _CHIPS.items()]
    return [c for c in chips if c[2] or c[0] in ("moved", "all", shown)]


@register.simple_tag(takes_context=True)
def what_if_heading(context: Context, column: str, sort: str) -> SafeString:
    """A column's heading that sorts by it; pressed again it turns the order round."""
    label, css = _COLUMNS[column]
    query = context["request"].GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{column}" if sort == column else column
    current = sort.removeprefix("-") == column
    direction = "descending" if sort.startswith("-") else "ascending"
    arrow = "arrow-down" if sort.startswith("-") else "arrow-up"
    return format_html(
        '<th scope="col" class="{}"{}><a class="sort" href="?{}">{}{}</a></th>',
        css,
        format_html(' aria-sort="{}"', direction) if current else "",
        query.urlencode(),
        label,
        format_html(' <i class="bi bi-{}" aria-hidden="true"></i>', arrow) if current else "",
    )


@register.simple_tag
def what_if_faults(stored: Sequence[Mapping[str, Any]]) -> str:
    """Why the criteria cannot score a report, in the reader's language."""
    faults = [fault_from_dict(fault) for fault in stored]
    return CaseFaults(faults).one_line("en" if get_language() == "en" else "th")


@register.simple_tag
def refusal_words(code: str) -> str:
    """Why a report was not moved."""
    return str(REFUSALS.get(code, code))


@register.simple_tag(takes_context=True)
def number_text(context: Context, value: str) -> str:
    """An exact number kept as text, with two places."""
    return in_digits(number_words(Decimal(value), 2), digits(context))


@register.simple_tag(takes_context=True)
def mean_text(context: Context, total: str, count: int) -> str:
    """The exact mean of a sum kept as text; a dash over nothing."""
    if not count:
        return NOTHING
    return in_digits(number_words(Fraction(total) / count, 2), digits(context))


@register.simple_tag(takes_context=True)
def change_text(context: Context, change: Any) -> SafeString | str:
    """A change with its sign and the colour of its direction."""
    if change is None:
        return NOTHING
    words = in_digits(number_words(abs(change), 2), digits(context))
    if change == 0:
        return words
    kind, sign = ("done", "+") if change > 0 else ("stop", "−")
    return format_html('<span class="num text-{}">{}{}</span>', kind, sign, words)
