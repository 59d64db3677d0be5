"""Earlier rounds, units beside their last result, and how evenly it was judged."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpi_portal.accounts.models import User
from submissions.domain import round_comparison, round_view
from submissions.domain.review import give_verdict
from submissions.enums import Action, Decision, State
from submissions.models import Submission
from tests import factories
from tests.review.world import LATER, NOON, Review, file_now, three_levels

pytestmark = pytest.mark.django_db


def last_year(review: Review, *, code: str = "สบอ-7", copied: bool = False):
    """The round of a year before with a published result of the same unit."""
    indicator = factories.IndicatorFactory(owner=review.bureau, code=code, fiscal_year=2567)
    before = factories.RoundFactory(
        indicator=indicator, body=three_levels(), due_at=review.round.due_at - timedelta(days=365)
    )
    if copied:
        now = review.round.indicator
        now.copied_from = indicator
        now.save()
    report = factories.SubmissionFactory(round=before, unit=review.section)
    Submission.objects.filter(pk=report.pk).update(
        state=State.FINAL, confirmed_final=Decimal("60"), published_at=NOON
    )
    file_now(report, review.director, at=before.due_at - timedelta(days=1))
    return before


def test_rounds_of_the_same_indicator_stand_side_by_side(review: Review) -> None:
    before = last_year(review)
    file_now(review.submission, review.director, at=review.round.due_at + timedelta(days=2))
    review.put(State.CONFIRMED, confirmed_final=Decimal("75"))

    now, then = round_comparison.earlier(review.round, review.head, at=LATER)

    assert (now.round, now.units, now.reported, now.in_time) == (review.round, 1, 1, 0)
    assert (now.mean, now.percent) == (Fraction(75), Fraction(75))
    assert (then.round, then.in_time, then.mean) == (before, 1, Fraction(60))


def test_a_renamed_copy_is_the_same_indicator_and_another_code_is_not(review: Review) -> None:
    before = last_year(review, code="สบอ-6", copied=True)
    assert [p.round for p in round_comparison.earlier(review.round, review.head, at=LATER)][1:] == [
        before
    ]
    other = last_year(review, code="สบอ-9")
    assert other not in [
        p.round for p in round_comparison.earlier(review.round, review.head, at=LATER)
    ]


def test_exempted_units_stand_outside_and_unreported_ones_are_not_handed_in(
    review: Review,
) -> None:
    for state, fields in (
        (State.EXEMPTED, {}),
        (State.ASSESSED, {"not_reported": True}),
    ):
        unit = factories.UnitFactory(parent=review.bureau)
        report = factories.SubmissionFactory(round=review.round, unit=unit)
        Submission.objects.filter(pk=report.pk).update(state=state, **fields)

    [now] = round_comparison.earlier(review.round, review.head, at=LATER)

    assert (now.units, now.reported) == (2, 0)


def test_the_own_units_confirmed_result_is_not_told_by_the_mean(review: Review) -> None:
    review.put(State.CONFIRMED, confirmed_final=Decimal("75"))

    assert round_comparison.earlier(review.round, review.inside_head, at=LATER) == []
    [seen] = round_comparison.earlier(review.round, review.head, at=LATER)
    assert seen.mean == 75


def test_each_unit_beside_its_last_published_result(review: Review) -> None:
    before = last_year(review)
    review.put(State.CONFIRMED, confirmed_final=Decimal("75"))
    reports = round_view.reports(review.round, review.head, at=LATER)

    [change] = round_comparison.changes(review.round, reports, before, review.head, at=LATER)

    assert (change.before, change.difference) == (Decimal("60"), Decimal("15"))
    assert (
        round_comparison.changes(review.round, reports, None, review.head, at=LATER)[0].before
        is None
    )


def test_calibration_counts_the_latest_word_and_the_days(review: Review) -> None:
    first, second = review.in_review("1.1-a", "2.1-a")
    for use, decision in (
        (first, Decision.RETURNED),
        (first, Decision.ACCEPTED),
        (second, Decision.RETURNED),
    ):
        give_verdict(use, actor=review.reviewer, at=LATER, decision=decision, comment="เหตุผล")
    review.do(Action.RETURN, "reviewer", note="แก้ไข", items={})
    review.put(State.IN_REVIEW)
    review.do(Action.ASSESS, "second_reviewer", at=NOON + timedelta(days=3, hours=12))

    found = {c.person: c for c in calibration(review, review.head)}

    judged, proposed = found[review.reviewer], found[review.second_reviewer]
    assert (judged.accepted, judged.returned, judged.sent_back) == (1, 1, 1)
    assert judged.return_rate == 50
    assert (proposed.proposed, proposed.days) == (1, Fraction(7, 2))
    assert proposed.return_rate is None


def test_calibration_of_a_report_that_is_withheld_is_not_shown(review: Review) -> None:
    [use] = review.in_review("1.1-a")
    give_verdict(use, actor=review.reviewer, at=LATER, decision=Decision.ACCEPTED, comment="")

    assert calibration(review, review.inside_head) == []


def calibration(review: Review, who: User) -> list[round_comparison.Calibration]:
    reports = round_view.reports(review.round, who, at=LATER)
    return round_comparison.calibration(reports, who)


def address(review: Review) -> str:
    return reverse("submissions:round_results", args=[review.round.pk])


def test_the_page_and_its_cost(client, review: Review) -> None:
    last_year(review)
    review.put(State.CONFIRMED, confirmed_final=Decimal("75"))
    client.force_login(review.head)

    def cost() -> int:
        client.get(address(review))
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(address(review))
        assert answer.status_code == 200
        assert "การกระจายของคะแนน" in answer.content.decode()
        return len(caught)

    few = cost()
    for number in range(15):
        unit = factories.UnitFactory(name=f"ส่วนที่ {number}", parent=review.bureau)
        report = factories.SubmissionFactory(round=review.round, unit=unit)
        Submission.objects.filter(pk=report.pk).update(
            state=State.CONFIRMED, confirmed_final=Decimal(number * 5)
        )
    assert cost() == few <= 15


def test_before_anything_is_confirmed_it_says_so(client, review: Review) -> None:
    client.force_login(review.executive)

    page = client.get(address(review)).content.decode()

    assert "ยังไม่มีผลที่เห็นชอบแล้ว" in page
    assert "<rect" not in page
