"""Who prepares the bureau's own report, in which state; nobody judges what they prepared."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.db import transaction

from kpi_portal.accounts.enums import Role
from kpi_portal.errors import DomainError, GuardRefused, NotAllowed
from submissions import access, workflow
from submissions.domain import (
    decisions,
    evidence,
    forms,
    merging,
    narrative,
    preparing,
    processes,
    worklists,
)
from submissions.domain.worklists import Need
from submissions.enums import Action, State
from submissions.models import Appointment, MergedRow, Submission
from tests.evidence.world import a_pdf
from tests.factories import MembershipFactory, UserFactory
from tests.forms.world import NOON, form_1, review_row
from tests.merging.conftest import LATER, World

PREPARE = ("reviewer", "head", "second_reviewer", "executive", "bureau_drafter")
OTHERS = ("configurer", "director", "drafter", "stranger", "far_reviewer", "auditor")
OPEN = (State.DRAFT,)
STATES = tuple(s for s in State if s is not State.RETURNED)


def verbs(world: World, person: Any) -> dict[str, Any]:
    report = world.fresh()
    by = {"actor": person, "at": LATER}
    link = MergedRow.objects.get()
    more = {"revision": world.revision(), **by}
    return {
        "merge": lambda: merging.merge(report, world.pick(world.divisions[1], "การขอใช้น้ำ"), **more),
        "take out": lambda: merging.take_out(report, [link.pk], **more),
        "keep": lambda: merging.settle_changed(report, [link.pk], take=False, **more),
        "form": lambda: forms.save_answer(
            report, "form-1", None, data=form_1(review_row("อื่น")), removed=[], **more
        ),
        "process": lambda: processes.choose(report, name="อื่น", **by),
        "evidence": lambda: evidence.attach_file(report, "1.2-a", upload=a_pdf(), **by),
        "words": lambda: narrative.save_narrative(
            report, revision=0, claimed_level=1, level_results={}, texts={}, **by
        ),
    }


def outcome(act: Any) -> str:
    try:
        act()
    except DomainError as refusal:
        return type(refusal).__name__
    return "done"


VERBS = ("merge", "take out", "keep", "form", "process", "evidence", "words")


@pytest.mark.parametrize("verb", VERBS)
def test_who_prepares_in_which_state(world: World, verb: str):
    world.merge(world.pick(world.divisions[0], "การสอบเทียบ"))
    wrong = []
    for person, state in itertools.product(PREPARE + OTHERS, STATES):
        with transaction.atomic():
            Submission.objects.filter(pk=world.own.pk).update(state=state)
            before = MergedRow.objects.count()
            found = outcome(verbs(world, world.people[person])[verb])
            may = person in PREPARE and state in OPEN
            if (found == "done") is not may:
                wrong.append((person, str(state), found))
            if person in OTHERS and state in OPEN and found != "NotAllowed":
                wrong.append((person, str(state), found))
            if not may and MergedRow.objects.count() != before:
                wrong.append((person, str(state), "changed something although refused"))
            transaction.set_rollback(True)
    assert wrong == []


@pytest.mark.parametrize("who", ["reviewer", "head"])
def test_strategy_prepares_no_other_report(world: World, who: str):
    person = world.people[who]
    indicator = world.round.indicator
    assert access.works_on(person, world.fresh(), at=LATER)
    for report in world.divisions:
        assert not access.works_on(person, world.fresh(report), at=LATER)
    indicator.consolidated = False
    indicator.save()
    assert not access.works_on(person, world.fresh(), at=LATER)


def test_only_the_executive_submits(world: World):
    move = workflow.move_for(State.DRAFT, Action.SUBMIT)
    report = world.fresh()
    may = {
        name
        for name, person in world.people.items()
        if access.may_perform(person, report, move, at=LATER, with_signed_memo=True)
    }
    # whoever drafts for the bureau hands in with the memo that the executive signed on paper
    assert may == {"executive", "bureau_drafter"}


def test_preparers_never_judge(world: World):
    Submission.objects.filter(pk=world.own.pk).update(state=State.SUBMITTED)
    move = workflow.move_for(State.SUBMITTED, Action.START_REVIEW)
    for name in PREPARE:
        assert not access.may_perform(world.people[name], world.fresh(), move, at=LATER)


def name_judge(world: World, person: Any, role: Role = Role.REVIEWER) -> Appointment:
    return decisions.appoint(
        world.fresh(),
        actor=world.executive,
        at=LATER,
        person=person,
        role=role,
        order_number="12/2568",
        reason="ประเมินรายงานของสำนัก",
    )


def moved_away(world: World, person: Any) -> Any:
    """The person works in another bureau from now on, and in this one no longer."""
    person.memberships.all().delete()
    MembershipFactory(user=person, unit=world.far_reviewer.memberships.get().unit)
    person.__dict__.pop("_standings", None)
    return person


def test_whoever_prepared_cannot_be_named(world: World):
    world.merge(world.pick(world.divisions[0], "การสอบเทียบ"))
    assert preparing.is_prepared_by(world.fresh(), world.reviewer)
    person = moved_away(world, world.reviewer)
    with pytest.raises(GuardRefused) as refusal:
        name_judge(world, person)
    assert refusal.value.code == "prepared_it"
    assert person.display_name in str(refusal.value)
    assert not Appointment.objects.exists()


def test_somebody_elses_later_save_wipes_no_trace(world: World):
    for who, name in (("reviewer", "หนึ่ง"), ("head", "สอง")):
        forms.save_answer(
            world.fresh(),
            "form-1",
            None,
            actor=world.people[who],
            at=LATER,
            revision=world.revision(),
            data=form_1(review_row(name)),
        )
    assert world.answer().updated_by == world.head
    with pytest.raises(GuardRefused):
        name_judge(world, moved_away(world, world.reviewer))


@pytest.mark.parametrize("verb", [v for v in VERBS if v != "take out"])
def test_each_kind_of_preparing_leaves_its_trace(world: World, verb: str):
    world.merge(world.pick(world.divisions[0], "การสอบเทียบ"))
    assert not preparing.is_prepared_by(world.fresh(), world.head)
    verbs(world, world.head)[verb]()
    assert preparing.is_prepared_by(world.fresh(), world.head)


def test_a_reader_has_not_prepared(world: World):
    assert not preparing.is_prepared_by(world.fresh(), world.auditor)
    assert name_judge(world, world.far_reviewer).user == world.far_reviewer


def test_whoever_is_named_prepares_no_longer(world: World):
    person = moved_away(world, UserFactory())
    name_judge(world, person)
    MembershipFactory(
        user=person,
        unit=world.head.memberships.get().unit,
        scope=world.bureau,
        role=Role.REVIEWER,
    )
    person.__dict__.pop("_standings", None)
    assert not access.works_on(person, world.fresh(), at=LATER)
    with pytest.raises(NotAllowed):
        merging.merge(
            world.fresh(),
            world.pick(world.divisions[0], "การสอบเทียบ"),
            actor=person,
            at=LATER,
            revision=0,
        )
    assert world.own not in worklists.own_reports(person, at=LATER)


def test_reviewers_of_above_prepare_nothing_and_may_be_named(world: World):
    """A reviewer of the department reaches the bureau's indicators and sits outside of it."""
    far = world.far_reviewer
    unit = far.memberships.get().unit
    MembershipFactory(user=far, unit=unit, scope=world.bureau, role=Role.REVIEWER)
    far.__dict__.pop("_standings", None)
    assert not access.works_on(far, world.fresh(), at=LATER)
    assert world.own not in worklists.own_reports(far, at=LATER)


@pytest.mark.parametrize(
    ("who", "need"),
    [
        ("reviewer", Need.CONSOLIDATE),
        ("head", Need.CONSOLIDATE),
        ("executive", Need.FILL_IN),
        ("bureau_drafter", Need.FILL_IN),
        ("configurer", None),
        ("stranger", None),
    ],
)
def test_the_report_is_found_by_those_who_prepare_it(world: World, who: str, need: Need | None):
    tasks = worklists.needs_now(world.people[who], at=NOON)
    found = [task.need for task in tasks if task.submission == world.own]
    assert found == ([need] if need else [])
    assert (world.own in worklists.own_reports(world.people[who], at=NOON)) is (need is not None)
