"""A copy's new rounds take over settings and units of the year before, when it is published."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from indicators.carrying import Choice
from indicators.domain import carrying, drafts, publishing, publishing_year
from indicators.domain.carrying_rounds import Taken
from indicators.domain.sources import sources_of
from indicators.models import Assignment, Holiday, Round
from kpi_portal.accounts.enums import UnitGroup
from kpi_portal.audit.models import Entry
from kpi_portal.thai import BANGKOK
from tests import factories

pytestmark = pytest.mark.django_db
BOTH = tuple(Taken)
# What the definition itself proposes, where last year's settings are not taken over.
DEFINED = [-14, -7, -3, -1, 1, 7]


@pytest.fixture
def settled(indicator, sections):
    """Last year's rounds: cut-off at 16:30, reminders, one of two units weighed otherwise."""
    for round_ in indicator.rounds.all():
        local = round_.due_at.astimezone(BANGKOK)
        round_.due_at = local.replace(hour=16, minute=30, second=0)
        round_.reminders, round_.answer_days, round_.roll_forward = [-7, -1], 12, True
        round_.endorse_required = False
        round_.period_end = date(2025, 2, 28)
        round_.save()
        for unit in sections:
            factories.AssignmentFactory(
                round=round_, unit=unit, group=UnitGroup.REGIONAL, target_group="ก", previous=3
            )
    return indicator


@pytest.fixture
def draft(settled, keeper, at):
    return carrying.carry(
        settled,
        to_year=2569,
        choice=Choice(frozenset(), ""),
        source=sources_of([settled])[settled.pk].sha256,
        actor=keeper,
        at=at,
    )


def publish(draft, keeper, at, taken):
    drafts.publish(draft, revision=draft.revision, reason="", actor=keeper, at=at, taken=taken)
    return Round.objects.get(indicator=draft.indicator, key="m5")


def ended(unit, at, successor=None):
    unit.valid_to, unit.successor = at.date() - timedelta(days=1), successor
    unit.save()


def test_settings_and_units_are_taken_over(draft, sections, keeper, at):
    round_ = publish(draft, keeper, at, BOTH)

    due = round_.due_at.astimezone(BANGKOK)
    assert (due.year, due.time()) == (2026, time(16, 30))
    assert (round_.reminders, round_.answer_days, round_.roll_forward) == ([-7, -1], 12, True)
    assert (round_.endorse_required, round_.period_end) == (False, date(2026, 2, 28))
    kept = round_.assignments.order_by("unit__path")
    assert [entry.unit for entry in kept] == sections
    # the criteria have no such target group, and last year's score is another one now
    assert {(e.group, e.target_group, e.previous) for e in kept} == {(UnitGroup.REGIONAL, "", None)}
    assert Entry.objects.filter(action="round.assign").count() == 2
    assert Entry.objects.filter(action="round.plan").count() == 2


def test_a_due_date_on_a_holiday_rolls_forward(draft, bureau, keeper, at):
    due = publishing.readiness(draft.indicator, at=at).carried[0].plan.due_at
    Holiday.objects.create(owner=bureau, day=due.date(), name="วันหยุดพิเศษ")
    round_ = publish(draft, keeper, at, [Taken.SETTINGS])
    assert round_.rolled_from == due.date()
    assert round_.due_at > due
    assert not round_.assignments.exists()


def test_only_what_is_ticked_is_taken_over(draft, keeper, at):
    round_ = publish(draft, keeper, at, [Taken.UNITS])
    assert round_.assignments.count() == 2
    assert (round_.reminders, round_.endorse_required) == (DEFINED, True)


def test_nothing_is_taken_over_untold(draft, keeper, at):
    round_ = publish(draft, keeper, at, ())
    assert not round_.assignments.exists()
    assert round_.reminders == DEFINED


