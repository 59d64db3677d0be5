"""The pages of versions and what-if: what they say, to whom, at a constant cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpi_portal import language
from submissions.domain import version_moves, what_if
from submissions.enums import State
from submissions.models import WhatIf
from tests import factories
from tests.review.world import LATER


@pytest.fixture
def office(client, review):
    """A browser in English; call it with a person's part."""

    def enter(who="head"):
        client.force_login(review.people[who])
        session = client.session
        session[language.SESSION_KEY] = "en"
        session.save()
        return client

    return enter


@pytest.fixture
def root(review):
    return f"/rounds/{review.round.pk}/"


def computed(review, version=2):
    run = what_if.ask(review.round, version=version, actor=review.head, at=LATER)
    return what_if.compute(run, at=LATER)


def text(response, status=200):
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def test_versions_say_who_when_why_and_what(office, root, review, second):
    page = text(office().get(f"{root}versions/"))
    assert "Version 2" in page
    assert "แก้คะแนนระดับ 1" in page
    assert review.configurer.display_name in page
    assert "Level 1 › Points" in page
    assert "1 report of this round stands on it" in page
    assert page.count("The round's own") == 1


def test_those_who_only_read_get_no_buttons(office, root, second):
    page = text(office("auditor").get(f"{root}versions/"))
    assert "what-if" not in page
    assert office("drafter").get(f"{root}versions/").status_code == 404


def test_asked_for_by_a_button(office, root, review, second):
    answer = office().post(f"{root}what-if/", {"version": "2"})
    run = WhatIf.objects.get()
    assert answer["Location"] == f"{root}what-if/{run.pk}/"
    assert "being computed" in text(office().get(answer["Location"]))
    assert "version 2" in text(office().get(f"{root}what-if/"))
    assert office().post(f"{root}what-if/", {"version": "x"}).status_code == 422
    assert office().post(f"{root}what-if/", {"version": "draft"}).status_code == 409
    assert office("executive").post(f"{root}what-if/", {"version": "2"}).status_code == 403


def test_the_result_names_each_move(office, root, review, second):
    run = computed(review)
    page = text(office().get(f"{root}what-if/{run.pk}/"))
    for said in ("75.00", "60.00", "−15.00", "no longer counts:", "2.1-a", "new and unmet:"):
        assert said in page
    assert "2.1-a → 2.1-x" in page  # a new key under the same title is told apart
    assert "3.1-b หลักฐานใหม่" in page
    assert second.sha256[:8] in page


def test_only_what_moved_in_the_order_asked_for(office, root, review, second, another):
    another(State.DRAFT)
    run = computed(review)
    url = f"{root}what-if/{run.pk}/"
    assert text(office().get(url)).count("row-link") == 1
    assert text(office().get(f"{url}?show=all")).count("row-link") == 2
    for sort in ("unit", "-unit", "before", "-after", "change", "nonsense"):
        assert text(office().get(f"{url}?show=all&sort={sort}")).count("row-link") == 2
    assert "No report is in this list" in text(office().get(f"{url}?show=faults"))


def test_another_rounds_result_is_not_there(office, root, review, second):
    run = computed(review)
    other = factories.RoundFactory(indicator=review.round.indicator, key="m12", version=second)
    assert office().get(f"/rounds/{other.pk}/what-if/{run.pk}/").status_code == 404


def test_moved_from_the_preview(office, root, review, second, another):
    settled = another(State.CONFIRMED, "1.1-a")
    run = computed(review)
    url = f"{root}what-if/{run.pk}/"
    page = text(office().get(url))
    assert f'name="reports" value="{review.submission.pk}"' in page
    assert f'name="reports" value="{settled.pk}"' not in page
    assert settled.unit_name in page
    for wrong in ({"which": "all"}, {"which": "some", "reason": "แก้"}):
        refused = text(office().post(f"{url}move/", wrong), 422)
        assert "error-summary" in refused
    assert "แก้" in refused
    answer = office().post(f"{url}move/", {"which": "all", "reason": "แก้เกณฑ์"})
    assert answer.status_code == 302
    run.refresh_from_db()
    assert "being moved" in text(office().get(url))
    version_moves.carry_out(run, chosen=None, actor=review.head, at=LATER, reason="แก้เกณฑ์")
    page = text(office().get(url))
    assert "75.00 → 60.00" in page
    assert "only after its review is reopened" in page
    assert 'name="reports"' not in page


@pytest.mark.parametrize("who", ["configurer", "reviewer", "executive", "auditor"])
def test_others_are_not_offered_the_move(office, root, review, second, who):
    run = computed(review)
    url = f"{root}what-if/{run.pk}/"
    seen = office(who).get(url)
    assert seen.status_code == (200 if who == "configurer" else 403)
    assert b'name="reports"' not in seen.content
    moved = office(who).post(f"{url}move/", {"which": "all", "reason": "แก้"})
    assert moved.status_code == 403


def test_every_score_names_its_version(office, root, review, second):
    version_moves.move_submissions(
        review.round, second, chosen=None, actor=review.head, at=LATER, reason="แก้"
    )
    pk = review.submission.pk
    for who, path in (
        ("drafter", f"/submissions/{pk}/"),
        ("drafter", f"/submissions/{pk}/score/"),
        ("reviewer", f"/review/{pk}/1.1-a/"),
    ):
        page = text(office(who).get(path))
        assert "criteria version 2" in page, path
        assert "Kept, but counts no longer" in page, path
        assert "2.1-a.pdf" in page, path


def queries(client, url):
    with CaptureQueriesContext(connection) as caught:
        text(client.get(url))
    return len(caught)


def test_one_and_many_cost_the_same(office, root, review, second, another):
    client = office()
    small = computed(review)
    paths = ("versions/", "what-if/", f"what-if/{small.pk}/?show=all")
    one = [queries(client, root + path) for path in paths]
    for _number in range(12):
        another(State.IN_REVIEW, "1.1-a")
    large = computed(review)
    for number in range(3, 6):
        body = second.definition | {"name": f"ฉบับ {number}"}
        factories.IndicatorVersionFactory(
            indicator=review.round.indicator,
            number=number,
            definition=body,
            sha256=f"{number}e" * 32,
        )
    paths = ("versions/", "what-if/", f"what-if/{large.pk}/?show=all")
    assert [queries(client, root + path) for path in paths] == one
    assert max(one) <= 15
