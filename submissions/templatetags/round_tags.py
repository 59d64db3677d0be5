"""How rounds look: the map's cells, the names of acts upon many reports, a round's state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.template import Context, Library
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal.templatetags.figures import number_words, score
from kpi_portal.templatetags.pieces import state_tag, tag_status
from kpi_portal.templatetags.reading import Digits, digits, in_digits
from submissions.domain.round_levels import Cell, Why
from submissions.domain.round_results import Row
from submissions.domain.round_view import Line, Report
from submissions.enums import State
from submissions.forms.review import BulkForm
from submissions.templatetags.review_tags import (
    HEAPS,
    Chip,
    lateness,
    score_html,
    state_html,
    state_marks,
)

register = Library()

# Colour, sign, words. The sign and the number stand in the cell, the words are read out and shown
# on hover; the key beneath the map names all of them.
LOOK = {
    Why.COUNTED: ("done", "✓", _("complete, counts")),
    Why.PARTLY: ("wait", "◔", _("partly, some criteria count")),
    Why.RETURNED: ("back", "↩", _("pieces returned")),
    Why.WAITING: ("wait", "◐", _("waits for verdicts (judged of pieces)")),
    Why.HELD: ("still", "(✓)", _("complete, but a lower level is not")),
    Why.UNMET: ("stop", "✕", _("judged, not met")),
    Why.NOTHING: ("still", "–", _("nothing supplied")),
    Why.NOT_SUBMITTED: ("still", "–", _("not handed in")),
    Why.NOT_REPORTED: ("stop", "✕", _("not reported")),
    Why.EXEMPTED: ("still", "○", _("exempted")),
    Why.ACCEPTED: ("done", "✓", _("everything accepted")),
}
KEY_OF_PARTS = (Why.ACCEPTED, Why.WAITING, Why.RETURNED, Why.UNMET, Why.NOTHING)
KEY = (Why.COUNTED, Why.PARTLY, Why.WAITING, Why.RETURNED, Why.UNMET, Why.HELD, Why.NOTHING)
ROUND_LOOK = {
    RoundState.PLANNED: ("still", "calendar"),
    RoundState.OPEN: ("wait", "door-open"),
    RoundState.CLOSED: ("back", "lock"),
    RoundState.ENDORSED: ("done", "people"),
    RoundState.PUBLISHED: ("done", "megaphone"),
    RoundState.FINAL: ("done", "check2-all"),
}
BULK = {
    "confirm": (
        _("Confirm results of the round"),
        _("Confirm"),
        _(
            "You confirm the proposed results of the ticked units. Your own proposals are left "
            "out: another person confirms them."
        ),
    ),
    "endorse": (
        _("Endorse results of the round"),
        _("Endorse"),
        _(
            "The results of the ticked units are endorsed in one meeting or by one memo; its "
            "number is kept with the round."
        ),
    ),
    "publish": (
        _("Publish results of the round"),
        _("Publish"),
        _("Every ticked unit is told its result now."),
    ),
    "waive": (
        _("Waive deductions for lateness"),
        _("Waive the deductions"),
        _("By one order; lateness stays on record and takes nothing off the score."),
    ),
    "exempt": (
        _("Exempt units by order"),
        _("Exempt the ticked units"),
        _("The ticked units are left out of this round: no zero, and outside every average."),
    ),
    "readmit": (
        _("Readmit units by order"),
        _("Readmit the ticked units"),
        _(
            "The ticked units may hand in until the day given. Lateness still counts from the due "
            "date."
        ),
    ),
}

_ROW = '<tr><th scope="row">%s</th>%s<td class="n">%s</td><td>%s %s %s</td></tr>'
_CELL = '<td class="cell cell-{}" title="{}"><span class="visually-hidden">{}: </span>{} {}</td>'


@register.simple_tag(takes_context=True)
def map_rows(
    context: Context, lines: Iterable[Line], columns: int, may_desk: bool, now: datetime
) -> SafeString:
    """The rows of the map, put together by hand because a round may hold many units; every text
    is escaped."""
    language, shown = get_language() or "", digits(context)
    desk = reverse("submissions:queue")
    rows = []
    for line in lines:
        report, unit = line.report, escape(line.report.unit)
        cells = "".join(_cell(cell, shown, language) for cell in line.cells)
        if columns > len(line.cells):
            cells += f'<td colspan="{columns - len(line.cells)}"></td>'
        rows.append(
            _ROW
            % (
                f'<a href="{desk}{report.pk}/">{unit}</a>'
                if may_desk and not report.withheld
                else unit,
                cells,
                _score(report, shown, language),
                state_html(report.state, language),
                lateness(report.days_late, report.overdue(now), report.due_at, now),
                state_marks(report.under_correction, report.not_reported, report.state),
            )
        )
    return mark_safe("".join(rows))  # noqa: S308  every text in it is escaped above


@register.simple_tag
def map_key(parts: bool = False) -> SafeString:
    """What the signs in the map mean, of levels or of parts and figures."""
    return format_html_join(
        "",
        '<span><strong aria-hidden="true">{}</strong> {}</span>',
        ((LOOK[why][1], LOOK[why][2]) for why in (KEY_OF_PARTS if parts else KEY)),
    )


@register.simple_tag
def round_state(round: Round) -> SafeString:
    """The state of a round as a tag."""
    kind, icon = ROUND_LOOK[RoundState(round.state)]
    return tag_status(kind, round.get_state_display(), icon)


@register.simple_tag
def round_chips(current: str, counts: dict[str, int]) -> list[Chip]:
    """One chip per heap that holds any report; all of them first."""
    heaps = sorted(HEAPS, key=lambda heap: heap.value != "all")
    return [
        Chip(heap.value, str(HEAPS[heap]), counts[heap], heap == current)
        for heap in heaps
        if counts[heap] or heap == current
    ]


@register.simple_tag
def bulk_title(act: str) -> str:
    return str(BULK[act][0])


@register.simple_tag
def bulk_verb(act: str) -> str:
    return str(BULK[act][1])


@register.simple_tag
def bulk_explained(act: str) -> str:
    return str(BULK[act][2])


def _cell(cell: Cell, shown: Digits, language: str) -> SafeString:
    number = ""
    if cell.why in (Why.COUNTED, Why.PARTLY):
        number = number_words(cell.points)
    elif cell.why is Why.WAITING:
        number = f"{cell.judged}/{cell.pieces}"
    elif cell.why is Why.RETURNED:
        number = str(cell.returned)
    return _cell_html(cell.why, in_digits(number, shown), language)


@lru_cache(maxsize=1024)
def _cell_html(why: Why, number: str, _language: str) -> SafeString:
    """A map has hundreds of cells and few different ones."""
    kind, sign, words = LOOK[why]
    return format_html(_CELL, kind, words, words, sign, number)


def _score(report: Report, shown: Digits, language: str) -> SafeString | str:
    """The confirmed score; before there is one the projected, said to be so."""
    if report.confirmed is not None:
        return f"<strong>{score_html(report.confirmed, shown, language)}</strong>"
    if report.projected is None or not report.submitted:
        return "–"
    return format_html(
        '<span class="small soft">{} {}</span>',
        gettext("projected"),
        score_html(report.projected, shown, language),
    )


@register.simple_tag(takes_context=True)
def bulk_row(
    context: Context, report: Report, form: BulkForm, ticked: bool, now: datetime
) -> SafeString:
    """One unit to tick, named with the version that the page shows."""
    value = f"{report.pk}:{report.version}"
    chosen = value in form.ticked if form.is_bound else ticked
    return format_html(
        '<tr><td><label class="d-inline-block p-2"><span class="visually-hidden">{} {}</span>'
        '<input type="checkbox" class="form-check-input" name="report" value="{}"{}></label></td>'
        '<th scope="row">{}</th><td class="n" data-label="{}">{}</td><td data-label="{}">{}</td>'
        '<td data-label="{}"><span>{} {}</span></td></tr>',
        gettext("Tick"),
        report.unit,
        value,
        mark_safe(" checked") if chosen else "",
        report.unit,
        gettext("Confirmed score"),
        score(context, report.confirmed),
        gettext("Lateness"),
        lateness(report.days_late, report.overdue(now), report.due_at, now),
        gettext("State"),
        state_tag(report.state, str(report.state.label)),
        state_marks(report.under_correction, report.not_reported, report.state),
    )


# Why a unit is not in the table of results.
LEFT_OUT = {
    State.DRAFT: _("Has not handed in"),
    State.SUBMITTED: _("Waits for its review"),
    State.IN_REVIEW: _("Is being reviewed"),
    State.RETURNED: _("Was returned and has not answered"),
    State.ASSESSED: _("Waits to be confirmed by another person"),
    State.CONFIRMED: _("Waits to be endorsed"),
    State.ENDORSED: _("Endorsed already"),
    State.RECONSIDERING: _("Its published result is reconsidered"),
}


@register.simple_tag
def left_out_words(report: Report) -> str:
    """Why this unit is not at this point; states beyond it are named as such."""
    return str(LEFT_OUT.get(report.state, report.state.label))


@register.simple_tag(takes_context=True)
def result_row(context: Context, row: Row, form: BulkForm, ticked: bool) -> SafeString:
    """One unit's result to tick, named with the version that the page shows."""
    report = row.report
    value = f"{report.pk}:{report.version}"
    chosen = value in form.ticked if form.is_bound else ticked
    return format_html(
        '<tr><td><label class="d-inline-block p-2"><span class="visually-hidden">{} {}</span>'
        '<input type="checkbox" class="form-check-input" name="report" value="{}"{}></label></td>'
        '<th scope="row"><span>{} {}</span></th><td class="n" data-label="{}">{}</td>'
        '<td class="n" data-label="{}">{}</td><td class="n" data-label="{}">{}</td>'
        '<td class="n" data-label="{}"><strong>{}</strong></td>'
        '<td class="n" data-label="{}">{}</td><td data-label="{}"><span>{}</span></td></tr>',
        gettext("Tick"),
        report.unit,
        value,
        mark_safe(" checked") if chosen else "",
        report.unit,
        state_marks(report.under_correction, report.not_reported, report.state),
        gettext("Level"),
        "–" if row.level is None else in_digits(str(row.level), digits(context)),
        gettext("Before lateness"),
        score(context, row.raw),
        gettext("Deduction"),
        score(context, row.deduction),
        gettext("Final score"),
        score(context, row.final),
        gettext("Against what was told"),
        _told_before(context, row),
        gettext("Stands for it"),
        _stands_for(row),
    )


def _told_before(context: Context, row: Row) -> SafeString | str:
    """The score told before and the difference; a dash the first time."""
    if row.before is None:
        return "–"
    before = score(context, row.before)
    if row.final is None:
        return before
    if row.change is None:
        return format_html("{} ({})", before, gettext("unchanged"))
    sign = "+" if row.change > 0 else "−"
    change = in_digits(f"{sign}{number_words(abs(row.change), 2)}", digits(context))
    kind = "done" if row.change > 0 else "stop"
    return format_html('{} <span class="text-{} strong">{}</span>', before, kind, change)


def _stands_for(row: Row) -> SafeString:
    """Who confirmed, or before that who proposed; and the reference of the endorsement."""
    lines = []
    if row.confirmed_by:
        lines.append(gettext("confirmed by %(who)s") % {"who": row.confirmed_by})
    elif row.proposed_by:
        lines.append(gettext("proposed by %(who)s") % {"who": row.proposed_by})
    if row.endorsed_by:
        lines.append(gettext("endorsed by %(reference)s") % {"reference": row.endorsed_by})
    return format_html_join("", '<span class="d-block small">{}</span>', ((one,) for one in lines))
