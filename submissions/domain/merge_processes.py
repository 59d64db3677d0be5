"""Chosen processes of the bureau's own report: their origin, and taking over what divisions wrote
in the forms that are filled once for each process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import NotAllowed, NotFound, Stale
from submissions import access
from submissions.domain import (
    forms,
    forms_answers,
    forms_facts,
    forms_refusals,
    forms_scope,
    forms_shape,
    merge_origins,
    merge_rows,
    processes,
)
from submissions.domain.forms import Sheet
from submissions.domain.forms_shape import Data
from submissions.models import Answer, Process, Submission


@dataclass(frozen=True, slots=True)
class Giver:
    """A division that filled in forms for a process of the same name: `forms` are their codes."""

    process: Process
    forms: Sequence[str]

    @property
    def unit(self) -> str:
        return self.process.submission.unit_label


@dataclass
class Taken:
    """Codes of the forms taken over, and of those kept because something was typed in them."""

    forms: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def origins_by_name(report: Submission) -> Mapping[str, Sequence[str]]:
    """Key of a process's name → the divisions from which its row of form 1 was merged; nothing, and
    no query, for reports that nothing is merged into."""
    if not is_consolidating(report):
        return {}
    sheet = _review_sheet(report)
    if sheet is None:
        return {}
    origins = merge_origins.of_sheet(sheet)
    return {
        merge_rows.key_of(str(row.get(merge_rows.NAME, ""))): origins[row["id"]]
        for row in forms_shape.rows_at(sheet.data, forms_shape.ROWS)
        if row["id"] in origins
    }


def givers(report: Submission) -> Mapping[int, Sequence[Giver]]:
    """Chosen process → the divisions whose answers can be taken over for it; four queries, and none
    for reports that nothing is merged into."""
    mine = forms_answers.chosen(report) if is_consolidating(report) else []
    if not mine:
        return {}
    sources = {s.pk: s for s in merge_rows.sources_of(report) if merge_rows.is_handed_in(s)}
    theirs = list(Process.objects.filter(submission__in=sources, removed_at=None))
    keys = {merge_rows.key_of(process.name) for process in mine}
    named = [process for process in theirs if merge_rows.key_of(process.name) in keys]
    filled: dict[int, list[str]] = {}
    codes = processes.repeating_forms(report)
    for pk, code in (
        Answer.objects.filter(process__in=named, form_code__in=codes, revision__gt=0)
        .order_by("form_code")
        .values_list("process", "form_code")
    ):
        filled.setdefault(pk, []).append(code)
    found: dict[int, list[Giver]] = {}
    for process in mine:
        for other in named:
            same = merge_rows.key_of(other.name) == merge_rows.key_of(process.name)
            if same and other.pk in filled:
                other.submission = sources[other.submission_id]
                found.setdefault(process.pk, []).append(Giver(other, filled[other.pk]))
    return found


def take_over(
    process: Process,
    source: int,
    *,
    actor: User,
    at: datetime,
    replace: bool,
    revisions: Mapping[str, int],
) -> Taken:
    """Take over what a division wrote in the repeating forms for its process `source`.

    A form in which something was typed already stays as it is, unless `replace` says that it goes;
    `revisions` are those the page showed, so that nobody's newer text is replaced unseen. Heads
    keep the bureau's own facts, and signatures stay with who gave them.

    Side effects: the answers, with those of `forms.save_answer`; an audit entry. Raises `NotFound`
    for a process that is not offered, `Stale` for a form that changed since, and what
    `forms_scope.require_changeable` raises.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = forms_scope.lock(process.submission)
        merge_rows.require_consolidating(locked)
        if not access.works_on(actor, locked, at=at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        mine = processes.get(locked, process.pk)
        giver = next((g for g in givers(locked).get(mine.pk, ()) if g.process.pk == source), None)
        if giver is None:
            raise NotFound(_("This process cannot be taken over."), code="not_offered")
        taken = Taken()
        for answer in giver.process.answers.filter(form_code__in=giver.forms):
            code = answer.form_code
            forms_scope.require_changeable(locked, code, actor=actor, at=at)
            sheet = forms.open_sheet(locked, code, mine)
            if sheet.revision and not replace:
                taken.kept.append(code)
                continue
            _refuse_stale(sheet, revisions.get(code, 0))
            data = _as_ours(sheet, answer)
            forms_refusals.refuse_excess(sheet.schema, data)
            forms.store(log, sheet, data, actor=actor, at=at)
            taken.forms.append(code)
        if taken.forms:
            log.note_down(
                "merge.process",
                mine,
                subject=locked.subject,
                unit_path=locked.unit.path,
                name=mine.name,
                unit=giver.process.submission.unit_name,
                forms=taken.forms,
            )
    forms_answers.forget(process.submission)
    return taken


def is_consolidating(report: Submission) -> bool:
    """Whether divisions' reports are merged into this one."""
    return report.is_bureaus_own and report.round.indicator.consolidated


def _review_sheet(report: Submission) -> Sheet | None:
    try:
        return forms.open_sheet(report, merge_rows.FORM, None)
    except NotFound:
        return None


def _as_ours(sheet: Sheet, answer: Answer) -> Data:
    """The division's answers under the bureau's own head, without signatures."""
    known = forms_facts.header_of(sheet.schema, sheet.submission, sheet.process)
    said = {key: text for key, text in known.items() if text}
    data = {**answer.data, "header": {**answer.data.get("header", {}), **said}, "signatures": {}}
    return forms_shape.in_shape(sheet.schema, data)


def _refuse_stale(sheet: Sheet, revision: int) -> None:
    if sheet.revision == revision:
        return
    answer = sheet.answer
    raise Stale(
        _("Somebody else changed these answers in the meantime. Look again before replacing them."),
        code="stale",
        revision=sheet.revision,
        who=answer.updated_by.display_name if answer and answer.updated_by else "",
    )
