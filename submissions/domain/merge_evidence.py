"""The divisions' pieces of evidence, attached to the bureau's own report by reference.

The version stays the division's: nothing is copied, its owner is its origin, and whoever sees the
bureau's report may open it. The division's own piece and its verdict are not touched.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import InvalidInput, NotFound
from submissions.domain import (
    evidence_change,
    evidence_rules,
    in_view,
    merge_rows,
    pieces,
    requirements,
)
from submissions.domain.outline import Place
from submissions.enums import Decision, PieceKind, ScanState
from submissions.models import EvidenceUse, Submission

ATTACH = "evidence.attach"
_STORED = (PieceKind.FILE, PieceKind.LINK)
# Accepted pieces come first, then what waits, then what was returned.
_ORDER = {Decision.ACCEPTED: 0, Decision.PENDING: 1, Decision.RETURNED: 2}


@dataclass(frozen=True, slots=True)
class Offered:
    """A division's piece, the verdict on it as far as its reader is told, and whether the bureau's
    report holds it already."""

    use: EvidenceUse
    source: Submission
    decision: Decision
    attached: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What divisions supplied for one requirement. `room` is how many more fit; `locked` says that
    the requirement cannot be changed now."""

    place: Place
    offered: Sequence[Offered]
    room: int
    locked: bool

    @property
    def waiting(self) -> int:
        return sum(not one.attached for one in self.offered)


def read(report: Submission, *, reader: User, at: datetime) -> list[Offer]:
    """By requirement, in the order of the criteria, what divisions that have submitted supplied;
    four queries, whatever the number of divisions and pieces."""
    sources = {one.pk: one for one in merge_rows.sources_of(report)}
    handed_in = [pk for pk, one in sources.items() if merge_rows.is_handed_in(one)]
    given: dict[str, list[EvidenceUse]] = {}
    for use in _uses(handed_in):
        given.setdefault(use.requirement, []).append(use)
    seen = {pk: in_view.of(sources[pk], reader, at=at).everything for pk in handed_in}
    own = pieces.by_requirement(pieces.active(report))
    offers = []
    for key, place in requirements.index(report.definition).items():
        here = own.get(key, [])
        versions = {use.version_id for use in here if use.version_id}
        digests = {use.version.sha256 for use in here if use.version and use.version.sha256}
        offered = [
            Offered(
                use=use,
                source=sources[use.submission_id],
                decision=Decision(use.decision) if seen[use.submission_id] else Decision.PENDING,
                attached=use.version_id in versions or _bytes(use) in digests,
            )
            for use in given.get(key, [])
            if _fits(place, use)
        ]
        if offered:
            offered.sort(key=lambda one: _ORDER[one.decision])
            room = max(evidence_rules.most_pieces(place.requirement) - len(here), 0)
            locked = evidence_rules.why_locked(report, key, actor=reader, at=at) is not None
            offers.append(Offer(place, offered, room, locked))
    return offers


def attach(
    report: Submission,
    requirement: str,
    uses: Collection[int],
    *,
    actor: User,
    at: datetime,
) -> list[EvidenceUse]:
    """Attach pieces that divisions supplied for the same requirement, each by reference and marked
    “check that it still holds”. What is attached already stays as it is.

    Side effects: the pieces, an audit entry for each, new scores. Raises `InvalidInput` when
    nothing is ticked, a file does not fit, was refused by the virus scan or too many would be
    attached (nothing is attached then), `NotFound` for pieces of other reports, and what
    `evidence_rules.require_changeable` raises.
    """
    if not uses:
        raise InvalidInput(_("Tick at least one piece of evidence."), code="nothing_ticked")
    with evidence_change.changing(report, requirement, actor=actor, at=at, reason=ATTACH) as change:
        merge_rows.require_consolidating(change.submission)
        sources = [
            one.pk
            for one in merge_rows.sources_of(change.submission)
            if merge_rows.is_handed_in(one)
        ]
        wanted = [
            use for use in _uses(sources) if use.pk in set(uses) and use.requirement == requirement
        ]
        if len(wanted) < len(set(uses)):
            raise NotFound(_("There is no such piece of evidence."), code="not_found")
        there = change.uses()
        held = {use.version_id for use in there}
        digests = {use.version.sha256 for use in there if use.version and use.version.sha256}
        new = []
        for use in wanted:
            if use.version_id in held or _bytes(use) in digests:
                continue
            _require_fitting(change.place, use)
            held.add(use.version_id)
            digests |= {_bytes(use)} - {""}
            new.append(use)
        _require_room(change.place, len(there) + len(new))
        return [
            change.add_version(ATTACH, use.version, by_reference=True)
            for use in new
            if use.version is not None
        ]


def _uses(reports: Collection[int]) -> list[EvidenceUse]:
    """What these reports supply as files and links, in the order of the tree; one query."""
    return list(
        EvidenceUse.objects.filter(
            submission__in=reports, removed_at=None, kind__in=_STORED, version__isnull=False
        )
        .select_related("version__evidence__owner", "version__uploaded_by", "version__capture")
        .order_by("submission__unit__path", "pk")
    )


def _bytes(use: EvidenceUse) -> str:
    return use.version.sha256 if use.version is not None else ""


def _fits(place: Place, use: EvidenceUse) -> bool:
    try:
        _require_fitting(place, use)
    except InvalidInput:
        return False
    return True


def _require_fitting(place: Place, use: EvidenceUse) -> None:
    version = use.version
    if version is None or version.scan_state == ScanState.INFECTED:
        raise InvalidInput(
            _("The virus scan refused this file, so it cannot be used."), code="infected_file"
        )
    evidence_rules.require_fitting(place.requirement, version)


def _require_room(place: Place, wanted: int) -> None:
    most = evidence_rules.most_pieces(place.requirement)
    if wanted > most:
        raise InvalidInput(
            _("At most %(most)d pieces are accepted here; with these it would be %(count)d.")
            % {"most": most, "count": wanted},
            code="too_many_pieces",
            most=most,
        )
