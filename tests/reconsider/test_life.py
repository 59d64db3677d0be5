"""A request for reconsideration from asking to the answer, and what it never touches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpi_portal.errors import DomainError, GuardRefused, InvalidInput, NotAllowed
from kpi_portal.notifications.models import Notification
from scoring.numbers import two_places
from submissions.domain import (
    clock,
    deadlines,
    evidence,
    in_view,
    kept_scores,
    reach,
    reconsideration,
    reconsidering,
    review,
    scores,
    supply,
)
from submissions.domain.contested import LATENESS
from submissions.enums import Action, Decision, ScoreBasis, State
from submissions.models import EvidenceUse, Reconsideration
from tests.evidence.world import a_pdf
from tests.reconsider.world import ARGUMENT, DAY, Asked, published
from tests.review.world import LATER

pytestmark = pytest.mark.django_db


def code_of(act) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def score_seen_by(asked: Asked, who: str) -> str:
    """The published score as the person's pages show it."""
    seen = in_view.of(asked.report, asked.review.people[who], at=LATER + 2 * DAY)
    if seen.everything:
        return str(asked.report.confirmed_final)
    return two_places(kept_scores.as_published(seen).result.final)


# --- asking


def test_the_director_asks_and_the_score_stays_in_view(asked: Asked):
    report = asked.ask()
    assert (report.state, report.under_correction) == (State.RECONSIDERING, True)
    assert str(report.confirmed_final) == "50.00"
    assert score_seen_by(asked, "director") == "50.00"
    request = asked.request
    assert (request.number, request.reason) == (1, "ขอทบทวน")
    assert {i.requirement: i.argument for i in request.items.all()} == {
        "2.1-a": ARGUMENT,
        "3.1-a": ARGUMENT,
    }
    assert (request.before["level"], request.before["final"]) == (1, "50.00")
    assert [p["decision"] for p in request.before["items"]["2.1-a"]] == ["returned"]
    assert request.before["items"]["3.1-a"] == []


@pytest.mark.parametrize(
    "who",
    [
        "drafter",
        "reviewer",
        "second_reviewer",
        "head",
        "executive",
        "configurer",
        "auditor",
        "neighbour",
        "far_executive",
        "stranger",
    ],
)
def test_nobody_else_asks(asked: Asked, who):
    with pytest.raises(NotAllowed):
        asked.ask(who)


def test_the_last_moment_is_the_clocks(asked: Asked):
    """One second before, asking holds and finalising does not; afterwards the other way round."""
    ends = deadlines.appeal_ends_at(asked.report)
    assert clock.tick(ends - timedelta(seconds=1)).finalised == 0
    assert code_of(lambda: asked.ask(at=ends + timedelta(seconds=1))) == "appeal_over"
    asked.ask(at=ends)
    assert clock.tick(ends + 30 * DAY).finalised == 0
    assert asked.report.state == State.RECONSIDERING


def test_without_days_nothing_is_asked(asked: Asked):
    asked.review.round.appeal_days = 0
    asked.review.round.save()
    assert code_of(asked.ask) == "no_appeal"


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ({}, "nothing_contested"),
        ({"1.1-a": ARGUMENT}, "not_contestable"),  # accepted in full
        ({"9.9-z": ARGUMENT}, "not_contestable"),
        ({LATENESS: ARGUMENT}, "not_contestable"),  # nothing was deducted
        ({"2.1-a": "  "}, "bare_item"),
    ],
)
def test_what_cannot_be_contested(asked: Asked, items, code):
    assert code_of(lambda: asked.review.do(Action.RECONSIDER, "director", items=items)) == code
    assert not Reconsideration.objects.exists()


def test_a_reason_is_asked_for(asked: Asked):
    assert code_of(lambda: asked.ask(note=" ")) == "note_required"


def test_contestable_are_returned_and_empty_requirements(asked: Asked):
    found = reconsideration.contestable(asked.report)
    assert [item.key for item in found] == ["2.1-a", "3.1-a"]
    assert found[0].comment == "ไม่มีลายมือชื่อ"


