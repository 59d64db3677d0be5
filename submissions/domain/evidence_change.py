"""One change of a requirement's evidence in progress: locked, audited, followed by new scores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput
from submissions import access
from submissions.domain import contribution_marks, pieces, reach, requirements, scores
from submissions.domain import evidence_rules as rules
from submissions.domain.evidence_versions import Details, new_document
from submissions.domain.requirements import Place
from submissions.enums import PieceKind
from submissions.models import Evidence, EvidenceUse, EvidenceVersion, Submission
from submissions.workflow import EDITABLE


@dataclass(frozen=True, slots=True)
class Change:
    """The locked report, the requirement's place, the act of the audit, who and when."""

    submission: Submission
    place: Place
    log: audit.Act
    actor: User
    at: datetime

    @property
    def key(self) -> str:
        return self.place.requirement.key

    def uses(self) -> list[EvidenceUse]:
        """The requirement's pieces as the lock found them: ask before adding or removing."""
        return [use for use in pieces.active(self.submission) if use.requirement == self.key]

    def with_bytes(self, sha256: str) -> EvidenceUse | None:
        """The piece that already holds these bytes."""
        for use in self.uses():
            if use.version is not None and use.version.sha256 == sha256:
                return use
        return None

    def locked(self, use: EvidenceUse) -> EvidenceUse:
        """The piece as it is now, removed or not."""
        queryset = EvidenceUse.objects.select_related("version__evidence")
        return queryset.get(pk=use.pk, submission=self.submission, requirement=self.key)

    def current(self, use: EvidenceUse) -> EvidenceUse:
        """The piece as it is now; raises `GuardRefused` when it was removed or replaced."""
        found = self.locked(use)
        if found.removed_at is not None:
            raise GuardRefused(
                _("Somebody removed or replaced this piece in the meantime."), code="piece_gone"
            )
        return found

    def require_room(self, *, beside: EvidenceUse | None = None) -> None:
        """Raise `InvalidInput` when the requirement is full; `beside` is about to be replaced."""
        there = [use for use in self.uses() if beside is None or use.pk != beside.pk]
        most = rules.most_pieces(self.place.requirement)
        if len(there) >= most:
            raise InvalidInput(
                _(
                    "At most %(most)d pieces are accepted here, and that many are attached. "
                    "Remove one before attaching another."
                )
                % {"most": most},
                code="too_many_pieces",
                most=most,
            )

    def add(
        self, action: str, *, replaces: EvidenceUse | None = None, **fields: Any
    ) -> EvidenceUse:
        """Write a new, unjudged piece and its audit entry; what it replaces is taken off."""
        if replaces is not None:
            rules.require_adding(self.submission, "evidence.new_version")
            replaces.removed_at = self.at
            replaces.save(update_fields=["removed_at"])
        use = EvidenceUse.objects.create(
            submission=self.submission,
            requirement=self.key,
            replaces=replaces,
            added_at=self.at,
            added_by=self.actor,
            contributed_by=self.contributor(),
            **fields,
        )
        facts = facts_of(use)
        if replaces is not None:
            facts["replaces"] = facts_of(replaces)
        self.note_down(action, use, **facts)
        return use

    def add_version(
        self,
        action: str,
        version: EvidenceVersion,
        *,
        replaces: EvidenceUse | None = None,
        by_reference: bool = False,
    ) -> EvidenceUse:
        """Write a piece that is a file or a link."""
        kind = PieceKind(version.kind)
        return self.add(
            action, replaces=replaces, kind=kind, version=version, by_reference=by_reference
        )

    def contributor(self) -> Unit | None:
        """The contributing unit in whose name the change is made, if any."""
        return reach.unit_for(self.actor, self.submission, self.key, at=self.at)

    def new_document(self, name: str) -> Evidence:
        """A document of the unit, of the fiscal year that the report is about."""
        year = self.submission.round.indicator.fiscal_year
        return new_document(self.submission.unit, name, self.at, fiscal_year=year)

    def note_down(self, action: str, use: EvidenceUse, **facts: Any) -> None:
        """Write the audit's line for `use` under the report's history."""
        self.log.note_down(
            action,
            use,
            subject=self.submission.subject,
            unit_path=self.submission.unit.path,
            requirement=self.key,
            title=str(self.place.requirement.title),
            **facts,
        )


@contextmanager
def changing(
    submission: Submission, key: str, *, actor: User, at: datetime, reason: str
) -> Iterator[Change]:
    """Lock the report, let the change happen and compute the scores anew, all in one transaction.

    Raises `NotFound` for a requirement the round does not have, `NotAllowed` when the person may
    not change evidence, `GuardRefused` when it cannot be changed now.
    """
    with audit.act(actor=actor, at=at) as log:
        queryset = access.with_context(Submission.objects.select_for_update(of=("self",)))
        locked = queryset.get(pk=submission.pk)
        place = requirements.place_of(locked, key)
        rules.require_changeable(locked, key, actor=actor, at=at)
        rules.require_adding(locked, reason)
        yield Change(locked, place, log, actor, at)
        if not log.lines:
            return
        if locked.state in EDITABLE:
            contribution_marks.take_away(log, locked, [key], actor=actor, at=at)
        locked.updated_at, locked.updated_by = at, actor
        locked.save(update_fields=["updated_at", "updated_by"])
        scores.recompute(locked, at=at, reason=reason)
    pieces.forget(submission)


def own_document(change: Change, use: EvidenceUse, kind: PieceKind) -> Evidence | None:
    """The document that a newer version of `use` continues; None where it begins one of its own,
    because the old one belongs to somebody else or is of another kind."""
    version = use.version
    if version is None or version.kind != kind:
        return None
    document = version.evidence
    own = document.owner_id == change.submission.unit_id and not document.shared
    return document if own else None


def details_of(use: EvidenceUse) -> Details:
    """What is said of the piece's document now."""
    version = use.version
    if version is None:
        return Details()
    return Details(version.caption, version.document_number, version.document_date)


def facts_of(use: EvidenceUse) -> dict[str, Any]:
    """The piece as the audit trail names it."""
    described = pieces.described(use)
    # The entry names requirement and piece itself.
    facts = {name: described[name] for name in described if name not in ("requirement", "use")}
    if use.number is not None:
        facts["name"] = facts["number"] = f"{use.number.normalize():f}"
    if use.figures:
        facts["name"] = use.figures.get("name") or use.figures.get("target", "")
    if use.text:
        facts |= {"text": use.text, "name": use.text[:80]}
    if use.by_reference:
        facts["by_reference"] = True
    if use.version is not None and use.version.url:
        facts["intranet"] = use.version.intranet
    return {**facts, **details_of(use).as_facts()}
