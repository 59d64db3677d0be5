"""What the page of one requirement shows; plain data in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from kpi_portal.accounts.models import Unit, User
from kpi_portal.errors import DomainError
from kpi_portal.files.kinds import ACCEPTABLE
from kpi_portal.files.policy import FilePolicy
from kpi_portal.thai import normalise_text
from scoring.choices import Kind, Skip
from scoring.definition import Criterion, Requirement
from submissions.domain import evidence_rules as rules
from submissions.domain import in_view, reach, requirements, shared_evidence, tasklist
from submissions.domain.evidence_upkeep import supplied_by_hand
from submissions.domain.in_view import InView
from submissions.domain.outline import Place, outline
from submissions.domain.tasklist import RequirementTask
from submissions.enums import Decision, PieceKind, ScanState, State
from submissions.models import EvidenceUse, EvidenceVersion, Submission, Verdict

MOST_TO_CHOOSE = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece with what its reader may see of the verdicts on it, and the pieces it took the
    place of, newest first.

    `editable` says whether it may be replaced, removed or put back now, `describable` whether
    caption, number and date may be changed.
    """

    use: EvidenceUse
    decision: Decision
    verdicts: tuple[Verdict, ...]
    earlier: tuple[Piece, ...]
    editable: bool
    describable: bool

    @property
    def comment(self) -> str:
        """What the last reviewer said."""
        return self.verdicts[-1].comment if self.verdicts else ""


