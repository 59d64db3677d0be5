"""What the page that merges divisions' rows shows; plain data in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from submissions import access
from submissions.domain import forms, forms_scope, forms_shape, merge_rows
from submissions.domain.forms import Sheet
from submissions.domain.forms_shape import ROWS, Data
from submissions.domain.merge_rows import FORM, NAME, Given, Source
from submissions.models import MergedRow, Submission

# Up to this many rows stand open at once; beyond, one division at a time is opened.
OPEN_AT_ONCE = 120


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row of a division: what it says, and what became of it. `also_in` names the other divisions
    with a process of the same name, `edited` says that ours was changed after merging."""

    given: Given
    words: Sequence[tuple[str, str]]
    link: MergedRow | None
    edited: bool
    also_in: Sequence[str]

    @property
    def value(self) -> str:
        """How the page names the row when it is ticked."""
        return f"{self.given.source.pk}:{self.given.id}"


@dataclass(frozen=True, slots=True)
class Division:
    """A division's report. `rows` is empty while the division is not opened on the page."""

    source: Source
    rows: Sequence[GivenRow]
    total: int
    merged: int
    opened: bool

    @property
    def report(self) -> Submission:
        return self.source.report

    @property
    def waiting(self) -> int:
        """How many of its rows can be merged now."""
        return self.total - self.merged if self.source.mergeable else 0


@dataclass(frozen=True, slots=True)
class Changed:
    """A merged row that the division changed, or took out (`gone`), after it was merged."""

    link: MergedRow
    name: str
    gone: bool
    differences: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A process that several divisions named alike and that is not merged from all of them."""

    key: str
    name: str
    units: Sequence[str]


@dataclass(frozen=True, slots=True)
class MergePage:
    """Everything the page shows."""

    report: Submission
    sheet: Sheet | None
    divisions: Sequence[Division] = ()
    changed: Sequence[Changed] = ()
    repeated: Sequence[Repeated] = ()
    in_form: int = 0

    @property
    def total(self) -> int:
        return sum(division.total for division in self.divisions)

    @property
    def merged(self) -> int:
        return sum(division.merged for division in self.divisions)

    @property
    def waiting(self) -> int:
        return sum(division.waiting for division in self.divisions)

    @property
    def unsubmitted(self) -> int:
        """How many divisions have not handed in."""
        return sum(not division.source.mergeable for division in self.divisions)


def find_for(user: User, pk: int, *, at: datetime) -> Submission:
    """The bureau's own report that `user` prepares; raises `NotFound` for every other."""
    report = access.get_for(user, pk, at=at)
    merge_rows.require_consolidating(report)
    if not access.works_on(user, report, at=at):
        raise NotFound("no such page", code="not_found")
    return report


def has_form(report: Submission) -> bool:
    """Whether the round asks for the form whose rows are merged."""
    try:
        forms_scope.template_of(report, FORM)
    except NotFound:
        return False
    return True


def read(report: Submission, *, opened: Collection[int] = ()) -> MergePage:
    """The page. `opened` are the divisions whose rows are wanted where there are too many to show
    them all."""
    if not has_form(report):
        return MergePage(report, None)
    sheet = forms.open_sheet(report, FORM, None)
    sources = merge_rows.read_sources(report, sheet)
    links = merge_rows.links_of(sheet)
    own_rows = {row["id"]: row for row in forms_shape.rows_at(sheet.data, ROWS)}
    named = _units_by_name(sources)
    everything = sum(len(source.rows) for source in sources) <= OPEN_AT_ONCE
    by_place = {(link.source_id, link.source_row): link for link in links}
    edited = _edited(own_rows, links)
    divisions = []
    for source in sources:
        shown = everything or source.report.pk in opened
        rows = [_row(given, sheet, by_place, edited, named) for given in source.rows if shown]
        merged = sum((source.report.pk, given.id) in by_place for given in source.rows)
        divisions.append(Division(source, rows, len(source.rows), merged, shown))
    return MergePage(
        report=report,
        sheet=sheet,
        divisions=divisions,
        changed=_changed(sheet, sources, links, own_rows),
        repeated=_repeated(sources, by_place, named),
        in_form=len(own_rows),
    )


def picks_of(page: MergePage, units: Collection[int] | None = None) -> set[tuple[int, str]]:
    """Every row that can be merged now, of all divisions or of the reports `units`."""
    return {
        (division.report.pk, given.id)
        for division in page.divisions
        if division.source.mergeable and (units is None or division.report.pk in units)
        for given in division.source.rows
    }


def _row(
    given: Given,
    sheet: Sheet,
    links: Mapping[tuple[int, str], MergedRow],
    edited: Collection[str],
    named: Mapping[str, Sequence[str]],
) -> GivenRow:
    link = links.get((given.source.pk, given.id))
    others = [unit for unit in named.get(given.key, ()) if unit != given.source.unit_name]
    return GivenRow(
        given=given,
        words=merge_rows.words_of(sheet.schema, given.row),
        link=link,
        edited=link is not None and link.row in edited,
        also_in=others,
    )


def _units_by_name(sources: Iterable[Source]) -> dict[str, list[str]]:
    """Key of a process → the divisions that have it, in the order of the tree."""
    found: dict[str, list[str]] = {}
    for source in sources:
        for given in source.rows:
            units = found.setdefault(given.key, [])
            if given.key and source.report.unit_name not in units:
                units.append(source.report.unit_name)
    return found


def _edited(rows: Mapping[str, Data], links: Iterable[MergedRow]) -> set[str]:
    of_row: dict[str, list[MergedRow]] = {}
    for link in links:
        of_row.setdefault(link.row, []).append(link)
    return {pk for pk, origins in of_row.items() if merge_rows.is_edited(rows[pk], origins)}


def _changed(
    sheet: Sheet,
    sources: Iterable[Source],
    links: Iterable[MergedRow],
    rows: Mapping[str, Data],
) -> list[Changed]:
    now = {(s.report.pk, given.id): given for s in sources for given in s.rows}
    found = []
    for link in links:
        given, ours = now.get((link.source_id, link.source_row)), rows[link.row]
        name = str(ours.get(NAME, ""))
        if given is None:
            if link.digest:
                found.append(Changed(link, name, True, ()))
        elif given.digest != link.digest:
            differing = merge_rows.differences(sheet.schema, ours, given.row)
            found.append(Changed(link, name, False, differing))
    return found


def _repeated(
    sources: Iterable[Source],
    links: Mapping[tuple[int, str], MergedRow],
    named: Mapping[str, Sequence[str]],
) -> list[Repeated]:
    found: dict[str, Repeated] = {}
    for source in sources:
        for given in source.rows:
            waits = source.mergeable and (source.report.pk, given.id) not in links
            if waits and len(named.get(given.key, ())) > 1:
                found.setdefault(given.key, Repeated(given.key, given.name, named[given.key]))
    return list(found.values())
