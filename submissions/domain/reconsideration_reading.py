"""What the pages of a request for reconsideration show; plain data in a few queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef

from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from submissions import access
from submissions.domain import contested, deadlines, reconsideration, reconsidering
from submissions.domain.contested import LATENESS
from submissions.enums import State
from submissions.models import Reconsideration, Submission


@dataclass(frozen=True, slots=True)
class Said:
    """One piece of a contested item at one moment."""

    use: int
    name: str
    decision: str
    comment: str


@dataclass(frozen=True, slots=True)
class Item:
    """One contested item: its argument, and its pieces before and after."""

    key: str
    title: str
    argument: str
    before: tuple[Said, ...]
    after: tuple[Said, ...]

    @property
    def lateness(self) -> bool:
        return self.key == LATENESS


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the result, before and after; `after` is None while it is not told."""

    name: str
    before: Decimal | None
    after: Decimal | None

    @property
    def changed(self) -> bool:
        return self.after is not None and self.after != self.before


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A request as one person sees it. `after` is empty until it is decided, but for those who
    follow the review, who see the result as it would be now."""

    request: Reconsideration
    items: tuple[Item, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    staff: bool
    looks_again: bool
    decides: bool
    chooses: bool
    may_take_up: bool
    adds: bool

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Level, score before lateness, deduction and final score; what does not apply is left
        out."""
        rows = (
            Figure(name, _exact(self.before.get(name)), _exact(self.after.get(name)))
            for name in ("level", "raw", "deduction", "final")
        )
        return tuple(row for row in rows if row.before is not None)

    @property
    def scale(self) -> Decimal | None:
        return _exact(self.before.get("scale"))

    @property
    def decided(self) -> bool:
        return self.request.resolved_at is not None

    @property
    def lateness(self) -> bool:
        return any(item.lateness for item in self.items)

    @property
    def changed(self) -> bool:
        """Whether anything of the result differs from before."""
        return bool(self.after) and not reconsideration.same_result(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Line:
    """One request in a round's list."""

    request: Reconsideration
    submission: Submission
    contested: int
    staff: bool


def get(submission: Submission, number: int) -> Reconsideration:
    """One request of a report; raises `NotFound`."""
    found: Reconsideration | None = (
        submission.reconsiderations.filter(number=number)
        .select_related("requested_by", "reviewer", "resolved_by")
        .prefetch_related("items")
        .first()
    )
    if found is None:
        raise NotFound("no such request", code="not_found")
    return found


def page(
    submission: Submission, request: Reconsideration, *, reader: User, at: datetime
) -> RequestPage:
    """The request as `reader` sees it: what is thought of it only with the answer, unless the
    person follows the review."""
    waiting = request.resolved_at is None
    staff = access.sees_review(reader, submission, at=at)
    after: Mapping[str, Any] = request.after
    if waiting and staff:
        keys = contested.contested_keys(request)
        after = reconsideration.result_of(submission, keys, at=at)
    looks = waiting and request.reviewer_id == reader.pk
    may_look = waiting and reconsideration.may_look_again(reader, submission, at=at)
    return RequestPage(
        request=request,
        items=_items(submission, request, after),
        before=request.before,
        after=after,
        staff=staff,
        looks_again=looks and may_look,
        decides=waiting and reconsidering.may_decide(reader, submission, at=at),
        chooses=waiting and reconsidering.may_choose(reader, submission, at=at),
        may_take_up=may_look and request.reviewer_id is None,
        adds=waiting
        and request.reviewed_at is None
        and access.may_contest(reader, submission, at=at),
    )


def _exact(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _items(
    submission: Submission, request: Reconsideration, after: Mapping[str, Any]
) -> tuple[Item, ...]:
    return tuple(
        Item(
            key=item.requirement,
            title=contested.title_of(submission, item.requirement),
            argument=item.argument,
            before=_said(request.before, item.requirement),
            after=_said(after, item.requirement),
        )
        for item in request.items.all()
    )


def _said(result: Mapping[str, Any], key: str) -> tuple[Said, ...]:
    return tuple(Said(**piece) for piece in result.get("items", {}).get(key, ()))


def of_round(round: Round, user: User, *, at: datetime) -> list[Line]:
    """Every request about the round's results that the person may see, those that wait first; two
    queries."""
    visible = access.visible_to(user, at=at).filter(round=round)
    found = (
        Reconsideration.objects.filter(submission__in=visible)
        .select_related(
            "submission__unit",
            "requested_by",
            "reviewer",
            "resolved_by",
        )
        .annotate(contested=Count("items"))
    )
    lines = [
        Line(one, one.submission, one.contested, _follows(user, one.submission, round, at))
        for one in found
    ]
    return sorted(
        lines, key=lambda line: (line.request.resolved_at is not None, line.request.requested_at)
    )


def open_to_asking(round: Round, user: User, *, at: datetime) -> list[tuple[Submission, datetime]]:
    """The published results that can still be contested, with the last moment for it; one query."""
    if not round.appeal_days:
        return []
    answers = Reconsideration.objects.filter(
        submission=OuterRef("pk"), resolved_at__gte=OuterRef("published_at")
    )
    found = (
        access.visible_to(user, at=at)
        .filter(round=round, state=State.PUBLISHED, not_reported=False)
        .exclude(Exists(answers))
        .select_related("unit", "handed_over_from", "round")
        .order_by("published_at", "pk")
    )
    ends = ((report, deadlines.appeal_ends_at(report)) for report in found)
    return [(report, until) for report, until in ends if until is not None and at <= until]


def _follows(user: User, submission: Submission, round: Round, at: datetime) -> bool:
    return access.sees_review_of(
        user,
        submission.pk,
        unit_path=submission.unit.path,
        owner_path=round.indicator.owner.path,
        at=at,
    )


def numbers_of(submission: Submission) -> Sequence[int]:
    """The numbers of a report's requests, newest first."""
    return list(submission.reconsiderations.order_by("-number").values_list("number", flat=True))
