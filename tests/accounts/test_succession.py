"""A unit ends in mid-round: its reports, rounds, memos and people pass on, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from indicators.models import Assignment, Contribution
from kpi_portal.accounts.domain import duties
from kpi_portal.accounts.domain.succession import Ending, dissolve_unit, merge_units
from kpi_portal.accounts.domain.units import UnitDetails
from kpi_portal.accounts.enums import Role, UnitKind
from kpi_portal.accounts.models import Membership, Unit
from kpi_portal.audit.models import Entry
from kpi_portal.errors import DomainError, NotAllowed
from kpi_portal.notifications.models import Notification
from submissions import access
from submissions.domain import headless, worklists
from submissions.domain.opening import open_round
from submissions.domain.review import give_verdict
from submissions.domain.transition import perform
from submissions.enums import Action, Decision, State
from submissions.models import Evidence, Submission
from submissions.workflow import move_for
from tests import factories
from tests.review.world import LATER, NOON, Review, make_review, person, supply

pytestmark = pytest.mark.django_db
DAY = date(2025, 2, 20)
ORDER = Ending(effective=DAY, order_number="คำสั่ง 21/2568", reason="ปรับโครงสร้าง")


@pytest.fixture
def review() -> Review:
    made = make_review()
    for unit in (made.section, made.other):
        Assignment.objects.create(round=made.round, unit=unit, group=unit.group)
    return made


@pytest.fixture
def own(review) -> Submission:
    """The successor's own report of the same round."""
    return factories.SubmissionFactory(round=review.round, unit=review.other)


def dissolve(review: Review, who: str = "configurer", **changes) -> Unit:
    ending = replace(ORDER, **({"successor": review.other} | changes))
    return dissolve_unit(review.section, ending, actor=review.people[who], at=LATER)


def submit(report: Submission, by, *, at=LATER) -> Submission:
    for key in ("1.1-a", "2.1-a", "3.1-a"):
        if not report.uses.filter(requirement=key, removed_at=None).exists():
            supply(report, key, by, at=at)
    Submission.objects.filter(pk=report.pk).update(claimed_level=3)
    report.refresh_from_db()
    data = {"gaps_acknowledged": True}
    return perform(report, Action.SUBMIT, actor=by, at=at, version=report.version, data=data)


def test_the_successor_finishes_a_draft_and_a_returned_report_beside_its_own(review, own):
    """Two reports of the unit that ends, of two indicators; one is a draft, one was returned."""
    draft = review.submission
    other_round = factories.RoundFactory(
        indicator=factories.IndicatorFactory(owner=review.bureau),
        body=review.round.version.definition,
    )
    returned = factories.SubmissionFactory(round=other_round, unit=review.section)
    Assignment.objects.create(round=other_round, unit=review.section, group="ส่วนกลาง")
    submit(returned, review.director, at=NOON)
    returned.refresh_from_db()
    begun = perform(
        returned, Action.START_REVIEW, actor=review.reviewer, at=NOON, version=returned.version
    )
    use = returned.uses.get(requirement="2.1-a")
    give_verdict(use, actor=review.reviewer, at=NOON, decision=Decision.RETURNED, comment="แก้ไข")
    perform(
        begun,
        Action.RETURN,
        actor=review.reviewer,
        at=NOON,
        version=Submission.objects.get(pk=begun.pk).version,
        note="โปรดแก้ไข",
        data={"items": {"2.1-a": "ขอฉบับลงนาม"}},
    )
    due = draft.effective_due_at

    dissolve(review)

    for report in (draft, returned):
        report.refresh_from_db()
        assert report.unit == review.other
        assert report.handed_over_from == review.section
        assert report.unit_name == "ส่วนอุทกวิทยา"
        assert "ส่วนประมวลวิเคราะห์" in report.unit_label
    assert draft.effective_due_at == due
    assert returned.state == State.RETURNED
    assert set(worklists.own_reports(review.neighbour, at=LATER)) == {own, draft, returned}
    assert {task.submission.pk for task in worklists.needs_now(review.neighbour, at=LATER)} == {
        own.pk,
        draft.pk,
        returned.pk,
    }
    told = Notification.objects.filter(recipient=review.neighbour, kind="submission.hand_over")
    assert told.count() == 2
    assert Entry.objects.filter(action="submission.hand_over").count() == 2
    # the documents are the successor's to replace
    assert not Evidence.objects.filter(owner=review.section, versions__uses__isnull=False).exists()

    assert submit(draft, review.neighbour).state == State.SUBMITTED
    use.refresh_from_db()
    use.removed_at = LATER
    use.save()
    returned.refresh_from_db()
    # answered after one hour, within the days given
    assert submit(returned, review.neighbour).state == State.SUBMITTED
    with pytest.raises(NotAllowed):
        submit(own, review.director)


