"""The task list of a submission: levels, criteria and requirements with what each still needs.

Plain data for the pages, made in a constant number of queries whatever the number of pieces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scoring.choices import Kind
from scoring.definition import Level, Requirement, Round
from submissions.domain import completeness, pieces, requirements
from submissions.domain.in_view import InView
from submissions.domain.outline import Block, outline
from submissions.domain.reach import EVERYTHING, NOTHING, Reach
from submissions.enums import ApprovalState, Decision, State
from submissions.models import (
    Answer,
    Approval,
    EvidenceUse,
    ReturnItem,
    Submission,
    Verdict,
)
from submissions.workflow import EDITABLE


class Status(StrEnum):
    """Where one requirement stands; the words and colours belong to the templates."""

    MISSING = "missing"
    IN_PROGRESS = "in_progress"
    AWAITING_APPROVAL = "awaiting_approval"
    SUPPLIED = "supplied"
    PENDING = "pending"
    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class FormProgress:
    """How far a web form is: answers (one per process where it repeats) and what they lack."""

    code: str
    answers: int
    complete: int
    missing_fields: int
    rows: int


@dataclass(frozen=True, slots=True)
class RequirementTask:
    """One row of the task list."""

    requirement: Requirement
    status: Status
    uses: tuple[EvidenceUse, ...]
    comments: tuple[str, ...]
    editable: bool
    form: FormProgress | None
    approval: Approval | None

    @property
    def key(self) -> str:
        return self.requirement.key

    @property
    def kind(self) -> str:
        """The kind that leads: what the row's icon and button stand for."""
        return str(self.requirement.kinds[0]) if self.requirement.kinds else "measure"

    @property
    def needs_work(self) -> bool:
        unfinished = (Status.MISSING, Status.IN_PROGRESS, Status.RETURNED)
        return self.requirement.required and self.status in unfinished


@dataclass(frozen=True, slots=True)
class CriterionTask:
    key: str
    title: str
    tasks: tuple[RequirementTask, ...]
    proved_elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelTask:
    """One card of the task list. `claimed` says whether the unit asks for this level."""

    level: Level
    criteria: tuple[CriterionTask, ...]
    claimed: bool
    result: str
    block: Block

    @property
    def tasks(self) -> tuple[RequirementTask, ...]:
        return tuple(task for criterion in self.criteria for task in criterion.tasks)

    @property
    def open_count(self) -> int:
        """Required items that still need work."""
        return sum(task.needs_work for task in self.tasks)

    @property
    def returned_count(self) -> int:
        return sum(task.status is Status.RETURNED for task in self.tasks)

    @property
    def complete(self) -> bool:
        needed = [t for t in self.tasks if t.requirement.required]
        return all(t.status in (Status.SUPPLIED, Status.PENDING, Status.ACCEPTED) for t in needed)


def build(
    submission: Submission, *, seen: InView, may_edit: bool | Reach, at: datetime
) -> tuple[LevelTask, ...]:
    """The whole list in the order of the definition, with as much of the review as is `seen` (six
    queries beside the submission's own). `may_edit` says what may be changed: all, nothing, or the
    requirements within a reach."""
    reader = _Reader(submission, seen, may_edit)
    return tuple(reader.block(block) for block in outline(submission.definition).blocks)


def blank(definition: Round) -> tuple[LevelTask, ...]:
    """The list as it begins, before there is a report: everything missing, nothing to open."""
    proved = _also(definition)
    return tuple(
        LevelTask(
            level=block.level,
            criteria=tuple(
                CriterionTask(
                    key=criterion.key,
                    title=criterion.title,
                    tasks=tuple(
                        RequirementTask(requirement, Status.MISSING, (), (), False, None, None)
                        for requirement in criterion.evidence
                    ),
                    proved_elsewhere=proved.get(
                        (() if block.part is None else block.part.path, criterion.key), ()
                    ),
                )
                for criterion in block.level.criteria
            ),
            claimed=False,
            result="",
            block=block,
        )
        for block in outline(definition).blocks
    )


def flat(levels: tuple[LevelTask, ...]) -> tuple[RequirementTask, ...]:
    """Every requirement's row, for walking to the next one."""
    return tuple(task for level in levels for task in level.tasks)


