"""What is wrong with a workbook: codes with facts, said in the reader's language when shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.sheets.columns import SHEETS
from kpi_portal.errors import _StrOrPromise

SENTENCES: Mapping[str, _StrOrPromise] = {
    # the workbook
    "sheet_missing": _("The workbook has no sheet “%(sheet)s”. Download the template anew."),
    "header_missing": _("The column “%(header)s” is missing. Put it back as in the template."),
    "header_unknown": _(
        "The column “%(header)s” is unknown. Name it as in the template or empty it."
    ),
    "header_twice": _("The column “%(header)s” stands there twice. Keep one."),
    "too_many_rows": _(
        "More than %(limit)s rows. Split the workbook and upload the parts in turn."
    ),
    "nothing_there": _("No row is filled in; rows of examples are not read."),
    # one cell
    "required": _("This must be filled in."),
    "too_long": _("At most %(limit)s characters."),
    "formula_fault": _("The cell shows an error of Excel. Type the value itself."),
    "unreadable_text": _("This is no text. Type it again."),
    "unreadable_date": _("Type a date, such as 25/2/2568 or 25 Feb 2025."),
    "no_such_day": _("There is no such day. Check day and month."),
    "year_unclear": _("The year is unclear. Write it with four digits, such as 2568."),
    "weekday_differs": _("The weekday does not fit the date. Check both."),
    "unknown_choice": _("“%(value)s” is unknown. Choose one of: %(choices)s."),
    "bad_email": _("This is no e-mail address. Write it as name@example.go.th."),
    "bad_username": _("A user name holds letters, digits and @ . + - _ only."),
    # rows among each other
    "code_twice": _("The code stands in row %(row)s already. Give each unit a code of its own."),
    "parent_loop": _("This unit would stand below itself. Check the codes of the parents."),
    "details_differ": _(
        "Row %(row)s says “%(value)s” for the same person. Write the same in both rows."
    ),
    "role_twice": _("Row %(row)s gives the same role in the same time. Keep one of the two."),
    "ends_before": _("The last day lies before the first."),
    # the portal
    "unknown_unit": _("There is no unit with the code “%(code)s”, neither here nor in the portal."),
    "not_kept": _("You do not keep this unit. Ask the person who does, or leave the row out."),
    "unit_ended": _("This unit has ended: %(unit)s. Name the one that took over."),
    "before_unit": _("The unit does not exist yet on that day; it begins on %(day)s."),
    "unit_differs": _(
        "The portal says “%(value)s”. Names, kind, parent and dates of a unit are changed on its "
        "own page; write here what the portal says, or leave the row out."
    ),
    "username_taken": _("%(who)s already has this user name. Choose another."),
    "closed_account": _("The account of %(who)s is closed. Leave the row out."),
    "person_not_kept": _("%(who)s holds roles beyond the units that you keep."),
    "held_otherwise": _(
        "This person already holds that role from %(first)s. Change it on the person's page, or "
        "write the same first day."
    ),
    "already_ended": _("This role already ends on %(day)s. A later end needs a row of its own."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault at its place; `row` 0 is the sheet itself, an empty `column` the whole row."""

    sheet: str
    row: int
    column: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence in the active language."""
        return str(SENTENCES[self.code]) % {name: str(value) for name, value in self.facts.items()}

    @property
    def header(self) -> str:
        """The column as the workbook names it."""
        if not self.column:
            return ""
        return SHEETS[self.sheet].column(self.column).header

    @property
    def sheet_title(self) -> str:
        return SHEETS[self.sheet].title

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "facts": dict(self.facts),
        }


def from_json(kept: Mapping[str, Any]) -> Fault:
    """A fault as it was kept with the import."""
    return Fault(kept["sheet"], kept["row"], kept["column"], kept["code"], kept["facts"])
