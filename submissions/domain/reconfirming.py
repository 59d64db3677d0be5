"""Evidence that was accepted in an earlier round and is attached again by reference: confirmed once
more, all of it by one act."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import InvalidInput
from submissions.domain import pieces, review
from submissions.enums import Decision
from submissions.models import EvidenceUse, Submission, Verdict


def judged_before(submission: Submission) -> list[EvidenceUse]:
    """The judged pieces of the unit's earlier rounds of the indicator, of this year and the last,
    the latest round first; one query."""
    first = submission.first_unit_id
    found = (
        EvidenceUse.objects.filter(
            Q(submission__unit_id=first, submission__handed_over_from=None)
            | Q(submission__handed_over_from=first),
            removed_at=None,
            submission__round__indicator__in=earlier_indicators(submission),
            submission__round__due_at__lt=submission.round.due_at,
        )
        .exclude(decision=Decision.PENDING)
        .select_related(
            "submission__round__indicator",
            "version__evidence",
            "version__capture",
            "version__preview",
            "approval__scan",
        )
    )
    return list(found.order_by("-submission__round__due_at", "-pk"))


def accepted_before(uses: Iterable[EvidenceUse], before: Iterable[EvidenceUse]) -> dict[int, str]:
    """Which of these pieces are attached by reference and the very versions that were accepted
    `before`: piece → name of that round, the latest one."""
    rounds: dict[int, str] = {}
    for old in before:
        if old.version_id is not None and old.decision == Decision.ACCEPTED:
            rounds.setdefault(old.version_id, old.submission.round.name)
    return {
        use.pk: rounds[use.version_id]
        for use in uses
        if use.by_reference and use.version_id in rounds
    }


def earlier_indicators(submission: Submission) -> list[int]:
    """The indicator and the one of the year before that it was copied from."""
    indicator = submission.round.indicator
    return [pk for pk in (indicator.pk, indicator.copied_from_id) if pk is not None]


def reconfirm(
    submission: Submission, *, actor: User, at: datetime, uses: Collection[int]
) -> list[Verdict]:
    """Accept these pieces again because they were accepted before; all of them or none.

    The comment of each verdict says so, in the portal's first language, for it goes on record. Side
    effects and refusals as for `review.accept_pending`; `InvalidInput` for no piece and for one
    that was not accepted in an earlier round.
    """
    known = accepted_before(pieces.active(submission), judged_before(submission))
    if not uses or not set(uses) <= known.keys():
        raise InvalidInput(
            _("Choose pieces that were accepted in an earlier round."), code="not_accepted_before"
        )
    rounds = ", ".join(dict.fromkeys(known[pk] for pk in uses))
    with translation.override(settings.LANGUAGE_CODE):
        comment = gettext("Accepted in an earlier round (%(rounds)s) and confirmed again.") % {
            "rounds": rounds
        }
    return review.accept_pending(submission, actor=actor, at=at, uses=uses, comment=comment)
