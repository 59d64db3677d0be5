"""What time alone brings about, and that every stuck case has its way out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from indicators.enums import RoundState
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.jobs.models import Job, JobState
from submissions.domain import clock, round_states
from submissions.domain.transition import perform
from submissions.enums import Action, State
from submissions.models import ReturnNotice
from submissions.tasks import clock as tasks
from tests import factories

pytestmark = pytest.mark.django_db

CLOSES = factories.CLOSES
SECOND = timedelta(seconds=1)
LATER = datetime(2025, 4, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def world():
    """A draft with everybody who may move it; the executive stands above the bureau's people."""
    submission = factories.SubmissionFactory(claimed_level=1)
    bureau = submission.round.indicator.owner
    people = {
        role: factories.MembershipFactory(unit=bureau, role=role).user
        for role in (Role.REVIEWER, Role.HEAD, Role.EXECUTIVE)
    }
    people[Role.DIRECTOR] = factories.MembershipFactory(
        unit=submission.unit, role=Role.DIRECTOR
    ).user
    return submission, people


def act(submission, action, actor, at, **data):
    submission.refresh_from_db()
    note = data.pop("note", "เหตุผล")
    return perform(
        submission,
        action,
        actor=actor,
        at=at,
        version=submission.version,
        note=note,
        data={"gaps_acknowledged": True, **data},
    )


def state_of(submission) -> str:
    submission.refresh_from_db()
    return submission.state


def test_a_draft_stays_open_to_its_last_second(world):
    submission, _people = world

    clock.tick(CLOSES)
    assert state_of(submission) == State.DRAFT

    ticked = clock.tick(CLOSES + SECOND)
    assert ticked.closed == 1
    assert state_of(submission) == State.ASSESSED
    assert submission.not_reported
    assert submission.confirmed_final == 0


def test_nothing_reported_still_ends_in_a_published_result(world):
    submission, people = world
    clock.tick(CLOSES + SECOND)

    act(submission, Action.CONFIRM, people[Role.HEAD], LATER)
    act(submission, Action.ENDORSE, people[Role.EXECUTIVE], LATER, reference="ครั้งที่ 4/2568")
    act(submission, Action.PUBLISH, people[Role.HEAD], LATER)
    clock.tick(LATER + SECOND)

    assert state_of(submission) == State.FINAL
    assert (submission.confirmed_level, submission.confirmed_final) == (0, 0)
    submission.round.refresh_from_db()
    assert submission.round.state == RoundState.FINAL


def test_a_units_own_extension_or_readmission_keeps_it_open(world):
    submission, people = world
    submission.due_at = CLOSES + timedelta(days=10)
    submission.save()

    assert clock.tick(CLOSES + timedelta(days=5)).closed == 0
    assert clock.tick(CLOSES + timedelta(days=11)).closed == 1

    new_closing = CLOSES + timedelta(days=30)
    act(
        submission,
        Action.READMIT,
        people[Role.EXECUTIVE],
        CLOSES + timedelta(days=12),
        order_number="คส.9/2568",
        closes_at=new_closing,
    )
    assert not submission.not_reported or state_of(submission) == State.DRAFT
    assert clock.tick(new_closing).closed == 0
    assert clock.tick(new_closing + SECOND).closed == 1


def test_a_readmitted_unit_reports_after_all(world):
    submission, people = world
    clock.tick(CLOSES + SECOND)
    act(
        submission,
        Action.READMIT,
        people[Role.EXECUTIVE],
        LATER,
        order_number="คส.9/2568",
        closes_at=LATER + timedelta(days=7),
    )

    act(submission, Action.SUBMIT, people[Role.DIRECTOR], LATER + timedelta(days=1))

    assert state_of(submission) == State.SUBMITTED
    assert not submission.not_reported


def returned(world, at=LATER - timedelta(days=40)):
    submission, people = world
    act(submission, Action.SUBMIT, people[Role.DIRECTOR], at)
    act(submission, Action.START_REVIEW, people[Role.REVIEWER], at)
    act(submission, Action.RETURN, people[Role.REVIEWER], at, items={"1.1-a": "ขอรายงานฉบับลงนาม"})
    return ReturnNotice.objects.get(submission=submission).answer_by


def test_a_return_never_answered_goes_back_to_review(world):
    submission, people = world
    answer_by = returned(world)

    assert clock.tick(answer_by).lapsed == 0
    assert clock.tick(answer_by + SECOND).lapsed == 1
    assert state_of(submission) == State.IN_REVIEW
    assert submission.answer_by is None

    act(submission, Action.ASSESS, people[Role.REVIEWER], answer_by + timedelta(days=1))
    assert state_of(submission) == State.ASSESSED


def test_an_answered_return_is_left_alone(world):
    submission, people = world
    answer_by = returned(world)
    act(submission, Action.SUBMIT, people[Role.DIRECTOR], answer_by)

    assert clock.tick(answer_by + SECOND).lapsed == 0
    assert state_of(submission) == State.SUBMITTED


