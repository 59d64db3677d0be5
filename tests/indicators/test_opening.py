"""Opening a round: units assigned, criteria pinned, drafts made, people told, all exactly once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indicators.domain.loading import load_definition
from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal.accounts.enums import Role, UnitGroup
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.notifications.models import Notification
from submissions.domain.assigning import assign_units
from submissions.domain.opening import open_round
from submissions.enums import State
from submissions.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(people):
    return people[Role.CONFIGURER]


@pytest.fixture
def planned(bureau, keeper, definition, at):
    load_definition(definition, owner=bureau, actor=keeper, at=at)
    return Round.objects.get()


def test_each_assigned_unit_gets_its_draft(planned, sections, keeper, at):
    assign_units(planned, sections, actor=keeper, at=at)

    made = open_round(planned, actor=keeper, at=at)

    assert [(s.unit, s.unit_name, s.group) for s in made] == [
        (sections[0], "ส่วนอุทกวิทยา", UnitGroup.CENTRAL),
        (sections[1], "ศูนย์อุทกวิทยาชลประทานภาคใต้", UnitGroup.REGIONAL),
    ]
    assert {s.state for s in made} == {State.DRAFT}
    assert planned.state == RoundState.OPEN
    assert planned.version.number == 1
    assert all(s.definition_version == planned.version for s in made)
    assert made[0].required_total == 1
    assert Entry.objects.filter(action="round.open").count() == 1
    assert Entry.objects.filter(subject=made[0].subject, action="submission.create").exists()


def test_the_units_people_are_told_once(planned, sections, people, keeper, at):
    assign_units(planned, sections, actor=keeper, at=at)
    open_round(planned, actor=keeper, at=at)
    open_round(planned, actor=keeper, at=at)

    told = Notification.objects.filter(kind="round.open")
    assert {n.recipient for n in told} == {people[Role.DRAFTER], people[Role.DIRECTOR]}
    assert told.count() == 2


def test_opening_again_serves_units_assigned_since_with_the_pinned_version(
    planned, sections, bureau, keeper, definition, at
):
    assign_units(planned, sections[:1], actor=keeper, at=at)
    open_round(planned, actor=keeper, at=at)
    load_definition(replace(definition, name="แก้ชื่อ"), owner=bureau, actor=keeper, at=at)

    assign_units(planned, sections, actor=keeper, at=at)
    made = open_round(planned, actor=keeper, at=at)

    assert [s.unit for s in made] == [sections[1]]
    assert made[0].definition_version.number == 1
    assert Submission.objects.count() == 2


def test_a_rename_later_does_not_rewrite_history(planned, sections, keeper, at):
    assign_units(planned, sections, actor=keeper, at=at)
    open_round(planned, actor=keeper, at=at)

    sections[0].name = "ส่วนอุทกวิทยาและสารสนเทศ"
    sections[0].save()

    assert Submission.objects.get(unit=sections[0]).unit_name == "ส่วนอุทกวิทยา"


def test_what_cannot_be_opened(planned, keeper, at):
    with pytest.raises(GuardRefused) as no_units:
        open_round(planned, actor=keeper, at=at)
    assert no_units.value.code == "no_units"
    assert Round.objects.get().state == RoundState.PLANNED

    Round.objects.update(state=RoundState.CLOSED)
    with pytest.raises(GuardRefused) as closed:
        open_round(planned, actor=keeper, at=at)
    assert closed.value.code == "round_not_planned"


def test_criteria_without_the_round(planned, sections, bureau, keeper, definition, at):
    assign_units(planned, sections, actor=keeper, at=at)
    renamed = replace(definition.rounds[0], key="m6")
    load_definition(replace(definition, rounds=(renamed,)), owner=bureau, actor=keeper, at=at)

    with pytest.raises(GuardRefused) as refusal:
        open_round(planned, actor=keeper, at=at)
    assert refusal.value.code == "round_not_defined"


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.DIRECTOR, Role.REVIEWER, Role.AUDITOR])
def test_who_may_not_set_up_a_round(planned, sections, people, at, role):
    with pytest.raises(NotAllowed):
        assign_units(planned, sections, actor=people[role], at=at)
    with pytest.raises(NotAllowed):
        open_round(planned, actor=people[role], at=at)


def test_units_of_other_bureaus_and_closed_rounds(planned, sections, keeper, at):
    stranger = factories.UnitFactory(parent=factories.BureauFactory())
    with pytest.raises(InvalidInput) as foreign:
        assign_units(planned, [stranger], actor=keeper, at=at)
    assert foreign.value.code == "foreign_unit"

    Round.objects.update(state=RoundState.CLOSED)
    planned.refresh_from_db()
    with pytest.raises(GuardRefused):
        assign_units(planned, sections, actor=keeper, at=at)


def test_assigning_again_changes_nothing(planned, sections, keeper, at):
    assign_units(planned, sections, actor=keeper, at=at)
    assert assign_units(planned, sections, actor=keeper, at=at) == []
    assert Entry.objects.filter(action="round.assign").count() == 1


def test_the_number_of_queries_per_unit_is_small(
    planned, bureau, keeper, at, django_assert_max_num_queries
):
    units = [factories.UnitFactory(parent=bureau) for _ in range(10)]
    assign_units(planned, units, actor=keeper, at=at)

    with django_assert_max_num_queries(30 + 25 * len(units)):
        open_round(planned, actor=keeper, at=at)
