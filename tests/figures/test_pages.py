"""Pages of reports without levels open for every method, in a constant number of queries."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from scoring.parsing import load_document
from submissions.domain import outline
from submissions.enums import Action
from submissions.models import Submission
from tests.figures.world import World, growth, settled_pmqa, shipped

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15
GROUP_3 = {"target_group": "3", "previous": Decimal("412.03")}


@pytest.fixture(params=["target", "growth", "entered", "nested", "pmqa"])
def report(request: Any, world: World) -> Submission:
    if request.param == "target":
        return world.opened(shipped("org-status-2564"), **GROUP_3)
    if request.param == "growth":
        return world.opened(load_document(growth()))
    if request.param == "entered":
        return world.opened(shipped("pmqa40-2563-results"))
    if request.param == "nested":
        return world.opened(shipped("org-frame-2564"))
    return world.opened(settled_pmqa())


def address(name: str, report: Submission, *more: Any) -> str:
    return reverse(f"submissions:{name}", args=[report.pk, *more])


def test_every_page_opens_for_every_method(client, world, report, settings):
    world.fill(report)
    first = next(iter(outline.outline(report.definition).places))
    client.force_login(world.drafter)
    for name in ("task_list", "check", "score", "history", "narrative"):
        assert client.get(address(name, report)).status_code == 200, name
    for key in outline.outline(report.definition).places:
        assert client.get(address("requirement", report, key)).status_code == 200, key
        if key != first and len(outline.outline(report.definition).places) > 50:
            break
    done = world.published(report)
    assert client.get(address("receipt", done, 1)).status_code == 200
    client.force_login(world.reviewer)
    assert client.get(address("desk", report)).status_code == 200
    assert client.get(address("desk", report, first)).status_code == 200
    assert client.get(reverse("submissions:round", args=[report.round_id])).status_code == 200
    assert client.get(reverse("submissions:queue")).status_code == 200


def test_task_list_and_desk_read_few_times(client, world, report, django_assert_max_num_queries):
    world.fill(report)
    client.force_login(world.drafter)
    client.get(address("task_list", report))
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(address("task_list", report))
    world.do(report, Action.SUBMIT, "director")
    world.do(report, Action.START_REVIEW, "reviewer")
    client.force_login(world.reviewer)
    client.get(address("desk", report))
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(address("desk", report))
