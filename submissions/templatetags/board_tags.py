"""How the year at a glance looks: the cells of units × indicators, its choices and its plot.

Cells are put together by hand, since a bureau's year holds more than a thousand of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.template import Context, Library
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.templatetags.figures import number_words
from kpi_portal.templatetags.pieces import tag_status
from kpi_portal.templatetags.reading import Digits, digits, in_digits
from submissions.domain.round_view import Report
from submissions.domain.year_board import Board, Column, Row, Show, percent
from submissions.enums import State
from submissions.templatetags.review_tags import Chip
from submissions.workflow import SETTLED

register = Library()

# The printed tiers of targets, in per cent of the scale: basic 50, standard 75.
STANDARD, BASIC = 75, 50
RESULTS = (
    (STANDARD, "done", _("result, standard target (75%) or more")),
    (BASIC, "back", _("result, basic target (50%) or more")),
    (0, "stop", _("result below the basic target (50%)")),
)
# Colour, sign and words of what is no result; the sign stands in the cell and the words are read.
CORRECTED = ("wait", "↻", _("published result under correction"))
RETURNED = ("back", "↩", _("sent back, projected"))
REVIEWED = ("wait", "◐", _("in review, projected"))
MISSING = ("stop", "✕", _("not handed in, overdue"))
NOT_REPORTED = ("stop", "✕", _("not reported"))
DRAFT = ("still", "–", _("not handed in"))
EXEMPTED = ("still", "○", _("exempted"))
SHOWN = {
    Show.ALL: _("All units"),
    Show.MISSING: _("Overdue"),
    Show.LATE: _("Handed in late"),
    Show.IN_REVIEW: _("In review"),
    Show.RETURNED: _("Sent back"),
    Show.DONE: _("All confirmed"),
}

_ROW = '<tr><th scope="row">%s</th>%s<td class="n">%s</td><td class="n">%s</td></tr>'
_NONE = '<td class="cell" aria-label="%s"></td>'
_PLAIN = '<td class="cell cell-%s">%s</td>'
_LINK = '<td class="cell cell-%s"><a href="%s%d/" title="%s">%s</a></td>'


@register.simple_tag(takes_context=True)
def board_rows(
    context: Context,
    rows: Iterable[Row],
    columns: Sequence[Column],
    now: datetime,
    linked: bool = True,
) -> SafeString:
    """The rows of the map; every text is escaped. A report opens on the review desk where that is
    the reader's, else as the unit sees it; on paper (`linked` off) it opens nowhere."""
    language, shown = get_language() or "", digits(context)
    desk, own = reverse("submissions:queue"), reverse("submissions:mine")
    nothing = _NONE % escape(gettext("does not report this"))
    scales = [column.scale for column in columns]
    html = []
    for row in rows:
        cells = []
        for report, column, scale in zip(row.reports, columns, scales, strict=True):
            if report is None:
                cells.append(nothing)
                continue
            kind, words, inner = _cell(report, scale, now, shown, language)
            if not linked:
                cells.append(_PLAIN % (kind, inner))
                continue
            address = desk if column.desk and not report.withheld else own
            cells.append(_LINK % (kind, address, report.pk, words, inner))
        html.append(
            _ROW
            % (
                escape(row.unit),
                "".join(cells),
                in_digits(str(row.missing or "–"), shown),
                in_digits(str(row.late or "–"), shown),
            )
        )
    return mark_safe("".join(html))  # noqa: S308  every text in it is escaped above


def cell_look(report: Report, scale: Fraction, now: datetime) -> tuple[str, str, str]:
    """Colour, sign and words of one report in the map."""
    if report.not_reported:
        return _said(NOT_REPORTED)
    if report.state == State.EXEMPTED:
        return _said(EXEMPTED)
    if report.state == State.DRAFT:
        return _said(MISSING if report.overdue(now) else DRAFT)
    if report.under_correction:
        return _said(CORRECTED)
    if report.state in SETTLED and report.confirmed is not None:
        return result_look(percent(Fraction(report.confirmed), scale))
    return _said(RETURNED if report.state == State.RETURNED else REVIEWED)


def result_look(value: Fraction | None) -> tuple[str, str, str]:
    """Colour, sign and words of a result by its per cent of the scale."""
    for least, kind, words in RESULTS:
        if value is None or value >= least:
            return kind, "✓", str(words)
    return "stop", "✓", str(RESULTS[-1][2])


def cell_score(report: Report) -> Decimal | None:
    """The number in a cell: the result, before there is one the projected score; none for what was
    not handed in."""
    if not report.submitted:
        return report.confirmed if report.not_reported else None
    if report.state in SETTLED or report.under_correction:
        return report.confirmed
    return report.projected


def cell_level(report: Report) -> int | None:
    """The level beside the number."""
    return report.level if cell_score(report) is not None and not report.not_reported else None


def _said(look: tuple[str, str, object]) -> tuple[str, str, str]:
    return look[0], look[1], str(look[2])


def _cell(
    report: Report, scale: Fraction, now: datetime, shown: Digits, language: str
) -> tuple[str, str, str]:
    kind, sign, words = cell_look(report, scale, now)
    return _cell_html(
        kind, sign, words, cell_score(report), cell_level(report), report.days_late, shown, language
    )


@lru_cache(maxsize=4096)
def _cell_html(
    kind: str,
    sign: str,
    words: str,
    score: Decimal | None,
    level: int | None,
    late: int,
    shown: Digits,
    _language: str,
) -> tuple[str, str, str]:
    """A map has more than a thousand cells and far fewer different ones."""
    number = "" if score is None else in_digits(number_words(score), shown)
    small = []
    if level is not None:
        small.append(gettext("level %(number)s") % {"number": in_digits(str(level), shown)})
    if late:
        small.append(gettext("+%(days)s d") % {"days": in_digits(str(late), shown)})
        words = gettext("%(what)s, handed in late") % {"what": words}
    inner = format_html(
        '<span class="visually-hidden">{}: </span>{} {}{}',
        words,
        sign,
        number,
        format_html('<span class="cell-small">{}</span>', " · ".join(small)) if small else "",
    )
    return kind, str(escape(words)), str(inner)


@register.simple_tag
def board_key() -> SafeString:
    """What signs and colours in the map mean."""
    results = [(f"cell-{kind}", "✓", words) for _least, kind, words in RESULTS]
    others = [
        (f"cell-{kind}", sign, words)
        for kind, sign, words in (REVIEWED, RETURNED, CORRECTED, MISSING, DRAFT, EXEMPTED)
    ]
    return format_html_join(
        "",
        '<span><strong class="heat-sample {}" aria-hidden="true">{}</strong> {}</span>',
        results + others,
    )


@register.simple_tag
def board_chips(board: Board, counts: dict[Show, int]) -> list[Chip]:
    """One choice of the map per kind of row that there is; all of them first."""
    return [
        Chip(show.value, str(label), counts[show], show == board.wish.show)
        for show, label in SHOWN.items()
        if counts[show] or show in (Show.ALL, board.wish.show)
    ]


@register.simple_tag
def behind_marks(row: Row) -> SafeString:
    """How many reports of a unit are missing and late, as tags."""
    marks = []
    if row.missing:
        marks.append(tag_status("stop", gettext("%(n)d missing") % {"n": row.missing}, "clock"))
    if row.late:
        marks.append(tag_status("back", gettext("%(n)d late") % {"n": row.late}, "clock"))
    return mark_safe(" ".join(marks))  # noqa: S308  tags escape their words