class _Reader:
    """Reads everything once and answers per requirement from memory."""

    def __init__(self, submission: Submission, seen: InView, may_edit: bool | Reach) -> None:
        self.submission, self.seen = submission, seen
        self.uses = pieces.by_requirement(pieces.active(submission))
        self.forms = _form_progress(submission)
        self.approvals = _newest_approvals(submission)
        self.comments = _comments(submission, seen)
        self.open_items = seen.open_items
        whole = EVERYTHING if may_edit else NOTHING
        allowed = may_edit if isinstance(may_edit, Reach) else whole
        open_now = submission.state in EDITABLE or submission.state == State.RECONSIDERING
        self.changing = allowed if open_now else NOTHING
        self.also = _also(submission.definition)

    def block(self, block: Block) -> LevelTask:
        level, claimed = block.level, self.submission.claimed_level
        path = () if block.part is None else block.part.path
        return LevelTask(
            level=level,
            criteria=tuple(
                CriterionTask(
                    key=criterion.key,
                    title=criterion.title,
                    tasks=tuple(self.task(r) for r in criterion.evidence),
                    proved_elsewhere=self.also.get((path, criterion.key), ()),
                )
                for criterion in level.criteria
            ),
            claimed=claimed is not None and level.number <= claimed,
            result=str(self.submission.level_results.get(str(level.number), "")),
            block=block,
        )

    def task(self, requirement: Requirement) -> RequirementTask:
        uses = tuple(self.uses.get(requirement.key, ()))
        form = self.forms.get(requirement.form) if requirement.form else None
        approval = self.approvals.get(requirement.key)
        open_now = self.open_items is None or requirement.key in self.open_items
        return RequirementTask(
            requirement=requirement,
            status=self._status(requirement, uses, form, approval),
            uses=uses,
            comments=self.comments.get(requirement.key, ()),
            editable=open_now and self.changing.covers(requirement.key),
            form=form,
            approval=approval,
        )

    def _status(
        self,
        requirement: Requirement,
        uses: tuple[EvidenceUse, ...],
        form: FormProgress | None,
        approval: Approval | None,
    ) -> Status:
        if any(self.seen.decision(use) == Decision.RETURNED for use in uses):
            return Status.RETURNED
        if self.open_items and requirement.key in self.open_items and not uses:
            return Status.RETURNED
        if completeness.is_supplied(requirement, uses):
            return self._judged(uses)
        if approval is not None and approval.state == ApprovalState.REQUESTED:
            return Status.AWAITING_APPROVAL
        started = bool(uses) or (form is not None and form.answers > 0)
        return Status.IN_PROGRESS if started else Status.MISSING

    def _judged(self, uses: tuple[EvidenceUse, ...]) -> Status:
        if all(self.seen.decision(use) == Decision.ACCEPTED for use in uses if use.supplied):
            return Status.ACCEPTED
        if self.seen.everything:
            handed_in = self.submission.state != State.DRAFT
        else:
            handed_in = self.seen.waiting
        return Status.PENDING if handed_in else Status.SUPPLIED


def _form_progress(submission: Submission) -> Mapping[str, FormProgress]:
    found: dict[str, list[Answer]] = {}
    answers = Answer.objects.filter(submission=submission).exclude(
        process__removed_at__isnull=False
    )
    for answer in answers:
        found.setdefault(answer.form_code, []).append(answer)
    return {
        code: FormProgress(
            code=code,
            answers=len(group),
            complete=sum(a.complete for a in group),
            missing_fields=sum(len(a.missing) for a in group),
            rows=sum(len(a.data.get("rows", [])) for a in group),
        )
        for code, group in found.items()
    }


def _newest_approvals(submission: Submission) -> Mapping[str, Approval]:
    newest: dict[str, Approval] = {}
    for approval in submission.approvals.order_by("requested_at", "pk"):
        newest[approval.requirement] = approval
    return newest


def _comments(submission: Submission, seen: InView) -> Mapping[str, tuple[str, ...]]:
    """What reviewers said about each returned requirement that is still open, once it is told."""
    said: dict[str, list[str]] = {}
    if submission.state == State.RETURNED:
        items = ReturnItem.objects.filter(
            notice__submission=submission, notice__answered_at=None, notice__lapsed_at=None
        )
        for item in items:
            said.setdefault(item.requirement, []).append(item.comment)
        return {key: tuple(texts) for key, texts in said.items()}
    if not seen.result_told:
        return {}
    verdicts = Verdict.objects.filter(
        use__submission=submission, use__removed_at=None, decision=Decision.RETURNED
    ).select_related("use")
    for verdict in verdicts:
        told = seen.everything or seen.was_published(verdict)
        if told and seen.decision(verdict.use) == Decision.RETURNED:
            said.setdefault(verdict.use.requirement, []).append(verdict.comment)
    return {key: tuple(texts) for key, texts in said.items()}


def _also(definition: Round) -> Mapping[tuple[tuple[str, ...], str], tuple[str, ...]]:
    """Part and criterion key → titles of evidence elsewhere that proves it too."""
    proved: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for place in requirements.index(definition).values():
        for key in place.requirement.also:
            proved.setdefault((place.path, key), []).append(place.requirement.title)
    return {key: tuple(titles) for key, titles in proved.items()}


def leads_to_form(task: RequirementTask) -> bool:
    """Whether the row opens a web form rather than the evidence page."""
    return Kind.FORM in task.requirement.kinds and len(task.requirement.kinds) == 1