@dataclass(frozen=True, slots=True)
class RequirementPage:
    """Everything about one requirement: `locked` is why nothing may be changed now, `blocked_by`
    the titles of what lower levels still lack, so that this one does not count yet."""

    place: Place
    task: RequirementTask
    pieces: tuple[Piece, ...]
    removed: tuple[Piece, ...]
    locked: DomainError | None
    blocked_by: tuple[str, ...]
    proves: tuple[Criterion, ...]
    policy: FilePolicy
    room: int
    before: RequirementTask | None
    after: RequirementTask | None
    only_adding: bool = False

    @property
    def requirement(self) -> Requirement:
        return self.place.requirement

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that may be attached here by hand now."""
        if self.locked is not None:
            return frozenset()
        typed = {Kind.NUMBER} if self.requirement.value_from else set()
        if self.only_adding and self.pieces:
            typed |= {Kind.NUMBER, Kind.ANSWER}  # of these a requirement holds one
        return frozenset(str(kind) for kind in self.requirement.kinds if kind not in typed)


def requirement_page(
    submission: Submission, key: str, *, reader: User, at: datetime
) -> RequirementPage:
    """The page as `reader` sees it; raises `NotFound` for a requirement the round does not have."""
    place = requirements.place_of(submission, key)
    may_edit = reach.changing(reader, submission, at=at)
    seen = in_view.of(submission, reader, at=at)
    levels = tasklist.build(submission, seen=seen, may_edit=may_edit, at=at)
    open_to = may_edit if may_edit.whole else reach.reading(reader, submission, at=at)
    tasks = [task for task in tasklist.flat(levels) if open_to.covers(task.key)]
    here = next(i for i, task in enumerate(tasks) if task.key == key)
    locked = rules.why_locked(submission, key, actor=reader, at=at)
    only_adding = submission.state == State.RECONSIDERING
    pieces, removed = _pieces(seen, place.requirement, locked is None and not only_adding)
    return RequirementPage(
        place=place,
        task=tasks[here],
        pieces=pieces,
        removed=removed,
        locked=locked,
        blocked_by=_blocked_by(submission, place, tasklist.flat(levels)),
        proves=_proves(submission, place),
        policy=rules.policy_of(place.requirement),
        room=max(rules.most_pieces(place.requirement) - len(pieces), 0),
        before=tasks[here - 1] if here else None,
        after=tasks[here + 1] if here + 1 < len(tasks) else None,
        only_adding=only_adding,
    )


def piece_of(use: EvidenceUse, *, reader: User, at: datetime) -> Piece:
    """One piece, removed or not, with its history; raises `NotFound` where the round changed."""
    requirement = requirements.place_of(use.submission, use.requirement).requirement
    locked = rules.why_locked(use.submission, use.requirement, actor=reader, at=at)
    open_now = locked is None and use.submission.state != State.RECONSIDERING
    seen = in_view.of(use.submission, reader, at=at)
    pieces, removed = _pieces(seen, requirement, open_now)
    everything = [*pieces, *removed, *(old for piece in pieces for old in piece.earlier)]
    return next(piece for piece in everything if piece.use.pk == use.pk)


def own_to_choose(
    submission: Submission,
    requirement: Requirement,
    *,
    search: str = "",
    contributor: Unit | None = None,
) -> list[EvidenceVersion]:
    """The newest versions of documents that the unit used as evidence, which the requirement
    accepts and does not hold yet; newest first, at most `MOST_TO_CHOOSE`. For people of a
    contributing unit these are the documents of theirs."""
    newer = EvidenceVersion.objects.filter(
        evidence=OuterRef("evidence"), number__gt=OuterRef("number")
    )
    used = EvidenceUse.objects.filter(version__evidence=OuterRef("evidence"))
    found = _choosable(submission, requirement, search).filter(
        ~Exists(newer),
        Exists(used),
        evidence__owner=contributor or submission.unit_id,
        evidence__shared=False,
    )
    return list(found[:MOST_TO_CHOOSE])


def shared_to_choose(
    submission: Submission, requirement: Requirement, *, search: str = ""
) -> list[EvidenceVersion]:
    """Shared evidence that the requirement accepts and does not hold yet; newest first."""
    shared = shared_evidence.available_to(submission.unit).values("pk")
    # a capture is kept with its link and stands for nothing alone
    found = _choosable(submission, requirement, search).filter(
        evidence__in=shared, captures_of=None
    )
    return list(found[:MOST_TO_CHOOSE])


def _choosable(
    submission: Submission, requirement: Requirement, search: str
) -> QuerySet[EvidenceVersion]:
    policy = rules.policy_of(requirement)
    media_types = [ACCEPTABLE[name].media_type for name in policy.kinds]
    accepted = Q(pk__in=[])
    if Kind.FILE in requirement.kinds:
        accepted |= Q(kind=PieceKind.FILE, media_type__in=media_types, size__lte=policy.max_bytes)
    if Kind.LINK in requirement.kinds:
        accepted |= Q(kind=PieceKind.LINK)
    here = EvidenceUse.objects.filter(
        submission=submission, requirement=requirement.key, removed_at=None
    )
    found = EvidenceVersion.objects.filter(accepted).exclude(scan_state=ScanState.INFECTED)
    found = found.exclude(pk__in=here.exclude(version=None).values("version"))
    if words := normalise_text(search, multiline=False):
        found = found.filter(
            Q(evidence__name__icontains=words)
            | Q(original_name__icontains=words)
            | Q(caption__icontains=words)
            | Q(document_number__icontains=words)
            | Q(url__icontains=words)
        )
    return found.select_related("evidence__owner").order_by("-uploaded_at", "-pk")


def _pieces(
    seen: InView, requirement: Requirement, open_now: bool
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The requirement's pieces, and those that were removed and nothing replaced."""
    submission = seen.submission
    uses = EvidenceUse.objects.filter(submission=submission, requirement=requirement.key)
    verdicts = Verdict.objects.select_related("reviewer").order_by("at", "pk")
    rows = {
        use.pk: use
        for use in uses.select_related(
            "version__evidence__owner",
            "version__uploaded_by",
            "version__capture",
            "approval",
            "added_by",
            "contributed_by",
        )
        .prefetch_related(Prefetch("verdicts", verdicts))
        .order_by("pk")
    }
    replaced = {use.replaces_id for use in rows.values()}

    def piece(use: EvidenceUse, deep: bool = True) -> Piece:
        earlier = _replaced(use, rows) if deep else ()
        by_hand = supplied_by_hand(use, requirement)
        editable = open_now and by_hand and use.decision != Decision.ACCEPTED
        standing = editable and use.removed_at is None
        own = use.version is not None and use.version.evidence.owner_id == submission.unit_id
        return Piece(
            use=use,
            decision=seen.decision(use),
            verdicts=seen.verdicts(use, use.verdicts.all()),
            earlier=tuple(piece(old, deep=False) for old in earlier),
            editable=editable,
            describable=standing and own and not use.by_reference,
        )

    there = tuple(piece(use) for use in rows.values() if use.removed_at is None)
    gone = tuple(
        piece(use) for use in rows.values() if use.removed_at is not None and use.pk not in replaced
    )
    return there, gone


def _replaced(use: EvidenceUse, rows: Mapping[int, EvidenceUse]) -> Iterator[EvidenceUse]:
    """The pieces whose place `use` took, one after the other, newest first."""
    while use.replaces_id is not None:
        use = rows[use.replaces_id]
        yield use


def _blocked_by(
    submission: Submission, place: Place, tasks: tuple[RequirementTask, ...]
) -> tuple[str, ...]:
    scheme = submission.definition if place.part is None else place.part.part.scheme
    if scheme is None or scheme.skip is Skip.ALLOWED:
        return ()
    lower = {
        key
        for key, where in requirements.index(submission.definition).items()
        if where.path == place.path and where.level.number < place.level.number
    }
    return tuple(task.requirement.title for task in tasks if task.needs_work and task.key in lower)


def _proves(submission: Submission, place: Place) -> tuple[Criterion, ...]:
    """The criterion that asks for the requirement, then those it proves besides."""
    others = [
        criterion
        for block in outline(submission.definition).blocks
        if (() if block.part is None else block.part.path) == place.path
        for criterion in block.level.criteria
        if criterion.key in place.requirement.also
    ]
    return (place.criterion, *others)
