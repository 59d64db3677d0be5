"""What the unit sees of its report, view by view, in real Chromium: both widths and languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from submissions.enums import Action, State
from tests.e2e.browser import Visitor
from tests.in_view import test_matrix as matrix
from tests.review.world import NOON, Review, make_review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def judged(transactional_db: None) -> Review:
    made = make_review()
    made.put(State.DRAFT, claimed_level=3)
    for key in ("1.1-a", "2.1-a", "3.1-a"):
        made.people[key] = made.supply(key)
    made.do(Action.SUBMIT, "director", at=NOON)
    made.do(Action.START_REVIEW, "reviewer", at=NOON)
    matrix.say(made, "1.1-a", matrix.Decision.ACCEPTED, matrix.ACCEPTED_WORDS)
    matrix.say(made, "3.1-a", matrix.Decision.RETURNED, matrix.RETURNED_WORDS)
    return made


@pytest.fixture
def director(chromium: Browser, live_server, judged: Review) -> Iterator[Visitor]:
    visitor = Visitor(chromium, live_server.url, judged.director)
    yield visitor
    visitor.leave()


@pytest.mark.parametrize("step", [matrix.nothing, matrix.send_back, matrix.publish, matrix.reopen])
def test_the_pages_of_a_report_are_sound_in_every_view(judged, director, step) -> None:
    step(judged)
    pk = judged.submission.pk
    told = step is not matrix.nothing
    director.look(f"/submissions/{pk}/")
    for path in ("score", "history", "requirements/3.1-a"):
        page = director.look(f"/submissions/{pk}/{path}/")
    assert (matrix.RETURNED_WORDS in page.content()) is told
    director.look("/submissions/")
