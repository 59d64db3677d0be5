"""How queue, desk and rounds look: words, icons and colours in one place.

Rows of long lists are put together here rather than in templates: fifty of them are a page's cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django.template import Context, Library
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.templatetags.figures import date_th, number_words
from kpi_portal.templatetags.pieces import state_tag, tag_status
from kpi_portal.templatetags.reading import Digits, digits, in_digits
from submissions.domain.queue import Heap, Row, days_between
from submissions.domain.received_reading import Where
from submissions.domain.round_view import Report
from submissions.enums import State

register = Library()

HEAPS = {
    Heap.TO_REVIEW: _("To review"),
    Heap.RETURNED: _("Sent back"),
    Heap.TO_CONFIRM: _("To confirm"),
    Heap.TO_PUBLISH: _("To publish"),
    Heap.DRAFT: _("Not handed in"),
    Heap.DONE: _("Finished"),
    Heap.ALL: _("All"),
}
COLUMNS = {
    "unit": _("Unit"),
    "indicator": _("Indicator"),
    "submitted": _("Handed in"),
    "judged": _("Judged"),
    "projected": _("Projected score"),
    "reviewer": _("Reviewer"),
    "state": _("State"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    value: str
    label: str
    count: int
    current: bool


@register.simple_tag
def heap_chips(current: Heap, counts: Mapping[Heap, int]) -> list[Chip]:
    """One chip per heap with its number of reports."""
    return [Chip(h.value, str(HEAPS[h]), counts[h], h == current) for h in HEAPS]


@register.simple_tag(takes_context=True)
def sort_heading(context: Context, column: str, sort: str, css: str = "") -> SafeString:
    """A column's heading that sorts by it; pressed again it turns the order round."""
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
        COLUMNS[column],
        format_html(' <i class="bi bi-{}" aria-hidden="true"></i>', arrow) if current else "",
    )


_ROW = (
    "<tr><td>%(tick)s</td>"
    '<th scope="row"><a class="row-link" href="%(url)s">%(unit)s</a></th>'
    '<td data-label="%(h_indicator)s">%(code)s <span class="small soft">%(round)s</span></td>'
    '<td data-label="%(h_submitted)s"><span>%(submitted)s %(late)s</span></td>'
    '<td class="n" data-label="%(h_judged)s">%(judged)s</td>'
    '<td class="n" data-label="%(h_projected)s">%(projected)s</td>'
    '<td data-label="%(h_reviewer)s">%(reviewer)s</td>'
    '<td data-label="%(h_state)s"><span>%(state)s %(marks)s</span></td></tr>'
)
_TICK = (
    '<label class="d-inline-block p-2"><span class="visually-hidden">%s %s</span>'
    '<input type="checkbox" class="form-check-input" name="chosen" value="%d"></label>'
)


@register.simple_tag(takes_context=True)
def queue_rows(context: Context, rows: Iterable[Row], now: datetime) -> SafeString:
    """The lines of the queue; the own unit's report is shown but not to be ticked.

    Put together by hand, since a page of them is what the queue costs; every text is escaped.
    """
    language, shown = get_language() or "", digits(context)
    said = _headings(language)
    tick = escape(gettext("Tick"))
    desk = reverse("submissions:queue")
    lines = []
    for row in rows:
        unit = escape(row.unit)
        lines.append(
            _ROW
            % {
                **said,
                "tick": _own_unit(language) if row.own_unit else _TICK % (tick, unit, row.pk),
                "url": f"{desk}{row.pk}/",
                "unit": unit,
                "code": escape(row.round.code),
                "round": escape(row.round.name),
                "submitted": date_th(context, row.submitted_at),
                "late": lateness(row.days_late, row.overdue, row.due_at, now),
                "judged": in_digits(f"{row.judged}/{row.pieces}", shown) if row.pieces else "–",
                "projected": score_html(row.projected, shown, language),
                "reviewer": escape(row.reviewer) or "–",
                "state": state_html(row.state, language),
                "marks": state_marks(row.under_correction, row.not_reported, row.state)
                + differing_mark(row.differing)
                + (_conflict(language) if row.conflict else "")
                + received_mark(row.received, language),
            }
        )
    return mark_safe("".join(lines))  # noqa: S308  every text in it is escaped above


@lru_cache(maxsize=512)
def score_html(value: Decimal | None, shown: Digits, _language: str) -> str:
    """A score with two decimals; lists hold few different ones."""
    return "–" if value is None else in_digits(number_words(value, 2), shown)


def lateness(days_late: int, overdue: bool, due_at: datetime, now: datetime) -> SafeString | str:
    """“+2 days” after a late handing in, “2 days overdue” where nothing came yet."""
    if overdue:
        days = days_between(due_at, now)
        words = ngettext("%(days)d day overdue", "%(days)d days overdue", days) % {"days": days}
        return tag_status("stop", words, "clock")
    if days_late:
        words = ngettext("+%(days)d day", "+%(days)d days", days_late) % {"days": days_late}
        return tag_status("back", words, "clock")
    return ""


@lru_cache(maxsize=8)
def _headings(_language: str) -> dict[str, SafeString]:
    """What stands beside each value where a row is shown as a card."""
    return {f"h_{name}": conditional_escape(str(label)) for name, label in COLUMNS.items()}


@lru_cache(maxsize=64)
def state_html(state: State, _language: str) -> SafeString:
    """The tag of a state in the active language, made once for all rows of all lists."""
    return state_tag(state, str(state.label))


def state_marks(
    under_correction: bool, not_reported: bool, state: State | str = ""
) -> SafeString | str:
    """What stands beside a state; that a result is reconsidered the state says itself."""
    if not_reported:
        return tag_status("stop", gettext("Not reported"))
    if under_correction and state != State.RECONSIDERING:
        return tag_status("back", gettext("Published result under correction"), "arrow-repeat")
    return ""


def differing_mark(differing: int) -> SafeString:
    """On how many pieces two reviewers differ, where a third has to settle it."""
    if not differing:
        return mark_safe("")
    words = ngettext("%(count)d difference", "%(count)d differences", differing)
    return tag_status("wait", words % {"count": differing}, "people")


@lru_cache(maxsize=16)
def received_mark(where: Where, _language: str) -> SafeString | str:
    """A small mark beside a report that staff entered for its unit."""
    if where is Where.NOWHERE:
        return ""
    if where is Where.VERIFIED:
        words = gettext("Received and verified")
        return format_html(
            ' <i class="bi bi-inbox soft" role="img" aria-label="{}" title="{}"></i>', words, words
        )
    return format_html(" {}", tag_status("back", gettext("Received, not verified yet"), "inbox"))


@lru_cache(maxsize=8)
def _own_unit(_language: str) -> SafeString:
    words = gettext("Your own unit: others review it")
    return format_html(
        '<i class="bi bi-house-door soft" role="img" aria-label="{}" title="{}"></i>', words, words
    )


@lru_cache(maxsize=8)
def _conflict(_language: str) -> SafeString:
    words = gettext("Somebody declared a conflict of interest on this report")
    return format_html(
        ' <i class="bi bi-shield-exclamation soft" role="img" aria-label="{}" title="{}"></i>',
        words,
        words,
    )


@register.simple_tag
def report_lateness(report: Report, now: datetime) -> SafeString | str:
    """How late a unit is or was."""
    return lateness(report.days_late, report.overdue(now), report.due_at, now)
