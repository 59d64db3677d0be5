"""Figures that a unit reports: what may be typed for them, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import InvalidInput, Stale
from kpi_portal.thai import normalise_text
from scoring.choices import Better
from scoring.definition import Growth
from submissions.domain import evidence_rules as rules
from submissions.domain import figure_worth, pieces
from submissions.domain.evidence_change import Change, changing, facts_of
from submissions.domain.outline import Asked, Figure, Place
from submissions.enums import Decision, PieceKind
from submissions.models import EvidenceUse, Submission
from submissions.validators.numbers import NumberPolicy, check_number
from submissions.validators.refusals import NumberRefused

LONGEST_NAME = 500
MOST_HISTORY = 5
NUMBERS = NumberPolicy(places=6)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as it is typed: texts that may still be empty, `history` oldest first."""

    name: str = ""
    group: str = ""
    better: str = ""
    history: tuple[str, ...] = ()
    target: str = ""
    result: str = ""


class MeasureRefused(InvalidInput):
    """Something typed for a measure cannot be taken; `faults` says what, field by field."""

    def __init__(self, faults: Mapping[str, Any]) -> None:
        super().__init__(next(iter(faults.values())), code="measure_refused")
        self.faults = dict(faults)


def require_possible(submission: Submission, place: Place, number: Decimal) -> None:
    """Raise for a number that the figure cannot take: a result outside its scale, or a measured
    value that nothing can be made of because the unit's target group or last year's score lacks."""
    figure = place.figure
    if figure is None:
        return
    if figure.asked is Asked.SCORE and figure.most is not None:
        if number < 0:
            raise NumberRefused("number_too_small", minimum="0")
        if Fraction(number) > figure.most:
            raise NumberRefused("number_too_large", maximum=f"{Decimal(str(figure.most)):,f}")
    if figure.asked is Asked.VALUE and figure.scheme is not None:
        figure_worth.require_assigned(submission, figure.scheme, Fraction(number))


def set_measure(
    submission: Submission,
    requirement: str,
    *,
    actor: User,
    at: datetime,
    typed: Measure,
    revision: int,
) -> EvidenceUse | None:
    """Keep a measure as it is typed, complete or not; None while nothing is typed at all.

    `revision` is the one the page showed, 0 for none. A measure that nobody was given yet is
    changed where it stands; one that was handed in or judged is replaced by a new, unjudged one.
    The same again changes nothing. Side effects: the piece, complete or not; audit; scores. Raises
    `MeasureRefused` for numbers that cannot be read, `Stale` when somebody else saved in between,
    `InvalidInput` when enough measures are reported already, and what
    `evidence_change.changing` raises.
    """
    with changing(submission, requirement, actor=actor, at=at, reason="evidence.measure") as change:
        figure = _measure_asked(change.place)
        said, complete = _checked(figure, typed)
        old = next((use for use in change.uses() if use.kind == PieceKind.MEASURE), None)
        if old is None and not _anything(said):
            return None
        if old is not None and old.figures == said:
            return old
        if old is not None:
            refuse_stale(old, revision, as_fields(old.figures))
            rules.require_not_accepted(old)
        _require_room(change, figure, old)
        return _keep(change, old, said, complete)


def is_complete(figure: Figure, said: Mapping[str, Any]) -> bool:
    """Whether a measure can be scored: target, result, and what the unit must say of it."""
    growth = figure.scheme.growth if figure.scheme is not None else None
    needed = ["target", "result"]
    if figure.fixed is None:
        needed.append("name")
        if growth is not None and growth.groups:
            needed.append("group")
    return all(said.get(name) for name in needed)


def _measure_asked(place: Place) -> Figure:
    if place.figure is None or place.figure.asked is not Asked.MEASURE:
        raise InvalidInput(
            _("This requirement does not ask for this kind of evidence."), code="kind_not_asked"
        )
    return place.figure


def _checked(figure: Figure, typed: Measure) -> tuple[dict[str, Any], bool]:
    faults: dict[str, Any] = {}

    def number(field: str, text: str) -> str:
        if not text.strip():
            return ""
        try:
            return _plain(check_number(text, NUMBERS))
        except NumberRefused as refusal:
            faults[field] = refusal.message
            return ""

    years = typed.history[-MOST_HISTORY:]
    history = [number(f"history_{n}", text) for n, text in enumerate(years)]
    said: dict[str, Any] = {
        "history": [text for text in history if text],
        "target": number("target", typed.target),
        "result": number("result", typed.result),
    }
    # Years are counted back from the last one: a gap between two of them would shift them.
    given = [bool(text.strip()) for text in years]
    if given != sorted(given):
        faults.setdefault(
            f"history_{len(years) - 1}", _("Fill in the newest year first, then those before it.")
        )
    if figure.fixed is None:
        said |= _named(figure, typed, faults)
    if faults:
        raise MeasureRefused(faults)
    return said, is_complete(figure, said)


