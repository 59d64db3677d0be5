"""Who would be added: by group, bureau, tick, pasted names, another round."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.models import Assignment
from kpi_portal.accounts.enums import UnitGroup
from kpi_portal.accounts.models import Unit
from submissions.domain import (
    previous_scores,
    round_criteria,
    round_readiness,
    unit_choosing,
)
from submissions.domain.unit_choosing import Wanted
from submissions.domain.unit_naming import read_names
from tests import factories
from tests.assigning.conftest import last_year
from tests.figures.world import NOON

DAY = NOON.date()


def propose(round_, **wanted):
    pool = unit_choosing.pool_of(round_, day=DAY)
    copied = unit_choosing.rounds_to_copy(round_)
    return unit_choosing.propose(round_, Wanted(**wanted), pool, copied)


def names(found):
    return [candidate.unit.name for candidate in found.new]


def ended(unit, successor=None):
    unit.valid_to = DAY - timedelta(days=1)
    unit.successor = successor
    unit.save()


@pytest.mark.django_db
class TestProposal:
    def test_a_group_means_every_unit_of_it_below_the_owner(self, world, milestones, regional):
        foreign = factories.UnitFactory(parent=factories.BureauFactory(), group=UnitGroup.REGIONAL)
        found = propose(milestones, groups=frozenset({UnitGroup.REGIONAL}))
        assert names(found) == [regional.name]
        assert foreign.name not in names(found)

    def test_below_a_unit_means_not_itself(self, world, milestones, regional):
        part = factories.UnitFactory(parent=regional, name="ฝ่ายสำรวจ")
        assert names(propose(milestones, below=regional.pk)) == [part.name]

    def test_who_is_there_is_named_and_not_added_twice(self, world, milestones, regional):
        factories.AssignmentFactory(round=milestones, unit=regional)
        found = propose(
            milestones,
            groups=frozenset({UnitGroup.REGIONAL}),
            units=frozenset({regional.pk, world.section.pk}),
            text="ศภต.",
        )
        assert [unit.name for unit in found.there] == [regional.name]
        assert names(found) == [world.section.name]

    def test_the_owner_reports_only_where_it_is_named(self, world, milestones):
        assert world.bureau.name not in names(propose(milestones, below=world.bureau.pk))
        assert names(propose(milestones, text=world.bureau.name)) == [world.bureau.name]

    def test_pasted_names_of_units_that_ended(self, world, milestones, regional):
        old = factories.UnitFactory(parent=world.bureau, name="ส่วนเดิม", code="OLD")
        gone = factories.UnitFactory(parent=world.bureau, name="ส่วนที่ยุบ", code="GONE")
        ended(old, regional)
        ended(gone)
        found = propose(milestones, text="OLD\nGONE")
        assert [(c.unit.name, c.in_place_of) for c in found.new] == [(regional.name, "ส่วนเดิม")]
        assert [entry.name for entry in found.refused] == ["ส่วนที่ยุบ"]

    def test_a_successor_in_another_bureau_is_refused(self, world, milestones):
        old = factories.UnitFactory(parent=world.bureau, name="ส่วนเดิม", code="OLD")
        ended(old, factories.UnitFactory(parent=factories.BureauFactory(), name="ส่วนใหม่"))
        found = propose(milestones, text="OLD")
        assert (names(found), [entry.name for entry in found.refused]) == ([], ["ส่วนใหม่"])

    def test_another_round_brings_its_units_with_their_settings(self, world, target, regional):
        other = target.indicator.rounds.exclude(pk=target.pk).first()
        if other is None:
            other = factories.RoundFactory(
                indicator=target.indicator, version=None, key="m6", state="planned"
            )
        old = factories.UnitFactory(parent=world.bureau, name="ส่วนเดิม")
        ended(old, regional)
        for unit, group in ((world.section, "3"), (old, "99")):
            factories.AssignmentFactory(
                round=other, unit=unit, target_group=group, previous=Decimal(400)
            )
        found = propose(target, round=other.pk)
        assert names(found) == [world.section.name, regional.name]
        kept = found.settings[world.section.pk]
        assert (kept.group, kept.target_group, kept.previous) == ("ส่วนกลาง", "3", 400)
        # the successor is weighed by its own group; a target group that is gone is not kept
        assert found.settings[regional.pk].group == UnitGroup.REGIONAL
        assert found.settings[regional.pk].target_group == ""

    def test_last_years_score_is_not_copied_from_last_years_round(self, world, target):
        origin = last_year(world, target.indicator, (world.section, "412.03"))
        factories.AssignmentFactory(
            round=origin.rounds.get(), unit=world.section, previous=Decimal(1)
        )
        found = propose(target, round=origin.rounds.get().pk)
        assert found.settings[world.section.pk].previous is None

    def test_only_rounds_of_the_indicator_and_of_its_origin_are_copied(self, world, target):
        strange = factories.AssignmentFactory().round
        assert strange not in unit_choosing.rounds_to_copy(target)
        assert propose(target, round=strange.pk).nothing


@pytest.mark.django_db
class TestPreviousScores:
    def test_the_result_of_the_last_published_round(self, world, target, regional):
        last_year(world, target.indicator, (world.section, "412.03"))
        found = previous_scores.of_round(target, [world.section, regional], day=DAY)
        assert list(found) == [world.section.pk]
        assert found[world.section.pk].score == Decimal("412.03")
        assert "รอบ 12 เดือน" in found[world.section.pk].source

    def test_what_is_not_published_is_not_proposed(self, world, target):
        origin = last_year(world, target.indicator, (world.section, "412.03"))
        origin.rounds.get().submissions.update(state="endorsed")
        assert previous_scores.of_round(target, [world.section], day=DAY) == {}

    def test_a_successor_takes_the_result_over_and_a_merged_one_none(self, world, target, regional):
        old = factories.UnitFactory(parent=world.bureau, name="ส่วนเดิม")
        second = factories.UnitFactory(parent=world.bureau, name="ส่วนเดิมอีก")
        origin = last_year(world, target.indicator, (old, "300"))
        ended(old, regional)
        found = previous_scores.of_round(target, [regional], day=DAY)
        assert (found[regional.pk].score, found[regional.pk].unit_name) == (300, "ส่วนเดิม")

        factories.SubmissionFactory(
            round=origin.rounds.get(), unit=second, state="final", confirmed_final=Decimal(200)
        )
        ended(second, regional)
        assert previous_scores.of_round(target, [regional], day=DAY) == {}

    def test_an_own_result_comes_before_one_taken_over(self, world, target, regional):
        old = factories.UnitFactory(parent=world.bureau, name="ส่วนเดิม")
        last_year(world, target.indicator, (old, "300"), (regional, "250"))
        ended(old, regional)
        found = previous_scores.of_round(target, [regional], day=DAY)
        assert found[regional.pk].score == 250


def units(*rows):
    return [
        Unit(pk=n, code=code, abbreviation=short, name=name, valid_from=date(2020, 10, 1))
        for n, (code, short, name) in enumerate(rows, start=1)
    ]


THREE = units(
    ("HYD", "อท.", "ส่วนอุทกวิทยา"),
    ("DAM", "ปข.", "ส่วนความปลอดภัยเขื่อน"),
    ("D-2", "ปข.", "ส่วนแผน, งบประมาณ และติดตาม"),
)


class TestPastedNames:
    def read(self, text):
        found, lines = read_names(text, THREE, day=DAY)
        return [unit.code for unit in found], [(line.number, line.text) for line in lines]

    def test_codes_abbreviations_and_names_one_a_line_or_several(self):
        assert self.read("hyd\r\n ส่วนความปลอดภัย เขื่อน \n") == (["HYD", "DAM"], [])
        assert self.read("อท, DAM;D-2") == (["HYD", "DAM", "D-2"], [])
        assert self.read("HYD\tDAM") == (["HYD", "DAM"], [])

    def test_a_name_may_hold_what_separates_others(self):
        assert self.read("ส่วนแผน, งบประมาณ และติดตาม") == (["D-2"], [])

    def test_unknown_and_ambiguous_ones_are_named_by_line(self):
        assert self.read("HYD\n\nปข.\nไม่มี, DAM") == (
            ["HYD", "DAM"],
            [(3, "ปข."), (4, "ไม่มี")],
        )

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.sampled_from(["HYD", "DAM", "D-2", "ไม่มี", "ปข.", "?"]), max_size=12))
    def test_nothing_that_is_pasted_is_lost(self, words):
        found, lines = self.read("\n".join(words))
        assert [(n, w) for n, w in enumerate(words, 1) if w in ("ไม่มี", "ปข.", "?")] == lines
        assert set(found) == {w for w in words if w in ("HYD", "DAM", "D-2")}


@pytest.mark.django_db
def test_a_round_lists_all_that_stands_against_opening_it(world, target, regional):
    for unit, facts in (
        (world.section, {"target_group": "3"}),
        (regional, {}),
        (world.bureau, {"target_group": "3", "previous": Decimal("412.03")}),
    ):
        Assignment.objects.create(round=target, unit=unit, group="ส่วนกลาง", **facts)
    criteria = round_criteria.of_round(target)
    entries = list(target.assignments.order_by("pk"))
    found = round_readiness.obstacles(target, criteria, entries)
    assert [(entry.assignment.unit, entry.field) for entry in found] == [
        (world.section, "previous"),
        (regional, "target_group"),
    ]
    assert criteria.needs_previous
    assert "3" in criteria.groups
    assert len(round_readiness.obstacles(target, criteria, [])) == 1
