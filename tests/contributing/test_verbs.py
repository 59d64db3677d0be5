"""Asking units, handing in, giving back, and what a later change does to the mark."""

from __future__ import annotations

import pytest

from indicators.enums import RoundState
from indicators.models import Assignment, Contribution, Round
from kpi_portal.accounts.domain import duties
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound
from kpi_portal.notifications.models import Notification
from submissions import access
from submissions.domain import contributing, evidence, hand_over, remind_many, supply
from submissions.domain import contribution_reading as reading
from submissions.domain.contribution_reading import Stage
from submissions.domain.opening import open_round
from submissions.domain.transition import perform
from submissions.enums import Action, State
from submissions.models import Submission
from tests import factories as f
from tests.evidence.world import LATER, NOON, a_pdf, every_kind


def stages(world) -> dict[str, Stage]:
    return {one.unit.name: one.stage for one in reading.contributors(world.fresh())}


def told(kind: str) -> set[str]:
    found = Notification.objects.filter(kind=kind)
    return set(found.values_list("recipient__username", flat=True))


# --- asking --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["configurer", "head", "executive"])
def test_those_who_keep_the_report_ask(world, who):
    made = contributing.ask(
        world.assignment, world.first, ["level-2"], actor=world.people[who], at=NOON
    )
    assert [(row.unit, row.part) for row in made] == [(world.first, "level-2")]
    assert Entry.objects.filter(action="contribution.ask").count() == 1
    assert told("contribution.ask") == {"first_drafter", "first_director", "drafter"}


@pytest.mark.parametrize(
    "who", ["drafter", "first_director", "first_drafter", "third_director", "reviewer"]
)
def test_nobody_else_asks_or_releases(asked, who):
    row = Contribution.objects.get(unit=asked.first)
    with pytest.raises(NotAllowed):
        contributing.ask(
            asked.assignment, asked.third, ["level-3"], actor=asked.people[who], at=NOON
        )
    with pytest.raises(NotAllowed):
        contributing.release(row, actor=asked.people[who], at=NOON)


def test_the_director_of_the_consolidating_section_asks(world):
    assignment = f.AssignmentFactory(round=world.round, unit=world.first)
    assert contributing.ask(assignment, world.second, [""], actor=world.first_director, at=NOON)
    with pytest.raises(NotAllowed):
        contributing.ask(assignment, world.third, [""], actor=world.second_director, at=NOON)


@pytest.mark.parametrize(
    ("codes", "code"),
    [([], "no_part_chosen"), (["level-9"], "no_such_part"), (["1.1-a"], "no_such_part")],
)
def test_parts_are_chosen_from_the_outline(world, codes, code):
    with pytest.raises(InvalidInput) as refused:
        contributing.ask(world.assignment, world.first, codes, actor=world.configurer, at=NOON)
    assert refused.value.code == code


def test_units_beyond_the_owner_and_the_reporting_unit_are_refused(world):
    for unit, code in ((f.UnitFactory(), "foreign_unit"), (world.bureau, "reports_itself")):
        with pytest.raises(InvalidInput) as refused:
            contributing.ask(world.assignment, unit, [""], actor=world.configurer, at=NOON)
        assert refused.value.code == code


def test_asked_again_nothing_doubles_and_the_whole_takes_the_place_of_parts(asked):
    by = {"actor": asked.configurer, "at": NOON}
    assert contributing.ask(asked.assignment, asked.first, ["criterion-1.1"], **by) == []
    contributing.ask(asked.assignment, asked.first, ["level-2"], **by)
    assert asked.assignment.contributions.filter(unit=asked.first).count() == 2
    contributing.ask(asked.assignment, asked.first, [""], **by)
    assert [c.part for c in asked.assignment.contributions.filter(unit=asked.first)] == [""]
    assert contributing.ask(asked.assignment, asked.first, ["level-3"], **by) == []


def test_several_units_may_supply_the_same_part(asked):
    contributing.ask_each(
        asked.assignment,
        [asked.first, asked.third],
        ["level-2"],
        actor=asked.configurer,
        at=NOON,
    )
    for unit, who in ((asked.second, "second_director"), (asked.third, "third_director")):
        use = supply.set_number(
            asked.fresh(), "2.1-a", typed="80", actor=asked.people[who], at=LATER
        )
        assert use.requirement == "2.1-a"
        assert access.own_contributions(asked.people[who], asked.fresh(), at=LATER)[0].unit == unit


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.ENDORSED, RoundState.FINAL])
def test_after_the_round_nobody_is_asked_or_released(asked, state):
    Round.objects.filter(pk=asked.round.pk).update(state=state)
    assignment = reading.get_assignment(asked.round.pk, asked.assignment.pk)
    row = assignment.contributions.select_related("unit").get(unit=asked.first)
    row.assignment = assignment
    by = {"actor": asked.configurer, "at": NOON}
    with pytest.raises(GuardRefused):
        contributing.ask(assignment, asked.third, [""], **by)
    with pytest.raises(GuardRefused):
        contributing.release(row, **by)


