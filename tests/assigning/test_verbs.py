"""Units added, settled and taken off: what each act does, refuses and leaves in the trail."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.enums import RoundState
from indicators.models import Assignment, Round
from kpi_portal.accounts.enums import UnitGroup
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.notifications.models import Notification
from submissions.domain import narrative, unassigning, unit_settings
from submissions.domain.assigning import add_units, assign_units
from submissions.domain.opening import open_round
from submissions.domain.unit_settings import Change, SettingsRefused, UnitSettings
from submissions.enums import Action
from submissions.models import ScoreSnapshot, Submission
from tests.assigning.conftest import assignment
from tests.figures.world import LATER, NOON

pytestmark = pytest.mark.django_db
OTHERS = ("drafter", "director", "reviewer", "executive", "auditor", "neighbour", "stranger")


def settle(round_, entry, actor, **wanted):
    seen = UnitSettings.of(entry)
    values = {"group": seen.group, "target_group": seen.target_group, "previous": seen.previous}
    change = Change(UnitSettings(**values | wanted), seen)
    return unit_settings.change_settings(round_, {entry.pk: change}, actor=actor, at=LATER)


def off(entry, actor, reason=""):
    unassigning.take_off(entry, reason=reason, actor=actor, at=LATER)


# --- adding -----------------------------------------------------------------------------------


def test_adding_to_an_open_round_makes_the_reports_in_one_act(world, milestones, regional):
    add_units(milestones, [world.section], actor=world.head, at=NOON)
    open_round(milestones, actor=world.head, at=NOON)
    before = Entry.objects.count()

    added = add_units(milestones, [regional], actor=world.configurer, at=LATER)

    assert [report.unit for report in added.reports] == [regional]
    assert added.waiting == 0
    assert Entry.objects.count() == before + 2  # assigned, and its report


def test_a_unit_without_target_waits_for_its_report(world, measured, regional):
    round_ = measured.round
    added = add_units(round_, [regional], actor=world.configurer, at=LATER)
    assert (added.reports, added.waiting) == ([], 1)

    entry = assignment(round_, regional)
    settle(round_, entry, world.configurer, target_group="3")
    assert Submission.objects.count() == 1
    settle(round_, Assignment.objects.get(pk=entry.pk), world.configurer, previous=Decimal(400))
    assert Submission.objects.filter(unit=regional).count() == 1


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_adds_settles_or_takes_off(world, milestones, regional, who):
    actor = world.people[who]
    entry = assign_units(milestones, [world.section], actor=world.head, at=NOON)[0]
    with pytest.raises(NotAllowed):
        add_units(milestones, [regional], actor=actor, at=NOON)
    with pytest.raises(NotAllowed):
        settle(milestones, entry, actor, group=UnitGroup.REGIONAL)
    with pytest.raises(NotAllowed):
        off(entry, actor, "เหตุผล")
    assert Assignment.objects.get() == entry


@pytest.mark.parametrize("who", ["configurer", "head"])
def test_configurer_and_head_settle_and_take_off(world, milestones, who):
    actor = world.people[who]
    entry = add_units(milestones, [world.section], actor=actor, at=NOON).assignments[0]
    settle(milestones, entry, actor, group=UnitGroup.REGIONAL)
    assert Assignment.objects.get().group == UnitGroup.REGIONAL
    off(entry, actor)
    assert not Assignment.objects.exists()


# --- settings ---------------------------------------------------------------------------------


def test_settings_of_an_open_report_score_it_again_and_are_audited(world, measured):
    assert measured.projected_final == Decimal("67.84")
    entry = assignment(measured.round, world.section)

    settle(measured.round, entry, world.configurer, previous=Decimal("400"))

    fresh = Submission.objects.get(pk=measured.pk)
    assert fresh.projected_final == Decimal("75.00")
    newest = ScoreSnapshot.objects.filter(submission=measured, basis="projected").first()
    assert (newest.reason, newest.inputs["previous"]) == ("assignment", "400")
    for action in ("assignment.change", "submission.weigh"):
        body = Entry.objects.get(action=action).detail.body
        assert body["changed"] == {"previous": ["412.03", "400"]}


def test_the_group_of_a_report_follows_its_assignment(world, milestones):
    entry = add_units(milestones, [world.section], actor=world.head, at=NOON).assignments[0]
    open_round(milestones, actor=world.head, at=NOON)
    settle(milestones, entry, world.head, group=UnitGroup.REGIONAL)
    report = Submission.objects.get()
    assert report.group == UnitGroup.REGIONAL
    assert report.scores.first().inputs["group"] == UnitGroup.REGIONAL


def test_a_confirmed_result_stands(world, measured):
    for action, who in (
        (Action.SUBMIT, "director"),
        (Action.START_REVIEW, "reviewer"),
    ):
        world.do(measured, action, who, gaps_acknowledged=True)
    world.accept_all(measured)
    world.do(measured, Action.ASSESS, "reviewer")
    world.do(measured, Action.CONFIRM, "head")
    entry = assignment(measured.round, world.section)

    with pytest.raises(SettingsRefused) as refused:
        settle(measured.round, entry, world.configurer, previous=Decimal(1))

    assert list(refused.value.faults) == [(entry.pk, "previous")]
    assert Assignment.objects.get().previous == Decimal("412.03")
    world.do(measured, Action.REOPEN, "head")
    settle(measured.round, entry, world.configurer, previous=Decimal(400))
    assert Assignment.objects.get().previous == 400


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"target_group": ""}, "target_group"),
        ({"target_group": "ไม่มี"}, "target_group"),
        ({"previous": None}, "previous"),
        ({"previous": Decimal(1)}, "previous"),  # below the first point of the group
        ({"group": "ที่อื่น"}, "group"),
    ],
)
def test_an_open_report_keeps_what_its_score_needs(world, measured, wanted, field):
    entry = assignment(measured.round, world.section)
    with pytest.raises(SettingsRefused) as refused:
        settle(measured.round, entry, world.configurer, **wanted)
    assert list(refused.value.faults) == [(entry.pk, field)]
    assert not Entry.objects.filter(action="assignment.change").exists()


def test_one_fault_keeps_all_of_the_table_back(world, target, regional):
    first, second = assign_units(target, [world.section, regional], actor=world.head, at=NOON)
    changes = {
        first.pk: Change(UnitSettings("ส่วนกลาง", "3"), UnitSettings.of(first)),
        second.pk: Change(UnitSettings("ส่วนภูมิภาค", "99"), UnitSettings.of(second)),
    }
    with pytest.raises(SettingsRefused) as refused:
        unit_settings.change_settings(target, changes, actor=world.head, at=NOON)
    assert list(refused.value.faults) == [(second.pk, "target_group")]
    assert Assignment.objects.get(pk=first.pk).target_group == ""


def test_nobody_overwrites_what_another_settled_meanwhile(world, target):
    entry = assign_units(target, [world.section], actor=world.head, at=NOON)[0]
    seen = UnitSettings.of(entry)
    settle(target, entry, world.head, target_group="3")
    stale = {entry.pk: Change(UnitSettings(seen.group, "1"), seen)}
    with pytest.raises(SettingsRefused):
        unit_settings.change_settings(target, stale, actor=world.configurer, at=NOON)
    same = {entry.pk: Change(seen, seen)}
    assert unit_settings.change_settings(target, same, actor=world.configurer, at=NOON) == []
    assert Assignment.objects.get().target_group == "3"


def test_settings_of_a_round_whose_results_are_settled_stand(world, milestones):
    entry = assign_units(milestones, [world.section], actor=world.head, at=NOON)[0]
    Round.objects.update(state=RoundState.FINAL)
    milestones.refresh_from_db()
    with pytest.raises(GuardRefused) as refused:
        settle(milestones, entry, world.head, group=UnitGroup.REGIONAL)
    assert refused.value.code == "round_settled"


# --- taking off -------------------------------------------------------------------------------


def test_before_the_round_opens_no_reason_is_needed(world, milestones):
    entry = assign_units(milestones, [world.section], actor=world.head, at=NOON)[0]
    off(entry, world.configurer)
    assert not milestones.assignments.exists()
    assert Entry.objects.get(action="assignment.take_off").detail.body["facts"]["unit"]


def test_an_untouched_draft_goes_with_its_unit(world, milestones, regional):
    add_units(milestones, [world.section, regional], actor=world.head, at=NOON)
    open_round(milestones, actor=world.head, at=NOON)
    entry = assignment(milestones, world.section)
    with pytest.raises(InvalidInput) as refused:
        off(entry, world.configurer, "  ")
    assert refused.value.code == "reason_required"

    off(entry, world.configurer, "ส่วนนี้ไม่เกี่ยวข้อง")

    assert [report.unit for report in Submission.objects.all()] == [regional]
    assert not ScoreSnapshot.objects.filter(submission__unit=world.section).exists()
    told = Notification.objects.filter(kind="round.take_off")
    assert {row.recipient for row in told} == {world.drafter, world.director}
    again = add_units(milestones, [world.section], actor=world.configurer, at=LATER)
    assert len(again.reports) == 1


def test_a_report_that_was_begun_stays(world, milestones):
    add_units(milestones, [world.section], actor=world.head, at=NOON)
    report = open_round(milestones, actor=world.head, at=NOON)[0]
    narrative.save_narrative(
        report,
        revision=0,
        claimed_level=1,
        level_results={},
        texts={"obstacles": "น้ำท่วม"},
        actor=world.drafter,
        at=NOON,
    )
    with pytest.raises(GuardRefused) as refused:
        off(assignment(milestones, world.section), world.configurer, "เหตุผล")
    assert refused.value.code == "report_begun"
    assert Submission.objects.exists()


def test_a_value_given_and_a_filing_withdrawn_are_traces(world, measured):
    entry = assignment(measured.round, world.section)
    with pytest.raises(GuardRefused):
        off(entry, world.configurer, "เหตุผล")
    everything = Submission.objects.all()
    assert unassigning.touched(everything) == {measured.pk}
    measured.uses.all().delete()
    assert unassigning.touched(everything) == set()
    Submission.objects.update(version=3)
    assert unassigning.touched(everything) == {measured.pk}


def test_a_closed_round_keeps_its_units(world, milestones):
    entry = assign_units(milestones, [world.section], actor=world.head, at=NOON)[0]
    Round.objects.update(state=RoundState.CLOSED)
    with pytest.raises(GuardRefused) as refused:
        off(
            Assignment.objects.select_related("round__indicator__owner").get(pk=entry.pk),
            world.head,
        )
    assert refused.value.code == "round_closed"
