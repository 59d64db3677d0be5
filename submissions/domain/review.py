"""Judging evidence: verdicts, many at once, and who reviews a report.

A verdict row is never changed; what counts for a piece is derived from all of them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound, Stale
from kpi_portal.thai import normalise_text
from submissions import access
from submissions.domain import pieces, scores, verdict_effect
from submissions.enums import Decision, ScanState, State
from submissions.models import EvidenceUse, Submission, Verdict

LONGEST_COMMENT = 4_000


def give_verdict(
    use: EvidenceUse,
    *,
    actor: User,
    at: datetime,
    decision: Decision | str,
    comment: str = "",
    seen: int | None = None,
) -> Verdict:
    """Accept a piece, return it with a comment, or take the own verdict back (`pending`).

    `seen` is the key of the newest verdict that the page showed, 0 for none; None asks nothing.
    The same verdict with the same words again is given back and changes nothing, so that a double
    click does no harm.

    Side effects: a verdict, the piece's effective decision, new scores, an audit entry. Raises
    `NotFound` for a piece that is not of this report any more, `Stale` when it was replaced or
    somebody else judged it since, `NotAllowed`, `GuardRefused` outside a review, and
    `InvalidInput` for a return without a comment.
    """
    said = _checked_comment(Decision(decision), comment)
    with audit.act(actor=actor, at=at) as log:
        submission = _open_for_verdicts(use.submission_id, actor=actor, at=at)
        current = _current(submission, use.pk)
        earlier = list(current.verdicts.select_related("reviewer"))
        newest = earlier[-1] if earlier else None
        if _is_repeated(newest, actor, Decision(decision), said):
            return newest  # type: ignore[return-value]  # a repeated verdict exists
        _refuse_unseen(newest, seen, actor)
        _require_judgeable(current, Decision(decision))
        verdict = Verdict.objects.create(
            use=current, reviewer=actor, decision=Decision(decision), comment=said, at=at
        )
        _settle(log, submission, current, [*earlier, verdict])
        scores.recompute(submission, at=at, reason="verdict.give")
    return verdict


def accept_pending(
    submission: Submission,
    *,
    actor: User,
    at: datetime,
    uses: Collection[int],
    comment: str = "",
) -> list[Verdict]:
    """Accept the pieces of these keys that still wait, all of them or none.

    Pieces judged in the meantime are left as they are; one that was replaced makes it `Stale`.
    Side effects: a verdict and an audit entry for each piece, new scores once. Refusals as for
    `give_verdict`.
    """
    said = _checked_comment(Decision.ACCEPTED, comment)
    with audit.act(actor=actor, at=at) as log:
        locked = _open_for_verdicts(submission.pk, actor=actor, at=at)
        there = {use.pk: use for use in pieces.active(locked)}
        chosen = [there[pk] if pk in there else _current(locked, pk) for pk in uses]
        waiting = [u for u in chosen if u.decision == Decision.PENDING and u.supplied]
        for current in waiting:
            _require_judgeable(current, Decision.ACCEPTED)
        given = Verdict.objects.bulk_create(
            Verdict(use=current, reviewer=actor, decision=Decision.ACCEPTED, comment=said, at=at)
            for current in waiting
        )
        for current, verdict in zip(waiting, given, strict=True):
            # Whatever was said before, the newest word is this one.
            _settle(log, locked, current, [verdict])
        if given:
            scores.recompute(locked, at=at, reason="verdict.accept_pending")
    return given


def _open_for_verdicts(pk: int, *, actor: User, at: datetime) -> Submission:
    """The locked report; raises unless it is in review and the person may judge it."""
    queryset = access.with_context(Submission.objects.select_for_update(of=("self",)))
    locked = queryset.get(pk=pk)
    if not access.may_review(actor, locked, at=at):
        raise NotAllowed(
            _("Only reviewers who do not belong to the submitting unit judge its evidence."),
            code="not_allowed",
        )
    if locked.state != State.IN_REVIEW:
        raise GuardRefused(
            _("Evidence is judged only while the report is in review; it is “%(state)s” now.")
            % {"state": locked.get_state_display()},
            code="not_in_review",
            state=locked.state,
        )
    return locked


def _current(submission: Submission, pk: int) -> EvidenceUse:
    """The piece as it now is, under the report's lock."""
    queryset = EvidenceUse.objects.select_related("version")
    use = queryset.filter(pk=pk, submission=submission).first()
    if use is None:
        raise NotFound(_("There is no such piece of evidence."), code="not_found")
    if use.removed_at is not None:
        raise Stale(
            _("This piece was replaced or removed since your page was opened."), code="piece_gone"
        )
    return use


def _is_repeated(newest: Verdict | None, actor: User, decision: Decision, said: str) -> bool:
    return (
        newest is not None
        and newest.reviewer_id == actor.pk
        and (newest.decision, newest.comment) == (decision, said)
    )


def _refuse_unseen(newest: Verdict | None, seen: int | None, actor: User) -> None:
    if seen is None or newest is None or newest.pk <= seen or newest.reviewer_id == actor.pk:
        return
    raise Stale(
        _("%(who)s judged this piece meanwhile: %(decision)s.")
        % {
            "who": newest.reviewer.display_name,
            "decision": newest.get_decision_display(),
        },
        code="stale",
        who=newest.reviewer.display_name,
        at=newest.at.isoformat(),
        decision=newest.decision,
        comment=newest.comment,
    )


def _require_judgeable(use: EvidenceUse, decision: Decision) -> None:
    """What nobody can open or what is not finished cannot be accepted."""
    if decision != Decision.ACCEPTED:
        return
    if use.version is not None and use.version.scan_state == ScanState.QUARANTINED:
        raise GuardRefused(
            _("This file waits for the virus scan; judge it when it can be opened."),
            code="quarantined",
        )
    if not use.supplied:
        raise GuardRefused(
            _("This piece is not complete, so it cannot be accepted. Return it or leave it."),
            code="not_supplied",
        )


def _checked_comment(decision: Decision, comment: str) -> str:
    said = normalise_text(comment).strip()
    if decision == Decision.RETURNED and not said:
        raise InvalidInput(
            _("Say what is to be corrected before you return this piece."),
            code="comment_required",
        )
    if len(said) > LONGEST_COMMENT:
        raise InvalidInput(
            _("This text has %(count)d characters; at most %(most)d fit.")
            % {"count": len(said), "most": LONGEST_COMMENT},
            code="too_long",
        )
    return said


def _settle(
    log: audit.Act, submission: Submission, use: EvidenceUse, verdicts: list[Verdict]
) -> None:
    """Derive the piece's decision and write the audit entry of the newest verdict."""
    before, use.decision = use.decision, verdict_effect.effective(verdicts)
    if before != use.decision:
        use.save(update_fields=["decision"])
    given = verdicts[-1]
    log.note_down(
        "verdict.give",
        use,
        subject=submission.subject,
        unit_path=submission.unit.path,
        note=given.comment,
        changed={"decision": [str(before), str(use.decision)]},
        requirement=use.requirement,
        decision=str(given.decision),
        piece=pieces.described(use),
    )
