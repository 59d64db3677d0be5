"""The pages of a round's units: the table, adding, taking off, and what the setup page lists."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.enums import RoundState
from indicators.models import Assignment, Round
from kpi_portal.accounts.enums import UnitGroup
from submissions.domain.assigning import add_units
from submissions.domain.opening import open_round
from submissions.models import Submission
from tests import factories
from tests.assigning.conftest import assignment, last_year
from tests.figures.world import NOON

pytestmark = pytest.mark.django_db


def url(name, round_, *more):
    return reverse(f"submissions:{name}", args=[round_.pk, *more])


def row(entry, **typed):
    """The fields of one row as the page sends them."""
    kept = {
        "group": entry.group,
        "target_group": entry.target_group,
        "previous": "" if entry.previous is None else str(entry.previous),
    }
    seen = {f"seen_{name}": value for name, value in kept.items()}
    return {f"a{entry.pk}-{name}": value for name, value in (kept | seen | typed).items()}


@pytest.fixture
def keeper(client, world):
    client.force_login(world.configurer)
    return client


# --- the table --------------------------------------------------------------------------------


def test_a_table_is_settled_and_leads_to_opening(keeper, world, target):
    entry = add_units(target, [world.section], actor=world.head, at=NOON).assignments[0]
    page = keeper.get(url("round_units", target)).content.decode()
    assert "ยังเปิดรอบไม่ได้" in page
    assert f'href="{url("round_units", target)}#id_a{entry.pk}-target_group"' in page
    setup = keeper.get(url("round_setup", target)).content.decode()
    assert f"#id_a{entry.pk}-target_group" in setup
    assert 'data-open="open-round"' not in setup

    typed = row(entry, target_group="3", previous="๔๑๒.๐๓")
    assert keeper.post(url("round_units", target), typed).status_code == 302

    entry.refresh_from_db()
    assert (entry.target_group, entry.previous) == ("3", Decimal("412.03"))
    assert 'data-open="open-round"' in keeper.get(url("round_setup", target)).content.decode()


def test_each_fault_stands_at_its_cell_and_nothing_typed_is_lost(keeper, world, target, regional):
    first, second = add_units(
        target, [world.section, regional], actor=world.head, at=NOON
    ).assignments
    typed = row(first, target_group="3", previous="400") | row(second, previous="สี่ร้อย")

    answer = keeper.post(url("round_units", target), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_a{second.pk}-previous-fault"' in page
    assert f'href="#id_a{second.pk}-previous"' in page
    assert 'value="สี่ร้อย"' in page
    assert 'value="400"' in page
    assert not Assignment.objects.exclude(target_group="").exists()


def test_last_years_results_are_taken_over_one_by_one_or_all(keeper, world, target, regional):
    last_year(world, target.indicator, (world.section, "412.03"), (regional, "250.50"))
    first, second = add_units(
        target, [world.section, regional], actor=world.head, at=NOON
    ).assignments
    page = keeper.get(url("round_units", target)).content.decode()
    assert "รอบ 12 เดือน" in page

    typed = row(first, target_group="3") | row(second)
    keeper.post(url("round_units", target), typed | {"take": str(first.pk)})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.target_group, first.previous) == ("3", Decimal("412.03"))
    assert second.previous is None

    keeper.post(url("round_units", target), row(first) | row(second) | {"take": "all"})
    second.refresh_from_db()
    assert second.previous == Decimal("250.50")
    assert 'name="take"' not in keeper.get(url("round_units", target)).content.decode()


def test_a_confirmed_row_has_no_fields(keeper, world, measured):
    Submission.objects.update(state="confirmed")
    entry = assignment(measured.round, world.section)
    page = keeper.get(url("round_units", measured.round)).content.decode()
    assert f"a{entry.pk}-previous" not in page
    assert "412.03" in page
    answer = keeper.post(url("round_units", measured.round), row(entry, previous="1"))
    assert answer.status_code == 422
    assert Assignment.objects.get().previous == Decimal("412.03")


def test_the_executive_reads_and_changes_nothing(client, world, target):
    entry = add_units(target, [world.section], actor=world.head, at=NOON).assignments[0]
    client.force_login(world.executive)
    page = client.get(url("round_units", target))
    assert f"a{entry.pk}-previous" not in page.content.decode()
    assert client.post(url("round_units", target), row(entry, previous="1")).status_code == 403
    add = {"act": "add", "units": [world.bureau.pk]}
    assert client.post(url("round_choose", target), add).status_code in (403, 422)
    assert client.post(url("round_take_off", target, entry.pk)).status_code == 403
    assert Assignment.objects.get().previous is None


@pytest.mark.parametrize("who", ["drafter", "director", "reviewer", "auditor", "stranger"])
def test_for_others_the_pages_do_not_exist(client, world, target, who):
    entry = add_units(target, [world.section], actor=world.head, at=NOON).assignments[0]
    client.force_login(world.people[who])
    for address in (
        url("round_units", target),
        url("round_choose", target),
        url("round_take_off", target, entry.pk),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404


@pytest.mark.parametrize("many", [1, 60])
def test_the_pages_cost_the_same_for_many_units(
    keeper, world, target, django_assert_max_num_queries, many
):
    units = [factories.UnitFactory(parent=world.bureau) for _ in range(many)]
    last_year(world, target.indicator, *[(unit, "400") for unit in units])
    made = add_units(target, units, actor=world.head, at=NOON).assignments
    Assignment.objects.update(target_group="3", previous=Decimal("412.03"))
    for name in ("round_units", "round_choose", "round_setup"):
        with django_assert_max_num_queries(15):
            assert keeper.get(url(name, target)).status_code == 200
    everybody = {"act": "show", "text": "\n".join(unit.code for unit in units)}
    with django_assert_max_num_queries(15):
        assert keeper.post(url("round_choose", target), everybody).status_code == 200
    Round.objects.filter(pk=target.pk).update(state=RoundState.OPEN, version=_version(target))
    for unit in units:
        factories.SubmissionFactory(
            round=Round.objects.get(pk=target.pk), unit=unit, definition_version=_version(target)
        )
    with django_assert_max_num_queries(15):
        page = keeper.get(url("round_units", target)).content.decode()
    assert page.count(url("round_take_off", target, made[0].pk)) == 1


def _version(round_):
    return round_.indicator.versions.get()


# --- adding -----------------------------------------------------------------------------------


def test_units_are_looked_at_before_they_are_added(keeper, world, milestones, regional):
    wanted = {"groups": [UnitGroup.REGIONAL], "text": "อท.\nไม่มีหน่วยนี้"}
    answer = keeper.post(url("round_choose", milestones), wanted | {"act": "show"})
    page = answer.content.decode()
    assert not milestones.assignments.exists()
    assert f'name="add" value="{regional.pk}"' in page
    assert "“ไม่มีหน่วยนี้”" in page
    assert "ไม่มีหน่วยนี้</textarea>" in page

    shown = [world.section.pk, regional.pk]
    added = {"act": "add", "shown": shown, "add": [regional.pk]}
    answer = keeper.post(url("round_choose", milestones), wanted | added)

    assert answer.status_code == 302
    assert [entry.unit for entry in milestones.assignments.all()] == [regional]


def test_a_choice_that_changed_is_shown_again_first(keeper, world, milestones, regional):
    posted = {
        "act": "add",
        "units": [regional.pk, world.section.pk],
        "shown": [regional.pk],
        "add": [regional.pk],
    }
    page = keeper.post(url("round_choose", milestones), posted).content.decode()
    assert not milestones.assignments.exists()
    assert page.count('name="add"') == 2


def test_without_a_tick_nothing_is_added_and_it_is_said(keeper, world, milestones, regional):
    posted = {"act": "add", "units": [regional.pk], "shown": [regional.pk]}
    answer = keeper.post(url("round_choose", milestones), posted)
    assert answer.status_code == 422
    assert not milestones.assignments.exists()


def test_foreign_units_are_not_offered_and_not_taken(keeper, milestones):
    stranger = factories.UnitFactory(parent=factories.BureauFactory(), name="ส่วนอื่น")
    assert "ส่วนอื่น" not in keeper.get(url("round_choose", milestones)).content.decode()
    posted = {"act": "add", "units": [stranger.pk], "shown": [stranger.pk], "add": [stranger.pk]}
    assert keeper.post(url("round_choose", milestones), posted).status_code == 422
    assert not milestones.assignments.exists()


def test_copied_units_bring_their_settings(keeper, world, target, regional):
    other = factories.RoundFactory(
        indicator=target.indicator, version=None, key="m6", state="planned"
    )
    factories.AssignmentFactory(
        round=other, unit=regional, group=UnitGroup.REGIONAL, target_group="3", previous=400
    )
    posted = {"act": "add", "round": other.pk, "shown": [regional.pk], "add": [regional.pk]}
    keeper.post(url("round_choose", target), posted)
    entry = assignment(target, regional)
    assert (entry.group, entry.target_group, entry.previous) == (UnitGroup.REGIONAL, "3", 400)


# --- taking off -------------------------------------------------------------------------------


def test_a_unit_taken_off_is_offered_to_be_added_again(keeper, world, milestones):
    entry = add_units(milestones, [world.section], actor=world.head, at=NOON).assignments[0]
    page = keeper.post(url("round_take_off", milestones, entry.pk), follow=True).content.decode()
    assert not milestones.assignments.exists()
    assert f'name="add" value="{world.section.pk}"' in page

    again = {"act": "add", "units": [world.section.pk]}
    again |= {"shown": [world.section.pk], "add": [world.section.pk]}
    keeper.post(url("round_choose", milestones), again)
    assert milestones.assignments.get().unit == world.section


def test_an_open_round_asks_for_the_reason(keeper, world, milestones):
    add_units(milestones, [world.section], actor=world.head, at=NOON)
    open_round(milestones, actor=world.head, at=NOON)
    entry = assignment(milestones, world.section)
    address = url("round_take_off", milestones, entry.pk)
    assert "ร่าง" in keeper.get(address).content.decode()

    assert keeper.post(address, {"reason": " "}).status_code == 422
    assert keeper.post(address, {"reason": "ไม่เกี่ยวข้อง"}).status_code == 302
    assert not Submission.objects.exists()


def test_what_was_begun_is_exempted_instead(keeper, world, measured):
    address = url("round_take_off", measured.round, assignment(measured.round, world.section).pk)
    page = keeper.get(address).content.decode()
    assert 'name="reason"' not in page
    answer = keeper.post(address, {"reason": "เหตุผล"})
    assert answer.status_code == 409
    assert Submission.objects.exists()
    assert keeper.get(url("round_take_off", measured.round, 999_999)).status_code == 404
