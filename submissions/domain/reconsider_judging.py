"""Verdicts on contested items: by the one reviewer of the request, upon nothing else."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused
from submissions.domain import contested, pieces, reconsidering, review, scores, verdict_effect
from submissions.enums import Decision
from submissions.models import EvidenceUse, Verdict

ACTION = "verdict.reconsider"


def give_verdict(
    use: EvidenceUse,
    *,
    actor: User,
    at: datetime,
    decision: Decision | str,
    comment: str = "",
    seen: int | None = None,
) -> Verdict:
    """Accept or return a piece of a contested item, or take the own verdict back (`pending`).

    Side effects: a verdict, the piece's effective decision, new scores beside the published one,
    which stays in view; an audit entry. Raises `NotAllowed` unless the person was chosen for the
    request, `GuardRefused` for an item that is not contested and once the opinion is given, and
    otherwise what `review.give_verdict` raises.
    """
    wanted = Decision(decision)
    said = review.checked_comment(wanted, comment)
    with audit.act(actor=actor, at=at) as log:
        submission, request = reconsidering.open_request(use.submission_id)
        reconsidering.require_second_reviewer(submission, request, actor=actor, at=at)
        reconsidering.require_opinion_open(request)
        current = review.current_piece(submission, use.pk)
        if current.requirement not in contested.contested_keys(request):
            raise GuardRefused(
                _("This item is not contested, so its verdict stands."), code="not_contested"
            )
        earlier = list(current.verdicts.select_related("reviewer"))
        newest = earlier[-1] if earlier else None
        if newest is not None and review.is_repeated(newest, actor, wanted, said):
            return newest
        review.refuse_unseen(newest, seen, actor)
        review.require_judgeable(current, wanted)
        verdict = Verdict.objects.create(
            use=current,
            reviewer=actor,
            decision=wanted,
            comment=said,
            # in a double review this word stands above the two
            settles=submission.round.double_review,
            at=at,
        )
        before, current.decision = current.decision, verdict_effect.effective([*earlier, verdict])
        current.save(update_fields=["decision"])
        log.note_down(
            ACTION,
            current,
            subject=submission.subject,
            unit_path=submission.unit.path,
            note=said,
            changed={"decision": [str(before), str(current.decision)]},
            requirement=current.requirement,
            decision=str(wanted),
            piece=pieces.described(current),
        )
        scores.recompute(submission, at=at, reason=ACTION)
    return verdict
