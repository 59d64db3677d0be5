"""What-if over real reports: every score by other rules, and nothing of a report changes."""

from __future__ import annotations

import copy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.domain import drafts
from indicators.models import Draft
from kpi_portal.accounts.enums import Role
from kpi_portal.errors import GuardRefused, NotAllowed, NotFound
from kpi_portal.jobs.models import Job
from submissions.domain import what_if
from submissions.enums import State
from submissions.models import ScoreSnapshot, Submission, WhatIf
from submissions.tasks.what_if import compute as handler
from tests import factories
from tests.review.world import LATER, three_levels


def asked(review, version=2, who="head"):
    return what_if.ask(review.round, version=version, actor=review.people[who], at=LATER)


def done(review, version=2, who="head"):
    return what_if.compute(asked(review, version, who), at=LATER)


def facts():
    rows = Submission.objects.order_by("pk").values()
    return list(rows), ScoreSnapshot.objects.count()


def test_each_report_says_from_what_to_what(review, second, another):
    another(State.DRAFT, "1.1-a")
    another(State.EXEMPTED, "1.1-a")
    before = facts()
    run = done(review)
    line = run.lines.get(submission=review.submission)
    assert (str(line.before_final), str(line.after_final)) == ("75.00", "60.00")
    assert (line.before_level, line.after_level, line.version_number) == (2, 1, 1)
    assert (line.left_out, line.unmet) == (["2.1-a"], ["2.1-x", "3.1-b"])
    assert run.figures == {
        "reports": 2,
        "moved": 2,
        "up": 1,
        "down": 1,
        "left_out": 2,
        "faults": 0,
        "exempted": 1,
        "compared": 2,
        "before": "125.00",
        "after": "120.00",
    }
    assert facts() == before


def test_the_decided_score_is_the_confirmed_one(review, second, another):
    settled = another(State.PUBLISHED, "1.1-a")
    run = done(review)
    bases = dict(run.lines.values_list("submission_id", "basis"))
    assert bases == {review.submission.pk: "projected", settled.pk: "confirmed"}


def test_by_the_draft_as_it_is_when_asked(review, keeper_draft):
    run = asked(review, None, "configurer")
    assert (run.version, run.draft_revision) == (None, keeper_draft.revision)
    Draft.objects.update(document={})
    what_if.compute(run, at=LATER)
    assert str(run.lines.get().after_final) == "80.00"


@pytest.fixture
def keeper_draft(review):
    body = copy.deepcopy(three_levels())
    levels = body["rounds"][0]["levels"]
    levels[0]["points"], levels[2]["points"] = 55, 20
    return Draft.objects.create(
        indicator=review.round.indicator,
        base=review.round.version,
        document=body,
        revision=3,
        updated_at=LATER,
    )


def test_begun_anew_it_does_not_double(review, second):
    run = asked(review)
    for _time in range(2):
        what_if.compute(run, at=LATER)
    assert run.lines.count() == 1


def test_the_job_reports_and_leads_to_the_result(review, second):
    run = asked(review)
    job = Job.objects.get(pk=run.job_id)
    told = []
    result = handler(job, lambda done, total=None, text="": told.append((done, total)))
    assert told == [(1, 1)]
    assert result == {"url": f"/rounds/{review.round.pk}/what-if/{run.pk}/"}


@pytest.mark.parametrize(
    ("version", "code"), [(None, "no_draft"), (7, "not_found")], ids=["draft", "version"]
)
def test_what_is_not_there_is_refused(review, version, code):
    with pytest.raises((GuardRefused, NotFound)) as refused:
        asked(review, version)
    assert refused.value.code == code


def test_a_faulty_draft_is_refused(review, keeper_draft):
    Draft.objects.update(document={"format": "?"})
    with pytest.raises(GuardRefused) as refused:
        asked(review, None)
    assert refused.value.code == "faulty"
    assert not WhatIf.objects.exists()


def test_rules_without_the_round_are_refused(review, second):
    second.definition["rounds"][0]["key"] = "m12"
    factories.rewrite(second)
    with pytest.raises(GuardRefused) as refused:
        asked(review)
    assert refused.value.code == "round_not_defined"


@pytest.mark.parametrize(
    "who",
    ["drafter", "director", "reviewer", "executive", "auditor", "far_head", "stranger"],
)
def test_others_may_not(review, second, who):
    with pytest.raises(NotAllowed):
        asked(review, who=who)


@pytest.mark.parametrize("who", ["head", "configurer"])
def test_those_may(review, second, who):
    assert done(review, who=who).finished_at


def test_a_role_lost_meanwhile_stops_the_work(review, second):
    run = asked(review)
    review.head.memberships.filter(role=Role.HEAD).delete()
    with pytest.raises(NotAllowed):
        what_if.compute(run, at=LATER)


def test_a_chunk_costs_the_same_for_one_and_many(review, second, another):
    def cost(run):
        with CaptureQueriesContext(connection) as caught:
            what_if.compute(run, at=LATER)
        return len(caught)

    one = cost(asked(review))
    for _number in range(8):
        another(State.IN_REVIEW, "1.1-a")
    assert cost(asked(review)) == one


def test_a_change_of_the_definition_alone_is_measured(review, keeper_draft, another):
    """What a draft would change is what publishing and moving to it will change."""
    another(State.DRAFT, "1.1-a", "2.1-a")
    run = what_if.compute(asked(review, None), at=LATER)
    foretold = dict(run.lines.values_list("submission_id", "after_final"))
    from submissions.domain import version_moves

    version = factories.IndicatorVersionFactory(
        indicator=review.round.indicator,
        number=2,
        definition=drafts.get(review.round.indicator).document,
    )
    version_moves.move_submissions(
        review.round, version, chosen=None, actor=review.head, at=LATER, reason="แก้"
    )
    came = dict(Submission.objects.values_list("pk", "projected_final"))
    assert came == foretold
