"""Rows of divisions' reports as they are merged into the bureau's own report; plain data.

Sources of the bureau's own report are the reports of the same round whose units lie below the
owner. Nothing here changes a division's report.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from forms_templates.paper import printed
from forms_templates.schema import AMOUNT_SUFFIX, Column, FieldType, FormSchema
from kpi_portal.audit import chain
from kpi_portal.errors import NotFound
from kpi_portal.thai import normalise_text
from submissions.domain import forms_shape
from submissions.domain.forms import Sheet
from submissions.domain.forms_shape import ROWS, Data
from submissions.enums import State
from submissions.models import Answer, MergedRow, Submission

# The form whose rows are merged: it reviews the processes and is filled once.
FORM = "form-1"
NAME = "process_name"


@dataclass(frozen=True)
class Given:
    """One row of a division's report."""

    source: Submission
    id: str
    row: Data

    @property
    def name(self) -> str:
        return str(self.row.get(NAME, ""))

    @cached_property
    def key(self) -> str:
        """By which rows of the same process are found: the name without regard to case."""
        return key_of(self.name)

    @cached_property
    def digest(self) -> str:
        return digest_of(self.row)


@dataclass(frozen=True)
class Source:
    """A division's report with the rows of its form."""

    report: Submission
    rows: Sequence[Given]

    @property
    def mergeable(self) -> bool:
        """Whether its rows may be merged now: once the division handed them in. A draft is shown
        as it stands, and nobody builds upon what its director has not signed."""
        return is_handed_in(self.report)


def is_handed_in(report: Submission) -> bool:
    """Whether a division submitted what its report says."""
    return not report.not_reported and report.state not in (State.DRAFT, State.EXEMPTED)


def require_consolidating(report: Submission) -> None:
    """Raise `NotFound` unless this is the bureau's own report of an indicator it reports."""
    if not (report.is_bureaus_own and report.round.indicator.consolidated):
        raise NotFound(_("There is no such page."), code="not_found")


def sources_of(report: Submission) -> list[Submission]:
    """The divisions' reports that may go into `report`, in the order of the tree; one query."""
    found = Submission.objects.filter(
        round=report.round_id, unit__path__startswith=report.unit.path
    ).exclude(pk=report.pk)
    sources = list(
        found.exclude(state=State.EXEMPTED).select_related("unit").order_by("unit__path", "pk")
    )
    for source in sources:
        source.round = report.round
    return sources


def read_sources(
    report: Submission, sheet: Sheet, only: Collection[int] | None = None
) -> list[Source]:
    """The sources with their rows in the shape of the bureau's form; two queries."""
    reports = [one for one in sources_of(report) if only is None or one.pk in only]
    answers = {
        answer.submission_id: answer
        for answer in Answer.objects.filter(submission__in=reports, form_code=FORM, process=None)
    }
    return [Source(one, _given(one, answers.get(one.pk), sheet)) for one in reports]


def _given(report: Submission, answer: Answer | None, sheet: Sheet) -> list[Given]:
    if answer is None:
        return []
    rows = forms_shape.rows_at(answer.data, ROWS)
    if answer.template_id != sheet.template.pk:
        rows = forms_shape.rows_at(forms_shape.in_shape(sheet.schema, {ROWS: rows}), ROWS)
    return [Given(report, row["id"], row) for row in rows if "id" in row]


def links_of(sheet: Sheet) -> list[MergedRow]:
    """The origins of the rows that stand in the bureau's form; one query. A row that was taken out
    of the form by hand has no origin any more."""
    if sheet.answer is None:
        return []
    there = {row["id"] for row in forms_shape.rows_at(sheet.data, ROWS)}
    found = sheet.answer.merged_rows.filter(table=ROWS).select_related("source__unit")
    return [link for link in found if link.row in there]


def key_of(name: str) -> str:
    """A process's name as it is compared."""
    return normalise_text(name, multiline=False).casefold()


def digest_of(row: Mapping[str, object]) -> str:
    """SHA-256 over what a row says, whatever its identity."""
    return chain.digest({"row": {key: row[key] for key in sorted(row) if key != "id"}})


def is_edited(row: Mapping[str, object], links: Iterable[MergedRow]) -> bool:
    """Whether the bureau's row says something else than each division it came from."""
    said = digest_of(row)
    return all(link.digest != said for link in links)


def words_of(schema: FormSchema, row: Mapping[str, object]) -> list[tuple[str, str]]:
    """What a row says beside the process's name: label and words of each filled column."""
    found = []
    for column in shown_columns(schema):
        text = text_of(column, row)
        if column.key != NAME and text:
            found.append((column.label, text))
    return found


def differences(
    schema: FormSchema, ours: Mapping[str, object], theirs: Mapping[str, object]
) -> list[tuple[str, str, str]]:
    """Label, our words and the division's, of every column in which two rows differ."""
    pairs = [(c.label, text_of(c, ours), text_of(c, theirs)) for c in shown_columns(schema)]
    return [pair for pair in pairs if pair[1] != pair[2]]


def shown_columns(schema: FormSchema) -> list[Column]:
    """The columns that say something in words."""
    apart = (FieldType.AUTO_NUMBER, FieldType.MONTH_PLAN)
    return [column for column in schema.columns if column.type not in apart]


def text_of(column: Column, row: Mapping[str, object]) -> str:
    """A cell in words, with the amount typed beside a choice."""
    text = printed(column, row) if column.key in row else ""
    amount = str(row.get(column.key + AMOUNT_SUFFIX, "") or "")
    return f"{text} {amount}".strip()
