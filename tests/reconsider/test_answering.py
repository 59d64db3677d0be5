"""A request for reconsideration: the answer, who is told, and what it never touches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpi_portal.errors import DomainError, GuardRefused, InvalidInput, NotAllowed
from kpi_portal.notifications.models import Notification
from submissions.domain import (
    clock,
    deadlines,
    in_view,
    reconsidering,
    supply,
)
from submissions.domain.contested import LATENESS
from submissions.enums import Action, Decision, State
from tests.reconsider.world import DAY, Asked, code_of, published, score_seen_by
from tests.review.world import LATER

pytestmark = pytest.mark.django_db


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
