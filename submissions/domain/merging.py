"""Merging rows of divisions' reports into the bureau's own report, and taking them out again.

Every verb names the revision of the bureau's form that its page showed: two people who merge at the
same time never overwrite each other silently. The divisions' reports are only read.
"""

from __future__ import annotations

import copy
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound
from submissions import access
from submissions.domain import (
    forms,
    forms_refusals,
    forms_scope,
    forms_shape,
    merge_plan,
    merge_refusals,
    merge_rows,
)
from submissions.domain.forms import Sheet
from submissions.domain.forms_shape import ROWS, Data
from submissions.domain.merge_rows import FORM, Given
from submissions.models import Answer, MergedRow, Submission

# A division's report and the row in it.
Pick = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging came to: rows new in the bureau's form, and origins added to rows there."""

    answer: Answer | None
    added: int
    joined: int


@dataclass
class _Work:
    """The bureau's form under its lock, with the origins of its rows."""

    log: audit.Act
    report: Submission
    sheet: Sheet
    data: Data
    links: list[MergedRow]
    actor: User
    at: datetime

    @property
    def rows(self) -> list[Data]:
        return forms_shape.rows_at(self.data, ROWS)

    def store(self, rows: list[Data]) -> Answer:
        """Keep these rows in the form, with everything that follows from a save."""
        forms_shape.put_rows(self.data, ROWS, rows)
        typed = forms_shape.in_shape(self.sheet.schema, self.data)
        forms_refusals.refuse_excess(self.sheet.schema, typed)
        return forms.store(self.log, self.sheet, typed, actor=self.actor, at=self.at)

    def note(self, action: str, links: Iterable[MergedRow], **facts: Any) -> None:
        """The audit's line, with how many rows of which division it is about."""
        origins = Counter(link.source.unit_name for link in links)
        self.log.note_down(
            action,
            self.report,
            subject=self.report.subject,
            unit_path=self.report.unit.path,
            form=self.sheet.schema.key,
            rows=sum(origins.values()),
            units=", ".join(origins),
            origins=dict(origins),
            **facts,
        )


def merge(
    report: Submission,
    picks: Collection[Pick],
    *,
    actor: User,
    at: datetime,
    revision: int,
    as_one: Collection[str] = (),
) -> Merged:
    """Take rows of divisions' reports over into form 1 of the bureau's own report.

    Rows of the processes in `as_one` (keys of names, see `merge_rows.key_of`) become one row that
    keeps every origin and says what the first division says; a row of the process that was merged
    before takes the further origins. Rows merged already stay as they are.

    Side effects: the rows with their origins; those of `forms.save_answer`; an audit entry naming
    the divisions. Raises `Stale` when the form changed since the page was made, `InvalidInput` when
    nothing is ticked, a row is gone or too many would be in the form, `GuardRefused` for rows of a
    division that has not submitted, and what `forms_scope.require_changeable` raises.
    """
    if not picks:
        raise InvalidInput(_("Tick at least one row to merge."), code="nothing_ticked")
    with _working(report, actor=actor, at=at, revision=revision) as work:
        plan = merge_plan.merged(
            work.rows,
            work.links,
            _wanted(work, picks),
            as_one=as_one,
            new_id=lambda: secrets.token_hex(6),
        )
        if not plan.origins:
            return Merged(work.sheet.answer, 0, 0)
        merge_refusals.refuse_too_many(len(plan.rows))
        answer = work.store(list(plan.rows))
        links = [_link(work, given, row) for given, row in plan.origins]
        for link in links:
            link.answer = answer
        MergedRow.objects.bulk_create(links)
        work.note("merge.rows", links, joined=plan.joined)
        return Merged(answer, plan.added, plan.joined)


def take_out(
    report: Submission,
    links: Collection[int],
    *,
    actor: User,
    at: datetime,
    revision: int,
    edited_too: bool = False,
) -> int:
    """Undo the merging of these origins: a row that has no further origin leaves the bureau's form.

    A row that was changed here since is taken out only with `edited_too`, so that nothing typed is
    lost unawares. Returns how many rows left. Side effects and errors as for `merge`;
    `InvalidInput` with the code “edited_here” names the first such row.
    """
    with _working(report, actor=actor, at=at, revision=revision) as work:
        gone = _named(work, links)
        left = merge_plan.leaving(work.links, gone)
        if not edited_too:
            merge_refusals.refuse_edited(work.rows, work.links, left)
        work.note("merge.take_out", gone)
        MergedRow.objects.filter(pk__in=[link.pk for link in gone]).delete()
        if left:
            work.store(merge_plan.without(work.rows, left))
        return len(left)


