"""Copies are drafts; cases go along, reports never; a year may be run twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from indicators.carrying import Choice, usual
from indicators.domain import carrying, carrying_year, drafts, rehearsals, retiring
from indicators.domain.carrying_year import Wanted
from indicators.domain.holidays import declare_holiday
from indicators.enums import VersionState
from indicators.models import Draft, Indicator, RehearsalCase
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, Stale
from scoring.choices import Method
from submissions.enums import State
from submissions.models import Submission
from tests import factories
from tests.desk.conftest import many

pytestmark = pytest.mark.django_db


def planned(indicator, year=2569):
    [found] = carrying.plans_for([indicator], to_year=year)
    return found


def carry(indicator, actor, at, year=2569, choice=None):
    found = planned(indicator, year)
    return carrying.carry(
        indicator,
        to_year=year,
        choice=choice or usual(found.plan),
        source=found.source,
        actor=actor,
        at=at,
    )


def test_a_copy_is_a_draft_that_knows_its_origin(indicator, keeper, at):
    draft = carry(indicator, keeper, at)
    new = draft.indicator
    assert (new.fiscal_year, new.code, new.copied_from) == (2569, "สบอ-7", indicator)
    assert not new.versions.exists()
    assert not new.rounds.exists()
    assert drafts.check(draft.document).is_sound
    assert draft.document["rounds"][0]["due"] == "2026-02-25"
    actions = Entry.objects.order_by("-sequence").values_list("action", flat=True)
    assert "indicator.carry" in actions[:2]


def test_who_reports_it_stays_the_same(indicator, keeper, at):
    Indicator.objects.filter(pk=indicator.pk).update(consolidated=True)
    indicator.refresh_from_db()
    assert Indicator.objects.get(pk=carry(indicator, keeper, at).indicator_id).consolidated


def test_it_is_published_like_any_draft(indicator, keeper, at):
    draft = carry(indicator, keeper, at)
    loaded = drafts.publish(draft, revision=1, reason="", actor=keeper, at=at)
    assert loaded.version.state == VersionState.PUBLISHED
    assert loaded.indicator.rounds.get(key="m5").due_at.year == 2026


def test_rehearsals_go_along_with_their_dates(indicator, keeper, at):
    case = {"round": "m5", "submitted_at": "2025-02-20T10:00:00+07:00", "accepted": {}}
    rehearsals.save(indicator, name="ว่าง", case=case, expected={"level": 0}, actor=keeper, at=at)
    new = carry(indicator, keeper, at).indicator
    [copied] = new.rehearsal_cases.all()
    assert copied.case["submitted_at"] == "2026-02-20T10:00:00+07:00"
    assert (copied.name, copied.expected) == ("ว่าง", {"level": 0})
    assert RehearsalCase.objects.count() == 2


def test_last_rounds_published_results_are_proposed(indicator, keeper, bureau, at):
    first, last = indicator.rounds.order_by("due_at")
    for round_, state, level, final in (
        (first, State.FINAL, 1, "50"),
        (last, State.PUBLISHED, 5, "100"),
        (last, State.FINAL, 4, "75"),
        (last, State.CONFIRMED, 2, "10"),
    ):
        factories.SubmissionFactory(
            round=round_,
            definition_version=indicator.versions.get(),
            state=state,
            confirmed_level=level,
            confirmed_final=Decimal(final),
        )
    assert planned(indicator).plan.baseline == "เฉลี่ย 87.50 คะแนน (2 หน่วยงาน)"
    draft = carry(indicator, keeper, at)
    assert draft.document["baseline"][-1]["fiscal_year"] == 2568
    assert not Submission.objects.filter(round__indicator=draft.indicator).exists()


def test_holidays_of_the_owner_and_those_above_are_marked(indicator, keeper, bureau, at):
    day = date(2026, 2, 25)
    declare_holiday(bureau, actor=keeper, at=at, day=day, name="วันหยุดพิเศษ")
    factories.BureauFactory()
    assert planned(indicator).holidays == {day: "วันหยุดพิเศษ"}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONFIGURER])
def test_only_a_configurer_copies(indicator, people, at, role):
    with pytest.raises(NotAllowed):
        carry(indicator, people[role], at)
    assert not Draft.objects.exists()


def test_what_is_refused(indicator, keeper, at):
    found = planned(indicator)
    by = {"choice": usual(found.plan), "source": found.source, "actor": keeper, "at": at}
    with pytest.raises(InvalidInput):
        carrying.carry(indicator, to_year=2568, **by)
    with pytest.raises(InvalidInput):
        carrying.carry(indicator, to_year=1999, **by)
    with pytest.raises(Stale):
        carrying.carry(indicator, to_year=2569, **(by | {"source": "another"}))
    carrying.carry(indicator, to_year=2569, **by)
    with pytest.raises(GuardRefused) as there:
        carrying.carry(indicator, to_year=2569, **by)
    assert there.value.code == "already_there"
    assert Indicator.objects.count() == 2


def test_an_indicator_that_the_year_has_under_its_code_is_there(indicator, bureau, keeper, at):
    other = drafts.create(
        bureau,
        code="สบอ-7",
        fiscal_year=2569,
        name="อีกตัว",
        method=Method.MILESTONES,
        actor=keeper,
        at=at,
    ).indicator
    assert planned(indicator).there == other


def run_year(indicators, keeper, at, choice=None):
    rows = [
        {
            "indicator": found.indicator.pk,
            "source": found.source,
            "ticked": sorted(usual(found.plan).ticked),
            "baseline": "",
        }
        for found in carrying.plans_for(indicators, to_year=2569)
    ]
    told = []
    payload = {"user": keeper.pk, "to_year": 2569, "rows": rows}
    outcome = carrying_year.carry_out(
        payload, report=lambda *args: told.append(args), clock=lambda: at
    )
    return outcome, told


def test_a_year_is_made_one_by_one_and_may_run_twice(indicator, bureau, keeper, at):
    others = many(bureau, keeper, at, 2)
    outcome, told = run_year([indicator, *others], keeper, at)
    assert (outcome["made"], outcome["left_out"]) == (["สบอ-7", "ม-0", "ม-1"], [])
    assert told[-1] == (3, 3)
    drafts.discard(Draft.objects.get(indicator__code="ม-0"), actor=keeper, at=at)

    again, _told = run_year([indicator, *others], keeper, at)
    assert again["made"] == ["ม-0"]
    assert [entry["code"] for entry in again["left_out"]] == ["สบอ-7", "ม-1"]
    assert Indicator.objects.filter(fiscal_year=2569).count() == 3


def test_one_refusal_leaves_the_others(indicator, bureau, keeper, at):
    [other] = many(bureau, keeper, at, 1)
    rows = [
        {"indicator": indicator.pk, "source": "stale", "ticked": [], "baseline": ""},
        {
            "indicator": other.pk,
            "source": planned(other).source,
            "ticked": [],
            "baseline": "ระดับ 1",
        },
    ]
    payload = {"user": keeper.pk, "to_year": 2569, "rows": rows}
    outcome = carrying_year.carry_out(payload, report=lambda *_: None, clock=lambda: at)
    assert outcome["made"] == ["ม-0"]
    assert [entry["code"] for entry in outcome["left_out"]] == ["สบอ-7"]


def test_nothing_ticked_is_asked_again(keeper, at):
    with pytest.raises(InvalidInput):
        carrying_year.ask([], from_year=2568, to_year=2569, actor=keeper, at=at)


def test_the_plan_of_a_year_costs_the_same_for_one_and_thirty(
    bureau, keeper, at, django_assert_num_queries
):
    found = many(bureau, keeper, at, 30)
    for few in (found[:1], found):
        with django_assert_num_queries(6):
            assert len(carrying.plans_for(few, to_year=2569)) == len(few)


def test_a_year_lists_retired_ones_last(indicator, bureau, keeper, at):
    [other] = many(bureau, keeper, at, 1)
    retiring.retire(other, reason="ไม่ใช้แล้ว", actor=keeper, at=at)
    assert [i.code for i in carrying_year.of_year(keeper, 2568, at=at)] == ["สบอ-7", "ม-0"]


def test_the_job_is_asked_for_once(indicator, keeper, at, django_capture_on_commit_callbacks):
    found = planned(indicator)
    wanted = [Wanted(indicator.pk, found.source, Choice(frozenset(), ""))]
    first = carrying_year.ask(wanted, from_year=2568, to_year=2569, actor=keeper, at=at)
    second = carrying_year.ask(wanted, from_year=2568, to_year=2569, actor=keeper, at=at)
    assert first.pk == second.pk