def test_those_who_judge_follow_the_unit(review, own):
    """Somebody of the successor never judges what it took over; the ended unit's reviewer may."""
    inside = person("in_successor", Role.REVIEWER, review.other, review.bureau)
    start = move_for(State.SUBMITTED, Action.START_REVIEW)
    before = access.may_perform(inside, review.submission, start, at=LATER)
    dissolve(review)
    handed = review.fresh()

    assert before
    assert not access.may_perform(inside, handed, start, at=LATER)
    assert access.may_perform(review.reviewer, handed, start, at=LATER)
    assert not access.may_edit(review.director, handed, at=LATER + timedelta(days=1))


def test_the_assignment_follows_unless_the_successor_has_its_own(review, own):
    Assignment.objects.filter(unit=review.section).update(target_group="ก")
    dissolve(review)

    units = Assignment.objects.filter(round=review.round).values_list("unit__name", flat=True)
    assert sorted(units) == ["ส่วนประมวลวิเคราะห์", "ส่วนอุทกวิทยา"]
    # opening once more serves those without a report, and both have theirs
    review.round.refresh_from_db()
    assert open_round(review.round, actor=review.configurer, at=LATER) == []


def test_a_single_assignment_moves_and_the_round_stays_served(review):
    Assignment.objects.filter(unit=review.other).delete()
    dissolve(review)

    assert Assignment.objects.get(round=review.round).unit == review.other
    assert open_round(review.round, actor=review.configurer, at=LATER) == []


def test_a_successor_assigned_later_still_gets_its_own_report(review):
    """It answers for the handed-over report, and for its own once the round serves it."""
    dissolve(review)

    (made,) = open_round(review.round, actor=review.configurer, at=LATER)
    assert (made.unit, made.handed_over_from) == (review.other, None)


def test_planned_rounds_contributions_and_shared_evidence_pass_on(review):
    planned = factories.RoundFactory(
        indicator=review.round.indicator, key="m12", state="planned", version=None
    )
    Assignment.objects.create(round=planned, unit=review.section, group="ส่วนกลาง")
    mine = Assignment.objects.get(round=review.round, unit=review.other)
    third = Assignment.objects.create(round=review.round, unit=review.strategy, group="ส่วนกลาง")
    own_part = Contribution.objects.create(assignment=mine, unit=review.section)
    part = Contribution.objects.create(assignment=third, unit=review.section, part="1.1")
    shared = Evidence.objects.create(
        owner=review.section, name="มติ", shared=True, fiscal_year=2568, created_at=NOON
    )

    dissolve(review)

    assert Assignment.objects.get(round=planned).unit == review.other
    assert not Contribution.objects.filter(pk=own_part.pk).exists()
    part.refresh_from_db()
    shared.refresh_from_db()
    assert (part.unit, shared.owner) == (review.other, review.other)
    assert duties.of(review.section, at=LATER) == ()


def test_published_reports_stay_and_are_read_by_the_successor(review):
    review.put(State.PUBLISHED)
    dissolve(review)

    assert review.fresh().unit == review.section
    assert access.get_for(review.neighbour, review.submission.pk, at=LATER)
    assert not access.may_edit(review.neighbour, review.fresh(), at=LATER)
    assert review.submission not in worklists.own_reports(review.neighbour, at=LATER)
    stranger = person("third", Role.DIRECTOR, review.strategy)
    assert not access.visible_to(stranger, at=LATER).filter(pk=review.submission.pk).exists()


def test_different_takers_split_the_unit(review, own):
    second = factories.SubmissionFactory(
        round__indicator=factories.IndicatorFactory(owner=review.bureau), unit=review.section
    )
    dissolve(review, takers={f"report-{second.pk}": review.strategy})

    second.refresh_from_db()
    assert (review.fresh().unit, second.unit) == (review.other, review.strategy)


def test_handed_on_twice_it_is_still_the_first_units_report(review):
    dissolve(review)
    ending = replace(ORDER, successor=review.strategy)
    dissolve_unit(review.other, ending, actor=review.configurer, at=LATER)

    handed = review.fresh()
    assert (handed.unit, handed.handed_over_from) == (review.strategy, review.section)


def test_without_successor_a_reason_is_asked_for_and_the_executive_exempts(review):
    with pytest.raises(DomainError) as refusal:
        dissolve(review, successor=None)
    assert refusal.value.code == "nobody_takes_over"
    assert Unit.objects.get(pk=review.section.pk).valid_to is None

    dissolve(review, successor=None, why_left="งานยุติ")

    (duty,) = duties.of(review.section, at=LATER)
    assert duty.items[0].exempt_url == f"/review/{review.submission.pk}/do/exempt/"
    done = review.do(Action.EXEMPT, "executive", order_number="22/2568")
    assert done.state == State.EXEMPTED


