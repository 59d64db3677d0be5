"""Entering, naming and removing days off: who may, what follows, what stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from indicators.domain import days_off, holiday_effects
from indicators.domain.holiday_scores import Change
from indicators.domain.holidays import (
    NamedDay,
    declare_days,
    declare_holiday,
    remove_holiday,
    rename_holiday,
)
from indicators.domain.loading import load_definition
from indicators.domain.planning import RoundPlan, plan_round
from indicators.enums import RoundState
from indicators.models import Holiday, Round
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import InvalidInput, NotAllowed
from kpi_portal.jobs.models import Job
from kpi_portal.thai import BANGKOK
from submissions.domain import holiday_scores, scores
from submissions.enums import ScoreBasis, State
from submissions.models import ScoreSnapshot
from tests import factories
from tests.review.world import file_now, make_review, three_levels

pytestmark = pytest.mark.django_db
OTHERS = [role for role in Role if role is not Role.CONFIGURER]
WORKING = {"late": {"deduct": 1, "per": "day", "count": "working"}}
DUE_DAY = date(2025, 2, 25)  # a Tuesday
WEDNESDAY, THURSDAY, FRIDAY = (DUE_DAY + timedelta(days=n) for n in (1, 2, 3))


@pytest.fixture
def keeper(people):
    return people[Role.CONFIGURER]


@pytest.fixture
def by(keeper, at):
    return {"actor": keeper, "at": at}


@pytest.fixture
def planned(bureau, definition, by):
    """A planned round, due on Friday 28 February at half past four, that rolls forward."""
    load_definition(definition, owner=bureau, **by)
    return plan(Round.objects.get(), date(2025, 2, 28), by)


def plan(round_, due, by, *, roll=True, closes=None):
    moment = datetime.combine(due, datetime.min.time().replace(hour=16, minute=30), BANGKOK)
    return plan_round(
        round_,
        RoundPlan(
            opens_on=date(2024, 10, 1),
            due_at=moment,
            closes_at=closes or moment + timedelta(days=30),
            period_end=None,
            appeal_days=15,
            answer_days=7,
            endorse_required=True,
            roll_forward=roll,
        ),
        **by,
    )


# who may


@pytest.mark.parametrize("role", OTHERS)
def test_only_configurers_keep_days_off(bureau, people, at, by, role):
    holiday = declare_holiday(bureau, day=date(2025, 4, 16), name="ชดเชย", **by)
    other = {"actor": people[role], "at": at}
    with pytest.raises(NotAllowed):
        declare_holiday(bureau, day=date(2025, 4, 17), name="x", **other)
    with pytest.raises(NotAllowed):
        rename_holiday(holiday, name="x", **other)
    with pytest.raises(NotAllowed):
        remove_holiday(holiday, **other)
    assert [h.name for h in Holiday.objects.all()] == ["ชดเชย"]


def test_a_configurer_of_a_section_does_not_keep_the_bureaus(bureau, sections, at):
    user = factories.MembershipFactory(unit=sections[0], role=Role.CONFIGURER).user
    with pytest.raises(NotAllowed):
        declare_holiday(bureau, actor=user, at=at, day=date(2025, 4, 16), name="x")
    declare_holiday(sections[0], actor=user, at=at, day=date(2025, 4, 16), name="x")


# what is kept


def test_several_days_are_one_act_with_an_entry_each(bureau, by):
    days = [NamedDay(date(2025, 4, 14), " วันสงกรานต์ "), NamedDay(date(2025, 4, 15), "วันสงกรานต์")]
    declare_days(bureau, days, **by)
    assert list(days_off.named(bureau).items()) == [
        (date(2025, 4, 14), "วันสงกรานต์"),
        (date(2025, 4, 15), "วันสงกรานต์"),
    ]
    assert Entry.objects.filter(action="holiday.declare").count() == 2


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ([], "no_day"),
        ([NamedDay(date(2025, 4, 14), "  ")], "name_required"),
        ([NamedDay(date(2025, 4, 14), "ก" * 201)], "name_too_long"),
        ([NamedDay(date(2025, 4, 14), "ก"), NamedDay(date(2025, 4, 14), "ข")], "named_twice"),
        ([NamedDay(date(2025, 4, 1), "ก"), NamedDay(date(2025, 1, 1), "ข")], "already_there"),
        ([NamedDay(date(2025, 4, 1) + timedelta(days=n), "ก") for n in range(101)], "too_many"),
    ],
)
def test_a_fault_in_one_keeps_none(bureau, by, days, code):
    declare_holiday(bureau, day=date(2025, 1, 1), name="ปีใหม่", **by)
    with pytest.raises(InvalidInput) as refused:
        declare_days(bureau, days, **by)
    assert refused.value.code == code
    assert Holiday.objects.count() == 1


def test_a_name_is_corrected_and_a_correction_to_the_same_leaves_no_trace(bureau, by):
    holiday = declare_holiday(bureau, day=date(2025, 4, 14), name="สงกราน", **by)
    rename_holiday(holiday, name="วันสงกรานต์", **by)
    rename_holiday(holiday, name="วันสงกรานต์ ", **by)
    assert Holiday.objects.get().name == "วันสงกรานต์"
    assert Entry.objects.filter(action="holiday.rename").count() == 1


def test_where_a_day_off_comes_from(bureau, sections, by):
    day, only = date(2025, 4, 14), date(2025, 4, 15)
    declare_days(bureau, [NamedDay(day, "ของสำนัก"), NamedDay(only, "ทั้งสำนัก")], **by)
    declare_holiday(sections[0], day=day, name="ของส่วน", **by)
    year = {"first": date(2025, 1, 1), "last": date(2025, 12, 31)}
    first, second = days_off.listed(sections[0], **year)
    assert (first.holiday.name, first.own, first.also) == ("ของส่วน", True, (bureau,))
    assert (second.holiday.owner, second.own) == (bureau, False)
    assert [entry.holiday.name for entry in days_off.listed(bureau, **year)] == [
        "ของสำนัก",
        "ทั้งสำนัก",
    ]
    both = days_off.of_paths({bureau.path, sections[0].path, sections[1].path})
    assert both[sections[0].path] == {day: "ของส่วน", only: "ทั้งสำนัก"}
    assert both[sections[1].path] == both[bureau.path] == days_off.named(bureau)


# planned rounds


def test_a_planned_due_date_rolls_and_rolls_back(bureau, planned, by):
    before = (planned.due_at, planned.closes_at)
    holiday = declare_holiday(bureau, day=date(2025, 2, 28), name="วันหยุดสำนัก", **by)
    planned.refresh_from_db()
    assert planned.due_at == datetime(2025, 3, 3, 16, 30, tzinfo=BANGKOK)
    assert planned.rolled_from == date(2025, 2, 28)

    followed = remove_holiday(holiday, **by)

    planned.refresh_from_db()
    assert followed.rounds == 1
    assert ((planned.due_at, planned.closes_at), planned.rolled_from) == (before, None)
    assert Entry.objects.filter(action="round.roll").count() == 2


def test_a_due_date_that_rolled_already_rolls_on(bureau, planned, by):
    plan(planned, date(2025, 3, 1), by)  # a Saturday, kept as Monday
    declare_holiday(bureau, day=date(2025, 3, 3), name="วันหยุดสำนัก", **by)
    planned.refresh_from_db()
    assert planned.due_at == datetime(2025, 3, 4, 16, 30, tzinfo=BANGKOK)
    assert planned.rolled_from == date(2025, 3, 1)


def test_the_closing_never_lies_before_the_due_date(bureau, planned, by):
    due = datetime(2025, 2, 28, 16, 30, tzinfo=BANGKOK)
    plan(planned, date(2025, 2, 28), by, closes=due)
    declare_holiday(bureau, day=date(2025, 2, 28), name="วันหยุดสำนัก", **by)
    planned.refresh_from_db()
    assert planned.closes_at == planned.due_at == datetime(2025, 3, 3, 16, 30, tzinfo=BANGKOK)


@pytest.mark.parametrize(("state", "roll"), [(RoundState.OPEN, True), (RoundState.PLANNED, False)])
def test_open_rounds_and_those_that_do_not_roll_stay_and_are_named(
    bureau, planned, by, at, state, roll
):
    Round.objects.update(state=state, roll_forward=roll)
    due = planned.due_at
    change = Change(bureau, added=frozenset({date(2025, 2, 28)}))

    effect = holiday_effects.of(change, at=at)

    assert (list(effect.moved), effect.staying) == ([], [planned])
    assert declare_holiday(bureau, day=date(2025, 2, 28), name="x", **by)
    planned.refresh_from_db()
    assert planned.due_at == due


def test_a_day_that_a_unit_above_keeps_too_moves_nothing(bureau, at):
    below = factories.UnitFactory(parent=bureau)
    due = datetime(2025, 2, 28, 16, 30, tzinfo=BANGKOK)
    indicator = factories.IndicatorFactory(owner=below)
    planned = {"state": RoundState.PLANNED, "roll_forward": True, "due_at": due}
    factories.RoundFactory(indicator=indicator, **planned)
    change = Change(below, added=frozenset({due.date()}))
    assert len(holiday_effects.of(change, at=at).moved) == 1
    Holiday.objects.create(owner=bureau, day=due.date(), name="ของสำนัก")
    assert not holiday_effects.of(change, at=at).worth_showing


def test_another_bureaus_days_move_nothing(planned, at):
    far = factories.BureauFactory()
    change = Change(far, added=frozenset({date(2025, 2, 28)}))
    assert not holiday_effects.of(change, at=at).worth_showing


# scores


def late_report(review, number=0):
    """A report in review, handed in three working days late."""
    handed_in = datetime.combine(FRIDAY, datetime.min.time().replace(hour=10), BANGKOK)
    if number == 0:
        report = review.submission
    else:
        report = factories.SubmissionFactory(
            round=review.round, unit=factories.UnitFactory(parent=review.bureau)
        )
    file_now(report, review.director, at=handed_in)
    report.state = State.IN_REVIEW
    type(report).objects.filter(pk=report.pk).update(state=State.IN_REVIEW, claimed_level=3)
    report.refresh_from_db()
    scores.recompute(report, at=handed_in, reason="test")
    return report


@pytest.fixture
def review():
    return make_review(**WORKING)


@pytest.fixture
def bureau_keeper(review):
    return factories.MembershipFactory(unit=review.bureau, role=Role.CONFIGURER).user


AFTER = datetime(2025, 3, 3, 5, 0, tzinfo=BANGKOK)


def test_working_day_rules_follow_at_once_where_they_are_few(review, bureau_keeper):
    report = late_report(review)
    assert report.days_late == 3
    change = Change(review.bureau, added=frozenset({THURSDAY}))

    effect = holiday_effects.of(change, at=AFTER, user=bureau_keeper)
    (line,) = effect.scores
    assert (line.before, line.after, effect.scores_seen) == (3, 2, [line])

    followed = declare_holiday_of(review, bureau_keeper, THURSDAY)

    report.refresh_from_db()
    assert (report.days_late, followed.scores, followed.job) == (2, 1, None)
    kept = scores.latest(report, ScoreBasis.CONFIRMED)
    assert kept.inputs["holidays"] == [THURSDAY.isoformat()]

    remove_holiday(Holiday.objects.get(), actor=bureau_keeper, at=AFTER)
    report.refresh_from_db()
    assert report.days_late == 3


def declare_holiday_of(review, actor, *days):
    entries = [NamedDay(day, "วันหยุดสำนัก") for day in days]
    return declare_days(review.bureau, entries, actor=actor, at=AFTER)


@pytest.mark.parametrize("state", [State.CONFIRMED, State.PUBLISHED, State.FINAL, State.EXEMPTED])
def test_settled_results_stand(review, bureau_keeper, state):
    report = late_report(review)
    review.put(state)
    before = ScoreSnapshot.objects.count()
    assert declare_holiday_of(review, bureau_keeper, THURSDAY).scores == 0
    assert ScoreSnapshot.objects.count() == before
    report.refresh_from_db()
    assert report.days_late == 3


def test_calendar_day_rules_and_days_outside_do_not_follow(bureau_keeper, review):
    late_report(review)
    saturday = DUE_DAY + timedelta(days=4)
    outside = (DUE_DAY, saturday, date(2025, 3, 5))
    for day in outside:
        change = Change(review.bureau, added=frozenset({day}))
        assert list(holiday_effects.of(change, at=AFTER).scores) == []
    body = three_levels(late={"deduct": 1, "per": "day", "count": "calendar"})
    factories.rewrite(review.round.version, body)
    change = Change(review.bureau, added=frozenset({THURSDAY}))
    assert list(holiday_effects.of(change, at=AFTER).scores) == []


def test_an_extension_is_the_due_date_that_counts(review, bureau_keeper):
    report = late_report(review)
    review.put(State.IN_REVIEW, due_at=datetime(2025, 2, 27, 23, 0, tzinfo=BANGKOK))
    assert declare_holiday_of(review, bureau_keeper, WEDNESDAY).scores == 0
    assert report.days_late == 3


def test_many_are_a_job(review, bureau_keeper, django_capture_on_commit_callbacks):
    reports = [late_report(review, number) for number in range(holiday_scores.AT_ONCE + 1)]

    with django_capture_on_commit_callbacks(execute=True):
        followed = declare_holiday_of(review, bureau_keeper, THURSDAY, FRIDAY)

    assert followed.job is not None
    job = Job.objects.get(pk=followed.job.pk)
    assert job.requested_by == bureau_keeper
    assert job.state == "done", job.error
    for report in reports:
        report.refresh_from_db()
        assert report.days_late == 1


def test_a_configurer_of_another_owner_counts_and_names_nothing(review):
    """A section's configurer enters a day of the section; the indicator is the bureau's."""
    late_report(review)
    section_keeper = factories.MembershipFactory(unit=review.section, role=Role.CONFIGURER).user
    change = Change(review.section, added=frozenset({THURSDAY}))
    effect = holiday_effects.of(change, at=AFTER, user=section_keeper)
    assert (len(effect.scores), list(effect.scores_seen), effect.scores_unseen) == (1, [], 1)


@pytest.mark.parametrize("count", [1, 12])
def test_looking_costs_the_same_for_many(
    review, bureau_keeper, count, django_assert_max_num_queries
):
    for number in range(count):
        late_report(review, number)
    change = Change(review.bureau, removed=frozenset(), added=frozenset({THURSDAY}))
    with django_assert_max_num_queries(10):
        effect = holiday_effects.of(change, at=AFTER, user=bureau_keeper)
    assert len(effect.scores) == count