# --- what the unit may add


def test_evidence_is_added_to_contested_items_alone(asked: Asked):
    asked.ask(**{"3_1-a": ARGUMENT})
    by = {"actor": asked.review.people["drafter"], "at": LATER + DAY}
    added = evidence.attach_file(asked.report, "3.1-a", upload=a_pdf("ใหม่.pdf", "new"), **by)
    assert added.decision == Decision.PENDING
    other = a_pdf("อื่น.pdf", "other")
    refused = code_of(lambda: evidence.attach_file(asked.report, "2.1-a", upload=other, **by))
    assert refused == "not_contested"


def test_nothing_is_replaced_or_taken_away(asked: Asked):
    asked.ask()
    by = {"actor": asked.review.people["director"], "at": LATER + DAY}
    upload = a_pdf("ใหม่.pdf", "new")
    piece = EvidenceUse.objects.get(pk=asked.returned.pk)
    for act in (
        lambda: evidence.remove_use(piece, **by),
        lambda: evidence.new_version(piece, upload=upload, **by),
        lambda: evidence.edit_details(piece, details=evidence.Details("อื่น"), **by),
    ):
        assert code_of(act) == "only_adding"
    asked.returned.refresh_from_db()
    assert asked.returned.removed_at is None


def test_words_forms_and_claims_stay(asked: Asked):
    from submissions.domain import narrative

    asked.ask()
    with pytest.raises(DomainError):
        narrative.save_narrative(
            asked.report,
            revision=0,
            claimed_level=3,
            level_results={},
            texts={},
            actor=asked.review.people["director"],
            at=LATER + DAY,
        )


@pytest.mark.parametrize("who", ["reviewer", "head", "executive", "neighbour", "stranger"])
def test_only_the_units_people_add(asked: Asked, who):
    asked.ask()
    person = asked.review.people[who]
    assert not reach.may_edit(person, asked.report, "3.1-a", at=LATER + DAY)


def test_the_opinion_closes_the_items(asked: Asked):
    asked.ask()
    drafter = asked.review.people["drafter"]
    assert reach.may_edit(drafter, asked.report, "3.1-a", at=LATER + DAY)
    asked.choose()
    asked.opine()
    assert not reach.may_edit(drafter, asked.report, "3.1-a", at=LATER + 3 * DAY)


def test_a_later_addition_never_moves_the_counted_moment(db):
    """Late from the third day on: what is added weeks later costs nothing more."""
    late = {"deduct": "1.00", "per": "day", "count": "calendar", "basis": "first"}
    asked = published(late=late)
    before = scores.latest(asked.report, ScoreBasis.CONFIRMED).inputs["submitted_at"]
    asked.ask()
    asked.choose()
    added = asked.add("2.1-a")
    asked.judge(asked.returned)
    asked.judge(added)
    newest = scores.latest(asked.report, ScoreBasis.CONFIRMED)
    assert newest.inputs["submitted_at"] == before
    assert newest.result["deduction"] == "0.00"
    asked.opine()
    assert str(asked.resolve().confirmed_final) == "75.00"


# --- who looks again


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("second_reviewer", True),
        ("second_head", True),
        ("reviewer", False),  # proposed
        ("head", False),  # confirmed
        ("inside_reviewer", False),  # of the unit
        ("far_reviewer", False),
        ("director", False),
        ("executive", False),
        ("auditor", False),
    ],
)
def test_who_may_look_again(asked: Asked, who, may):
    asked.ask()
    person = asked.review.people[who]
    assert reconsideration.may_look_again(person, asked.report, at=LATER + DAY) is may
    offered = {p.username for p in reconsideration.candidates(asked.report, at=LATER + DAY)}
    assert (who in offered) is may
    if may:
        assert asked.choose(who).reviewer == person
    else:
        assert code_of(lambda: asked.choose(who)) == "not_a_second_reviewer"


