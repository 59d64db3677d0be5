"""Named cases: kept with what is expected of them, run by any definition, a gate to publishing."""

from __future__ import annotations

import copy

import pytest

from indicators.domain import drafts, rehearsals
from indicators.models import RehearsalCase
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed

CASE = {"round": "m5", "submitted_at": "2025-02-20T03:00:00+00:00", "accepted": {"1.1-a": 1}}
EXPECTED = {"level": 1, "final": "50.00", "tier": None}


@pytest.fixture
def case(indicator, keeper, at):
    return rehearsals.save(
        indicator, name="ระดับ 1", case=CASE, expected=EXPECTED, actor=keeper, at=at
    )


def changed(indicator, change):
    body = copy.deepcopy(indicator.versions.first().definition)
    change(body["rounds"][0])
    return drafts.check(body).definition


def test_a_case_that_comes_out_passes(indicator, case):
    (outcome,) = rehearsals.run_all(indicator, indicator.versions.get().parsed)
    assert (outcome.passed, outcome.mismatches, outcome.case) == (True, (), case)


def test_what_differs_is_named(indicator, case):
    def other_points(round_):
        round_["levels"][0]["points"], round_["levels"][1]["points"] = 45, 30

    (outcome,) = rehearsals.run_all(indicator, changed(indicator, other_points))
    (wrong,) = outcome.mismatches
    assert (wrong.key, wrong.expected, wrong.got, outcome.passed) == (
        "final",
        "50.00",
        "45.00",
        False,
    )


def test_a_requirement_that_is_gone_fails_the_case(indicator, case):
    def renamed(round_):
        round_["levels"][0]["criteria"][0]["evidence"][0]["key"] = "1.1-x"

    (outcome,) = rehearsals.run_all(indicator, changed(indicator, renamed))
    assert not outcome.passed
    assert [fault.code for fault in outcome.faults] == ["case.no_requirement"]


def test_a_round_that_is_gone_fails_the_case(indicator, case):
    definition = changed(indicator, lambda round_: round_.update(key="m6"))
    assert [f.code for f in rehearsals.failing(indicator, definition)[0].faults] == ["case.round"]


def test_only_what_is_expected_is_compared(indicator, keeper, at):
    rehearsals.save(
        indicator, name="คะแนน", case=CASE, expected={"final": "50.00"}, actor=keeper, at=at
    )
    assert rehearsals.failing(indicator, indicator.versions.get().parsed) == []


def test_the_expectation_is_computed_or_typed():
    computed = {"level": 1, "final": "50.00", "tier": "ขั้นต้น", "raw": "50.00"}
    assert rehearsals.expectation(computed) == {"level": 1, "final": "50.00", "tier": "ขั้นต้น"}
    typed = rehearsals.expectation(computed, level="2", final="75", tier="-")
    assert typed == {"level": 2, "final": "75.00", "tier": None}
    for wrong in ({"level": "สอง"}, {"final": "มาก"}):
        with pytest.raises(InvalidInput):
            rehearsals.expectation(computed, **wrong)


def test_publishing_waits_for_the_cases(indicator, case, keeper, at):
    draft = drafts.begin(indicator, actor=keeper, at=at)
    body = copy.deepcopy(draft.document)
    body["rounds"][0]["levels"][0]["points"] = 45
    body["rounds"][0]["levels"][1]["points"] = 30
    draft = drafts.change(draft, body, what="คะแนน", revision=1, actor=keeper, at=at)
    with pytest.raises(GuardRefused) as refused:
        drafts.publish(draft, revision=2, reason="แก้", actor=keeper, at=at)
    assert (refused.value.code, refused.value.facts["cases"]) == ("rehearsals_fail", ["ระดับ 1"])
    assert indicator.versions.count() == 1

    rehearsals.delete(case, actor=keeper, at=at)
    assert drafts.publish(draft, revision=2, reason="แก้", actor=keeper, at=at).is_new


def test_saving_again_under_a_name_replaces(indicator, case, keeper, at):
    again = rehearsals.save(
        indicator, name=" ระดับ 1 ", case=CASE, expected={"level": 2}, actor=keeper, at=at
    )
    assert (again.pk, RehearsalCase.objects.get().expected) == (case.pk, {"level": 2})


def test_renamed_but_not_to_a_name_that_is_taken(indicator, case, keeper, at):
    other = rehearsals.save(indicator, name="อื่น", case=CASE, expected=EXPECTED, actor=keeper, at=at)
    rehearsals.rename(other, name="ใหม่", actor=keeper, at=at)
    assert sorted(RehearsalCase.objects.values_list("name", flat=True)) == ["ระดับ 1", "ใหม่"]
    for name in ("ระดับ 1", " "):
        with pytest.raises(InvalidInput):
            rehearsals.rename(other, name=name, actor=keeper, at=at)
    assert rehearsals.free_name(indicator, "m5", "ใหม่") == "ใหม่ (2)"


def test_deleted_and_brought_back(indicator, case, keeper, at):
    kept = rehearsals.delete(case, actor=keeper, at=at)
    assert not RehearsalCase.objects.exists()
    rehearsals.save(indicator, **kept, actor=keeper, at=at)
    assert RehearsalCase.objects.get().case == CASE
    acts = Entry.objects.filter(action__startswith="rehearsal.").order_by("sequence")
    assert list(acts.values_list("action", flat=True)) == [
        "rehearsal.save",
        "rehearsal.delete",
        "rehearsal.save",
    ]


@pytest.mark.parametrize("role", list(Role))
def test_who_keeps_cases(indicator, case, people, at, role):
    def acts(who):
        rehearsals.save(indicator, name="ข", case=CASE, expected={}, actor=who, at=at)
        rehearsals.rename(case, name="ค", actor=who, at=at)
        rehearsals.delete(case, actor=who, at=at)

    if role in rehearsals.KEEPERS:
        acts(people[role])
        return
    for act in (
        lambda who: rehearsals.save(indicator, name="ข", case=CASE, expected={}, actor=who, at=at),
        lambda who: rehearsals.rename(case, name="ค", actor=who, at=at),
        lambda who: rehearsals.delete(case, actor=who, at=at),
    ):
        with pytest.raises(NotAllowed):
            act(people[role])