def test_a_round_that_opens_later_makes_no_draft_for_a_unit_that_is_gone(review):
    planned = factories.RoundFactory(
        indicator=review.round.indicator, key="m12", state="planned", version=None
    )
    Assignment.objects.create(round=planned, unit=review.section, group="ส่วนกลาง")
    dissolve(review, successor=None, why_left="งานยุติ")

    assert not planned.assignments.exists()
    assert Entry.objects.filter(action="assignment.take_off").count() == 1


def test_people_go_on_where_they_are_ticked(review):
    drafter = Membership.objects.get(user=review.drafter)
    dissolve(review, go_on=[drafter.pk])

    drafter.refresh_from_db()
    assert drafter.ends == DAY - timedelta(days=1)
    goes_on = Membership.objects.get(user=review.drafter, unit=review.other)
    assert (goes_on.role, goes_on.starts, goes_on.scope) == (Role.DRAFTER, DAY, review.other)
    assert not Membership.objects.filter(user=review.director, unit=review.other).exists()
    assert Notification.objects.filter(
        recipient=review.drafter, kind="submission.hand_over"
    ).exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"effective": date(2025, 2, 21)}, "day_ahead"),
        ({"order_number": " "}, "order_number_required"),
        ({"reason": ""}, "reason_required"),
    ],
)
def test_an_order_says_when_and_why(review, changes, code):
    with pytest.raises(DomainError) as refusal:
        dissolve(review, **changes)
    assert refusal.value.code == code
    assert review.fresh().unit == review.section


def test_a_unit_that_begins_later_or_has_units_below_is_refused(review):
    late = factories.UnitFactory(parent=review.bureau, valid_from=date(2025, 3, 1))
    with pytest.raises(DomainError) as refusal:
        dissolve(review, successor=late)
    assert refusal.value.code == "unit_not_in_force"
    factories.MembershipFactory(unit=review.section, starts=date(2025, 3, 1))
    with pytest.raises(DomainError) as refusal:
        dissolve(review)
    assert refusal.value.code == "roles_begin_later"
    Membership.objects.filter(starts=date(2025, 3, 1)).delete()
    factories.UnitFactory(parent=review.section)
    with pytest.raises(DomainError) as refusal:
        dissolve(review)
    assert refusal.value.code == "units_below"
    assert review.fresh().handed_over_from is None, "nothing passes on when the order fails"


@pytest.mark.parametrize(
    "who", ["drafter", "director", "reviewer", "head", "executive", "auditor", "far_head"]
)
def test_only_configurers_of_both_units_dissolve(review, who):
    with pytest.raises(NotAllowed):
        dissolve(review, who)
    foreign = factories.UnitFactory(parent=review.far_bureau)
    with pytest.raises(NotAllowed):
        dissolve(review, successor=foreign)


def test_several_become_a_new_one(review, own):
    details = UnitDetails(
        code="NEW",
        name="ส่วนข้อมูลน้ำ",
        kind=UnitKind.SECTION,
        valid_from=DAY,
        parent=review.bureau,
    )
    everybody = list(
        Membership.objects.filter(unit__in=[review.section, review.other]).values_list(
            "pk", flat=True
        )
    )
    both = [review.section, review.other]
    made = merge_units(
        both, replace(ORDER, go_on=everybody), into=details, actor=review.configurer, at=LATER
    )

    own.refresh_from_db()
    assert review.fresh().unit == own.unit == made
    assert [unit.successor for unit in made.predecessors.all()] == [made, made]
    assert made.memberships.filter(role=Role.DIRECTOR).count() == 2
    assert Assignment.objects.filter(round=review.round, unit=made).count() == 1


def test_one_unit_alone_is_no_merger(review):
    with pytest.raises(DomainError) as refusal:
        merge_units([review.other], ORDER, into=review.other, actor=review.configurer, at=LATER)
    assert refusal.value.code == "too_few_units"


def test_a_successor_without_director_is_flagged_before_the_due_date(review):
    empty = factories.UnitFactory(parent=review.bureau, name="ส่วนใหม่")
    assert review.submission not in headless.found(LATER)
    dissolve(review, successor=empty)

    assert review.fresh() in headless.found(LATER)
    headless.warn(LATER)
    told = Notification.objects.get(kind=headless.KIND, recipient=review.head)
    assert told.facts["unit"] == "ส่วนใหม่"