def _named(figure: Figure, typed: Measure, faults: dict[str, Any]) -> dict[str, Any]:
    """What the unit itself says of a measure that it names."""
    name = normalise_text(typed.name, multiline=False).strip()
    if len(name) > LONGEST_NAME:
        faults["name"] = _("This text has %(count)d characters; at most %(most)d fit.") % {
            "count": len(name),
            "most": LONGEST_NAME,
        }
    growth = figure.scheme.growth if figure.scheme is not None else None
    groups = {group.name for group in growth.groups} if growth is not None else set()
    if typed.group and typed.group not in groups:
        faults["group"] = _("Choose one of the groups.")
    if typed.better not in ("", *Better):
        faults["better"] = _("Say which direction is the better one.")
    return {"name": name, "group": typed.group, "better": typed.better or str(Better.HIGHER)}


def _anything(said: Mapping[str, Any]) -> bool:
    return any(said[name] for name in said if name != "better")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _require_room(change: Change, figure: Figure, old: EvidenceUse | None) -> None:
    """More measures than count can never be reported."""
    growth = _growth(figure)
    if old is not None or growth is None or growth.measures is None:
        return
    others = sum(
        use.kind == PieceKind.MEASURE
        and use.requirement.rpartition(":")[0] == change.key.rpartition(":")[0]
        for use in pieces.active(change.submission)
    )
    if others >= growth.count:
        raise InvalidInput(
            _("Only %(count)d measures are reported here; remove one before adding another.")
            % {"count": growth.count},
            code="too_many_measures",
        )


def _growth(figure: Figure) -> Growth | None:
    return None if figure.scheme is None else figure.scheme.growth


def _keep(
    change: Change, old: EvidenceUse | None, said: dict[str, Any], complete: bool
) -> EvidenceUse:
    revision = 1 if old is None else old.revision + 1
    if old is None or not is_own_draft(change.submission, old):
        return change.add(
            "evidence.measure",
            replaces=old,
            kind=PieceKind.MEASURE,
            figures=said,
            supplied=complete,
            revision=revision,
        )
    old.figures, old.supplied, old.revision = said, complete, revision
    old.added_at, old.added_by = change.at, change.actor
    old.contributed_by = change.contributor()
    changed = ["figures", "supplied", "revision", "added_at", "added_by", "contributed_by"]
    old.save(update_fields=changed)
    pieces.forget(change.submission)
    change.note_down("evidence.measure", old, **facts_of(old))
    return old


def is_own_draft(submission: Submission, use: EvidenceUse) -> bool:
    """Whether nobody but the unit has seen the piece: neither handed in nor judged."""
    return (
        use.decision == Decision.PENDING
        and not use.verdicts.exists()
        and not submission.filings.filter(at__gte=use.added_at).exists()
    )


def refuse_stale(use: EvidenceUse, revision: int, names: Iterable[str]) -> None:
    """Raise `Stale` where the page showed an older revision; `names` are the fields it has."""
    if use.revision == revision:
        return
    said: dict[str, Any] = as_fields(use.figures) | {"text": use.text}
    if use.number is not None:
        said["number"] = _plain(use.number)
    raise Stale(
        _("Somebody else saved this page in the meantime."),
        code="stale",
        revision=use.revision,
        who=use.added_by.display_name,
        at=use.added_at.isoformat(),
        changes=[{"name": name, "value": said[name]} for name in names],
    )


def as_fields(said: Mapping[str, Any], years: int = 2) -> dict[str, str]:
    """A stored measure as the fields of its page hold it, the newest year last."""
    history = list(said.get("history", []))
    count = max(years, len(history))
    padded = [""] * (count - len(history)) + history
    fields = {name: str(said.get(name, "")) for name in ("name", "group", "better")}
    fields |= {f"history_{n}": text for n, text in enumerate(padded)}
    return fields | {name: str(said.get(name, "")) for name in ("target", "result")}
