"""The sheets of a round's workbook: what each column is called, what it means, how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpi_portal.errors import _StrOrPromise


class Look(StrEnum):
    """How a column's cells are written."""

    TEXT = "text"
    WRAPPED = "wrapped"
    WHOLE = "whole"
    NUMBER = "number"
    EXACT = "exact"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `meaning` is told on the first sheet where the name alone does not say it."""

    label: _StrOrPromise
    look: Look = Look.TEXT
    width: int = 16
    meaning: _StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with its columns in order."""

    title: _StrOrPromise
    columns: tuple[Column, ...]


_UNIT = Column(_("Unit"), Look.WRAPPED, 34, _("By its name of the day the report was made for it"))
_STATE = Column(_("State"), width=18)

RESULTS = Sheet(
    pgettext_lazy("sheet", "Results"),
    (
        _UNIT,
        Column(_("Abbreviation")),
        Column(_("Unit group")),
        _STATE,
        Column(_("Claimed level"), Look.WHOLE, 12),
        Column(_("Confirmed level"), Look.WHOLE, 12),
        Column(
            _("Confirmed score"),
            Look.NUMBER,
            12,
            _("The result that counts; empty until it is confirmed and told to you"),
        ),
        Column(_("Projected level"), Look.WHOLE, 12),
        Column(
            _("Projected score"),
            Look.NUMBER,
            12,
            _("If everything handed in and not returned were accepted"),
        ),
        Column(_("Due"), Look.MOMENT, 20, _("For this unit, extensions included")),
        Column(_("First handed in"), Look.MOMENT, 20),
        Column(_("Last handed in"), Look.MOMENT, 20),
        Column(
            _("Days late"),
            Look.WHOLE,
            10,
            _("As counted by the rules of the round, extensions included"),
        ),
        Column(_("Not reported"), width=12),
        Column(_("Evidence asked for"), Look.WHOLE, 12),
        Column(_("Evidence supplied"), Look.WHOLE, 12),
        Column(_("Pieces judged"), Look.WHOLE, 12),
        Column(_("Reviewer"), Look.WRAPPED, 26),
        Column(_("Second reviewer"), Look.WRAPPED, 26),
        Column(_("Assessed by"), Look.WRAPPED, 26),
        Column(_("Confirmed by"), Look.WRAPPED, 26),
        Column(_("Endorsed by reference"), Look.WRAPPED, 22, _("Meeting or memo number")),
        Column(_("Published"), Look.MOMENT, 20),
        Column(
            _("Order number"),
            width=18,
            meaning=_("Of the latest exemption, readmission or reopening"),
        ),
        Column(_("Version of the criteria"), Look.WHOLE, 12),
    ),
)

EVIDENCE = Sheet(
    _("Evidence register"),
    (
        _UNIT,
        Column(_("Level"), Look.WHOLE, 8),
        Column(_("Key"), width=12, meaning=_("Of the requirement, as on the KPI card")),
        Column(_("Requirement"), Look.WRAPPED, 36),
        Column(_("Kind"), width=12),
        Column(
            _("What was supplied"), Look.WRAPPED, 40, _("File name, address, number, form or text")
        ),
        Column(_("Document number"), width=18),
        Column(_("Document date"), Look.DAY, 14),
        Column(_("Pages"), Look.WHOLE, 8),
        Column(_("Bytes"), Look.WHOLE, 14),
        Column("SHA-256", width=20, meaning=_("Of the file's bytes, or of a form's answers")),
        Column(_("Added"), Look.MOMENT, 20),
        Column(_("Added by"), Look.WRAPPED, 26),
        Column(
            _("Removed or replaced"),
            Look.MOMENT,
            20,
            _("Such a piece counts no longer and is kept for the record"),
        ),
        Column(_("Decision"), width=16),
        Column(_("Decided"), Look.MOMENT, 20),
        Column(_("Judged by"), Look.WRAPPED, 26),
        Column(_("Comment"), Look.WRAPPED, 40),
    ),
)

LATE = Sheet(
    _("Late list"),
    (
        _UNIT,
        _STATE,
        Column(_("Due"), Look.MOMENT, 20),
        Column(_("First handed in"), Look.MOMENT, 20, _("Empty: nothing handed in yet")),
        Column(
            _("Calendar days after the due day"),
            Look.WHOLE,
            14,
            _("Until the first handing in; where nothing is handed in, until this was made"),
        ),
        Column(
            _("Days late that count"), Look.WHOLE, 14, _("As counted by the rules of the round")
        ),
        Column(_("Deduction waived by order"), width=20),
    ),
)

OUTSIDE = Sheet(
    _("Bureau and collecting centre"),
    (
        _UNIT,
        Column(_("Collecting centre"), Look.WRAPPED, 34),
        Column(_("Number of the memo"), width=20),
        Column(_("Sent on"), Look.DAY, 14),
        Column(_("Our level"), Look.WHOLE, 10),
        Column(_("Level given outside"), Look.WHOLE, 10),
        Column(
            _("Our base score"),
            Look.NUMBER,
            12,
            _("Before any deduction; the score that is comparable with the one given outside"),
        ),
        Column(_("Our final score"), Look.NUMBER, 12),
        Column(_("Score given outside"), Look.EXACT, 12),
        Column(
            _("Difference to our base score"),
            Look.EXACT,
            14,
            _("Outside less ours; empty until both are known and ours may be told to you"),
        ),
        Column(_("Difference to our final score"), Look.EXACT, 14),
        Column(_("Result received on"), Look.DAY, 14),
        Column(_("Reference of the result"), Look.WRAPPED, 24),
        Column(_("Note"), Look.WRAPPED, 40),
    ),
)

DECISIONS = Sheet(
    _("Extensions and waivers"),
    (
        Column(_("Unit"), Look.WRAPPED, 34, _("Empty: the decision is for all units")),
        Column(_("Decision"), width=24),
        Column(_("Granted"), width=10),
        Column(
            _("After the fact"),
            width=12,
            meaning=_("Decided after the due moment that held then, or after handing in"),
        ),
        Column(_("Order number"), width=18),
        Column(_("Decided"), Look.MOMENT, 20),
        Column(_("Decided by"), Look.WRAPPED, 30),
        Column(_("Due then"), Look.MOMENT, 20),
        Column(_("First handed in"), Look.MOMENT, 20),
        Column(_("New date"), Look.MOMENT, 20),
        Column(_("Person named"), Look.WRAPPED, 26),
        Column(_("Reason"), Look.WRAPPED, 44),
    ),
)
