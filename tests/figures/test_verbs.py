"""What may be typed for figures, by whom and when; what is asked before they are handed in."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from indicators.models import Assignment, Round
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound, Stale
from scoring.numbers import two_places
from scoring.parsing import load_document
from submissions.documents.domain import memo_facts
from submissions.domain import (
    completeness,
    evidence,
    figures,
    manifest,
    outline,
    requirements,
    review,
    review_effect,
    scores,
    supply,
)
from submissions.domain.figures import Measure
from submissions.domain.opening import open_round
from submissions.enums import Action, Decision, ScoreBasis, State
from submissions.models import EvidenceUse, Submission
from tests.figures.world import (
    FIXTURES,
    LATER,
    LOADER,
    NOON,
    World,
    give_file,
    growth,
    settled_pmqa,
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


def put(world: World, report: Submission, key: str, typed: Measure, revision: int = 0) -> Any:
    return figures.set_measure(
        report, key, actor=world.drafter, at=NOON, typed=typed, revision=revision
    )


def projected(report: Submission) -> str:
    return str(Submission.objects.get(pk=report.pk).projected_final)


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


def filled(world: World, report: Submission, *groups: str) -> None:
    for number, group in enumerate(groups, start=1):
        typed = Measure(f"ตัววัด {number}", group, "", ("300", "450"), "375", "400")
        put(world, report, f"measure-{number}", typed)


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


# --- judging ----------------------------------------------------------------------------------


def in_review(world: World, report: Submission) -> None:
    world.do(report, Action.SUBMIT, "director", gaps_acknowledged=True)
    world.do(report, Action.START_REVIEW, "reviewer")


def test_every_figure_is_judged_before_a_result_is_proposed(world, measured):
    filled(world, measured, "ก", "ข")
    in_review(world, measured)
    with pytest.raises(GuardRefused) as refused:
        world.do(measured, Action.ASSESS, "reviewer")
    assert len(refused.value.facts["items"]) == 2
    world.accept_all(measured)
    world.do(measured, Action.ASSESS, "reviewer")


def test_the_effect_of_a_verdict_on_a_measure_is_shown(world, measured):
    filled(world, measured, "ก", "ข")
    in_review(world, measured)
    report = Submission.objects.get(pk=measured.pk)
    use = report.uses.first()
    effect = review_effect.effect_of(report, use, at=LATER)
    assert (effect.now.final, effect.accepted.final, effect.returned.final) == (0, 200, 0)
    review.give_verdict(use, actor=world.reviewer, at=LATER, decision=Decision.ACCEPTED)
    report = Submission.objects.get(pk=measured.pk)
    use.refresh_from_db()
    effect = review_effect.effect_of(report, use, at=LATER)
    assert (effect.now.final, effect.returned.final) == (200, 0)


def test_only_a_returned_figure_is_corrected_and_starts_unjudged(world, measured):
    filled(world, measured, "ก", "ข")
    in_review(world, measured)
    first = measured.uses.get(requirement="measure-1")
    second = measured.uses.get(requirement="measure-2")
    by = {"actor": world.reviewer, "at": LATER}
    review.give_verdict(first, decision=Decision.RETURNED, comment="ตรวจสอบผลอีกครั้ง", **by)
    review.give_verdict(second, decision=Decision.ACCEPTED, **by)
    world.do(measured, Action.RETURN, "reviewer")
    with pytest.raises(GuardRefused):
        put(world, measured, "measure-2", WORKED, second.revision)
    put(
        world,
        measured,
        "measure-1",
        Measure("ตัววัด 1", "ก", "", ("300", "450"), "375", "420"),
        first.revision,
    )
    first.refresh_from_db()
    new = measured.uses.get(requirement="measure-1", removed_at=None)
    assert first.removed_at is not None
    assert (new.replaces, new.decision) == (first, Decision.PENDING)
    assert first.figures["result"] == "400"  # what was judged stays as it was
    world.do(measured, Action.SUBMIT, "director")
    world.do(measured, Action.START_REVIEW, "reviewer")
    world.accept_all(measured)
    world.do(measured, Action.ASSESS, "reviewer")


def test_an_answer_inside_a_part_is_given_and_scored(world):
    report = world.opened(settled_pmqa())
    key = "1:1.1:1.1.2-a"
    supply.give_answer(report, key, actor=world.drafter, at=NOON, text="วิสัยทัศน์")
    scored = scores.evaluate(Submission.objects.get(pk=report.pk), ScoreBasis.PROJECTED, at=NOON)
    assert scored.case.parts["1"].parts["1.1"].accepted == {"1.1.2-a": 1}
    assert scored.result.final == Fraction(300, 4 * 7)
    place = requirements.place_of(report, key)
    assert (place.local, place.path) == ("1.1.2-a", ("1", "1.1"))


def test_a_removed_measure_can_be_put_back(world, measured):
    use = put(world, measured, "measure-1", Measure("ก", "ก", "", ("300", "450"), "375", "400"))
    evidence.remove_use(use, actor=world.drafter, at=NOON)
    assert projected(measured) == "0.00"
    evidence.restore_use(use, actor=world.drafter, at=NOON)
    assert projected(measured) == "200.00"


# --- parts that take another indicator's result -----------------------------------------------


def test_a_part_takes_the_published_result_of_the_other_indicator(world):
    frame = world.opened(shipped("org-frame-2564"))
    status = world.opened(shipped("org-status-2564"), **GROUP_3)
    assert projected(frame) == "0.00"
    supply.set_number(status, "value", actor=world.drafter, at=NOON, typed="400")
    world.published(status)
    # 67.84 of 100 for half of the 30 per cent
    assert projected(frame) == "10.18"
    case = scores.evaluate(Submission.objects.get(pk=frame.pk), ScoreBasis.CONFIRMED, at=LATER).case
    assert case.parts["2"].parts["2.1"].parts["2.1-2"].score == Fraction("67.84")


def test_the_result_of_a_unit_above_counts_where_the_bureau_reports(world):
    status = world.opened(shipped("org-status-2564"), unit=world.bureau, **GROUP_3)
    Submission.objects.filter(pk=status.pk).update(
        state=State.PUBLISHED, confirmed_final=Decimal("75.00")
    )
    frame = world.opened(shipped("org-frame-2564"))
    assert projected(frame) == "11.25"


def test_a_confirmed_composite_keeps_the_result_it_was_confirmed_with(world):
    status = world.opened(shipped("org-status-2564"), **GROUP_3)
    supply.set_number(status, "value", actor=world.drafter, at=NOON, typed="400")
    world.published(status)
    frame = world.opened(shipped("org-frame-2564"))
    done = world.published(frame, gaps_acknowledged=True)
    assert str(done.confirmed_final) == "10.18"
    Submission.objects.filter(pk=status.pk).update(confirmed_final=Decimal("90.00"))
    again = scores.evaluate(Submission.objects.get(pk=frame.pk), ScoreBasis.CONFIRMED, at=LATER)
    assert two_places(again.result.final) == "10.18"


def test_a_confirmed_target_keeps_the_target_it_was_confirmed_with(world, target):
    supply.set_number(target, "value", actor=world.drafter, at=NOON, typed="400")
    world.published(target)
    Assignment.objects.update(target_group="1")
    again = scores.evaluate(Submission.objects.get(pk=target.pk), ScoreBasis.CONFIRMED, at=LATER)
    assert again.case.target_group == "3"
    assert again.result.final == Fraction(50) + Fraction(25 * 30) / Fraction("42.03")


# --- pages ------------------------------------------------------------------------------------


def address(name: str, report: Submission, *more: Any) -> str:
    return reverse(f"submissions:{name}", args=[report.pk, *more])


def typed_fields(**more: str) -> dict[str, str]:
    fields = {"name": "รายได้", "group": "ก", "better": "higher", "history_0": "๓๐๐"}
    return fields | {"history_1": "450", "target": "375", "result": "400", "revision": "0"} | more


def test_the_page_of_a_measure_saves_with_and_without_scripts(client, world, measured):
    client.force_login(world.drafter)
    url = address("figure", measured, "measure-1")
    answer = client.post(url, typed_fields(), headers={"accept": "application/json"})
    assert answer.json()["revision"] == 1
    assert "400" in client.get(url).content.decode()
    answer = client.post(url, typed_fields(result="๔๒๐", revision="1"))
    assert answer.status_code == 302
    assert EvidenceUse.objects.get().figures["result"] == "420"


def test_nothing_typed_is_lost_on_a_fault(client, world, measured):
    client.force_login(world.drafter)
    url = address("figure", measured, "measure-1")
    answer = client.post(url, typed_fields(target="มากมาย"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "มากมาย" in page
    assert "รายได้" in page
    quiet = client.post(url, typed_fields(target="มาก"), headers={"accept": "application/json"})
    assert quiet.status_code == 422


def test_a_stale_save_keeps_both_texts(client, world, measured):
    put(world, measured, "measure-1", Measure(name="ของเพื่อน", target="1"))
    client.force_login(world.drafter)
    url = address("figure", measured, "measure-1")
    quiet = client.post(url, typed_fields(), headers={"accept": "application/json"})
    assert quiet.status_code == 409
    assert quiet.json()["facts"]["revision"] == 1
    answer = client.post(url, typed_fields())
    assert answer.status_code == 422
    assert 'value="1"' in answer.content.decode()  # sent again it is taken
    assert "รายได้" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("neighbour", 404), ("stranger", 404), ("auditor", 200)]
)
def test_who_reads_what_a_figure_comes_to(client, world, measured, who, status):
    client.force_login(world.people[who])
    url = address("figure", measured, "measure-1")
    assert client.get(url).status_code == status
    assert client.post(url, typed_fields()).status_code in (403, 404)


def test_a_number_saves_itself(client, world, target):
    client.force_login(world.drafter)
    url = address("set_number", target, "value")
    as_script = {"headers": {"accept": "application/json"}}
    assert client.post(url, {"number": "๔๐๐", "revision": "0"}, **as_script).json()["revision"] == 1
    assert client.post(url, {"number": "401", "revision": "0"}, **as_script).status_code == 409
    assert client.post(url, {"number": "มาก", "revision": "1"}, **as_script).status_code == 422
    assert EvidenceUse.objects.get().number == 400


def test_the_map_of_a_round_has_its_parts_for_columns(client, world):
    report = world.opened(shipped("pmqa40-2563-results"))
    world.fill(report)
    in_review(world, report)
    client.force_login(world.reviewer)
    url = reverse("submissions:round", args=[report.round_id])
    page = client.get(url)
    assert [column.label for column in page.context["columns"]] == list("1234567")
    assert {cell.why for cell in page.context["lines"][0].cells} == {"waiting"}
    world.accept_all(report)
    assert {c.why for c in client.get(url).context["lines"][0].cells} == {"accepted"}


# --- on paper ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["target", "growth", "composite"])
def test_the_feedback_memo_lists_what_was_earned(world, method):
    if method == "target":
        report = world.opened(shipped("org-status-2564"), **GROUP_3)
    elif method == "growth":
        report = world.opened(load_document(growth()))
    else:
        report = world.opened(shipped("pmqa40-2563-results"))
    world.fill(report, {f"{key}:score": "350" for key in range(1, 8)})
    done = world.published(report)
    rows = [[cell.text for cell in row] for row in memo_facts.result_table(done, at=LATER).rows]
    expected = {
        "target": [["1", "ค่าที่วัดได้", "100", "67.84"]],
        "growth": [["1", "ตัววัด 1", "500", "400.00"]],
        "composite": [["1", "การนำองค์การ", "500", "350.00"]],
    }
    assert rows[:1] == expected[method]
    assert rows[-1][-1] == str(done.confirmed_final)
    assert len(rows) == (8 if method == "composite" else 2)


def test_the_score_page_lists_what_every_part_earned(client, world):
    report = world.opened(shipped("org-frame-2564"))
    supply.set_number(report, "1:1.1:score", actor=world.drafter, at=NOON, typed="80")
    client.force_login(world.drafter)
    parts = client.get(address("score", report)).context["projected_parts"]
    assert [(part.path, part.score, part.absent) for part in parts[:3]] == [
        (("1",), 20, False),
        (("1", "1.1"), 80, False),
        (("1", "1.2"), 0, True),
    ]
    assert client.get(address("task_list", report)).context["worth"][("1", "1.1")].score == 80
