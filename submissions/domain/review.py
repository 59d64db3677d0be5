"""Judging evidence: verdicts, one and many at once.

A verdict row is never changed; what counts for a piece is derived from all of them. In a double
review only the two reviewers judge, each without the other until both are through.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound, Stale
from kpi_portal.thai import normalise_text
from submissions import access
from submissions.domain import difference_news, double_review, pieces, scores, verdict_effect
from submissions.domain.said import require_fits
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

    Side effects: a verdict, the piece's effective decision, new scores, an audit entry; in a double
    review the comparison of all pieces when this was the last one missing, and word to whoever may
    settle where the two differ. Raises
    `NotFound` for a piece that is not of this report any more, `Stale` when it was replaced or
    judged since, by somebody else or by the actor in another window, `NotAllowed`, `GuardRefused`
    outside a review and for a piece that a third person settled, and `InvalidInput` for a return
    without a comment.
    """
    said = checked_comment(Decision(decision), comment)
    with audit.act(actor=actor, at=at) as log:
        submission = _open_for_verdicts(use.submission_id, actor=actor, at=at)
        current = current_piece(submission, use.pk)
        earlier = list(current.verdicts.select_related("reviewer"))
        double, differing = submission.round.double_review, submission.differences_open
        own = [given for given in earlier if given.reviewer_id == actor.pk]
        if double and current.compared_at is None:
            earlier = own  # whatever the other said meanwhile is nobody's news yet
        _refuse_settled(submission, earlier)
        newest = earlier[-1] if earlier else None
        last = (own[-1] if own else None) if double else newest
        if is_repeated(last, actor, Decision(decision), said):
            return last  # type: ignore[return-value]  # a repeated verdict exists
        refuse_unseen(newest, seen, actor)
        require_judgeable(current, Decision(decision))
        verdict = Verdict.objects.create(
            use=current,
            reviewer=actor,
            decision=Decision(decision),
            comment=said,
            after_comparison=current.compared_at is not None,
            at=at,
        )
        _derive(log, submission, current, [*earlier, verdict])
        double_review.compare_if_complete(log, submission, at=at)
        scores.recompute(submission, at=at, reason="verdict.give")
        difference_news.tell(submission, before=differing, actor=actor, at=at)
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
    said = checked_comment(Decision.ACCEPTED, comment)
    with audit.act(actor=actor, at=at) as log:
        locked = _open_for_verdicts(submission.pk, actor=actor, at=at)
        there = {use.pk: use for use in pieces.active(locked)}
        chosen = [there[pk] if pk in there else current_piece(locked, pk) for pk in uses]
        waiting = [u for u in chosen if u.decision == Decision.PENDING and u.supplied]
        earlier: Mapping[int, list[Verdict]] = {}
        if locked.round.double_review:
            earlier = double_review.verdicts_on(waiting)
            # the own word stands, also where the other reviewer has none yet or differs
            waiting = [
                u for u in waiting if verdict_effect.word_of(earlier[u.pk], actor.pk) is None
            ]
        for current in waiting:
            require_judgeable(current, Decision.ACCEPTED)
        given = Verdict.objects.bulk_create(
            Verdict(
                use=current,
                reviewer=actor,
                decision=Decision.ACCEPTED,
                comment=said,
                after_comparison=current.compared_at is not None,
                at=at,
            )
            for current in waiting
        )
        for current, verdict in zip(waiting, given, strict=True):
            # Whatever was said before, a reviewer's newest word is this one.
            _derive(log, locked, current, [*earlier.get(current.pk, ()), verdict])
        if given:
            double_review.compare_if_complete(log, locked, at=at)
            differing = locked.differences_open
            scores.recompute(locked, at=at, reason="verdict.accept_pending")
            difference_news.tell(locked, before=differing, actor=actor, at=at)
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
    pair = double_review.pair_of(locked)
    if pair is not None and actor.pk not in pair:
        raise NotAllowed(
            _("This report is judged by two reviewers, and you are neither of them."),
            code="not_one_of_two",
        )
    return locked


def current_piece(submission: Submission, pk: int) -> EvidenceUse:
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


def is_repeated(newest: Verdict | None, actor: User, decision: Decision, said: str) -> bool:
    return (
        newest is not None
        and newest.reviewer_id == actor.pk
        and (newest.decision, newest.comment) == (decision, said)
    )


def _refuse_settled(submission: Submission, earlier: list[Verdict]) -> None:
    """What a third person settled is not taken up again by the two."""
    if submission.round.double_review and verdict_effect.settling(earlier) is not None:
        raise GuardRefused(
            _("A third person settled this piece, so the two reviewers' verdicts stand as given."),
            code="settled",
        )


def refuse_unseen(newest: Verdict | None, seen: int | None, actor: User) -> None:
    """Stop at a verdict that the page did not show, be it somebody else's or, from another window,
    the actor's own."""
    if seen is None or newest is None or newest.pk <= seen:
        return
    own = newest.reviewer_id == actor.pk
    told = (
        _("You judged this piece meanwhile in another window: %(decision)s.")
        if own
        else _("%(who)s judged this piece meanwhile: %(decision)s.")
    )
    who, decision = newest.reviewer.display_name, newest.get_decision_display()
    raise Stale(
        told % {"who": who, "decision": decision},
        code="judged_elsewhere" if own else "stale",
        who=who,
        at=newest.at.isoformat(),
        decision=newest.decision,
        comment=newest.comment,
    )


def require_judgeable(use: EvidenceUse, decision: Decision) -> None:
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


def checked_comment(decision: Decision, comment: str) -> str:
    said = normalise_text(comment).strip()
    if decision == Decision.RETURNED and not said:
        raise InvalidInput(
            _("Say what is to be corrected before you return this piece."),
            code="comment_required",
        )
    return require_fits(said, LONGEST_COMMENT)


def _derive(
    log: audit.Act, submission: Submission, use: EvidenceUse, verdicts: list[Verdict]
) -> None:
    """Derive the piece's decision and write the audit entry of the newest verdict."""
    before, use.decision = (
        use.decision,
        double_review.decision_after(submission, use, verdicts),
    )
    if before != use.decision:
        use.save(update_fields=["decision"])
    given = verdicts[-1]
    log.note_down(
        "verdict.after_comparison" if given.after_comparison else "verdict.give",
        use,
        subject=submission.subject,
        unit_path=submission.unit.path,
        note=given.comment,
        changed={"decision": [str(before), str(use.decision)]},
        requirement=use.requirement,
        decision=str(given.decision),
        piece=pieces.described(use),
    )
