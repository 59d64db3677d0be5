"""How a request for reconsideration looks: its figures, its pieces, its line in a list."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.template import Context, Library
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.templatetags.figures import date_th, number, score
from kpi_portal.templatetags.pieces import tag_status
from submissions.domain.desk_data import Mark
from submissions.domain.reconsideration_reading import Line, RequestPage, Said
from submissions.enums import ReconsiderationOutcome
from submissions.models import Reconsideration
from submissions.templatetags.desk_tags import desk_tag

register = Library()

FIGURES = {
    "level": _("Level"),
    "raw": _("Score before lateness"),
    "deduction": _("Deduction"),
    "final": _("Final score"),
}


@register.simple_tag
def figure_name(name: str) -> str:
    return str(FIGURES[name])


@register.simple_tag(takes_context=True)
def figure_value(context: Context, name: str, value: Decimal | None, scale: Decimal | None) -> str:
    """A level as a whole number, points with two places; the final one of its scale."""
    if value is None:
        return "–"
    if name == "level":
        return number(context, value)
    return score(context, value, scale if name == "final" else None)


@register.simple_tag
def said_tag(piece: Said) -> SafeString:
    """The verdict on a piece."""
    return desk_tag(Mark(piece.decision))


@register.simple_tag
def outcome_tag(page: RequestPage) -> SafeString:
    """Where the request stands."""
    return state_of(page.request, staff=page.staff)


def state_of(request: Reconsideration, *, staff: bool) -> SafeString:
    """Decided with its outcome; before that its step, of which the unit is told only that it goes
    on."""
    if request.resolved_at is not None:
        kind = "done" if request.outcome == ReconsiderationOutcome.CHANGED else "still"
        return tag_status(kind, request.get_outcome_display(), "check2-all")
    if not staff:
        return tag_status("back", gettext("Reconsidering"), "arrow-repeat")
    if request.reviewed_at is not None:
        return tag_status("wait", gettext("Waits for the decision"), "hourglass-split")
    if request.reviewer_id is not None:
        return tag_status("wait", gettext("Is looked at again"), "clipboard-check")
    return tag_status("back", gettext("Nobody looks again yet"), "person-exclamation")


@register.simple_tag(takes_context=True)
def request_row(context: Context, line: Line, now: datetime) -> SafeString:
    """One request in the list of a round."""
    request, report = line.request, line.submission
    url = reverse("submissions:reconsideration", args=[report.pk, request.number])
    reviewer = request.reviewer.display_name if request.reviewer and line.staff else "–"
    before = _points(context, request.before.get("final"))
    after = _points(context, request.after.get("final")) if request.resolved_at else ""
    return format_html(
        '<tr><th scope="row"><a class="row-link" href="{}">{}</a></th>'
        '<td data-label="{}"><span>{}<span class="small soft d-block">{}</span></span></td>'
        '<td class="n" data-label="{}">{}</td><td data-label="{}">{}</td>'
        '<td data-label="{}">{}</td><td class="n" data-label="{}">{}</td></tr>',
        url,
        report.unit_label,
        gettext("Asked"),
        date_th(context, request.requested_at, "time"),
        request.requested_by.display_name,
        gettext("Items"),
        number(context, line.contested),
        gettext("Who looks again"),
        reviewer,
        gettext("State"),
        state_of(request, staff=line.staff),
        gettext("Score"),
        format_html("{} → {}", before, after) if after else before,
    )


def _points(context: Context, text: object) -> str:
    return score(context, None if text is None else Decimal(str(text)))