def test_an_exempted_unit_is_neither_closed_nor_a_zero(world):
    submission, people = world
    act(
        submission,
        Action.EXEMPT,
        people[Role.EXECUTIVE],
        LATER - timedelta(days=60),
        order_number="คส.3/2568",
    )

    assert clock.tick(CLOSES + SECOND).closed == 0
    assert state_of(submission) == State.EXEMPTED
    assert submission.confirmed_final is None

    act(
        submission,
        Action.READMIT,
        people[Role.EXECUTIVE],
        LATER,
        order_number="คส.4/2568",
        closes_at=LATER + timedelta(days=3),
    )
    assert state_of(submission) == State.DRAFT


@pytest.mark.parametrize("days", [0, 15])
def test_a_published_result_is_final_when_its_days_are_over(world, days):
    submission, people = world
    submission.round.appeal_days = days
    submission.round.save()
    clock.tick(CLOSES + SECOND)
    act(submission, Action.CONFIRM, people[Role.HEAD], LATER)
    act(submission, Action.ENDORSE, people[Role.EXECUTIVE], LATER, reference="ครั้งที่ 4/2568")
    act(submission, Action.PUBLISH, people[Role.HEAD], LATER)

    if days:
        last_day = LATER + timedelta(days=days)
        assert clock.tick(last_day).finalised == 0
        assert clock.tick(last_day + timedelta(days=1)).finalised == 1
    else:
        assert clock.tick(LATER + SECOND).finalised == 1
    assert state_of(submission) == State.FINAL


def test_a_second_tick_changes_nothing(world):
    clock.tick(CLOSES + SECOND)
    entries = Entry.objects.count()

    assert clock.tick(CLOSES + SECOND) == clock.Ticked(0, 0, 0, 0)
    assert Entry.objects.count() == entries


def test_one_failing_move_keeps_no_other_back(world, monkeypatch):
    other = factories.SubmissionFactory(round=world[0].round)
    real = clock.perform

    def fails_for_the_first(submission, *args, **kwargs):
        if submission.pk == world[0].pk:
            raise RuntimeError("broken")
        return real(submission, *args, **kwargs)

    monkeypatch.setattr(clock, "perform", fails_for_the_first)
    with pytest.raises(ExceptionGroup) as failures:
        clock.tick(CLOSES + SECOND)

    assert len(failures.value.exceptions) == 1
    assert state_of(other) == State.ASSESSED
    assert state_of(world[0]) == State.DRAFT


def test_a_round_is_as_far_as_its_slowest_report(world):
    submission, people = world
    other = factories.SubmissionFactory(round=submission.round)
    act(
        other,
        Action.EXEMPT,
        people[Role.EXECUTIVE],
        LATER - timedelta(days=60),
        order_number="คส.3/2568",
    )
    round_ = submission.round

    clock.tick(CLOSES + SECOND)
    round_.refresh_from_db()
    assert round_.state == RoundState.CLOSED

    act(submission, Action.CONFIRM, people[Role.HEAD], LATER)
    act(submission, Action.ENDORSE, people[Role.EXECUTIVE], LATER, reference="ครั้งที่ 4/2568")
    assert round_states.derive(round_, at=LATER).state == RoundState.ENDORSED

    act(submission, Action.PUBLISH, people[Role.HEAD], LATER)
    assert round_states.derive(round_, at=LATER).state == RoundState.PUBLISHED

    act(submission, Action.REOPEN, people[Role.EXECUTIVE], LATER + timedelta(days=1))
    assert round_states.derive(round_, at=LATER).state == RoundState.CLOSED


def test_the_job_ticks_and_drops_its_old_rows(world, monkeypatch):
    old = Job.objects.create(
        kind=tasks.KIND,
        state=JobState.DONE,
        finished_at=LATER - timedelta(days=5),
        created_at=LATER,
        not_before=LATER,
    )
    monkeypatch.setattr(tasks.timezone, "now", lambda: LATER)

    tasks.ask_for_tick()

    job = Job.objects.exclude(pk=old.pk).get(kind=tasks.KIND)
    result = tasks.work(job, lambda *a, **k: None)
    assert state_of(world[0]) == State.ASSESSED or result["closed"] == 1
    assert not Job.objects.filter(pk=old.pk).exists()


def test_one_tick_at_a_time_is_asked_for(db, monkeypatch):
    monkeypatch.setattr("kpi_portal.jobs.queue.announce", lambda job_id: None)
    tasks.ask_for_tick()
    tasks.ask_for_tick()

    assert Job.objects.filter(kind=tasks.KIND).count() == 1


def test_the_query_count_does_not_grow_with_what_is_not_due(django_assert_num_queries):
    def count_for(number):
        for _ in range(number):
            factories.SubmissionFactory()
        with django_assert_num_queries(4):
            clock.tick(factories.OPENED)

    count_for(1)
    count_for(10)
