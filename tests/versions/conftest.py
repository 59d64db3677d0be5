"""A round with reports in several states, and a second version of its criteria.

Version 2 gives level 1 more points, renames the key of level 2's evidence and asks for one more
piece in level 3.
"""

from __future__ import annotations

import copy

import pytest

from indicators.enums import VersionState
from indicators.models import IndicatorVersion
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.jobs import queue
from submissions.domain import scores
from submissions.enums import Decision, State
from submissions.models import Submission
from tests import factories
from tests.review.world import NOON, file_now, judged, make_review, supply, three_levels


def second_body():
    body = copy.deepcopy(three_levels())
    levels = body["rounds"][0]["levels"]
    levels[0]["points"], levels[1]["points"] = 60, 15
    levels[1]["criteria"][0]["evidence"][0]["key"] = "2.1-x"
    levels[2]["criteria"][0]["evidence"].append(
        {"key": "3.1-b", "title": "หลักฐานใหม่", "kind": "file"}
    )
    return body


def rescore(submission: Submission) -> Submission:
    fresh = Submission.objects.select_related(
        "round__indicator__owner", "round__version", "unit", "definition_version"
    ).get(pk=submission.pk)
    with audit.act(actor=SystemActor("test"), at=NOON):
        scores.recompute(fresh, at=NOON, reason="test")
    return fresh


@pytest.fixture
def quiet(monkeypatch):
    """Jobs stay queued; a test carries them out itself."""
    monkeypatch.setattr(queue, "announce", lambda _pk: None)


@pytest.fixture
def review(db, quiet):
    """One report in review with evidence for levels 1 and 2."""
    made = make_review()
    for use in made.in_review("1.1-a", "2.1-a"):
        judged(use, Decision.ACCEPTED)
    rescore(made.submission)
    made.submission = made.fresh()
    return made


@pytest.fixture
def second(review):
    body = second_body()
    return factories.IndicatorVersionFactory(
        indicator=review.round.indicator,
        number=2,
        definition=body,
        state=VersionState.PUBLISHED,
        reason="แก้คะแนนระดับ 1",
        author=review.configurer,
    )


@pytest.fixture
def first(review) -> IndicatorVersion:
    return review.round.version


@pytest.fixture
def another(review):
    """Makes further reports of the round in a state, with accepted evidence for some keys."""

    def make(state: State, *keys: str, unit=None, **fields) -> Submission:
        unit = unit or factories.UnitFactory(parent=review.bureau)
        submission = factories.SubmissionFactory(round=review.round, unit=unit)
        for key in keys:
            judged(supply(submission, key, review.drafter), Decision.ACCEPTED)
        if state != State.DRAFT:
            file_now(submission, review.director, at=NOON)
        Submission.objects.filter(pk=submission.pk).update(state=state, claimed_level=1, **fields)
        return rescore(submission)

    return make
