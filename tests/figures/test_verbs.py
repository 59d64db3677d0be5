"""What may be typed for figures, by whom and when; what is asked before they are handed in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from indicators.models import Assignment, Round
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound, Stale
from scoring.parsing import load_document
from submissions.domain import (
    completeness,
    figures,
    manifest,
    outline,
    scores,
    supply,
)
from submissions.domain.figures import Measure
from submissions.domain.opening import open_round
from submissions.enums import Action, ScoreBasis
from submissions.models import EvidenceUse, Submission
from tests.figures.helpers import filled, projected, put
from tests.figures.world import (
    FIXTURES,
    LATER,
    LOADER,
    NOON,
    World,
    give_file,
    growth,
    shipped,
)

pytestmark = pytest.mark.django_db
GROUP_3: dict[str, Any] = {"target_group": "3", "previous": Decimal("412.03")}
WORKED = Measure(name="รายได้", history=("300", "450"), target="375", result="400")
TWO_GROUPS = {
    "count": 2,
    "groups": [{"name": "ก", "mandatory": True, "maximum": 1}, {"name": "ข"}],
}


@pytest.fixture
def target(world: World) -> Submission:
    return world.opened(shipped("org-status-2564"), **GROUP_3)


@pytest.fixture
def measured(world: World) -> Submission:
    return world.opened(load_document(growth(**TWO_GROUPS)))


# --- keys -------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_key_of_a_shipped_round_is_unique(file):
    for entry in shipped(file.stem).rounds:
        made = outline.outline(entry)
        keys = [place.requirement.key for block in made.blocks for place in block.places]
        assert keys
        assert len(keys) == len(set(keys)) == len(made.places)
        assert all("/" not in key for key in keys)  # they stand in addresses


# --- a measured value -------------------------------------------------------------------------


def test_a_measured_value_in_thai_digits_is_scored_at_once(world, target):
    supply.set_number(target, "value", actor=world.drafter, at=NOON, typed="๔๐๐")
    assert projected(target) == "67.84"


def test_a_value_changed_before_anybody_saw_it_stays_one_piece(world, target):
    for typed in ("390", "400"):
        supply.set_number(target, "value", actor=world.drafter, at=NOON, typed=typed)
    use = EvidenceUse.objects.get()
    assert (use.number, use.revision) == (400, 2)


def test_a_value_saved_from_an_old_page_is_stale(world, target):
    by = {"actor": world.drafter, "at": NOON}
    supply.set_number(target, "value", typed="390", revision=0, **by)
    with pytest.raises(Stale) as refused:
        supply.set_number(target, "value", typed="400", revision=0, **by)
    assert refused.value.facts["changes"] == [{"name": "number", "value": "390"}]


def test_a_round_opens_only_when_every_unit_has_its_target(world):
    round_ = world.assign(world.load(shipped("org-status-2564")), target_group="3")
    with pytest.raises(GuardRefused) as refused:
        open_round(round_, actor=LOADER, at=NOON)
    assert refused.value.code == "not_assigned"
    assert refused.value.facts["unit"] == world.section.name
    assert not Submission.objects.exists()
    Assignment.objects.update(previous=Decimal("412.03"))
    assert open_round(Round.objects.get(pk=round_.pk), actor=LOADER, at=NOON)


def test_a_value_without_target_group_is_refused_and_a_report_that_has_one_stays_readable(
    client, world, target
):
    supply.set_number(target, "value", actor=world.drafter, at=NOON, typed="400")
    Assignment.objects.update(target_group="")
    with pytest.raises(GuardRefused):
        supply.set_number(target, "value", actor=world.drafter, at=NOON, typed="401")
    client.force_login(world.drafter)
    for name in ("task_list", "check", "score"):
        assert client.get(reverse(f"submissions:{name}", args=[target.pk])).status_code == 200


# --- entered results --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "code"), [("-1", "number_too_small"), ("501", "number_too_large")]
)
def test_an_entered_result_stays_within_its_scale(world, typed, code):
    report = world.opened(shipped("pmqa40-2563-results"))
    with pytest.raises(InvalidInput) as refused:
        supply.set_number(report, "1:score", actor=world.drafter, at=NOON, typed=typed)
    assert refused.value.code == code


def test_evidence_beside_a_result_is_required_and_never_counted(world):
    report = world.opened(shipped("pmqa40-2563-results"))
    supply.set_number(report, "1:score", actor=world.drafter, at=NOON, typed="350")
    assert "1:evidence" in completeness.missing_for_claim(report)
    give_file(report, "1:evidence", world.drafter)
    fresh = Submission.objects.get(pk=report.pk)
    assert "1:evidence" not in completeness.missing_for_claim(fresh)
    case = scores.evaluate(fresh, ScoreBasis.PROJECTED, at=NOON).case
    assert not case.accepted
    assert case.parts["1"].score == 350


# --- measures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target_typed", "score"), [("450", "300.00"), ("๓๗๕", "400.00"), ("300", "0.00")]
)
def test_the_worked_examples_of_growth(world, target_typed, score):
    report = world.opened(load_document(growth()))
    put(world, report, "measure-1", Measure("รายได้", "", "", ("300", "450"), target_typed, "400"))
    assert projected(report) == score


def test_an_unfinished_measure_is_kept_and_counts_nothing(world, measured):
    use = put(world, measured, "measure-1", Measure(name="รายได้", target="375"))
    assert not use.supplied
    assert projected(measured) == "0.00"
    use = put(world, measured, "measure-1", Measure("รายได้", "ก", "", (), "375", "400"), 1)
    assert use.supplied
    assert EvidenceUse.objects.count() == 1


def test_nothing_typed_makes_no_measure(world, measured):
    assert put(world, measured, "measure-1", Measure(better="higher")) is None
    assert not EvidenceUse.objects.exists()


def test_what_cannot_be_read_is_named_field_by_field(world, measured):
    with pytest.raises(figures.MeasureRefused) as refused:
        put(world, measured, "measure-1", Measure(target="มาก", result="1,2,x", group="ค"))
    assert set(refused.value.faults) == {"target", "result", "group"}
    assert not EvidenceUse.objects.exists()


def test_a_gap_before_the_newest_year_is_refused(world, measured):
    with pytest.raises(figures.MeasureRefused) as refused:
        put(world, measured, "measure-1", Measure(history=("300", ""), target="1"))
    assert set(refused.value.faults) == {"history_1"}
    use = put(world, measured, "measure-1", Measure(history=("", "450"), target="1"))
    assert use.figures["history"] == ["450"]


def test_a_measure_saved_from_an_old_page_is_stale(world, measured):
    put(world, measured, "measure-1", Measure(name="ก", target="1"))
    put(world, measured, "measure-1", Measure(name="ข", target="1"), 1)
    with pytest.raises(Stale) as refused:
        put(world, measured, "measure-1", Measure(name="ค", target="1"), 1)
    assert refused.value.facts["revision"] == 2
    assert {"name": "name", "value": "ข"} in refused.value.facts["changes"]


def test_only_as_many_fixed_measures_as_count_are_taken(world):
    fixed = [{"key": key, "better": "higher"} for key in "กขค"]
    report = world.opened(load_document(growth(fixed, count=2)))
    for key in "กข":
        put(
            world,
            report,
            f"measure-{key}",
            Measure(history=("300", "450"), target="375", result="400"),
        )
    with pytest.raises(InvalidInput) as refused:
        put(world, report, "measure-ค", WORKED)
    assert refused.value.code == "too_many_measures"
    assert projected(report) == "400.00"


def test_a_lower_result_may_be_the_better_one(world):
    report = world.opened(load_document(growth([{"key": "ร้องเรียน", "better": "lower"}])))
    put(world, report, "measure-ร้องเรียน", Measure(history=("20",), target="20", result="17"))
    assert projected(report) == "500.00"


@pytest.mark.parametrize(
    "who", ["reviewer", "head", "executive", "configurer", "auditor", "neighbour", "stranger"]
)
def test_only_the_units_people_fill_in_measures(world, measured, who):
    with pytest.raises(NotAllowed):
        figures.set_measure(
            measured, "measure-1", actor=world.people[who], at=NOON, typed=WORKED, revision=0
        )


def test_the_director_fills_in_measures_too(world, measured):
    use = figures.set_measure(
        measured, "measure-1", actor=world.director, at=NOON, typed=WORKED, revision=0
    )
    assert use is not None


def test_a_measure_of_no_such_key_is_not_found(world, measured):
    with pytest.raises(NotFound):
        put(world, measured, "measure-9", WORKED)


# --- handing in -------------------------------------------------------------------------------


def test_gaps_of_measures_are_acknowledged_before_handing_in(world, measured):
    filled(world, measured, "ข", "ข")  # the mandatory group has none
    with pytest.raises(InvalidInput) as refused:
        world.do(measured, Action.SUBMIT, "director")
    assert refused.value.code == "gaps_not_acknowledged"
    done = world.do(measured, Action.SUBMIT, "director", gaps_acknowledged=True)
    assert not done.filings.get().complete


def test_a_complete_report_needs_no_acknowledgement(world, measured):
    filled(world, measured, "ก", "ข")
    done = world.do(measured, Action.SUBMIT, "director")
    assert done.filings.get().complete


def test_the_manifest_says_what_was_reported(world, measured):
    filled(world, measured, "ก", "ข")
    done = world.do(measured, Action.SUBMIT, "director")
    filing = done.filings.get()
    lines = manifest.lines_of(filing)
    assert ["375" in line.what and "400" in line.what for line in lines] == [True, True]
    assert filing.manifest[0]["figures"]["history"] == ["300", "450"]


def test_late_figures_are_counted_from_when_all_were_there(world):
    late = {"deduct": "1", "per": "day"}
    report = world.opened(load_document(growth(late=late)))
    done = world.do(report, Action.SUBMIT, "director", gaps_acknowledged=True)
    assert not done.filings.get().complete
    world.do(report, Action.WITHDRAW, "director")
    filled(world, report, "")
    due = Submission.objects.get(pk=report.pk).effective_due_at
    after = due.replace(day=due.day) + (LATER - NOON) * 30  # the next day
    world.do(report, Action.SUBMIT, "director", at=after)
    scored = scores.evaluate(Submission.objects.get(pk=report.pk), ScoreBasis.PROJECTED, at=after)
    assert scored.result.days_late
    assert scored.result.final == 400 - scored.result.days_late