@pytest.mark.parametrize("who", ["reviewer", "executive", "director", "auditor", "far_head"])
def test_only_the_head_chooses_somebody_else(asked: Asked, who):
    asked.ask()
    with pytest.raises(NotAllowed):
        asked.choose(by=who)


def test_a_reviewer_takes_it_up_but_not_from_another(asked: Asked):
    asked.ask()
    asked.choose("second_reviewer", by="second_reviewer")
    with pytest.raises(NotAllowed):
        asked.choose("second_head", by="second_reviewer")
    assert asked.choose("second_head").reviewer.username == "second_head"


def test_somebody_named_by_order_looks_again(asked: Asked):
    """Where nobody is left the executive names a person of another unit."""
    from kpi_portal.accounts.enums import Role
    from submissions.domain import decisions

    asked.ask()
    decisions.appoint(
        asked.report,
        actor=asked.review.executive,
        at=LATER + DAY,
        person=asked.review.neighbour,
        role=Role.REVIEWER,
        order_number="7/2568",
        reason="ไม่มีผู้ตรวจเหลือ",
    )
    asked.choose("neighbour")
    asked.judge(asked.returned, who="neighbour")
    assert asked.opine("neighbour").reviewed_at


@pytest.mark.parametrize("who", ["reviewer", "head", "second_head", "executive", "director"])
def test_nobody_else_judges(asked: Asked, who):
    asked.ask()
    asked.choose()
    with pytest.raises(NotAllowed):
        asked.judge(asked.returned, who=who)


def test_the_ordinary_door_stays_shut(asked: Asked):
    asked.ask()
    asked.choose()
    act = lambda: review.give_verdict(  # noqa: E731
        asked.returned,
        actor=asked.review.second_reviewer,
        at=LATER + DAY,
        decision=Decision.ACCEPTED,
    )
    assert code_of(act) == "not_in_review"


def test_verdicts_on_other_items_stand(asked: Asked):
    asked.ask(**{"3_1-a": ARGUMENT})
    asked.choose()
    assert code_of(lambda: asked.judge(asked.returned)) == "not_contested"


def test_verdicts_stand_once_the_opinion_is_given(asked: Asked):
    asked.ask()
    asked.choose()
    asked.opine()
    assert code_of(lambda: asked.judge(asked.returned)) == "opinion_given"
    reconsidering.take_back_opinion(
        asked.report, actor=asked.review.second_reviewer, at=LATER + 2 * DAY
    )
    asked.judge(asked.returned)


def test_an_opinion_needs_every_added_piece_judged(asked: Asked):
    asked.ask()
    asked.choose()
    added = asked.add()
    assert code_of(asked.opine) == "not_all_judged"
    asked.judge(added)
    assert asked.opine().opinion == "ลงนามครบแล้ว"


# --- the answer


def test_a_changed_result_is_published_anew(asked: Asked):
    asked.ask()
    asked.choose()
    added = asked.add()
    asked.judge(asked.returned)
    asked.judge(added)
    # nothing of it is told before the answer
    assert score_seen_by(asked, "director") == "50.00"
    assert str(asked.report.confirmed_final) == "50.00"
    asked.opine()
    report = asked.resolve()
    assert (report.state, report.under_correction) == (State.PUBLISHED, False)
    assert str(report.confirmed_final) == "100.00"
    assert report.published_at == LATER + 3 * DAY
    request = asked.request
    assert (request.outcome, request.answer) == ("changed", "แก้ผล")
    assert (request.before["final"], request.after["final"]) == ("50.00", "100.00")
    assert [p["decision"] for p in request.after["items"]["3.1-a"]] == ["accepted"]
    assert score_seen_by(asked, "director") == "100.00"


def test_an_upheld_result(asked: Asked):
    asked.ask()
    asked.choose()
    asked.judge(asked.returned, Decision.RETURNED, comment="ยังไม่มีลายมือชื่อ")
    asked.opine()
    report = asked.resolve()
    assert (asked.request.outcome, str(report.confirmed_final)) == ("upheld", "50.00")