def test_in_a_planned_round_parts_come_from_the_published_criteria_and_opening_tells(world):
    indicator = f.IndicatorFactory(owner=world.bureau, code="สบอ-8")
    planned = f.RoundFactory(indicator=indicator, state=RoundState.PLANNED, body=every_kind())
    Round.objects.filter(pk=planned.pk).update(version=None)
    planned.refresh_from_db()
    assignment = f.AssignmentFactory(round=planned, unit=world.bureau)
    contributing.ask(assignment, world.first, ["level-1"], actor=world.configurer, at=NOON)
    Notification.objects.all().delete()

    (report,) = open_round(planned, actor=world.configurer, at=LATER)
    assert told("contribution.ask") == {"first_drafter", "first_director", "drafter"}
    assert "first_drafter" not in told("round.open")
    notice = Notification.objects.filter(kind="contribution.ask").first()
    assert notice.url == f"/submissions/{report.pk}/"


# --- handing in ----------------------------------------------------------------------------------


def test_the_director_hands_in_and_the_reporting_unit_is_told(asked):
    assert set(stages(asked).values()) == {Stage.NOT_BEGUN}
    evidence.attach_file(
        asked.fresh(), "1.1-a", upload=a_pdf(), actor=asked.first_drafter, at=LATER
    )
    assert stages(asked)[asked.first.name] is Stage.WORKING

    contributing.hand_in(
        asked.fresh(), asked.first, actor=asked.first_director, at=LATER, note="ครบแล้ว"
    )
    one = reading.contributors(asked.fresh())[0]
    assert (one.stage, one.mark.ready_by, one.mark.ready_note) == (
        Stage.READY,
        asked.first_director,
        "ครบแล้ว",
    )
    assert (one.supplied, one.asked) == (1, 2)
    assert told("contribution.ready") == {"drafter"}
    with pytest.raises(GuardRefused):
        contributing.hand_in(asked.fresh(), asked.first, actor=asked.first_director, at=LATER)


@pytest.mark.parametrize(
    "who", ["first_drafter", "second_director", "drafter", "executive", "configurer", "head"]
)
def test_only_the_contributors_own_director_hands_in(asked, who):
    with pytest.raises(NotAllowed):
        contributing.hand_in(asked.fresh(), asked.first, actor=asked.people[who], at=LATER)


def test_a_unit_that_was_not_asked_hands_nothing_in(asked):
    with pytest.raises(NotFound):
        contributing.hand_in(asked.fresh(), asked.third, actor=asked.third_director, at=LATER)


def test_nothing_is_handed_in_once_the_report_is(asked):
    asked.put(State.SUBMITTED)
    with pytest.raises(GuardRefused):
        contributing.hand_in(asked.fresh(), asked.first, actor=asked.first_director, at=LATER)


def test_a_later_change_takes_the_mark_away_and_says_so(asked):
    by = {"actor": asked.first_drafter, "at": LATER}
    contributing.hand_in(asked.fresh(), asked.first, actor=asked.first_director, at=LATER)
    evidence.attach_file(asked.fresh(), "1.1-a", upload=a_pdf(), **by)
    assert stages(asked)[asked.first.name] is Stage.CHANGED
    assert Entry.objects.filter(action="contribution.change").count() == 1
    assert told("contribution.change") == {"drafter"}
    contributing.hand_in(asked.fresh(), asked.first, actor=asked.first_director, at=LATER)
    assert stages(asked)[asked.first.name] is Stage.READY


def test_changes_of_the_reporting_unit_and_of_others_leave_the_mark(asked):
    contributing.hand_in(asked.fresh(), asked.first, actor=asked.first_director, at=LATER)
    evidence.attach_file(asked.fresh(), "1.1-a", upload=a_pdf(), actor=asked.drafter, at=LATER)
    supply.set_number(asked.fresh(), "2.1-a", typed="80", actor=asked.second_director, at=LATER)
    assert stages(asked)[asked.first.name] is Stage.READY