def test_units_that_ended_are_replaced_or_named(draft, sections, bureau, keeper, at):
    successor = factories.UnitFactory(parent=bureau, name="ส่วนใหม่")
    ended(sections[0], at, successor)
    ended(sections[1], at)

    found = publishing.readiness(draft.indicator, at=at).carried[0]
    assert [(one.unit, one.in_place_of) for one in found.units] == [(successor, "ส่วนอุทกวิทยา")]
    assert found.gone == (sections[1].name,)

    round_ = publish(draft, keeper, at, BOTH)
    entry = round_.assignments.get()
    assert (entry.unit, entry.group) == (successor, successor.group)


def test_a_unit_that_took_over_from_another_reports_once_with_its_own_settings(
    draft, sections, keeper, at
):
    ended(sections[0], at, sections[1])
    Assignment.objects.filter(unit=sections[1]).update(group=UnitGroup.CENTRAL)
    entry = publish(draft, keeper, at, BOTH).assignments.get()
    assert (entry.unit, entry.group) == (sections[1], UnitGroup.CENTRAL)


def test_rounds_that_are_there_already_take_nothing_over(draft, keeper, at):
    publish(draft, keeper, at, ())
    again = drafts.begin(draft.indicator, actor=keeper, at=at)
    again = drafts.change(
        again, again.document | {"unit": "ขั้น"}, what="แก้", revision=1, actor=keeper, at=at
    )
    assert publishing.readiness(draft.indicator, at=at).carried == ()
    drafts.publish(again, revision=2, reason="แก้", actor=keeper, at=at, taken=BOTH)
    assert not draft.indicator.rounds.exclude(assignments=None).exists()


def test_an_indicator_that_is_no_copy_has_nothing_to_take_over(indicator, keeper, at):
    drafts.begin(indicator, actor=keeper, at=at)
    assert publishing.readiness(indicator, at=at).carried == ()


def test_the_page_shows_it_with_ticks_and_does_what_is_ticked(client, draft, sections, keeper, at):
    client.force_login(keeper)
    url = f"/indicators/{draft.indicator_id}/publish/"
    page = client.get(url).content.decode()
    assert page.count('name="taken"') == 2
    assert 'id="taken-units" checked' in " ".join(page.split())
    assert "16:30" in page

    posted = {"revision": draft.revision, "taken": ["units"]}
    assert client.post(url, posted).status_code == 302
    round_ = Round.objects.get(indicator=draft.indicator, key="m5")
    assert round_.assignments.count() == 2
    assert round_.reminders == DEFINED


def test_a_refused_page_keeps_the_ticks(client, draft, keeper):
    client.force_login(keeper)
    url = f"/indicators/{draft.indicator_id}/publish/"
    answer = client.post(url, {"revision": 99, "taken": ["settings"]})
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 409
    assert 'id="taken-settings" checked' in page
    assert 'id="taken-units" checked' not in page


def test_a_whole_year_takes_over_what_is_ticked(client, draft, keeper, at):
    client.force_login(keeper)
    assert client.get("/indicators/publish/?year=2569").content.decode().count('name="taken"') == 2
    chosen = publishing_year.candidates(keeper, 2569, at=at)
    job = publishing_year.ask(
        chosen, year=2569, reason="", actor=keeper, at=at, taken=[Taken.UNITS]
    )
    publishing_year.carry_out(job.payload, report=lambda *_: None, clock=lambda: at)
    assert Assignment.objects.filter(round__indicator=draft.indicator).count() == 4


@pytest.mark.parametrize("many", [1, 40])
def test_reading_it_costs_the_same_for_many_units(
    draft, bureau, keeper, at, django_assert_max_num_queries, many
):
    origin = draft.indicator.copied_from.rounds.get(key="m5")
    for _ in range(many):
        factories.AssignmentFactory(round=origin, unit=factories.UnitFactory(parent=bureau))
    with django_assert_max_num_queries(9):
        publishing.readiness(draft.indicator, at=at)
