"""Figures that are judged, taken from other indicators, and shown."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from indicators.models import Assignment
from kpi_portal.errors import GuardRefused
from scoring.numbers import two_places
from scoring.parsing import load_document
from submissions.documents.domain import memo_facts
from submissions.domain import (
    evidence,
    requirements,
    review,
    review_effect,
    scores,
    supply,
)
from submissions.domain.figures import Measure
from submissions.enums import Action, Decision, ScoreBasis, State
from submissions.models import EvidenceUse, Submission
from tests.figures.helpers import filled, in_review, projected, put
from tests.figures.world import (
    LATER,
    NOON,
    World,
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


# --- judging ----------------------------------------------------------------------------------


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
