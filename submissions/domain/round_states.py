"""A round's state after its opening follows from its dates and its submissions."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal.audit import recorder as audit
from submissions.domain import round_rules
from submissions.domain.transition import CLOCK
from submissions.enums import State

# A round has come as far as the slowest of its reports; an exempted one holds nobody up.
_DONE = (State.FINAL, State.EXEMPTED)
_TOLD = (*_DONE, State.PUBLISHED)
_ENDORSED = (*_TOLD, State.ENDORSED)


def derive_all(at: datetime) -> int:
    """Bring every opened round to the state its facts give it; returns how many changed.

    Side effects: the rounds' states, one audit entry for each that changed.
    """
    return sum(_settle(round, at) for round in _with_counts(Round.objects.all()))


def derive(round: Round, *, at: datetime) -> Round:
    """Bring one round up to date at once, for an act upon the whole round; see `derive_all`."""
    for found in _with_counts(Round.objects.filter(pk=round.pk)):
        _settle(found, at)
    round.refresh_from_db(fields=["state"])
    return round


def _with_counts(rounds: QuerySet[Round]) -> QuerySet[Round]:
    return (
        rounds.exclude(state=RoundState.PLANNED)
        .select_related("indicator__owner")
        .annotate(
            reports=Count("submissions"),
            done=Count("submissions", filter=Q(submissions__state__in=_DONE)),
            told=Count("submissions", filter=Q(submissions__state__in=_TOLD)),
            endorsed=Count("submissions", filter=Q(submissions__state__in=_ENDORSED)),
        )
    )


def _settle(round: Round, at: datetime) -> bool:
    now = _state_of(round, at)
    if now == round.state:
        return False
    with audit.act(actor=CLOCK, at=at) as log:
        changed = Round.objects.filter(pk=round.pk, state=round.state).update(state=now)
        if changed:
            log.note_down(
                "round.state",
                round,
                subject=round_rules.subject_of(round),
                unit_path=round.indicator.owner.path,
                changed={"state": [str(round.state), str(now)]},
                round=str(round),
            )
    return bool(changed)


def _state_of(round: Round, at: datetime) -> RoundState:
    counts = {name: getattr(round, name) for name in ("reports", "done", "told", "endorsed")}
    if counts["reports"]:
        for name, state in (
            ("done", RoundState.FINAL),
            ("told", RoundState.PUBLISHED),
            ("endorsed", RoundState.ENDORSED),
        ):
            if counts[name] == counts["reports"]:
                return state
    return RoundState.CLOSED if at > round.closes_at else RoundState.OPEN