def settle_changed(
    report: Submission,
    links: Collection[int],
    *,
    take: bool,
    actor: User,
    at: datetime,
    revision: int,
) -> int:
    """Answer changes that divisions made after merging: with `take` the bureau's rows say what the
    divisions say now; otherwise ours stay and the change counts as seen.

    A row that the division took out cannot be taken over; take ours out instead, or keep it.
    Returns how many were answered. Side effects and errors as for `merge`; `InvalidInput` with the
    code “contested” names a row that several of the ticked divisions want to say differently.
    """
    with _working(report, actor=actor, at=at, revision=revision) as work:
        wanted = _named(work, links)
        given = _given_now(work, wanted)
        if take and any(link.pk not in given for link in wanted):
            raise GuardRefused(
                _("The division took this row out of its report. Keep ours, or take it out."),
                code="row_gone",
            )
        if take:
            words = [(link.row, given[link.pk]) for link in wanted]
            merge_refusals.refuse_contested(work.rows, words)
        for link in wanted:
            now = given.get(link.pk)
            link.digest = now.digest if now else ""
            link.merged_at, link.merged_by = at, actor
        MergedRow.objects.bulk_update(wanted, ["digest", "merged_at", "merged_by"])
        work.note("merge.take_over" if take else "merge.keep", wanted)
        if take:
            new = {link.row: given[link.pk].row for link in wanted}
            work.store(merge_plan.said_anew(work.rows, new))
        return len(wanted)


@contextmanager
def _working(report: Submission, *, actor: User, at: datetime, revision: int) -> Iterator[_Work]:
    """Lock the report and open its form, if the person may change it and saw it as it is."""
    with audit.act(actor=actor, at=at) as log:
        locked = forms_scope.lock(report)
        merge_rows.require_consolidating(locked)
        if not access.works_on(actor, locked, at=at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        forms_scope.require_changeable(locked, FORM, actor=actor, at=at)
        sheet = forms.open_sheet(locked, FORM, None)
        merge_refusals.refuse_stale(sheet, revision)
        links = merge_rows.links_of(sheet)
        if sheet.answer is not None:  # rows taken out on the form's own page
            here = [link.pk for link in links]
            sheet.answer.merged_rows.filter(table=ROWS).exclude(pk__in=here).delete()
        yield _Work(log, locked, sheet, copy.deepcopy(sheet.data), links, actor, at)


def _wanted(work: _Work, picks: Collection[Pick]) -> list[Given]:
    """The picked rows, in the order of the tree and of each report."""
    asked = set(picks)
    sources = merge_rows.read_sources(work.report, work.sheet, only={pk for pk, _row in asked})
    found = []
    for source in sources:
        picked = [given for given in source.rows if (source.report.pk, given.id) in asked]
        if picked and not source.mergeable:
            raise GuardRefused(
                _("“%(unit)s” has not submitted its report, so its rows cannot be merged yet.")
                % {"unit": source.report.unit_name},
                code="not_submitted",
            )
        found += picked
    if len(found) < len(asked):
        raise InvalidInput(
            _("A ticked row is in the division's report no longer. Load the page again."),
            code="row_gone",
        )
    return found


def _link(work: _Work, given: Given, row: str) -> MergedRow:
    return MergedRow(
        table=ROWS,
        row=row,
        source=given.source,
        source_row=given.id,
        digest=given.digest,
        merged_at=work.at,
        merged_by=work.actor,
    )


def _named(work: _Work, links: Collection[int]) -> list[MergedRow]:
    """The origins with these keys; raises `InvalidInput` for none and `NotFound` for others'."""
    if not links:
        raise InvalidInput(_("Tick at least one row."), code="nothing_ticked")
    found = [link for link in work.links if link.pk in set(links)]
    if len(found) < len(set(links)):
        raise NotFound(_("This row is merged no longer."), code="not_merged")
    return found


def _given_now(work: _Work, links: Collection[MergedRow]) -> dict[int, Given]:
    """What the divisions' rows say now, by the origin's key; without those that are gone."""
    only = {link.source_id for link in links}
    rows = {
        (given.source.pk, given.id): given
        for source in merge_rows.read_sources(work.report, work.sheet, only=only)
        for given in source.rows
    }
    found = ((link.pk, rows.get((link.source_id, link.source_row))) for link in links)
    return {pk: given for pk, given in found if given is not None}
