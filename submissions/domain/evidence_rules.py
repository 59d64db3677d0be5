"""Who may change a requirement's evidence now, and what the requirement accepts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import DomainError, GuardRefused, InvalidInput, NotAllowed
from kpi_portal.files.kinds import ACCEPTABLE
from kpi_portal.files.policy import FilePolicy
from scoring.choices import Kind
from scoring.definition import Requirement
from submissions import access
from submissions.domain import in_view, reach, review_items
from submissions.domain.evidence_versions import portal_policy
from submissions.enums import Decision, State
from submissions.models import EvidenceUse, EvidenceVersion, Submission
from submissions.workflow import EDITABLE

# Where the definition sets no maximum: more than any reviewer reads, few enough for one page.
MOST_PIECES = 100
# The acts by which something comes that was not there.
ADDING = frozenset({"evidence.attach", "evidence.number", "evidence.answer", "evidence.measure"})


def require_changeable(submission: Submission, key: str, *, actor: User, at: datetime) -> None:
    """Raise `NotAllowed` or `GuardRefused` unless `actor` may change this requirement now."""
    if not reach.may_edit(actor, submission, key, at=at):
        if submission.state in EDITABLE or not _is_of_the_unit(actor, submission, key, at):
            raise NotAllowed(
                _("Only the unit's drafters and director change its evidence."),
                code="not_allowed",
            )
        if submission.state == State.RECONSIDERING:
            raise GuardRefused(
                _(
                    "Evidence is added only to the contested items, and until the opinion on them "
                    "is given."
                ),
                code="not_contested",
            )
        raise GuardRefused(
            _("Evidence cannot be changed while the report is “%(state)s”.")
            % {"state": in_view.of(submission, actor, at=at).state.label},
            code="not_editable",
            state=submission.state,
        )
    if submission.state == State.RETURNED:
        _require_returned(submission, key, at)


def require_adding(submission: Submission, action: str) -> None:
    """Raise `GuardRefused` for everything but adding while a result is reconsidered."""
    if submission.state == State.RECONSIDERING and action not in ADDING:
        raise GuardRefused(
            _(
                "While the result is reconsidered, evidence is only added to the contested items. "
                "What was judged stays as it was."
            ),
            code="only_adding",
        )


def why_locked(
    submission: Submission, key: str, *, actor: User, at: datetime
) -> DomainError | None:
    """The refusal that `actor` would meet on changing this requirement now, for pages to show."""
    try:
        require_changeable(submission, key, actor=actor, at=at)
    except DomainError as refusal:
        return refusal
    return None


def require_kind(requirement: Requirement, kind: Kind) -> None:
    """Raise `InvalidInput` where the requirement does not ask for this kind of evidence."""
    if kind not in requirement.kinds:
        raise InvalidInput(
            _("This requirement does not ask for this kind of evidence."), code="kind_not_asked"
        )


def require_fitting(requirement: Requirement, version: EvidenceVersion) -> None:
    """Raise `InvalidInput` when a stored version does not meet the requirement's own limits."""
    require_kind(requirement, Kind(version.kind))
    if version.kind == Kind.FILE and not fits(requirement, version):
        raise InvalidInput(
            _("“%(name)s” is not of a kind or size that this requirement accepts.")
            % {"name": version.original_name},
            code="does_not_fit",
        )


def fits(requirement: Requirement, version: EvidenceVersion) -> bool:
    """Whether a stored file is of a kind and size that the requirement accepts."""
    policy = policy_of(requirement)
    media_types = {ACCEPTABLE[name].media_type for name in policy.kinds}
    return version.media_type in media_types and version.size <= policy.max_bytes


def require_not_accepted(use: EvidenceUse) -> None:
    """Raise `GuardRefused` for a piece that a reviewer accepted: what was judged stays."""
    if use.decision == Decision.ACCEPTED:
        raise GuardRefused(
            _("The reviewer accepted this piece, so it stays. Attach a further piece instead."),
            code="piece_accepted",
        )


def most_pieces(requirement: Requirement) -> int:
    """How many pieces the requirement may hold."""
    return requirement.maximum or MOST_PIECES


def policy_of(requirement: Requirement) -> FilePolicy:
    """Kinds of file and size that the requirement accepts, within the portal's own limits."""
    named = [kind for name in requirement.types for kind in _kinds_named(name)]
    whole = portal_policy()
    return replace(
        whole,
        kinds=tuple(dict.fromkeys(named)) or whole.kinds,
        max_bytes=min(requirement.max_bytes or whole.max_bytes, whole.max_bytes),
    )


def _kinds_named(name: str) -> list[str]:
    wanted = name.lower().lstrip(".")
    return [k.key for k in ACCEPTABLE.values() if wanted == k.key or wanted in k.extensions]


def _is_of_the_unit(actor: User, submission: Submission, key: str, at: datetime) -> bool:
    mine = access.works_on(actor, submission, at=at)
    return mine or reach.of_contributor(actor, submission, at=at).covers(key)


def _require_returned(submission: Submission, key: str, at: datetime) -> None:
    if key not in review_items.open_items(submission):
        raise GuardRefused(
            _("This item was not returned, so it stays as it was submitted."), code="not_returned"
        )
    if submission.answer_by is not None and at > submission.answer_by:
        raise GuardRefused(_("The time to answer this return is over."), code="answer_time_over")
