"""When a report was first handed in: the earliest moment of a filing that stands, told by one
column, which every act keeps and every list reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from submissions.domain import queue, receiving_check
from submissions.domain.filing import first_standing
from submissions.domain.queue import Filters
from submissions.enums import Action, State
from submissions.models import ReceivedReport, Submission
from tests import factories
from tests.receiving.world import BROUGHT, DAY, entered, filled, handed_in
from tests.review.world import LATER, NOON, Review, file_now

pytestmark = pytest.mark.django_db


def kept(review: Review) -> datetime | None:
    """The column, which never says other than the filings."""
    report = review.fresh()
    assert report.first_filed_at == first_standing(report)
    return report.first_filed_at


def claimed(review: Review) -> None:
    """A report of which the first level is claimed and supplied."""
    review.put(State.DRAFT, claimed_level=1)
    review.supply()


def test_what_is_handed_in_again_leaves_it(review: Review):
    claimed(review)
    review.do(Action.SUBMIT, "director", at=NOON)
    assert kept(review) == NOON
    review.do(Action.START_REVIEW, "reviewer", at=LATER)
    review.do(Action.RETURN, "reviewer", at=LATER, items={"1.1-a": "ขอฉบับลงนาม"})
    review.do(Action.SUBMIT, "director", at=LATER + DAY)
    assert kept(review) == NOON


def test_what_is_withdrawn_counts_no_more(review: Review):
    claimed(review)
    review.do(Action.SUBMIT, "director", at=NOON)
    review.do(Action.WITHDRAW, "director", at=NOON + DAY)
    assert kept(review) is None
    review.do(Action.SUBMIT, "director", at=NOON + 2 * DAY)
    assert kept(review) == NOON + 2 * DAY


def test_what_came_on_paper_counts_from_when_it_was_received(review: Review):
    entered(review)
    assert kept(review) == BROUGHT


def test_a_corrected_moment_takes_the_place_of_the_first(review: Review):
    received = entered(review)
    receiving_check.send_back(received, actor=review.head, at=LATER, note="วันรับไม่ตรง")
    corrected = ReceivedReport.objects.get(pk=received.pk)
    corrected.received_at = BROUGHT - DAY
    corrected.save()
    handed_in(review, corrected, at=LATER)
    assert kept(review) == BROUGHT - DAY


def test_an_answer_on_paper_leaves_the_first_handing_in(review: Review):
    entered(review)
    review.do(Action.START_REVIEW, "reviewer", at=NOON)
    review.do(Action.RETURN, "reviewer", at=LATER, items={"1.1-a": "ขอฉบับลงนาม"})
    answer = filled(review, at=LATER + 2 * DAY, received_at=LATER + DAY)
    handed_in(review, answer, at=LATER + 2 * DAY)
    assert kept(review) == BROUGHT


def test_reports_of_before_are_filled_in(review: Review):
    fill = import_module("submissions.migrations.0020_first_filed_at").fill
    twice, withdrawn, never = (
        factories.SubmissionFactory(round=review.round, state=State.IN_REVIEW, submitted_at=at)
        for at in (NOON, None, None)
    )
    for days in (3, 1, 2):
        file_now(twice, review.director, at=NOON + days * DAY)
    twice.filings.filter(number=2).update(withdrawn_at=NOON)
    file_now(withdrawn, review.director, at=NOON)
    withdrawn.filings.update(withdrawn_at=NOON)
    Submission.objects.update(first_filed_at=None)

    fill(apps, None)

    found = dict(Submission.objects.values_list("pk", "first_filed_at"))
    assert found[twice.pk] == NOON + 2 * DAY
    assert found[withdrawn.pk] is found[never.pk] is None
    assert all(first_standing(report) == found[report.pk] for report in (twice, withdrawn, never))


class TestHandedInLate:
    """The list of the queue, by the round's date or by one's own."""

    def listed(self, review: Review, **asked: str) -> list[int]:
        reach = queue.reach_of(review.reviewer, at=LATER)
        filters = Filters.of({"show": "all", "timing": "late", **asked})
        numbers = queue.by_state(reach, filters, review.reviewer, at=LATER)
        found = queue.page_of(reach, filters, review.reviewer, numbers, at=LATER)
        keys = [row["pk"] for row in found[0:50]]
        assert len(keys) == queue.in_heaps(numbers)[filters.heap]
        return keys

    def filed(
        self, review: Review, days: float, *, own: float | None = None, state: str = State.IN_REVIEW
    ) -> int:
        """A report first handed in so many days after the round was due."""
        due = review.round.due_at
        report = factories.SubmissionFactory(
            round=review.round,
            state=state,
            due_at=None if own is None else due + timedelta(days=own),
            submitted_at=due + timedelta(days=9),
        )
        file_now(report, review.director, at=due + timedelta(days=days))
        return report.pk

    def test_by_the_date_of_the_round(self, review: Review):
        self.filed(review, 0)
        late = self.filed(review, 1)
        assert self.listed(review) == [late]

    def test_by_a_date_of_its_own_whether_before_or_after(self, review: Review):
        self.filed(review, 3, own=3)
        late = self.filed(review, 4, own=3)
        earlier = self.filed(review, -1, own=-2)
        assert self.listed(review) == [late, earlier]

    def test_an_exempted_unit_stands_outside(self, review: Review):
        self.filed(review, 1, state=State.EXEMPTED)
        self.filed(review, 4, own=3, state=State.EXEMPTED)
        assert self.listed(review) == []

    @pytest.mark.parametrize("sort", ["state", "-state", "unit", "-submitted", "indicator"])
    def test_in_every_order_and_under_other_filters(self, review: Review, sort: str):
        late = {self.filed(review, 1), self.filed(review, 4, own=3)}
        done = self.filed(review, 2, state=State.FINAL)
        assert set(self.listed(review, sort=sort)) == late | {done}
        assert set(self.listed(review, sort=sort, show="done")) == {done}
        assert set(self.listed(review, sort=sort, round=str(review.round.pk))) == late | {done}
        assert self.listed(review, sort=sort, q="ไม่มีหน่วยนี้") == []

    def test_what_was_withdrawn_is_not_late(self, review: Review):
        pk = self.filed(review, 1)
        Submission.objects.filter(pk=pk).update(first_filed_at=None, submitted_at=None)
        assert self.listed(review) == []
