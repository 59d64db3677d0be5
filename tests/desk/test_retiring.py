"""Retiring and taking back."""

from __future__ import annotations

import pytest

from indicators.domain import drafts, retiring
from indicators.enums import RoundState
from kpi_portal.accounts.enums import Role
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from submissions.domain.assigning import assign_units
from submissions.domain.opening import open_round

pytestmark = pytest.mark.django_db


def test_retired_and_taken_back(indicator, keeper, at):
    retired = retiring.retire(indicator, reason=" ยกเลิกแผน ", actor=keeper, at=at)
    assert (retired.retired_at, retired.retired_reason) == (at, "ยกเลิกแผน")
    with pytest.raises(GuardRefused):
        retiring.retire(retired, reason="อีกครั้ง", actor=keeper, at=at)
    with pytest.raises(GuardRefused):
        drafts.begin(retired, actor=keeper, at=at)

    back = retiring.take_back(retired, actor=keeper, at=at)
    assert (back.retired_at, back.retired_reason) == (None, "")
    with pytest.raises(GuardRefused):
        retiring.take_back(back, actor=keeper, at=at)


def test_a_reason_is_needed(indicator, keeper, at):
    with pytest.raises(InvalidInput):
        retiring.retire(indicator, reason="  ", actor=keeper, at=at)


@pytest.mark.parametrize("state", RoundState)
def test_not_while_results_are_on_their_way(indicator, keeper, at, state):
    indicator.rounds.filter(key="m5").update(state=state)
    if state in (RoundState.PLANNED, RoundState.FINAL):
        assert retiring.retire(indicator, reason="เลิก", actor=keeper, at=at).retired_at
    else:
        with pytest.raises(GuardRefused) as refused:
            retiring.retire(indicator, reason="เลิก", actor=keeper, at=at)
        assert refused.value.code == "round_running"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONFIGURER])
def test_only_a_configurer(indicator, people, keeper, at, role):
    with pytest.raises(NotAllowed):
        retiring.retire(indicator, reason="เลิก", actor=people[role], at=at)
    retired = retiring.retire(indicator, reason="เลิก", actor=keeper, at=at)
    with pytest.raises(NotAllowed):
        retiring.take_back(retired, actor=people[role], at=at)


def test_no_round_opens_and_no_draft_is_published(indicator, sections, keeper, at):
    draft = drafts.begin(indicator, actor=keeper, at=at)
    round_ = indicator.rounds.get(key="m5")
    assign_units(round_, sections[:1], actor=keeper, at=at)
    retiring.retire(indicator, reason="เลิก", actor=keeper, at=at)
    with pytest.raises(GuardRefused) as opening:
        open_round(indicator.rounds.get(key="m5"), actor=keeper, at=at)
    with pytest.raises(GuardRefused) as publishing:
        drafts.publish(draft, revision=1, reason="แก้", actor=keeper, at=at)
    assert (opening.value.code, publishing.value.code) == ("retired", "retired")
