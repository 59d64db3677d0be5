"""Where the rows of the bureau's own form came from, for its page and its sheets of paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forms_templates.contexts import FormContext
from submissions.domain import forms_shape, merge_rows
from submissions.domain.forms import Sheet
from submissions.domain.forms_shape import ROWS
from submissions.models import Answer, EvidenceUse, MergedRow, Submission

# On paper, which is Thai.
_HEADING = "ที่มาของแถว"


@dataclass(frozen=True, slots=True)
class WentIn:
    """How many rows and pieces of a division's report stand in the bureau's own."""

    rows: int = 0
    pieces: int = 0


def of_sheet(sheet: Sheet) -> Mapping[str, Sequence[str]]:
    """Row → the divisions it came from, in the order of the tree; one query, and none for reports
    that nothing is merged into."""
    report = sheet.submission
    if sheet.process is not None or sheet.schema.key != merge_rows.FORM:
        return {}
    if not report.is_bureaus_own:
        return {}
    found: dict[str, list[tuple[str, str]]] = {}
    for link in merge_rows.links_of(sheet):
        found.setdefault(link.row, []).append((link.source.unit.path, link.source.unit_name))
    return {
        row: list(dict.fromkeys(name for _path, name in sorted(origins)))
        for row, origins in found.items()
    }


def printed_on(paper: FormContext, sheet: Sheet) -> FormContext:
    """The form on paper with the origins of its rows in the note below the table."""
    origins = footnote_of(sheet)
    lines = filter(None, [paper.footnote, origins])
    return replace(paper, footnote="  ".join(lines)) if origins else paper


def footnote_of(sheet: Sheet) -> str:
    """The list of origins that is printed below the form: “ที่มาของแถว: ส่วน… ลำดับที่ 1–3; …”."""
    origins = of_sheet(sheet)
    if not origins:
        return ""
    numbers: dict[str, list[int]] = {}
    for number, row in enumerate(forms_shape.rows_at(sheet.data, ROWS), 1):
        for unit in origins.get(row["id"], ()):
            numbers.setdefault(unit, []).append(number)
    parts = [f"{unit} ลำดับที่ {_ranges(found)}" for unit, found in numbers.items()]
    return f"{_HEADING}: {'; '.join(parts)}"


def taken_from(report: Submission) -> WentIn:
    """What of a division's report went into the bureau's own; three queries at most, and none where
    the indicator is not reported by the bureau."""
    if report.is_bureaus_own or not report.round.indicator.consolidated:
        return WentIn()
    pieces = EvidenceUse.objects.filter(
        submission__round=report.round_id,
        submission__unit=report.round.indicator.owner_id,
        version__evidence__owner=report.unit_id,
        by_reference=True,
        removed_at=None,
    )
    return WentIn(_rows_there(report), pieces.count())


def _rows_there(report: Submission) -> int:
    rows = list(MergedRow.objects.filter(source=report).values_list("row", flat=True))
    if not rows:
        return 0
    answer = Answer.objects.filter(merged_rows__source=report).first()
    there = forms_shape.rows_at(answer.data, ROWS) if answer is not None else []
    return len({row.get("id") for row in there} & set(rows))


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in a row as one: 1–3, 5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)
