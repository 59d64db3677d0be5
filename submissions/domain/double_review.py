"""The independent double review: who the two are, what each may see, when they are compared.

Until both have judged everything a verdict is shown to nobody but its giver, and no piece moves:
neither score nor count tells what the other said. In that moment all pieces are compared at once
and decided where the two agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from kpi_portal.audit import recorder as audit
from submissions.domain import pieces, verdict_effect
from submissions.domain.verdict_effect import Pair
from submissions.enums import Decision, State
from submissions.models import EvidenceUse, Submission, Verdict

# While a report may still come to be compared; afterwards nothing is kept back any more.
HELD = frozenset({State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.RETURNED})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the two are: pieces judged by the first, by the second, by both or decided; and on
    how many they differ."""

    first: int
    second: int
    judged: int
    differing: int

    def of(self, pair: Pair, person: int) -> int:
        """How many pieces this person has judged."""
        return self.second if person == pair.second else self.first


def pair_of(submission: Submission) -> Pair | None:
    """The two reviewers; None where the round is reviewed once."""
    if not submission.round.double_review:
        return None
    return Pair(submission.reviewer_id, submission.second_reviewer_id)


def hidden_verdicts(reader: int) -> Q:
    """Which verdicts are kept from this person: of pieces not compared yet, all but the own."""
    not_compared = Q(
        use__submission__round__double_review=True,
        use__compared_at=None,
        use__submission__state__in=HELD,
        settles=False,
    )
    return not_compared & ~Q(reviewer=reader)


def hides(submission: Submission, use: EvidenceUse, verdict: Verdict, reader: int | None) -> bool:
    """`hidden_verdicts` for one verdict that was read already."""
    if not submission.round.double_review or submission.state not in HELD:
        return False
    return use.compared_at is None and not verdict.settles and verdict.reviewer_id != reader


def hidden_entries(reader: int, submission: Submission | None = None) -> Q:
    """Entries of the audit trail about such verdicts; no query of its own."""
    uses = EvidenceUse.objects.filter(
        submission__round__double_review=True, compared_at=None, submission__state__in=HELD
    )
    if submission is not None:
        uses = uses.filter(submission=submission)
    keys = uses.annotate(key=Cast("pk", CharField())).values("key")
    return Q(action="verdict.give", object_id__in=keys) & ~Q(actor=reader)


def decision_after(
    submission: Submission, use: EvidenceUse, verdicts: Iterable[Verdict]
) -> Decision:
    """The decision of a piece after these verdicts, oldest first: in a double review none before
    it is compared."""
    pair = pair_of(submission)
    if pair is not None and use.compared_at is None:
        return Decision.PENDING
    return verdict_effect.effective(verdicts, pair)


def verdicts_on(uses: Iterable[EvidenceUse]) -> Mapping[int, list[Verdict]]:
    """Piece → its verdicts, oldest first; one query."""
    found: dict[int, list[Verdict]] = {use.pk: [] for use in uses}
    for verdict in Verdict.objects.filter(use__in=list(found)).order_by("at", "pk"):
        found[verdict.use_id].append(verdict)
    return found


def compare_if_complete(log: audit.Act, locked: Submission, *, at: datetime) -> bool:
    """Let the two see each other once both have judged everything; True when that happened now.

    Side effects: the pieces are compared and decided where the two agree, an audit entry. Nothing
    happens in a round that is reviewed once. Call it under the report's lock; two queries.
    """
    pair = pair_of(locked)
    if pair is None:
        return False
    pieces.forget(locked)
    apart = [use for use in pieces.active(locked) if use.compared_at is None]
    given = verdicts_on(apart)
    words = {use.pk: verdict_effect.both(given[use.pk], pair) for use in apart}
    waiting = [u for u in apart if u.supplied and u.decision == Decision.PENDING]
    if not any(words.values()) or not all(words[use.pk] for use in waiting):
        return False
    met = [use for use in apart if words[use.pk]]
    for use in met:
        use.compared_at, use.decision = at, verdict_effect.effective(given[use.pk], pair)
    EvidenceUse.objects.bulk_update(met, ["compared_at", "decision"])
    log.note_down(
        "review.compare",
        locked,
        subject=locked.subject,
        unit_path=locked.unit.path,
        pieces=len(met),
        differing=sum(verdict_effect.differ(given[use.pk], pair) for use in met),
    )
    return True


def progress(submission: Submission) -> Progress:
    """How far the review is. One query in a double review beside the pieces, none otherwise."""
    uses = [use for use in pieces.active(submission) if use.supplied]
    decided = sum(use.decision != Decision.PENDING for use in uses)
    pair = pair_of(submission)
    if pair is None:
        return Progress(decided, 0, decided, 0)
    given = verdicts_on(uses)
    return progress_of(uses, given, pair)


def progress_of(
    uses: Iterable[EvidenceUse], given: Mapping[int, list[Verdict]], pair: Pair
) -> Progress:
    """`progress` of supplied pieces with all verdicts on them."""
    first = second = judged = differing = 0
    for use in uses:
        verdicts, decided = given[use.pk], use.decision != Decision.PENDING
        said = [pk for pk in pair.people if verdict_effect.word_of(verdicts, pk)]
        # decided pieces ask nothing more of anybody
        first += decided or pair.first in said
        second += decided or pair.second in said
        judged += decided or len(said) == 2
        differing += use.compared_at is not None and verdict_effect.differ(verdicts, pair)
    return Progress(first, second, judged, differing)


def differences(submission: Submission) -> list[int]:
    """Keys of the pieces on which the two differ and nobody settled it; one query."""
    pair = pair_of(submission)
    if pair is None:
        return []
    apart = [u for u in pieces.active(submission) if u.compared_at and u.supplied]
    given = verdicts_on(apart)
    return [use.pk for use in apart if verdict_effect.differ(given[use.pk], pair)]


def readable(reader: int) -> QuerySet[Verdict]:
    """The verdicts that this person may read, with their givers, oldest first."""
    open_now = Verdict.objects.exclude(hidden_verdicts(reader))
    return open_now.select_related("reviewer").order_by("at", "pk")
