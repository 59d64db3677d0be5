"""Under which state the queue counts, finds and sorts a report: the database's twin of `in_view`.

The review of one's own unit's report is one state until it is told. A list that found or placed the
row by where the report really stands would tell it all the same, so each condition and each order
here is made of what the row shows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import Combinable

from submissions.domain import in_view
from submissions.enums import State

# What reads “in review” where it is withheld.
HIDDEN = tuple(
    s for s in State if s != State.IN_REVIEW and in_view.state_shown(s, True) == State.IN_REVIEW
)
ORDER = (
    State.DRAFT,
    State.SUBMITTED,
    State.IN_REVIEW,
    State.RETURNED,
    State.ASSESSED,
    State.CONFIRMED,
    State.ENDORSED,
    State.PUBLISHED,
    State.RECONSIDERING,
    State.FINAL,
    State.EXEMPTED,
)


def withheld(units: Collection[int], named: Collection[int]) -> Q:
    """Reports of these units whose review is not told yet, those that the person was named for left
    out; `in_view.nothing_withheld` in the database's words."""
    told = Q(state__in=in_view.TOLD) | Q(not_reported=True) | Q(state=State.DRAFT, order_number="")
    return Q(unit_id__in=units) & ~Q(pk__in=named) & ~told


def disguised(units: Collection[int], named: Collection[int]) -> Q:
    """Those of them that stand further than “in review”, as which they read."""
    found = Q(unit_id__in=units, state__in=HIDDEN, not_reported=False)
    return found & ~Q(pk__in=named) if named else found


def in_states(states: Iterable[State], units: Collection[int], named: Collection[int]) -> Q:
    """Reports that read as one of these states."""
    wanted = set(states)
    if wanted >= set(State):
        return Q()
    if not units:
        return Q(state__in=sorted(wanted))
    plain, further = wanted - set(HIDDEN), wanted & set(HIDDEN)
    found = Q(state__in=sorted(plain))
    if further:
        found |= Q(state__in=sorted(further)) & _undisguised(units, named)
    if State.IN_REVIEW in wanted:
        found |= disguised(units, named)
    return found


def _undisguised(units: Collection[int], named: Collection[int]) -> Q:
    found = ~Q(unit_id__in=units) | Q(not_reported=True)
    return found | Q(pk__in=named) if named else found


def place(units: Collection[int], named: Collection[int]) -> Combinable:
    """How far a report is, by the state it reads as: a number to sort by."""
    whens = [When(state=state, then=Value(n)) for n, state in enumerate(ORDER)]
    at_review = Value(ORDER.index(State.IN_REVIEW))
    return Case(When(disguised(units, named), then=at_review), *whens, default=Value(len(ORDER)))


def shown_or_none(field: str, units: Collection[int], named: Collection[int]) -> Combinable:
    """The column where the row shows it, nothing where it is withheld."""
    if not units:
        return F(field)
    return Case(When(withheld(units, named), then=Value(None)), default=F(field))
