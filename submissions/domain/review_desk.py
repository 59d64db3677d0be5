"""What the review desk shows of one report; plain data in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from submissions.domain import double_review, pieces, requirements, verdict_effect
from submissions.domain.desk_data import Desk, Event, Item, LevelOutline, Mark, Piece, View
from submissions.domain.double_review import Progress
from submissions.domain.outline import Place, outline
from submissions.enums import Decision
from submissions.models import EvidenceUse, ReturnItem, Submission, Verdict


def build(submission: Submission, reader: User | None = None) -> Desk:
    """Everything about the pieces of a report that `reader` may know, without one what everybody
    may: three queries.

    In a double review that is not compared yet the decisions are the reader's own; they are written
    on the objects read here and never saved.
    """
    eyes = _Eyes(submission, reader)
    rows = submission.__dict__.pop("_desk_rows", None) or _uses(submission)
    uses = {use.pk: use for use in rows}
    progress = eyes.progress(uses.values())
    for use in uses.values():
        eyes.show_own(use)
    returns = _returns(submission)
    grouped: dict[str, list[EvidenceUse]] = {}
    for use in uses.values():
        grouped.setdefault(use.requirement, []).append(use)
    places = requirements.index(submission.definition)
    items = {
        key: _item(place, grouped.get(key, []), returns.get(key, []), uses, eyes)
        for key, place in places.items()
    }
    return Desk(
        tuple(
            LevelOutline(
                block.level,
                tuple(items[place.requirement.key] for place in block.places),
                block,
            )
            for block in outline(submission.definition).blocks
        ),
        progress,
    )


def only(desk: Desk, keys: Collection[str]) -> Desk:
    """The desk with these requirements alone."""
    levels = (
        replace(level, items=tuple(item for item in level.items if item.key in keys))
        for level in desk.levels
    )
    return replace(desk, levels=tuple(level for level in levels if level.items))


def look_at(desk: Desk, key: str = "", *, piece: int = 0, shown: int = 0) -> View:
    """The desk at one requirement, at one of its pieces, at one version of that piece.

    Without a key it opens at the first piece that waits, else at the first stop. Raises `NotFound`
    for a requirement the round does not have; a piece that is gone leads to the item's first one.
    """
    stops = desk.stops
    if not stops:
        return View(desk, None, None, None, None, None, None)
    here = _find(stops, key, piece)
    item, current = stops[here]
    waiting = [n for n in _from(here, len(stops)) if _waits(stops[n])]
    return View(
        desk=desk,
        item=item,
        piece=current,
        shown=_version(current, shown),
        before=stops[here - 1] if here else None,
        after=stops[here + 1] if here + 1 < len(stops) else None,
        next_pending=stops[waiting[0]] if waiting else None,
    )


def _find(stops: list[tuple[Item, Piece | None]], key: str, piece: int) -> int:
    if not key:
        return next((n for n, stop in enumerate(stops) if _waits(stop)), 0)
    there = [n for n, (item, _piece) in enumerate(stops) if item.key == key]
    if not there:
        raise NotFound(_("This report has no such requirement."), code="no_such_requirement")
    for n in there:
        found = stops[n][1]
        if found is not None and found.use.pk == piece:
            return n
    return there[0]


def _from(here: int, count: int) -> Iterable[int]:
    """Every other place, walking on from here and round again."""
    return [(here + step) % count for step in range(1, count)]


def _waits(stop: tuple[Item, Piece | None]) -> bool:
    return stop[1] is not None and stop[1].mark is Mark.PENDING


def _version(piece: Piece | None, shown: int) -> EvidenceUse | None:
    if piece is None:
        return None
    return next((old for old in piece.earlier if old.pk == shown), piece.use)


def read_ahead(submission: Submission) -> None:
    """Read the pieces once for all that a desk page asks of this very object: `pieces.active` and,
    next, `build`, after which scores of this object follow the decisions that the desk shows.
    Nothing is saved."""
    rows = list(_uses(submission))
    pieces.keep(submission, (use for use in rows if use.removed_at is None))
    submission.__dict__["_desk_rows"] = rows


def _uses(submission: Submission) -> Iterable[EvidenceUse]:
    verdicts = Verdict.objects.select_related("reviewer").order_by("at", "pk")
    return (
        EvidenceUse.objects.filter(submission=submission)
        .select_related(
            "version__evidence",
            "version__capture",
            "version__preview",
            "version__uploaded_by",
            "approval__scan",
            "added_by",
        )
        .prefetch_related(Prefetch("verdicts", verdicts))
        .order_by("pk")
    )


def _returns(submission: Submission) -> Mapping[str, list[ReturnItem]]:
    found: dict[str, list[ReturnItem]] = {}
    items = ReturnItem.objects.filter(notice__submission=submission)
    for item in items.select_related("notice__by"):
        found.setdefault(item.requirement, []).append(item)
    return found


class _Eyes:
    """Whose desk it is, and whether they are one of two who judge."""

    def __init__(self, submission: Submission, reader: User | None) -> None:
        self.submission = submission
        self.pair = double_review.pair_of(submission)
        self.reader = 0 if reader is None else reader.pk

    def heard(self, use: EvidenceUse) -> tuple[Verdict, ...]:
        """The verdicts on a piece that the reader may know; nothing else of them leaves here."""
        return tuple(
            verdict
            for verdict in use.verdicts.all()
            if not double_review.hides(self.submission, use, verdict, self.reader)
        )

    def own(self, use: EvidenceUse) -> Verdict | None:
        """What the reader says of the piece as one of the two."""
        if self.pair is None or self.reader not in self.pair:
            return None
        return verdict_effect.word_of(self.heard(use), self.reader)

    def progress(self, uses: Iterable[EvidenceUse]) -> Progress | None:
        """How far the two are, told by counts alone; asked before decisions are the own ones."""
        if self.pair is None:
            return None
        asked = requirements.index(self.submission.definition)
        there = [u for u in uses if u.supplied and not u.removed_at and u.requirement in asked]
        given = {use.pk: list(use.verdicts.all()) for use in there}
        return double_review.progress_of(there, given, self.pair)

    def show_own(self, use: EvidenceUse) -> None:
        """Until the two are compared the own verdict stands for the decision."""
        own = self.own(use)
        if own is not None and use.compared_at is None:
            use.decision = own.decision


def _item(
    place: Place,
    uses: list[EvidenceUse],
    returns: list[ReturnItem],
    everything: Mapping[int, EvidenceUse],
    eyes: _Eyes,
) -> Item:
    there = tuple(
        Piece(
            use,
            eyes.heard(use),
            tuple(_chain(use, everything)),
            eyes.pair,
            eyes.own(use),
        )
        for use in uses
        if use.removed_at is None
    )
    return Item(place, there, tuple(_history(uses, returns, eyes)))


def _chain(use: EvidenceUse, everything: Mapping[int, EvidenceUse]) -> Iterable[EvidenceUse]:
    while use.replaces_id is not None and use.replaces_id in everything:
        use = everything[use.replaces_id]
        yield use


def _history(uses: list[EvidenceUse], returns: list[ReturnItem], eyes: _Eyes) -> list[Event]:
    events: list[Event] = []
    for use in uses:
        version = use.version
        events.append(
            Event(
                at=use.added_at,
                what="attached" if use.replaces_id is None else "renewed",
                who=use.added_by.display_name,
                words=(version.caption or version.evidence.name) if version else "",
                kind="",
                number=version.number if version else 0,
            )
        )
        events += [
            Event(
                v.at,
                f"settled_{v.decision}" if v.settles else str(v.decision),
                v.reviewer.display_name,
                v.comment,
                _KINDS[v.decision],
            )
            for v in eyes.heard(use)
        ]
    for item in returns:
        notice = item.notice
        events.append(Event(notice.at, "sent_back", notice.by.display_name, item.comment, "back"))
    return sorted(events, key=lambda event: event.at, reverse=True)


_KINDS: dict[str, str] = {
    Decision.PENDING: "still",
    Decision.ACCEPTED: "done",
    Decision.RETURNED: "back",
}
