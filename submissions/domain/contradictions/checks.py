"""The checks: plain facts in, contradictions out. No check refuses anything; people decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from scoring.numbers import exact_text
from submissions.domain.contradictions.facts import Found, Piece, ReportFacts
from submissions.domain.contradictions.percentages import percentages_in
from submissions.enums import Contradiction

Check = Callable[[ReportFacts], Iterator[Found]]


def find(facts: ReportFacts) -> list[Found]:
    """Every contradiction, in the order of the checks and of the report."""
    return [found for check in CHECKS for found in check(facts)]


def level_without_evidence(facts: ReportFacts) -> Iterator[Found]:
    """A level counts as reached although something that it asks for has no accepted piece."""
    there = {piece.requirement for piece in facts.pieces if piece.accepted}
    for key, level in facts.awarded.items():
        if key not in there:
            yield Found(Contradiction.LEVEL_WITHOUT_EVIDENCE, key, facts={"level": str(level)})


def nothing_to_read(facts: ReportFacts) -> Iterator[Found]:
    """Accepted, though the file cannot be opened or the form is not complete any more."""
    for piece in facts.pieces:
        if piece.accepted and not piece.readable:
            yield _of(Contradiction.NOTHING_TO_READ, piece)


def unlisted_process(facts: ReportFacts) -> Iterator[Found]:
    """A process was chosen that the review of processes does not list."""
    if facts.listed is None:
        return
    listed = {_bare(name) for name in facts.listed}
    for name in facts.chosen:
        if _bare(name) not in listed:
            yield Found(
                Contradiction.UNLISTED_PROCESS, facts.chosen_at, facts={"process": name.strip()}
            )


def plan_without_approval(facts: ReportFacts) -> Iterator[Found]:
    """The plan is accepted, and nobody approved it."""
    for plan in facts.plans:
        if plan.accepted and plan.approved is None and not plan.approval_replaced:
            yield Found(
                Contradiction.PLAN_NOT_APPROVED, plan.requirement, facts={"form": plan.form}
            )


def outdated_plan(facts: ReportFacts) -> Iterator[Found]:
    """Progress is reported on a plan that says something else than what was approved."""
    numbers = {piece.requirement: piece for piece in facts.pieces if piece.number is not None}
    for plan in facts.plans:
        if plan.approved is None or plan.approved == plan.now:
            continue
        for key in plan.numbers:
            if key in numbers:
                yield _of(Contradiction.PLAN_OUTDATED, numbers[key], form=plan.form)


def outside_year(facts: ReportFacts) -> Iterator[Found]:
    """A document or an entry in a form is dated outside the fiscal year."""
    for piece in facts.pieces:
        if piece.dated is not None and not facts.first_day <= piece.dated <= facts.last_day:
            yield _of(Contradiction.OUTSIDE_YEAR, piece, day=piece.dated.isoformat())
    for entry in facts.dates:
        if not facts.first_day <= entry.day <= facts.last_day:
            said = {"name": f"{entry.form} {entry.label}".strip(), "day": entry.day.isoformat()}
            yield Found(Contradiction.OUTSIDE_YEAR, entry.requirement, facts=said)


def after_due(facts: ReportFacts) -> Iterator[Found]:
    """A document is dated after the day on which the report was due."""
    for piece in facts.pieces:
        if piece.dated is not None and facts.due < piece.dated <= facts.last_day:
            yield _of(
                Contradiction.AFTER_DUE,
                piece,
                day=piece.dated.isoformat(),
                due=facts.due.isoformat(),
            )


def same_bytes(facts: ReportFacts) -> Iterator[Found]:
    """The same file was uploaded twice in the report. One document used for several requirements
    is no contradiction, nor is shared evidence."""
    by_bytes: dict[str, list[Piece]] = defaultdict(list)
    for piece in facts.pieces:
        if piece.sha256 and not piece.shared:
            by_bytes[piece.sha256].append(piece)
    for pieces in by_bytes.values():
        if len({piece.version for piece in pieces}) > 1:
            first, *others = pieces
            yield Found(
                Contradiction.SAME_BYTES,
                first.requirement,
                tuple(piece.key for piece in pieces),
                {"name": first.name, "others": _names(others)},
            )


def same_bytes_elsewhere(facts: ReportFacts) -> Iterator[Found]:
    """Another unit handed in the same file as its own."""
    told: set[str] = set()
    for piece in facts.pieces:
        others = facts.elsewhere.get(piece.sha256, ())
        if not piece.sha256 or piece.shared or not others or piece.sha256 in told:
            continue
        told.add(piece.sha256)
        units = ", ".join(sorted({f"{other.unit} ({other.report})" for other in others}))
        yield _of(Contradiction.SAME_BYTES_ELSEWHERE, piece, units=units)


def number_and_text(facts: ReportFacts) -> Iterator[Found]:
    """A number is stated in per cent, and the words beside it or about its level name only other
    percentages."""
    for piece in facts.pieces:
        if piece.number is None:
            continue
        level = facts.levels.get(piece.requirement)
        about_level = facts.level_texts.get(level, "") if level is not None else ""
        said = percentages_in(piece.text) or percentages_in(about_level)
        if said and piece.number not in said:
            yield _of(
                Contradiction.NUMBER_AND_TEXT,
                piece,
                number=exact_text(piece.number),
                said=", ".join(exact_text(number) for number in said),
            )


CHECKS: tuple[Check, ...] = (
    level_without_evidence,
    nothing_to_read,
    unlisted_process,
    plan_without_approval,
    outdated_plan,
    outside_year,
    after_due,
    same_bytes,
    same_bytes_elsewhere,
    number_and_text,
)


def _of(kind: Contradiction, piece: Piece, **facts: str) -> Found:
    return Found(kind, piece.requirement, (piece.key,), {"name": piece.name, **facts})


def _names(pieces: list[Piece]) -> str:
    return ", ".join(dict.fromkeys(piece.name for piece in pieces))


def _bare(name: str) -> str:
    """A name without what people type differently: spaces and capitals."""
    return "".join(name.split()).casefold()