def test_the_reporting_unit_gives_back_with_a_reason(asked):
    by = {"actor": asked.drafter, "at": LATER}
    with pytest.raises(GuardRefused):
        contributing.give_back(asked.fresh(), asked.first, reason="ขาดหน้า 2", **by)
    contributing.hand_in(asked.fresh(), asked.first, actor=asked.first_director, at=LATER)
    with pytest.raises(InvalidInput):
        contributing.give_back(asked.fresh(), asked.first, reason="  ", **by)
    contributing.give_back(asked.fresh(), asked.first, reason="ขาดหน้า 2", **by)

    one = reading.contributors(asked.fresh())[0]
    assert (one.stage, one.mark.given_back_by, one.mark.given_back_reason) == (
        Stage.GIVEN_BACK,
        asked.drafter,
        "ขาดหน้า 2",
    )
    assert told("contribution.give_back") == {"first_drafter", "first_director"}


@pytest.mark.parametrize("who", ["first_director", "second_director", "configurer", "head"])
def test_nobody_else_gives_back(asked, who):
    contributing.hand_in(asked.fresh(), asked.first, actor=asked.first_director, at=LATER)
    with pytest.raises(NotAllowed):
        contributing.give_back(
            asked.fresh(), asked.first, reason="ขาด", actor=asked.people[who], at=LATER
        )


def test_asked_for_more_a_unit_has_not_handed_in_everything(asked):
    contributing.hand_in(asked.fresh(), asked.first, actor=asked.first_director, at=LATER)
    contributing.ask(asked.assignment, asked.first, ["level-3"], actor=asked.configurer, at=LATER)
    assert stages(asked)[asked.first.name] is not Stage.READY
    assert asked.first in reading.not_ready(asked.fresh())


# --- the report ----------------------------------------------------------------------------------


def submit(world, **data: object) -> Submission:
    report = world.fresh()
    return perform(
        report,
        Action.SUBMIT,
        actor=world.executive,
        at=LATER,
        version=report.version,
        note="",
        data=data,
    )


def test_contributions_that_are_not_ready_are_acknowledged_and_never_block(asked):
    asked.put(State.DRAFT, claimed_level=0)
    with pytest.raises(InvalidInput) as refused:
        submit(asked)
    assert refused.value.code == "contributions_not_ready"
    assert asked.first.name in str(refused.value)
    assert submit(asked, gaps_acknowledged=True).state == State.SUBMITTED


def test_with_everything_handed_in_nothing_is_acknowledged(asked):
    asked.put(State.DRAFT, claimed_level=0)
    for unit, who in ((asked.first, "first_director"), (asked.second, "second_director")):
        contributing.hand_in(asked.fresh(), unit, actor=asked.people[who], at=LATER)
    assert submit(asked).state == State.SUBMITTED


def test_reminders_reach_contributors_that_have_not_handed_in(asked):
    contributing.hand_in(asked.fresh(), asked.first, actor=asked.first_director, at=LATER)
    remind_many.remind(asked.round, actor=asked.head, at=LATER)
    assert told("round.reminder") == {"drafter", "second_director"}


# --- reorganisation ------------------------------------------------------------------------------


def test_a_contributor_that_ends_hands_its_part_over(asked):
    (row,) = hand_over.open_contributions(asked.first)
    hand_over.hand_over_contribution(row, to=asked.third, actor=asked.configurer, at=LATER)
    assert access.own_contributions(asked.third_director, asked.fresh(), at=LATER)
    assert not access.own_contributions(asked.first_director, asked.fresh(), at=LATER)
    assert evidence.attach_file(
        asked.fresh(), "1.1-a", upload=a_pdf(), actor=asked.third_director, at=LATER
    )


def test_duties_name_the_part_in_words(asked):
    (heap,) = [one for one in duties.of(asked.second, at=LATER) if one.kind.key == "contribution"]
    (item,) = heap.items
    assert "ระดับที่ 2 · แผน" in item.what or "Level 2 · แผน" in item.what


def test_who_may_manage_ends_with_the_membership(asked):
    director = f.MembershipFactory(
        role=Role.DIRECTOR, unit=asked.bureau, ends=NOON.date().replace(day=1)
    ).user
    assignment = Assignment.objects.select_related("unit", "round__indicator__owner").get(
        pk=asked.assignment.pk
    )
    assert not contributing.may_manage(director, assignment, at=NOON)
    director = f.MembershipFactory(role=Role.DIRECTOR, unit=asked.bureau).user
    assert contributing.may_manage(director, assignment, at=NOON)