def test_no_answer_before_the_opinion(asked: Asked):
    asked.ask()
    assert code_of(asked.resolve) == "no_opinion"


def test_no_answer_upon_an_unjudged_piece(asked: Asked):
    """Added in the very moment before the opinion: it is seen when the request is decided."""
    asked.ask()
    asked.choose()
    asked.opine()
    asked.add()
    assert code_of(asked.resolve) == "not_all_judged"


def test_no_answer_upon_an_opinion_that_changed(asked: Asked):
    asked.ask()
    asked.choose()
    shown = asked.opine().reviewed_at.isoformat()
    reconsidering.take_back_opinion(
        asked.report, actor=asked.review.second_reviewer, at=LATER + 2 * DAY
    )
    asked.opine(at=LATER + 2 * DAY + timedelta(minutes=1))
    assert code_of(lambda: asked.resolve(opinion_of=shown)) == "opinion_changed"


@pytest.mark.parametrize(
    "who",
    ["director", "drafter", "reviewer", "second_reviewer", "head", "auditor", "far_executive"],
)
def test_only_the_executive_answers(asked: Asked, who):
    asked.ask()
    asked.choose()
    asked.opine()
    with pytest.raises(NotAllowed):
        asked.resolve(who)


def test_the_executive_asks_for_another_look(asked: Asked):
    asked.ask()
    asked.choose()
    asked.opine()
    executive = asked.review.executive
    with pytest.raises(InvalidInput):
        reconsidering.take_back_opinion(asked.report, actor=executive, at=LATER + 3 * DAY)
    reconsidering.take_back_opinion(
        asked.report, actor=executive, at=LATER + 3 * DAY, note="ยังไม่ชัด"
    )
    assert code_of(asked.resolve) == "no_opinion"
    told = Notification.objects.filter(kind="reconsideration.take_back")
    assert [n.recipient.username for n in told] == ["second_reviewer"]


def test_an_answered_result_is_not_contested_again(asked: Asked):
    asked.ask()
    asked.choose()
    asked.opine()
    asked.resolve()
    assert code_of(lambda: asked.ask(at=LATER + 4 * DAY)) == "already_answered"
    # a reopened review that leads to another publication gives another request
    asked.review.do(Action.REOPEN, "executive", at=LATER + 5 * DAY)
    asked.review.do(Action.ASSESS, "reviewer", at=LATER + 5 * DAY)
    asked.review.do(Action.CONFIRM, "head", at=LATER + 5 * DAY)
    asked.review.do(Action.ENDORSE, "executive", at=LATER + 5 * DAY, reference="2/2568")
    asked.review.do(Action.PUBLISH, "head", at=LATER + 6 * DAY)
    assert asked.ask(at=LATER + 7 * DAY).state == State.RECONSIDERING
    assert asked.request.number == 2


def test_the_days_run_once_more_before_the_result_is_final(asked: Asked):
    asked.ask()
    asked.choose()
    asked.opine()
    resolved = asked.resolve()
    ends = deadlines.appeal_ends_at(resolved)
    assert clock.tick(ends - DAY).finalised == 0
    assert clock.tick(ends + timedelta(seconds=1)).finalised == 1


def test_a_contested_deduction_is_waived_with_the_answer(db):
    late = {"deduct": "1.00", "per": "day", "count": "calendar", "basis": "first"}
    asked = published(late=late)
    # three days late, as the filing says
    filing = asked.report.filings.get()
    filing.at = asked.review.round.due_at + 3 * DAY
    filing.save()
    asked.review.do(Action.REOPEN, "executive", at=LATER)
    asked.review.do(Action.ASSESS, "reviewer", at=LATER)
    asked.review.do(Action.CONFIRM, "head", at=LATER)
    asked.review.do(Action.ENDORSE, "executive", at=LATER, reference="1/2568")
    assert str(asked.review.do(Action.PUBLISH, "head", at=LATER).confirmed_final) == "47.00"
    asked.review.do(Action.RECONSIDER, "director", at=LATER + DAY, items={LATENESS: "ระบบขัดข้อง"})
    asked.choose()
    asked.opine()
    report = asked.resolve(waiver_order="12/2568")
    assert str(report.confirmed_final) == "50.00"
    assert (asked.request.outcome, report.waiver.order_number) == ("changed", "12/2568")
    assert (asked.request.before["deduction"], asked.request.after["deduction"]) == ("3.00", "0.00")


