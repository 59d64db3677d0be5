"""Moving reports to another version: the head's, for all or some, never a confirmed result."""

from __future__ import annotations

import pytest

from indicators.enums import VersionState
from kpi_portal.audit.models import Entry
from kpi_portal.audit.verify import faults
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.notifications.models import Notification
from submissions.domain import pieces, scores, version_moves, what_if
from submissions.enums import ScoreBasis, State
from submissions.models import EvidenceUse, Submission
from submissions.tasks.what_if import move as handler
from tests import factories
from tests.review.world import LATER, judged, supply


def move(review, version, chosen=None, who="head", reason="แก้เกณฑ์"):
    return version_moves.move_submissions(
        review.round, version, chosen=chosen, actor=review.people[who], at=LATER, reason=reason
    )


def test_moved_scored_and_pinned(review, second):
    found = move(review, second)
    (moved,) = found.moved
    assert (moved.before, moved.after, moved.set_aside) == ("75.00", "60.00", ("2.1-a",))
    submission = review.fresh()
    assert submission.definition_version == second
    assert str(submission.projected_final) == "60.00"
    assert submission.scores.first().definition_version == second
    review.round.refresh_from_db()
    assert review.round.version == second


def test_evidence_without_a_place_is_kept_and_counts_for_nothing(review, second):
    move(review, second)
    submission = review.fresh()
    assert EvidenceUse.objects.filter(submission=submission, removed_at=None).count() == 2
    assert [use.requirement for use in pieces.set_aside(submission)] == ["2.1-a"]
    assert [use.requirement for use in pieces.active(submission)] == ["1.1-a"]
    inputs = scores.latest(submission, ScoreBasis.PROJECTED).inputs
    assert inputs["accepted"] == {"1.1-a": 1}
    assert submission.pieces_total == 1


def test_and_counts_again_after_moving_back(review, first, second):
    move(review, second)
    move(review, first, reason="ย้อนกลับ")
    assert str(review.fresh().projected_final) == "75.00"
    assert pieces.set_aside(review.fresh()) == []


@pytest.mark.parametrize("state", sorted(version_moves.STANDS))
def test_a_confirmed_result_stays(review, second, another, state):
    settled = another(state, "1.1-a")
    found = move(review, second)
    (refused,) = found.refused
    assert (refused.pk, refused.unit) == (settled.pk, settled.unit_name)
    settled.refresh_from_db()
    assert settled.definition_version.number == 1
    assert [moved.pk for moved in found.moved] == [review.submission.pk]


@pytest.mark.parametrize("state", sorted(set(State) - version_moves.STANDS))
def test_every_other_state_moves_and_stays_the_state(review, second, another, state):
    report = another(state, "1.1-a")
    found = move(review, second, chosen=[report.pk])
    assert [moved.pk for moved in found.moved] == [report.pk]
    after = Submission.objects.get(pk=report.pk)
    assert (after.state, after.version) == (state, report.version)
    assert after.definition_version == second


def test_only_the_chosen_move_and_the_round_is_pinned(review, second, another):
    other = another(State.DRAFT, "1.1-a")
    move(review, second, chosen=[other.pk])
    assert review.fresh().definition_version.number == 1
    review.round.refresh_from_db()
    assert review.round.version == second


def test_those_already_there_are_only_counted(review, second):
    move(review, second)
    entries = Entry.objects.count()
    found = move(review, second)
    assert (found.moved, found.refused, found.there_already) == ([], [], 1)
    assert Entry.objects.count() == entries


def test_the_heads_own_section_moves_only_with_all(review, second, another):
    own = another(State.IN_REVIEW, "1.1-a", unit=review.strategy)
    found = move(review, second, chosen=[own.pk])
    assert [refused.pk for refused in found.refused] == [own.pk]
    found = move(review, second)
    assert own.pk in [moved.pk for moved in found.moved]


def test_audited_one_by_one_and_the_chain_holds(review, second):
    move(review, second)
    acts = list(Entry.objects.order_by("sequence").values_list("action", "subject"))
    assert acts[-2:] == [
        ("submission.move_version", review.submission.subject),
        ("round.move_version", f"round:{review.round.pk}"),
    ]
    assert list(faults()) == []


def test_the_units_people_are_told_when_the_score_changes(review, second, another):
    same = another(State.DRAFT)  # nothing supplied: 0 by either version
    review.put(State.DRAFT)
    move(review, second)
    told = Notification.objects.filter(kind="submission.move_version")
    assert set(told.values_list("recipient__username", flat=True)) == {"drafter", "director"}
    assert {(n.facts["before"], n.facts["after"]) for n in told} == {("75.00", "60.00")}
    assert not told.filter(facts__submission=same.pk).exists()


def test_under_review_they_are_told_of_the_version_and_of_no_score(review, second):
    move(review, second)
    told = Notification.objects.filter(kind="submission.moved_in_review")
    assert set(told.values_list("recipient__username", flat=True)) == {"drafter", "director"}
    assert not any({"before", "after"} & set(n.facts) for n in told)
    assert not Notification.objects.filter(kind="submission.move_version").exists()


@pytest.mark.parametrize(
    "who",
    [
        *("drafter", "director", "reviewer", "second_reviewer", "executive", "configurer"),
        *("auditor", "neighbour", "far_head", "far_executive", "stranger"),
    ],
)
def test_only_the_head(review, second, who):
    with pytest.raises(NotAllowed):
        move(review, second, who=who)
    assert review.fresh().definition_version.number == 1


def test_a_reason_is_needed(review, second):
    with pytest.raises(InvalidInput):
        move(review, second, reason=" ")


def test_only_to_a_published_version_of_this_indicator_with_this_round(review, second):
    elsewhere = factories.IndicatorVersionFactory()
    with pytest.raises(GuardRefused):
        move(review, elsewhere)
    second.state = VersionState.DRAFT
    second.save()
    with pytest.raises(GuardRefused):
        move(review, second)


def test_carried_out_by_the_job_with_its_outcome_kept(review, second, another):
    settled = another(State.CONFIRMED, "1.1-a")
    run = what_if.compute(
        what_if.ask(review.round, version=2, actor=review.head, at=LATER), at=LATER
    )
    run.round = review.round
    version_moves.ask(run, chosen=None, reason="แก้", actor=review.head, at=LATER)
    from kpi_portal.jobs.models import Job

    job = Job.objects.get(pk=run.move_job_id)
    for _time in range(2):  # a message may come twice
        handler(job, lambda done, total=None, text="": None)
    run.refresh_from_db()
    assert [moved["pk"] for moved in run.move_outcome["moved"]] == [review.submission.pk]
    assert [refused["pk"] for refused in run.move_outcome["refused"]] == [settled.pk]
    with pytest.raises(GuardRefused):
        version_moves.ask(run, chosen=None, reason="แก้", actor=review.head, at=LATER)


def test_a_preview_by_a_draft_moves_nothing(review, second):
    run = what_if.compute(
        what_if.ask(review.round, version=2, actor=review.head, at=LATER), at=LATER
    )
    run.version = None
    with pytest.raises(GuardRefused):
        version_moves.ask(run, chosen=None, reason="แก้", actor=review.head, at=LATER)


def test_new_evidence_goes_to_the_new_requirement(review, second):
    move(review, second)
    submission = review.fresh()
    judged(supply(submission, "2.1-x", review.drafter), "accepted")
    assert "2.1-x" in [use.requirement for use in pieces.active(review.fresh())]
