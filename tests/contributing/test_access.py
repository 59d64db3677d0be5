"""What people of a contributing unit may do: their parts, and nothing else of the report."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.models import Contribution
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership
from kpi_portal.errors import DomainError, GuardRefused, NotAllowed, NotFound
from submissions import access
from submissions.domain import (
    contributing,
    decisions,
    evidence,
    evidence_access,
    forms,
    forms_scope,
    narrative,
    processes,
    reach,
    supply,
    worklists,
)
from submissions.domain.transition import perform
from submissions.enums import Action, State
from submissions.models import EvidenceUse, ReturnItem, ReturnNotice, Submission
from tests import factories as f
from tests.evidence.world import LATER, NOON, a_pdf, pdf_bytes
from tests.forms.world import form_1

ACTS = {
    "attach in part one": lambda r, by: evidence.attach_file(r, "1.1-a", upload=a_pdf(), **by),
    "form of part one": lambda r, by: forms.save_answer(
        r, "form-1", None, revision=0, data=form_1(), **by
    ),
    "number of part two": lambda r, by: supply.set_number(r, "2.1-a", typed="80", **by),
    "answer of part two": lambda r, by: supply.give_answer(r, "2.1-b", text="ดำเนินการแล้ว", **by),
    "attach elsewhere": lambda r, by: evidence.attach_file(r, "3.1-a", upload=a_pdf(), **by),
    "words": lambda r, by: narrative.save_narrative(
        r, revision=0, claimed_level=1, level_results={}, texts={}, **by
    ),
    "submit": lambda r, by: perform(
        r, Action.SUBMIT, version=r.version, note="", data={"gaps_acknowledged": True}, **by
    ),
    "ask for time": lambda r, by: decisions.request_extension(
        r, until=NOON + timedelta(days=40), reason="น้ำท่วม", **by
    ),
}
ALLOWED = {
    "drafter": set(ACTS) - {"submit", "ask for time"},
    "first_drafter": {"attach in part one", "form of part one"},
    "first_director": {"attach in part one", "form of part one"},
    "second_director": {"number of part two", "answer of part two"},
    "third_director": set(),
    "configurer": set(),
    "head": set(),
    "reviewer": set(),
}


@pytest.fixture
def with_forms(asked):
    from forms_templates.domain.loading import load_forms
    from forms_templates.schema_loading import load_forms as read_forms
    from tests.e2e.world import FIXTURES

    source = (FIXTURES / "forms" / "forms-2568.yaml").read_text(encoding="utf-8")
    load_forms(
        read_forms(source),
        owner=asked.bureau,
        actor=asked.configurer,
        at=NOON,
        fiscal_year=asked.round.indicator.fiscal_year,
    )
    return asked


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ALLOWED)
def test_each_role_does_its_own_acts_and_no_other(with_forms, who, act):
    report = with_forms.fresh()
    Submission.objects.filter(pk=report.pk).update(claimed_level=1)
    report = with_forms.fresh()
    by = {"actor": with_forms.people[who], "at": LATER}
    if act in ALLOWED[who]:
        ACTS[act](report, by)
    else:
        with pytest.raises(NotAllowed):
            ACTS[act](report, by)


@pytest.mark.parametrize("who", ["first_drafter", "first_director"])
@pytest.mark.parametrize(
    "state", [s for s in State if s not in (State.DRAFT, State.RETURNED)], ids=str
)
def test_nothing_changes_once_the_report_is_handed_in(asked, who, state):
    asked.put(state)
    with pytest.raises(GuardRefused):
        evidence.attach_file(
            asked.submission, "1.1-a", upload=a_pdf(), actor=asked.people[who], at=LATER
        )


def test_after_a_return_only_returned_items_of_the_own_part_change(asked):
    asked.put(State.RETURNED, answer_by=NOON + timedelta(days=7))
    notice = ReturnNotice.objects.create(
        submission=asked.submission,
        number=1,
        at=NOON,
        by=asked.reviewer,
        answer_by=NOON + timedelta(days=7),
        note="โปรดแก้ไข",
    )
    for key in ("1.1-a", "2.1-a"):
        ReturnItem.objects.create(notice=notice, requirement=key, comment="ยังไม่ชัดเจน")
    by = {"actor": asked.first_drafter, "at": LATER}
    assert evidence.attach_file(asked.fresh(), "1.1-a", upload=a_pdf(), **by)
    with pytest.raises(NotAllowed):
        supply.set_number(asked.fresh(), "2.1-a", typed="80", **by)
    contributing.ask(asked.assignment, asked.first, ["level-1"], actor=asked.configurer, at=NOON)
    with pytest.raises(GuardRefused) as refused:
        evidence.attach_file(asked.fresh(), "1.2-a", upload=a_pdf(), **by)
    assert refused.value.code == "not_returned"


def test_a_piece_names_the_unit_that_supplied_it(asked):
    theirs = evidence.attach_file(
        asked.submission, "1.1-a", upload=a_pdf(), actor=asked.first_drafter, at=LATER
    )
    own = evidence.attach_file(
        asked.submission, "1.2-a", upload=a_pdf(), actor=asked.drafter, at=LATER
    )
    assert (theirs.contributed_by, own.contributed_by) == (asked.first, None)
    assert theirs.version.evidence.owner == asked.bureau


def test_the_report_is_found_but_not_among_what_one_sees(asked):
    for who in ("first_drafter", "first_director", "second_director"):
        person = asked.people[who]
        found, open_to = reach.find(person, asked.submission.pk, at=LATER)
        assert found == asked.submission
        assert not open_to.whole
        with pytest.raises(NotFound):
            access.get_for(person, asked.submission.pk, at=LATER)
        assert asked.submission not in worklists.own_reports(person, at=LATER)
    with pytest.raises(NotFound):
        reach.find(asked.third_director, asked.submission.pk, at=LATER)


@pytest.mark.parametrize(
    ("who", "key", "open_to"),
    [
        ("first_drafter", "1.1-a", True),
        ("first_drafter", "1.2-a", False),
        ("second_director", "2.1-a", True),
        ("second_director", "1.1-a", False),
        ("third_director", "1.1-a", False),
        ("drafter", "3.1-a", True),
    ],
)
def test_a_requirement_opens_for_those_it_was_asked_of(asked, who, key, open_to):
    person, pk = asked.people[who], asked.submission.pk
    if open_to:
        assert reach.find_for(person, pk, key, at=LATER)
    else:
        with pytest.raises(NotFound):
            reach.find_for(person, pk, key, at=LATER)


def test_a_form_opens_for_those_it_was_asked_of(with_forms):
    pk = with_forms.submission.pk
    assert forms_scope.find_for(with_forms.first_drafter, pk, "form-1", at=LATER)
    with pytest.raises(NotFound):
        forms_scope.find_for(with_forms.second_director, pk, "form-1", at=LATER)
    with pytest.raises(NotFound):
        processes.find_for(with_forms.second_director, pk, at=LATER)


def test_files_open_within_the_own_part_only(asked):
    by = {"actor": asked.drafter, "at": LATER}
    inside = evidence.attach_file(asked.submission, "1.1-a", upload=a_pdf(), **by)
    other = SimpleUploadedFile("ผล.pdf", pdf_bytes("other"), "application/pdf")
    outside = evidence.attach_file(asked.submission, "3.1-a", upload=other, **by)

    assert evidence_access.version_for(asked.first_drafter, inside.version_id, at=LATER)
    assert evidence_access.use_for(asked.first_drafter, inside.pk, at=LATER)
    for person in (asked.first_drafter, asked.second_director, asked.third_director):
        with pytest.raises(NotFound):
            evidence_access.version_for(person, outside.version_id, at=LATER)
        with pytest.raises(NotFound):
            evidence_access.use_for(person, outside.pk, at=LATER)


def test_documents_of_the_reporting_unit_are_not_theirs_to_use_again(asked):
    own = evidence.attach_file(
        asked.submission, "3.1-a", upload=a_pdf(), actor=asked.drafter, at=LATER
    )
    with pytest.raises(NotFound):
        evidence.reuse(
            asked.fresh(), "1.1-a", version=own.version, actor=asked.first_drafter, at=LATER
        )


def test_a_membership_that_ended_opens_nothing(asked):
    Membership.objects.filter(user=asked.first_drafter).update(ends=NOON.date() - timedelta(days=1))
    with pytest.raises(NotFound):
        reach.find(asked.first_drafter, asked.submission.pk, at=LATER)
    with pytest.raises(DomainError):
        evidence.attach_file(
            asked.submission, "1.1-a", upload=a_pdf(), actor=asked.first_drafter, at=LATER
        )


def test_asked_no_longer_they_open_nothing_and_what_they_gave_stays(asked):
    use = evidence.attach_file(
        asked.submission, "1.1-a", upload=a_pdf(), actor=asked.first_drafter, at=LATER
    )
    (row,) = Contribution.objects.filter(unit=asked.first)
    contributing.release(row, actor=asked.configurer, at=LATER)
    with pytest.raises(NotFound):
        reach.find(asked.first_drafter, asked.submission.pk, at=LATER)
    assert EvidenceUse.objects.filter(pk=use.pk, removed_at=None).exists()


def test_people_of_a_contributing_unit_never_judge_the_report(asked):
    """A reviewer's own section contributes to the report of another section."""
    report = f.SubmissionFactory(round=asked.round, unit=asked.third)
    assignment = f.AssignmentFactory(round=asked.round, unit=asked.third)
    outside = f.MembershipFactory(role=Role.REVIEWER, unit=asked.second, scope=asked.bureau).user
    Submission.objects.filter(pk=report.pk).update(state=State.SUBMITTED)
    report.refresh_from_db()
    assert access.may_review(asked.reviewer, report, at=LATER)
    waiting = {task.submission for task in worklists.needs_now(asked.reviewer, at=LATER)}
    assert report in waiting

    Contribution.objects.create(assignment=assignment, unit=asked.strategy, part="level-3")
    report = access.with_context(Submission.objects.filter(pk=report.pk)).get()
    assert not access.may_review(asked.reviewer, report, at=LATER)
    assert access.may_review(outside, report, at=LATER)
    waiting = {task.submission for task in worklists.needs_now(asked.reviewer, at=LATER)}
    assert report not in waiting
    with pytest.raises(NotAllowed):
        perform(
            report,
            Action.START_REVIEW,
            actor=asked.reviewer,
            at=LATER,
            version=report.version,
            note="",
        )


def test_a_report_handed_over_keeps_its_contributors(asked):
    """The assignment follows the report, or stays with the first unit beside the other's own."""
    Submission.objects.filter(pk=asked.submission.pk).update(
        unit=asked.third, handed_over_from=asked.bureau
    )
    own = f.SubmissionFactory(round=asked.round, unit=asked.third)
    f.AssignmentFactory(round=asked.round, unit=asked.third)
    assert {c.unit for c in access.contributions_to(asked.fresh())} == {asked.first, asked.second}
    assert access.contributions_to(own) == []
    assert list(access.contributing(asked.second_director, at=LATER)) == [asked.submission]