def test_a_waiver_needs_a_contested_deduction(asked: Asked):
    asked.ask()
    asked.choose()
    asked.opine()
    report = asked.resolve(waiver_order="12/2568")
    assert not hasattr(report, "waiver")


# --- the bureau's own report


def test_the_bureaus_own_report_is_asked_about_by_its_executive(asked: Asked):
    from kpi_portal.accounts.enums import Role
    from submissions.domain import decisions
    from tests.review.world import person

    report = asked.review.submission
    type(report).objects.filter(pk=report.pk).update(unit=asked.review.bureau)
    with pytest.raises(NotAllowed):
        asked.ask("head")
    asked.ask("executive")
    outside = person("outside", Role.DIRECTOR, asked.review.far_bureau)
    deciding = person("deciding", Role.DIRECTOR, asked.review.far_bureau)
    asked.review.people |= {"outside": outside, "deciding": deciding}
    for who, role in ((outside, Role.REVIEWER), (deciding, Role.HEAD)):
        decisions.appoint(
            asked.report,
            actor=asked.review.executive,
            at=LATER + DAY,
            person=who,
            role=role,
            order_number="9/2568",
            reason="รายงานของสำนัก",
        )
    asked.choose("outside", by="deciding")
    asked.judge(asked.returned, who="outside")
    asked.opine("outside")
    with pytest.raises(NotAllowed):
        asked.resolve("executive")
    assert asked.resolve("deciding").state == State.PUBLISHED


# --- who is told, and of what nobody of the unit is


def test_who_is_told(asked: Asked):
    def told(kind: str) -> set[str]:
        return {n.recipient.username for n in Notification.objects.filter(kind=kind)}

    asked.ask()
    assert told("submission.reconsider") == {
        "drafter",
        "head",
        "second_head",
        "inside_head",
        "executive",
    }
    asked.choose()
    assert told("reconsideration.assign") == {"second_reviewer"}
    asked.opine()
    assert told("reconsideration.opinion") == {"executive"}
    asked.resolve()
    assert {"drafter", "director", "head"} <= told("submission.resolve")
    rounds = set(Notification.objects.values_list("about", flat=True))
    assert rounds == {f"round:{asked.report.round_id}"}


def test_the_unit_sees_nothing_of_it_until_the_answer(asked: Asked):
    asked.ask()
    asked.choose()
    asked.judge(asked.returned)
    asked.opine()
    director = asked.review.people["director"]
    seen = in_view.of(asked.report, director, at=LATER + 2 * DAY)
    asked.returned.refresh_from_db()
    assert (asked.returned.decision, seen.decision(asked.returned)) == (
        Decision.ACCEPTED,
        Decision.RETURNED,
    )
    from kpi_portal.audit import reading

    entries = reading.entries_of(asked.report.subject).exclude(in_view.withheld_entries(seen))
    actions = set(entries.values_list("action", flat=True))
    assert "submission.reconsider" in actions
    assert not actions & {"verdict.reconsider", "reconsideration.assign", "reconsideration.opinion"}


def test_supplying_a_number_twice_is_no_adding(asked: Asked):
    """A file is asked for here; a number is refused for its kind, not silently kept."""
    asked.ask()
    by = {"actor": asked.review.people["drafter"], "at": LATER + DAY}
    with pytest.raises(DomainError):
        supply.set_number(asked.report, "3.1-a", typed="80", **by)


def test_refusals_leave_nothing_behind(asked: Asked):
    version = asked.report.version
    with pytest.raises(GuardRefused):
        asked.ask(at=LATER + 60 * DAY)
    assert (asked.report.state, asked.report.version) == (State.PUBLISHED, version)
