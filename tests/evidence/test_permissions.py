"""Every verb × role × state: who may change evidence when, and with which refusal."""

from __future__ import annotations

import itertools

import pytest
from django.utils import timezone

from kpi_portal.accounts.enums import Role
from kpi_portal.errors import DomainError, GuardRefused, NotAllowed
from submissions.domain import evidence, shared_evidence, supply
from submissions.domain.evidence import Details
from submissions.enums import State
from submissions.models import EvidenceUse, Submission
from tests.evidence.world import LATER, NOON, a_pdf
from tests.factories import ActingFactory, UserFactory

pytestmark = pytest.mark.django_db

PEOPLE = (
    "drafter",
    "director",
    "acting_director",
    "reviewer",
    "head",
    "executive",
    "configurer",
    "auditor",
    "neighbour",
    "stranger",
)
UNIT = {"drafter", "director", "acting_director"}
STATES = list(State)


@pytest.fixture
def prepared(world):
    """The world with one piece of each kind in place, one removed, and shared evidence."""
    person = UserFactory(username="acting_director")
    ActingFactory(user=person, unit=world.section, role=Role.DIRECTOR)
    world.people["acting_director"] = person
    report, drafter = world.submission, world.drafter
    world.file = evidence.attach_file(
        report, "1.1-a", actor=drafter, at=NOON, upload=a_pdf(text="there")
    )
    world.gone = evidence.attach_file(
        report, "1.1-a", actor=drafter, at=NOON, upload=a_pdf(text="gone")
    )
    evidence.remove_use(world.gone, actor=drafter, at=NOON)
    document = shared_evidence.publish_shared(
        owner=world.bureau, actor=world.reviewer, at=NOON, upload=a_pdf(text="shared")
    )
    world.shared = document.versions.get()
    return world


def verbs(world, actor):
    """Name → the act; every one changes a requirement that is open or returned."""
    report = world.submission
    who = {"actor": actor, "at": LATER}
    return {
        "attach_file": lambda: evidence.attach_file(
            report, "1.1-a", upload=a_pdf(text="new"), **who
        ),
        "new_version": lambda: evidence.new_version(world.file, upload=a_pdf(text="v2"), **who),
        "attach_link": lambda: evidence.attach_link(report, "3.1-b", url="https://a.go.th", **who),
        "reuse": lambda: evidence.reuse(report, "1.2-a", version=world.file.version, **who),
        "attach_shared": lambda: shared_evidence.attach_shared(
            report, "1.2-a", version=world.shared, **who
        ),
        "set_number": lambda: supply.set_number(report, "2.1-a", typed="80", **who),
        "give_answer": lambda: supply.give_answer(report, "2.1-b", text="คำตอบ", **who),
        "edit_details": lambda: evidence.edit_details(world.file, details=Details("ใหม่"), **who),
        "remove_use": lambda: evidence.remove_use(world.file, **who),
        "restore_use": lambda: evidence.restore_use(world.gone, **who),
    }


VERBS = (
    "attach_file",
    "new_version",
    "attach_link",
    "reuse",
    "attach_shared",
    "set_number",
    "give_answer",
    "edit_details",
    "remove_use",
    "restore_use",
)
ALL_KEYS = ("1.1-a", "1.2-a", "2.1-a", "2.1-b", "3.1-a", "3.1-b")


def expected(person: str, state: State) -> type[DomainError] | None:
    if person in UNIT:
        return None if state in (State.DRAFT, State.RETURNED) else GuardRefused
    return NotAllowed


def outcome(act) -> type[DomainError] | None:
    try:
        act()
    except DomainError as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize("verb", VERBS)
def test_the_whole_matrix(prepared, verb):
    """One world for a verb's 110 cells; each cell is rolled back."""
    from django.db import transaction

    wrong = []
    for person, state in itertools.product(PEOPLE, STATES):
        with transaction.atomic():
            prepared.in_state(state, returned=ALL_KEYS)
            before = facts(prepared)
            found = outcome(verbs(prepared, prepared.people[person])[verb])
            if found is not expected(person, state):
                wrong.append((person, str(state), found))
            if found is not None and facts(prepared) != before:
                wrong.append((person, str(state), "changed something although refused"))
            transaction.set_rollback(True)
        prepared.submission = Submission.objects.get(pk=prepared.submission.pk)
    assert wrong == []


def facts(world):
    uses = EvidenceUse.objects.order_by("pk").values_list("pk", "removed_at", "number", "text")
    return list(uses), list(Submission.objects.values_list("pieces_total", "updated_at"))


@pytest.mark.parametrize("verb", VERBS)
def test_in_a_returned_report_only_returned_items_change(prepared, verb):
    prepared.in_state(State.RETURNED, returned=("3.1-a",))
    with pytest.raises(GuardRefused) as refusal:
        verbs(prepared, prepared.drafter)[verb]()
    assert refusal.value.code == "not_returned"


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_changes_after_the_time_to_answer(prepared, verb):
    prepared.in_state(State.RETURNED, returned=ALL_KEYS)
    Submission.objects.filter(pk=prepared.submission.pk).update(answer_by=NOON)
    with pytest.raises(GuardRefused) as refusal:
        verbs(prepared, prepared.drafter)[verb]()
    assert refusal.value.code == "answer_time_over"


def test_the_executive_prepares_the_bureaus_own_report(world):
    own = Submission.objects.create(
        round=world.round,
        unit=world.bureau,
        definition_version=world.submission.definition_version,
        unit_name=world.bureau.name,
        group=world.submission.group,
        updated_at=NOON,
    )
    use = evidence.attach_file(own, "1.1-a", actor=world.executive, at=NOON, upload=a_pdf())
    assert use.version.evidence.owner == world.bureau


def test_a_role_that_ended_yesterday_changes_nothing(prepared):
    prepared.drafter.memberships.update(ends=timezone.localdate(NOON).replace(day=19))
    prepared.drafter.__dict__.pop("_standings", None)
    with pytest.raises(NotAllowed):
        evidence.attach_file(
            prepared.submission, "1.1-a", actor=prepared.drafter, at=NOON, upload=a_pdf(text="x")
        )


def test_refused_people_leave_no_bytes_behind(prepared, own_media):
    before = {p.name for p in own_media.rglob("*")}
    with pytest.raises(NotAllowed):
        evidence.attach_file(
            prepared.submission,
            "1.1-a",
            actor=prepared.reviewer,
            at=NOON,
            upload=a_pdf(text="intruder"),
        )
    assert {p.name for p in own_media.rglob("*")} == before
