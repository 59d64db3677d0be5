"""Making the dashboard of a round or of a year as PDF: what the page shows, whole and on paper."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms_templates.rendering import render_sheet
from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.jobs.registry import Report as Progress
from kpi_portal.thai import local_date
from submissions.archive_names import safe_name
from submissions.archives.models import Export
from submissions.domain import (
    round_comparison,
    round_plot,
    round_view,
    year_board,
)
from submissions.domain.year_board import Board, Wish

MEDIA_TYPE = "application/pdf"
# Reading, setting as HTML, laying out: the last takes nearly all of the time.
_STEPS = 10
# From this many columns on the map needs the paper's long side.
_WIDE = 6
_NAME_LONGEST = 80


def make(export: Export, *, at: datetime, report: Progress) -> None:
    """Lay out and keep the dashboard that `export.by` may have; sets what was made on the row
    without saving it. Raises `NotFound` where the round is closed to the person."""
    report(0, _STEPS, _("Reading the reports"))
    if export.round_id is not None:
        round = round_view.get_round(export.by, export.round_id, at=at)
        found, context = of_round(round, export.by, at=at)
        template, export.name = "round", name_of_round(round, at=at)
    else:
        wish = Wish(key=export.round_key)
        board = year_board.read(export.by, export.fiscal_year or 0, wish, at=at, exact=True)
        found, context = of_year(board, export.by, at=at)
        template, export.name = "year", name_of_year(board, at=at)
    export.reports = [one.pk for one in found]
    export.withheld = [one.pk for one in found if one.withheld]
    report(1, _STEPS, _("Laying out the pages"))
    pdf = render_sheet(_html(template, context), styles())
    export.sha256, export.size = hashlib.sha256(pdf).hexdigest(), len(pdf)
    export.paper = storages["default"].save(f"exports/{export.pk}.pdf", ContentFile(pdf))
    export.files = 1
    report(_STEPS, _STEPS)


def of_round(
    round: Round, reader: User, *, at: datetime
) -> tuple[list[round_view.Report], dict[str, Any]]:
    """The reports in the dashboard of a round, and what its template tells of them."""
    found = round_view.reports(round, reader, at=at)
    scale = round.definition.scale if round.version is not None else None
    bins = round_comparison.distribution(found, scale) if scale else []
    past = round_comparison.earlier(round, reader, at=at)
    before = next((one.round for one in past if one.round.pk != round.pk), None)
    levels, columns = round_view.levels(round), round_view.columns(round)
    may_desk = round_view.opens_desk(reader, round, at=at)
    return found, {
        "round": round,
        "figures": round_view.figures(found, at=at),
        "plot": round_plot.plot(round, found, at=at),
        "levels": levels,
        "columns": columns,
        "wide": len(levels) + len(columns) > _WIDE,
        "lines": round_view.lines(round, found),
        "late": round_view.late(found, at=at),
        "bins": bins,
        "past": past,
        "before": before,
        "changes": round_comparison.changes(round, found, before, reader, at=at)
        if before is not None
        else [],
        "reviewers": round_comparison.calibration(found, reader) if may_desk else [],
        **_common(reader, at, any(one.withheld for one in found)),
    }


def of_year(
    board: Board, reader: User, *, at: datetime
) -> tuple[list[round_view.Report], dict[str, Any]]:
    """The reports in the dashboard of a year, and what its template tells of them."""
    found = [report for row in board.rows for report in row.there]
    return found, {
        "board": board,
        "behind": board.behind(),
        "wide": len(board.columns) >= _WIDE,
        **_common(reader, at, any(one.withheld for one in found)),
    }


def name_of_round(round: Round, *, at: datetime) -> str:
    """The name that people get."""
    indicator = round.indicator
    words = (_("Dashboard"), indicator.code, round.name, str(indicator.fiscal_year), _day(at))
    return safe_name(*words, suffix="pdf", longest=_NAME_LONGEST)


def name_of_year(board: Board, *, at: datetime) -> str:
    """The name that people get."""
    words = (_("Dashboard"), str(board.year), dict(board.keys).get(board.wish.key, ""), _day(at))
    return safe_name(*words, suffix="pdf", longest=_NAME_LONGEST)


@cache
def styles() -> str:
    """The style sheet of the pages."""
    return _beside("board.css")


def _common(reader: User, at: datetime, withheld: bool) -> Mapping[str, Any]:
    return {
        "user": reader,
        "reader": reader,
        "now": at,
        "withheld": withheld,
        "language": "en" if get_language() == "en" else "th",
        "plot_styles": _plot_styles(),
    }


def _html(template: str, context: Mapping[str, Any]) -> str:
    return render_to_string(f"archives/board/{template}.html", dict(context))


@cache
def _plot_styles() -> SafeString:
    """The element that a drawing carries along: inside a page it heeds no other style sheet."""
    ours = mark_safe(_beside("board_plot.css"))  # noqa: S308  # a file of this package
    return format_html("<style>{}</style>", ours)


def _beside(name: str) -> str:
    return (Path(__file__).parent.parent / name).read_text(encoding="utf-8")


def _day(at: datetime) -> str:
    return local_date(at).strftime("%Y%m%d")
